"""Which messages a silence holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heartbeat.rules.alerts.silences import REASONS, Kind, Silence, checked_matcher, silencing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTS = {
    "metric_id": "card_refusals",
    "area": "payments/cards",
    "owner": "Ada@shop.test",
    "severity": "red",
    "kind": "threshold",
    "subject": "card_refusals",
}


def silence(number: int = 1, kind: Kind = "silence", matcher: dict[str, str] | None = None) -> Silence:
    return Silence(number, kind, matcher or {"metric_id": "*"}, NOW - HOUR, NOW + HOUR)


@pytest.mark.parametrize(
    ("matcher", "holds"),
    [
        ({"metric_id": "card_refusals"}, True),
        ({"metric_id": "card_*"}, True),
        ({"metric_id": "Card_*"}, False),
        ({"metric_id": "card"}, False),
        ({"area": "payments"}, True),
        ({"area": "payments/"}, True),
        ({"area": "payments/cards"}, True),
        ({"area": "pay*"}, True),
        ({"area": "pay"}, False),
        ({"area": "payments/cards/eu"}, False),
        ({"owner": "ada@SHOP.test"}, True),
        ({"owner": "*@shop.test"}, True),
        ({"severity": "amber"}, False),
        ({"kind": "*", "severity": "red"}, True),
        ({"area": "payments", "severity": "amber"}, False),
        ({"area": "payments", "source": "bank"}, False),
    ],
)
def test_all_of_a_matcher_has_to_fit(matcher: dict[str, str], *, holds: bool) -> None:
    assert silence(matcher=matcher).holds(FACTS) is holds


def test_what_a_message_is_not_about_fits_nothing() -> None:
    assert not silence(matcher={"owner": "*"}).holds({**FACTS, "owner": None})
    assert not silence(matcher={"metric_id": "*"}).holds({"kind": "source", "subject": "bank"})
    assert not Silence(1, "mute", {}, NOW - HOUR).holds(FACTS)


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "in_force"),
    [
        (NOW, NOW + HOUR, None, True),
        (NOW + HOUR, NOW + 2 * HOUR, None, False),
        (NOW - HOUR, NOW, None, False),
        (NOW - HOUR, None, None, True),
        (NOW - HOUR, NOW + HOUR, NOW, False),
        (NOW - HOUR, None, NOW + HOUR, True),
    ],
)
def test_a_silence_holds_from_its_start_to_its_end(
    starts: datetime, ends: datetime | None, ended: datetime | None, *, in_force: bool
) -> None:
    one = Silence(1, "silence", {"kind": "*"}, starts, ends, ended)
    assert one.is_in_force(NOW) is in_force
    assert (silencing([one], FACTS, NOW) is one) is in_force


def test_a_mute_comes_before_a_silence_before_a_snooze() -> None:
    snooze, old, new, mute = silence(1, "snooze"), silence(2), silence(3), silence(4, "mute")
    assert silencing([snooze, new, mute, old], FACTS, NOW) is mute
    assert silencing([snooze, new, old], FACTS, NOW) is old
    assert silencing([snooze], FACTS, NOW) is snooze
    assert silencing([silence(1, "mute", {"kind": "health"})], FACTS, NOW) is None
    assert [REASONS[one.kind] for one in (mute, old, snooze)] == ["muted", "silenced", "snoozed"]


@pytest.mark.parametrize(
    "matcher",
    [{"metric_id": "card_*"}, {"area": "a", "owner": "x" * 200}, {"severity": "re*"}, {"kind": "source", "subject": "bank"}],
)
def test_a_matcher_that_can_be_one(matcher: dict[str, Any]) -> None:
    assert checked_matcher(matcher) == ()


@pytest.mark.parametrize(
    ("matcher", "told"),
    [
        ({}, "The matcher is empty and would silence everything"),
        ({"metricid": "x"}, "no key `metricid`; did you mean `metric_id`?"),
        ({"zzz": "x"}, "no key `zzz`. It takes metric_id, area,"),
        ({"area": ""}, "`area` is a text of 1 to 200 characters."),
        ({"area": "  "}, "`area` is a text"),
        ({"area": "x" * 201}, "`area` is a text"),
        ({"area": 7}, "`area` is a text"),
        ({"area": ["a"]}, "`area` is a text"),
        ({"severity": "yellow"}, "`severity` is one of red, amber, not “yellow”."),
        ({"kind": "metric"}, "`kind` is one of threshold, health,"),
    ],
)
def test_a_matcher_that_cannot_be_one_is_told_why(matcher: dict[str, Any], told: str) -> None:
    problems = checked_matcher(matcher)
    assert len(problems) == 1
    assert told in problems[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(checked_matcher({"areas": "x", "severity": "", "owner": "a@shop.test"})) == 2


@pytest.mark.parametrize("key", ["owner", "area", "metric_id"])
def test_what_has_no_owner_area_or_metric_fits_no_pattern_of_one(key: Any) -> None:
    assert not Silence(1, "silence", {key: "*"}, NOW, NOW + HOUR).holds({key: ""})
