"""Laws of quiet hours, digests and retries, in zones with every kind of night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given
from hypothesis import strategies as st

from heartbeat.definitions.alerting.model import QuietHours
from heartbeat.rules.alerts.digests import due_digest
from heartbeat.rules.alerts.patience import LONGEST, next_try
from heartbeat.rules.alerts.quiet import quiet_until

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Sao_Paulo", "America/St_Johns", "Asia/Kathmandu"),
    *("Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll", "Africa/Cairo"),
    *("Africa/Casablanca", "America/Nuuk"),
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT_THAT_IS_LONGER = datetime(2026, 10, 25, tzinfo=UTC)  # in Berlin

zones = st.sampled_from(ZONES)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.builds(QuietHours, clocks, clocks)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def turns(timezone: str) -> list[datetime]:
    """Moments near which the clocks of a zone change, and its calendar."""
    there, first = ZoneInfo(timezone), datetime(2005, 1, 1, tzinfo=UTC)
    days = [first + number * DAY for number in range(365 * 12)]
    return [d for d in days if d.astimezone(there).utcoffset() != (d + DAY).astimezone(there).utcoffset()] or [first]


TURNS = {timezone: turns(timezone) for timezone in ZONES}


@st.composite
def places(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a moment, half of them near a change of its clocks."""
    timezone = draw(zones)
    near = st.builds(
        lambda turn, minutes: turn + timedelta(minutes=minutes), st.sampled_from(TURNS[timezone]), st.integers(-1440, 2880)
    )
    return timezone, draw(st.one_of(near, moments))


def shows_quiet(at: QuietHours, clock: time) -> bool:
    if at.start < at.end:
        return at.start <= clock < at.end
    return at.start != at.end and (clock >= at.start or clock < at.end)


@given(hours, places())
@example(QuietHours(time(22), time(2, 30)), ("Europe/Berlin", NIGHT_THAT_IS_LONGER + 1.25 * HOUR))
def test_whenever_the_clock_shows_a_quiet_time_it_is_quiet(at: QuietHours, place: tuple[str, datetime]) -> None:
    timezone, now = place
    if shows_quiet(at, now.astimezone(ZoneInfo(timezone)).time()):
        assert quiet_until(at, timezone, now) is not None


@given(hours, places())
def test_quiet_comes_to_an_end_and_then_it_is_not_quiet(at: QuietHours, place: tuple[str, datetime]) -> None:
    timezone, now = place
    until = quiet_until(at, timezone, now)
    if until is not None:
        assert now < until <= now + 3 * DAY
        assert quiet_until(at, timezone, until) is None
        middle = now + (until - now) / 2
        assert quiet_until(at, timezone, middle) == until


@given(hours, places())
def test_where_clocks_stand_still_quiet_is_what_they_show(at: QuietHours, place: tuple[str, datetime]) -> None:
    timezone, now = place
    there = ZoneInfo(timezone)
    assume(len({(now + days * DAY).astimezone(there).utcoffset() for days in range(-3, 4)}) == 1)
    until = quiet_until(at, timezone, now)
    assert (until is not None) == shows_quiet(at, now.astimezone(there).time())
    assert until is None or until.astimezone(there).time() == at.end


@given(clocks, st.none() | st.integers(0, 6), places(), st.lists(st.floats(0.02, 30), min_size=1, max_size=30))
def test_digests_rise_and_none_is_made_twice_or_too_late(
    at: time, weekday: int | None, place: tuple[str, datetime], pauses: list[float]
) -> None:
    timezone, now = place
    there, last = ZoneInfo(timezone), None
    seen = set()
    for pause in pauses:
        tick = due_digest(at, timezone, weekday=weekday, last=last, now=now)
        if tick is not None:
            assert now - (DAY if weekday is None else 7 * DAY) <= tick <= now
            assert last is None or tick > last
            assert tick not in seen
            around = {moment.astimezone(there).weekday() for moment in (tick - timedelta(microseconds=1), tick)}
            assert weekday is None or weekday in around  # a time that is jumped over may be at the end of its day
            seen.add(tick)
            last = tick
        now += pause * HOUR


@given(
    moments,
    st.lists(st.tuples(st.floats(0, 1), st.none() | st.timedeltas(timedelta(0), 2 * DAY), st.integers(0, 60)), max_size=60),
)
def test_tries_go_on_for_a_day_and_never_sooner_than_they_may(
    first: datetime, tries: list[tuple[float, timedelta | None, int]]
) -> None:
    now = first
    for number, (jitter, asked, took) in enumerate(tries, 1):
        now += timedelta(seconds=took)
        again = next_try(first, number, now, jitter=jitter, retry_after=asked)
        if again is None:
            assert now >= first + LONGEST or (asked is not None and asked > LONGEST)
            return
        assert now < again <= first + LONGEST
        assert again >= min(now + max(asked or timedelta(0), timedelta(seconds=5)), first + LONGEST)
        now = again
