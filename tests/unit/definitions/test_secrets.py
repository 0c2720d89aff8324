"""What a source, or a channel, asks the environment for, wherever in its file that stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heartbeat.definitions.alerting.model import Channel
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.secrets import channel_names_of, expanded, expanded_channel, names_of
from heartbeat.errors import ConfigError
from unit.definitions.kind_files import DECLARED
from unit.definitions.shop_files import shop_source

RATES, KYC = DECLARED["rates"], DECLARED["kyc"]


@pytest.mark.parametrize(
    ("source_id", "names"),
    [
        ("rates", ("RATES_URL", "RATES_TOKEN")),
        ("settlements", ()),
        ("kyc", ("KYC_WEBHOOK_SECRET", "KYC_WEBHOOK_SECRET_OLD")),
        ("crm", ("CRM_PASSWORD",)),
    ],
)
def test_the_names_are_told_each_once(source_id: str, names: tuple[str, ...]) -> None:
    assert names_of(DECLARED[source_id]) == names


def test_every_value_comes_to_its_place_and_nothing_else_changes() -> None:
    found = expanded(RATES, {"RATES_URL": "https://h", "RATES_TOKEN": "${NOT_AGAIN}", "UNASKED": "x"})
    assert (found.url, found.rest and found.rest.auth) == ("https://h", {"type": "bearer", "token": "${NOT_AGAIN}"})
    assert RATES.rest is not None
    assert replace(found, url=RATES.url, rest=replace(RATES.rest)) == RATES
    assert expanded(KYC, {"KYC_WEBHOOK_SECRET": "a", "KYC_WEBHOOK_SECRET_OLD": "b"}).webhook == WebhookReading(
        ("a", "b"), "kyc_event", 262_144
    )


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(ConfigError, match="not set: RATES_URL, RATES_TOKEN"):
        expanded(RATES, {})
    with pytest.raises(ConfigError, match=r"is empty: KYC_WEBHOOK_SECRET_OLD\."):
        expanded(KYC, {"KYC_WEBHOOK_SECRET": "a", "KYC_WEBHOOK_SECRET_OLD": " "})


def test_a_literal_is_written_with_two_dollars_and_asks_for_nothing() -> None:
    source = replace(RATES, url="https://h/$${NAME}", rest=None)
    assert names_of(source) == ()
    assert expanded(source, {}).url == "https://h/${NAME}"


def test_the_name_of_a_table_is_no_placeholder() -> None:
    source = shop_source(url="postgresql://h/d", replace_ok={"a": "${X}"}, skip_tables=("${Y}",))
    assert names_of(source) == ()
    assert expanded(source, {}) == source


MAIL = Channel("mail", "email", {"host": "${RELAY}", "port": 25, "password": "${MAIL_PASSWORD}", "to": ["${RELAY}@example.com"]})


def test_a_channel_tells_its_names_each_once_and_takes_its_values() -> None:
    assert channel_names_of(MAIL) == ("RELAY", "MAIL_PASSWORD")
    found = expanded_channel(MAIL, {"RELAY": "mail", "MAIL_PASSWORD": "${NOT_AGAIN}"})
    options = {"host": "mail", "port": 25, "password": "${NOT_AGAIN}", "to": ["mail@example.com"]}
    assert found == Channel("mail", "email", options)
    assert MAIL.options["host"] == "${RELAY}"


def test_all_that_a_channel_misses_is_told_at_once_and_for_whom() -> None:
    with pytest.raises(ConfigError, match="variables are not set: RELAY, MAIL_PASSWORD") as missing:
        expanded_channel(MAIL, {})
    assert missing.value.hint.startswith("Set them for what sends messages (`heartbeat serve` or `worker`, or this command)")
    with pytest.raises(ConfigError, match=r"is empty: MAIL_PASSWORD\."):
        expanded_channel(MAIL, {"RELAY": "mail", "MAIL_PASSWORD": ""})
    with pytest.raises(ConfigError, match="Not a placeholder"):
        expanded_channel(Channel("a", "apprise", {"url": "${A"}), {})
