"""What a signed delivery is: its head, its time, its signatures, and the keys that make them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.errors import DeliveryUntimely, SignatureRefused
from heartbeat.surfaces.intake.signature import Head, is_signed, key_of, read_head, refuse_untimely, sign
from signed import OTHER_SECRET, SECRET, signature

BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",  # the published vector of Standard Webhooks
}
SENT = datetime.fromtimestamp(1614265330, UTC)


def test_the_published_vector_is_signed() -> None:
    head = read_head(HEADERS)
    assert (head.sent_at, is_signed(head, BODY, [key_of(SECRET)])) == (SENT, True)
    assert sign(key_of(SECRET), head.webhook_id, head.timestamp, BODY) == HEADERS["webhook-signature"]


@pytest.mark.parametrize(
    ("header", "value", "told"),
    [
        ("webhook-id", "", "webhook-id is missing"),
        ("webhook-id", "a.b", "full stop"),
        ("webhook-id", "a b", "full stop"),
        ("webhook-id", "é", "full stop"),
        ("webhook-id", "x" * 256, "1 to 255"),
        ("webhook-timestamp", "", "webhook-timestamp is missing"),
        ("webhook-timestamp", "1614265330.5", "whole number"),
        ("webhook-timestamp", "+1614265330", "whole number"),
        ("webhook-timestamp", "-1", "whole number"),
        ("webhook-timestamp", "1e9", "whole number"),
        ("webhook-timestamp", "nan", "whole number"),
        ("webhook-timestamp", "١٦١٤٢٦٥٣٣٠", "whole number"),
        ("webhook-timestamp", "9" * 12, "whole number"),
        ("webhook-signature", "", "no signature of scheme v1"),
        ("webhook-signature", "v1", "no signature of scheme v1"),
        ("webhook-signature", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "no signature of scheme v1"),
        ("webhook-signature", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "no signature of scheme v1"),
    ],
)
def test_a_head_that_is_none_says_which_header(header: str, value: str, told: str) -> None:
    with pytest.raises(SignatureRefused, match=told):
        read_head({**HEADERS, header: value})


def test_an_id_of_the_greatest_length_is_read() -> None:
    assert read_head({**HEADERS, "webhook-id": "~" * 255}).webhook_id == "~" * 255


@pytest.mark.parametrize("wrong", ["v1,", "v1,=", "v1,é", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", "v1,!!!"])
def test_what_is_no_signature_is_not_taken_for_one(wrong: str) -> None:
    assert not is_signed(read_head({**HEADERS, "webhook-signature": wrong}), BODY, [key_of(SECRET)])


@pytest.mark.parametrize("others", ["{} v1,AAAA", "v1,AAAA {}", "v1a,AAAA v2,x  {}", "{} {}"])
def test_one_good_signature_among_several_is_enough(others: str) -> None:
    good = HEADERS["webhook-signature"]
    assert is_signed(read_head({**HEADERS, "webhook-signature": others.format(good, good)}), BODY, [key_of(SECRET)])


@pytest.mark.parametrize("signing", [(SECRET,), (OTHER_SECRET,), (SECRET, OTHER_SECRET)])
@pytest.mark.parametrize("known", [(SECRET,), (OTHER_SECRET,), (SECRET, OTHER_SECRET), ()])
def test_either_of_two_keys_lets_in_while_they_change(signing: tuple[str, ...], known: tuple[str, ...]) -> None:
    made = tuple(signature("msg_1", 1614265330, BODY, secret) for secret in signing)
    head = Head("msg_1", "1614265330", made)
    assert is_signed(head, BODY, [key_of(secret) for secret in known]) == bool({*signing} & {*known})


@pytest.mark.parametrize("age", [0, 300, -300])
def test_five_minutes_either_way_are_let_in(age: float) -> None:
    refuse_untimely(read_head(HEADERS), SENT + timedelta(seconds=age))


@pytest.mark.parametrize(
    ("age", "told"), [(300.001, "300 seconds ago"), (-300.001, "300 seconds ahead"), (86400, "86400 seconds ago")]
)
def test_what_was_sent_earlier_or_later_is_refused(age: float, told: str) -> None:
    with pytest.raises(DeliveryUntimely, match=told):
        refuse_untimely(read_head(HEADERS), SENT + timedelta(seconds=age))


@pytest.mark.parametrize("written", [SECRET, SECRET.rstrip("="), OTHER_SECRET, OTHER_SECRET.rstrip("=")])
def test_a_secret_is_read_with_and_without_its_padding(written: str) -> None:
    assert len(key_of(written)) in {24, 32}


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "does not begin with whsec_"),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "does not begin with whsec_"),
        ("whsec_", "0 bytes"),
        ("whsec_" + base64.b64encode(b"fifteen bytes..").decode(), "15 bytes"),
        ("whsec_correct horse battery staple", "not base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA", "not base64"),
    ],
)
def test_what_is_no_secret_says_why_and_nothing_of_itself(secret: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as raised:
        key_of(secret)
    assert secret.removeprefix("whsec_") not in str(raised.value) or secret == "whsec_"
