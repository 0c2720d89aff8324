"""Until when a message is held."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from heartbeat.definitions.alerting.model import AlertRules, Person, QuietHours
from heartbeat.rules.alerts.quiet import held_until, quiet_until

NIGHT = QuietHours(time(22), time(7))
BERLIN = "Europe/Berlin"


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(20, 20, 59), None),
        (at(20, 21), at(21, 6)),
        (at(21, 2), at(21, 6)),
        (at(21, 5, 59), at(21, 6)),
        (at(21, 6), None),
        (at(21, 12), None),
    ],
)
def test_a_night_goes_over_midnight_on_the_clock_of_the_zone(now: datetime, until: datetime | None) -> None:
    assert quiet_until(NIGHT, BERLIN, now) == until


def test_hours_within_a_day() -> None:
    lunch = QuietHours(time(12), time(13, 30))
    assert quiet_until(lunch, "UTC", at(20, 12)) == at(20, 13, 30)
    assert quiet_until(lunch, "UTC", at(20, 11, 59)) is None
    assert quiet_until(lunch, "UTC", at(20, 13, 30)) is None


def test_hours_that_end_when_they_begin_hold_nothing() -> None:
    assert quiet_until(QuietHours(time(8), time(8)), "UTC", at(20, 8)) is None


def test_an_hour_that_is_shown_twice_is_covered_whole() -> None:  # 25 October 2026, 03:00 CEST -> 02:00 CET, at 01:00 UTC
    ends = QuietHours(time(22), time(2, 30))
    assert quiet_until(ends, BERLIN, at(25, 0, 45, month=10)) == at(25, 1, 30, month=10)
    begins = QuietHours(time(2, 30), time(7))
    assert quiet_until(begins, BERLIN, at(25, 0, 29, month=10)) is None
    assert quiet_until(begins, BERLIN, at(25, 0, 30, month=10)) == at(25, 6, month=10)
    assert quiet_until(begins, BERLIN, at(25, 1, month=10)) == at(25, 6, month=10)


def test_a_time_that_is_left_out_is_at_the_jump() -> None:  # 29 March 2026, 02:00 CET -> 03:00 CEST, at 01:00 UTC
    ends = QuietHours(time(22), time(2, 30))
    assert quiet_until(ends, BERLIN, at(29, 0, 59, month=3)) == at(29, 1, month=3)
    begins = QuietHours(time(2, 30), time(7))
    assert quiet_until(begins, BERLIN, at(29, 0, 59, month=3)) is None
    assert quiet_until(begins, BERLIN, at(29, 1, month=3)) == at(29, 5, month=3)
    within = QuietHours(time(2, 10), time(2, 50))  # a night without them
    assert quiet_until(within, BERLIN, at(29, 1, month=3)) is None


def test_a_day_that_a_zone_leaves_out_keeps_the_night_before_it() -> None:  # Apia had no 30 December 2011
    apia = ZoneInfo("Pacific/Apia")
    late = datetime(2011, 12, 29, 23, tzinfo=apia)
    assert quiet_until(NIGHT, "Pacific/Apia", late) == datetime(2011, 12, 31, 7, tzinfo=apia).astimezone(UTC)


def test_nights_that_touch_by_the_change_of_clocks_are_one() -> None:
    nearly_always = QuietHours(time(2, 40), time(2, 20))  # the second 02:20 comes after the first 02:40
    assert quiet_until(nearly_always, BERLIN, at(25, 0, 15, month=10)) == at(26, 1, 20, month=10)


def test_a_person_has_hours_and_a_zone_or_takes_those_of_the_workspace() -> None:
    rules = AlertRules(
        timezone=BERLIN,
        quiet_hours=QuietHours(time(20), time(6), red_sends=True),
        people={
            "ann@shop.test": Person("ann@shop.test", timezone="America/New_York", quiet_hours=NIGHT),
            "bob@shop.test": Person("bob@shop.test", timezone="America/New_York"),
            "eve@shop.test": Person("eve@shop.test", quiet_hours=NIGHT),
        },
    )
    assert held_until(rules, person="ANN@shop.test", severity="red", now=at(20, 4)) == at(20, 12)
    assert held_until(rules, person="bob@shop.test", severity="amber", now=at(20, 2)) == at(20, 11)
    assert held_until(rules, person="bob@shop.test", severity="red", now=at(20, 2)) is None
    assert held_until(rules, person="eve@shop.test", severity="amber", now=at(20, 19, 30)) is None
    assert held_until(rules, person="eve@shop.test", severity="amber", now=at(20, 21)) == at(21, 6)
    assert held_until(rules, person="new@shop.test", severity="amber", now=at(20, 19, 30)) == at(21, 5)
    assert held_until(rules, person=None, severity="amber", now=at(20, 19, 30)) == at(21, 5)
    assert held_until(AlertRules(), person=None, severity="amber", now=at(20, 2)) is None


@pytest.mark.parametrize("minutes", range(0, 2880, 37))
def test_a_message_is_let_go_when_quiet_ends(minutes: int) -> None:
    now = at(24, 12, month=10) + timedelta(minutes=minutes)
    until = quiet_until(NIGHT, BERLIN, now)
    assert until is None or (until > now and quiet_until(NIGHT, BERLIN, until) is None)
