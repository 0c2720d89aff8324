"""What people read: every example of the visual specification, and the corners around them."""

from __future__ import annotations

import pytest

from heartbeat.rules.numbers import display
from heartbeat.rules.status import Lines

DOWN, UP = Lines("down"), Lines("up")


def text(value: float | None, unit: str, *, decimals: int | None = None, lines: Lines = DOWN, locale: str = "en") -> str:
    return display(value, unit, decimals, lines, "EUR", locale).text.replace("\u2009", "_")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.0512, "ratio", "5.12 %"),
        (0.95, "ratio", "95 %"),
        (1.18, "ratio", "118 %"),
        (0.9996, "ratio", "99.96 %"),
        (0.99996, "ratio", "99.996 %"),
        (1.0, "ratio", "100 %"),
        (0.0, "ratio", "0 %"),
        (0.000123, "ratio", "0.0123 %"),
        (-0.031, "ratio", "−3.10 %"),
        (1204, "count", "1_204"),
        (9999, "count", "9_999"),
        (12345, "count", "12.3 k"),
        (4_560_000, "count", "4.56 M"),
        (2, "count", "2"),
        (-5, "count", "−5"),
        (999_950, "count", "1.00 M"),
        (84_000_000, "EUR", "€84.0 m"),
        (-84_040_000, "EUR", "−€84.0 m"),
        (14_100_000_000, "EUR", "€14.1 bn"),
        (12.5, "CHF", "CHF_12.5"),
        (3.14159, "number", "3.14"),
        (1204.5, "number", "1_205"),
        (99.96, "number", "100"),
        (9999.4, "number", "9_999"),
        (9999.5, "number", "10.0 k"),
        (-9999.6, "number", "−10.0 k"),
        (10_000, "number", "10.0 k"),
        (9999.5, "EUR", "€10.0 k"),
        (6.4, "bps", "6.40 bps"),
        (31, "days", "31 d"),
        (31.46, "days", "31.5 d"),
        (1e300, "number", "1.00 ×10³⁰⁰"),
        (2.5e-9, "number", "2.50 ×10⁻⁹"),
        (None, "ratio", "no data yet"),
        (float("nan"), "count", "no data yet"),
    ],
)
def test_a_value_reads_as_people_write_it(value: float | None, unit: str, expected: str) -> None:
    assert text(value, unit) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (0.254, "0.25 s"),
        (1.8, "1.8 s"),
        (1.834, "1.8 s"),
        (41.37, "41 s"),
        (59.97, "1:00"),
        (252, "4:12"),
        (3599.7, "1 h"),
        (5340, "1 h 29 m"),
        (21_900, "6 h 05 m"),
        (147_600, "41 h"),
        (187_200, "2 d 4 h"),
        (259_200, "3 d"),
        (1_040_000, "12 d"),
        (-300, "−5:00"),
        (1e300, "1.00 ×10³⁰⁰ s"),
        (-5e-324, "−5.00 ×10⁻³²⁴ s"),
    ],
)
def test_seconds_read_as_a_duration(seconds: float, expected: str) -> None:
    assert text(seconds, "seconds") == expected


def test_the_parts_of_an_amount_of_money_stand_apart() -> None:
    shown = display(84_000_000, "EUR", None, DOWN, "EUR", "en")
    assert (shown.prefix, shown.value, shown.unit, shown.text) == ("€", "84.0", "m", "€84.0 m")


def test_a_sign_that_several_countries_share_is_bare_only_at_home() -> None:
    assert display(12, "USD", None, DOWN, "USD", "en").text == "$12"
    assert display(12, "USD", None, DOWN, "EUR", "en").text == "US$12"


@pytest.mark.parametrize(
    ("locale", "mark"),
    [("en", "5.12 %"), ("de", "5,12 %"), ("fr-FR", "5,12 %"), ("ru_RU", "5,12 %"), ("de-CH", "5.12 %")],
)
def test_the_decimal_mark_follows_the_locale(locale: str, mark: str) -> None:
    assert text(0.0512, "ratio", locale=locale) == mark


@pytest.mark.parametrize(
    ("locale", "value", "line", "change"),
    [
        ("en", "−€84.0 m", "min −€90 m", "+€12 m in 7 d"),
        ("de", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("de-CH", "−€84.0 m", "min −€90 m", "+€12 m in 7 d"),
        ("de_AT", "−€84,0 m", "min −€90 m", "+€12 m in 7 d"),
        ("fr-FR", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("ru", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("el", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("pl_PL.UTF-8", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("sv", "−84,0 m €", "min −90 m €", "+12 m € in 7 d"),
        ("pt-BR", "−€84,0 m", "min −€90 m", "+€12 m in 7 d"),
        ("ja", "−€84.0 m", "min −€90 m", "+€12 m in 7 d"),
    ],
)
def test_the_sign_of_money_stands_where_the_locale_has_it(locale: str, value: str, line: str, change: str) -> None:
    shown = display(-84_000_000, "EUR", None, Lines("up", norm_value=-90_000_000), "EUR", locale, before=-96_000_000)
    assert (shown.text, shown.norm, shown.change) == (value, line, change)


def test_money_without_a_sign_has_its_code_where_the_sign_would_be() -> None:
    assert text(1_250_000, "CHF", locale="fr-CH") == "1.25 m CHF"
    assert text(1_250_000, "CHF", locale="de-CH") == "CHF_1.25 m"
    shown = display(1_250_000, "CHF", None, DOWN, "EUR", "sv")
    assert (shown.prefix, shown.value, shown.unit) == ("", "1,25", "m CHF")


def test_decimals_of_the_file_are_kept() -> None:
    assert text(1.0834, "number", decimals=4) == "1.0834"
    assert text(0.95, "ratio", decimals=1) == "95.0 %"
    assert text(4.7, "/ 5", decimals=1) == "4.7 / 5"
    assert text(1.834, "seconds", decimals=2) == "1.83 s"


@pytest.mark.parametrize(
    ("value", "lines", "unit", "expected"),
    [
        (0.050001, Lines("down", alert_value=0.05), "ratio", "5.0001 %"),
        (0.94996, Lines("up", norm_value=0.95), "ratio", "94.996 %"),
        (0.0499, Lines("down", alert_value=0.05), "ratio", "4.99 %"),
        (10_010, Lines("down", alert_value=10_000), "count", "10.01 k"),
        (129_610, Lines("down", alert_value=129_600), "seconds", "36 h 00 m 10 s"),
        (180.4, Lines("down", alert_value=180), "seconds", "180.4 s"),
    ],
)
def test_rounding_never_moves_a_value_over_its_line(value: float, lines: Lines, unit: str, expected: str) -> None:
    assert text(value, unit, lines=lines) == expected


def test_fixed_decimals_give_way_to_the_truth_about_a_line() -> None:
    assert text(0.0504, "ratio", decimals=0, lines=Lines("down", alert_value=0.05)) == "5.04 %"
    assert text(0.0504, "ratio", decimals=0) == "5 %"


@pytest.mark.parametrize(
    ("line", "unit", "lines", "expected"),
    [
        (0.05, "ratio", DOWN, "max 5.0 %"),
        (0.985, "ratio", UP, "min 98.5 %"),
        (1.2, "ratio", UP, "min 120 %"),
        (0.64, "ratio", UP, "min 64 %"),
        (6, "bps", DOWN, "max 6 bps"),
        (36 * 3600, "seconds", DOWN, "max 36 h"),
        (180, "seconds", DOWN, "max 3:00"),
        (84_000_000, "EUR", DOWN, "max €84 m"),
        (12_345, "count", DOWN, "max 12_345"),
        (10_000, "count", DOWN, "max 10 k"),
        (0, "count", DOWN, "max 0"),
    ],
)
def test_a_line_reads_exactly_as_it_was_set(line: float, unit: str, lines: Lines, expected: str) -> None:
    shown = display(1, unit, None, Lines(lines.direction, norm_value=line), "EUR", "en")
    assert shown.norm is not None
    assert shown.norm.replace("\u2009", "_") == expected
    assert (shown.alert, shown.target) == (None, None)


@pytest.mark.parametrize(
    ("value", "before", "unit", "expected"),
    [
        (0.052, 0.046, "ratio", "+0.6 pp in 7 d"),
        (0.971, 0.99, "ratio", "−1.9 pp in 7 d"),
        (1.18, 1.27, "ratio", "−9 pp in 7 d"),
        (147_600, 93_600, "seconds", "+15 h in 7 d"),
        (252, 168, "seconds", "+1:24 in 7 d"),
        (6.4, 5.3, "bps", "+1.1 in 7 d"),
        (84e6, 80.8e6, "EUR", "+€3.2 m in 7 d"),
        (1204, 1100, "count", "+104 in 7 d"),
        (5, 5, "count", "±0 in 7 d"),
        (0.512341, 0.51234, "ratio", "±0 in 7 d"),
    ],
)
def test_a_change_is_told_in_two_digits(value: float, before: float, unit: str, expected: str) -> None:
    shown = display(value, unit, None, DOWN, "EUR", "en", before=before)
    assert shown.change is not None
    assert shown.change.replace("\u2009", "_") == expected


def test_without_a_value_a_week_ago_there_is_no_change() -> None:
    assert display(5, "count", None, DOWN, "EUR", "en").change is None
