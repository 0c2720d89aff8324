"""Laws of days, ticks and shown numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heartbeat.definitions.model import worse
from heartbeat.rules.days import day_end, day_of
from heartbeat.rules.notation import MINUS, THIN_SPACE
from heartbeat.rules.numbers import display
from heartbeat.rules.schedule import due_tick, latest_tick, ticks
from heartbeat.rules.status import Lines

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Sao_Paulo", "America/St_Johns", "Asia/Kathmandu"),
    *("Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll", "Africa/Cairo"),
    "Africa/Casablanca",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


@given(days, zones)
def test_days_tile_time_without_gap_or_overlap(d: date, timezone: str) -> None:
    start, end = day_end(d - DAY, timezone), day_end(d, timezone)
    assert start <= end <= start + timedelta(hours=48)
    if start < end:  # a day that a zone left out is empty
        assert day_of(start + MOMENT, timezone) == d
        assert day_of(end, timezone) == d
        assert day_of(end + MOMENT, timezone) > d


@given(moments, zones)
def test_every_moment_lies_in_its_own_day(moment: datetime, timezone: str) -> None:
    d = day_of(moment, timezone)
    assert day_end(d - DAY, timezone) < moment <= day_end(d, timezone)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=5)), zones)
def test_days_never_run_backwards(moment: datetime, later: timedelta, timezone: str) -> None:
    assert day_of(moment, timezone) <= day_of(moment + later, timezone)


crons = st.sampled_from(["17 * * * *", "*/15 * * * *", "23 4 * * *", "30 2 * * *", "0 0 * * *", "5 1,13 * * 1-5", "0 6 1 * *"])


@settings(max_examples=60)
@given(crons, zones, moments)
def test_ticks_rise_and_the_latest_is_the_one_before(cron: str, timezone: str, moment: datetime) -> None:
    following = list(islice(ticks(cron, timezone, after=moment), 4))
    assert all(before < after for before, after in zip([moment, *following], following, strict=False))
    for tick, after in pairwise(following):
        assert latest_tick(cron, timezone, until=tick) == tick
        assert latest_tick(cron, timezone, until=after - MOMENT) == tick
        assert due_tick(cron, timezone, since=tick, now=after - MOMENT) is None
        assert due_tick(cron, timezone, since=moment, now=after) == after


@settings(max_examples=40)
@given(st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"]), days, st.integers(0, 59))
def test_an_hourly_schedule_ticks_once_in_each_real_hour(timezone: str, d: date, minute: int) -> None:
    assume(timezone != "Australia/Lord_Howe" or d.year > 2000)
    start, end = day_end(d - DAY, timezone), day_end(d, timezone)
    count = sum(1 for tick in islice(ticks(f"{minute} * * * *", timezone, after=start - MOMENT), 30) if tick < end)
    hours = (end - start) / timedelta(hours=1)
    assert hours - 1 < count < hours + 1


units = st.sampled_from(["ratio", "count", "number", "EUR", "USD", "CHF", "days", "bps", "/ 5"])
numbers = st.floats(min_value=-1e13, max_value=1e13, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-4)
decimal_places = st.none() | st.integers(0, 4)


@st.composite
def line_near(draw: st.DrawFn, value: float) -> float:
    return draw(st.just(value) | numbers | st.floats(-0.01, 0.01).map(lambda share: value * (1 + share)))


@given(st.data(), numbers, units, decimal_places, st.sampled_from(["up", "down"]))
def test_the_shown_value_stands_on_its_side_of_every_line(
    data: st.DataObject, value: float, unit: str, decimals: int | None, direction: str
) -> None:
    marks = [data.draw(line_near(value)) for _ in range(3)]
    lines = Lines(direction, *marks)  # type: ignore[arg-type]
    shown = display(value, unit, decimals, lines, "EUR", "en")
    number = _read(shown.prefix, shown.value, shown.unit)
    factor = 100 if unit == "ratio" else 1
    for mark in marks:
        exact = Decimal(repr(mark)) * factor
        assert (number < exact if direction == "up" else number > exact) == worse(value, mark, direction)  # type: ignore[arg-type]


def _read(prefix: str, value: str, unit: str) -> Decimal:
    steps = {"k": 10**3, "M": 10**6, "m": 10**6, "bn": 10**9, "tn": 10**12}
    number = Decimal(value.replace(THIN_SPACE, "").replace(MINUS, "-")) * steps.get(unit.split(" ", maxsplit=1)[0], 1)
    return -number if prefix.startswith(MINUS) else number


@given(st.data(), st.floats(0, 1e8), decimal_places, st.sampled_from(["up", "down"]))
def test_a_duration_stands_on_its_side_of_every_line(
    data: st.DataObject, value: float, decimals: int | None, direction: str
) -> None:
    assume(value == 0 or value > 1e-3)
    mark = data.draw(line_near(value))
    assume(mark >= 0)
    shown = display(value, "seconds", decimals, Lines(direction, mark), "EUR", "en")  # type: ignore[arg-type]
    seconds = _seconds(f"{shown.value} {shown.unit}")
    exact = Decimal(repr(mark))
    assert (seconds < exact if direction == "up" else seconds > exact) == worse(value, mark, direction)  # type: ignore[arg-type]


def _seconds(text: str) -> Decimal:
    if ":" in text:
        minutes, seconds = text.split(":")
        return Decimal(minutes) * 60 + Decimal(seconds.strip())
    words = text.replace(THIN_SPACE, "").split()
    steps = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
    return sum((Decimal(number) * steps[unit] for number, unit in zip(words[::2], words[1::2], strict=True)), Decimal(0))


@given(numbers, units, decimal_places, st.sampled_from(["en", "de", "fr", "ru", "de-CH"]))
def test_a_shown_number_is_short_and_has_no_plain_minus(value: float, unit: str, decimals: int | None, locale: str) -> None:
    shown = display(value, unit, decimals, Lines("down"), "EUR", locale)
    assert "-" not in shown.text
    assert shown.text == f"{shown.prefix}{shown.value} {shown.unit}".rstrip()
    if unit != "ratio":
        assert len(shown.value) <= 12


locales = st.sampled_from(["en", "de", "de-CH", "fr", "ru", "el", "pl", "sv", "ja", "pt-BR"])


@given(numbers, units, decimal_places, locales)
def test_a_number_reads_back_alike_from_every_locale(value: float, unit: str, decimals: int | None, locale: str) -> None:
    english, shown = (display(value, unit, decimals, Lines("down"), "EUR", each) for each in ("en", locale))
    plain = shown.value.replace(",", ".")
    assert _read(shown.prefix, plain, shown.unit) == _read(english.prefix, english.value, english.unit)
    assert plain.count(".") <= 1


@given(numbers, units, decimal_places, locales)
def test_no_zero_has_a_sign_and_no_thousand_thousands_stay(value: float, unit: str, decimals: int | None, locale: str) -> None:
    shown = display(value, unit, decimals, Lines("down"), "EUR", locale)
    digits = shown.value.replace(",", ".").replace(THIN_SPACE, "").lstrip(MINUS)
    if not digits.strip("0."):
        assert MINUS not in shown.text
    if unit != "ratio" and shown.unit.startswith(("k", "M", "m", "bn")):
        assert 1 <= Decimal(digits) < 1000


@given(numbers, st.floats(0, 1e12), units, decimal_places)
def test_a_larger_value_never_reads_as_a_smaller_number(value: float, more: float, unit: str, decimals: int | None) -> None:
    less, larger = (display(each, unit, decimals, Lines("down"), "EUR", "en") for each in (value, value + more))
    assert _read(less.prefix, less.value, less.unit) <= _read(larger.prefix, larger.value, larger.unit)


@given(numbers, numbers, units)
def test_the_sign_of_a_change_is_its_direction(value: float, before: float, unit: str) -> None:
    change = display(value, unit, None, Lines("down"), "EUR", "en", before=before).change
    assert change is not None
    assert change.endswith(" in 7 d")
    assert change.startswith(("±0", "+" if value > before else MINUS))


def test_zones_of_the_law_exist() -> None:
    assert all(ZoneInfo(name) for name in ZONES)
