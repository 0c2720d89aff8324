"""No delivery that differs from what was signed is taken for it, whichever of its parts differs and how."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from heartbeat.errors import SignatureRefused
from heartbeat.surfaces.intake.signature import Head, is_signed, key_of, read_head, sign
from signed import OTHER_SECRET, SECRET, signature

KEY = key_of(SECRET)
ids = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=40)
timestamps = st.integers(0, 99_999_999_999).map(str)
bodies = st.binary(max_size=200)
parts = st.tuples(ids, timestamps, bodies)


@given(parts)
def test_what_is_signed_as_it_is_sent_is_let_in(sent: tuple[str, str, bytes]) -> None:
    webhook_id, timestamp, body = sent
    made = sign(KEY, webhook_id, timestamp, body)
    assert made == signature(webhook_id, timestamp, body)
    assert is_signed(Head(webhook_id, timestamp, (made,)), body, [key_of(OTHER_SECRET), KEY])


@given(parts, parts)
def test_another_id_time_or_body_is_refused(sent: tuple[str, str, bytes], signed: tuple[str, str, bytes]) -> None:
    webhook_id, timestamp, body = sent
    assert is_signed(Head(webhook_id, timestamp, (sign(KEY, *signed),)), body, [KEY]) == (sent == signed)


@given(parts, st.sampled_from([0, 1, 2]), st.data())
def test_one_changed_character_is_refused(sent: tuple[str, str, bytes], which: int, data: st.DataObject) -> None:
    made = sign(KEY, *sent)
    written = sent[which]
    part = written.decode("latin-1") if isinstance(written, bytes) else str(written)
    at = data.draw(st.integers(0, len(part)))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    cut = data.draw(st.integers(0, 1))
    changed = part[:at] + letter + part[at + cut :]
    forged: list[str | bytes] = [*sent]
    forged[which] = changed.encode("latin-1") if which == 2 else changed
    assert is_signed_as_sent(forged, made) == (changed == part)


@given(ids, timestamps, st.integers(0, 999_999).map(str), bodies)
def test_the_parts_cannot_be_divided_another_way(webhook_id: str, first: str, second: str, body: bytes) -> None:
    """`a.1.2.x` is id `a.1` at 2, and id `a` at 1 with the body `2.x`: the one with a full stop in its id is never read."""
    made = sign(KEY, webhook_id, first, second.encode() + b"." + body)
    assert made == sign(KEY, f"{webhook_id}.{first}", second, body)
    assert not is_signed_as_sent([f"{webhook_id}.{first}", second, body], made)


def is_signed_as_sent(sent: list[str | bytes], made: str) -> bool:
    """Whether a delivery would be let in, its head read from headers as the server does."""
    headers = {"webhook-id": str(sent[0]), "webhook-timestamp": str(sent[1]), "webhook-signature": made}
    try:
        head = read_head(headers)
    except SignatureRefused:
        return False
    assert isinstance(sent[2], bytes)
    return is_signed(head, sent[2], [KEY])
