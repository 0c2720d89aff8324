"""Treasury: currencies and their rates, the money held apart for clients, and balances at other banks."""

from __future__ import annotations

from collections.abc import Iterator
from math import sin

from bank_source import incidents
from bank_source.seasons import DAY, HOUR, MINUTE
from bank_source.tables import Currency, CurrencyRate, NostroBalance, SafeguardingBalance
from bank_source.world.plan import World

# Code, name, decimals, and units for one euro in millionths.
_CURRENCIES = (
    ("EUR", "Euro", 2, 1_000_000),
    ("USD", "US dollar", 2, 1_085_000),
    ("GBP", "Pound sterling", 2, 852_000),
    ("PLN", "Polish złoty", 2, 4_310_000),
    ("CZK", "Czech koruna", 2, 25_200_000),
    ("SEK", "Swedish krona", 2, 11_300_000),
    ("CHF", "Swiss franc", 2, 957_000),
    ("NOK", "Norwegian krone", 2, 11_600_000),
    ("DKK", "Danish krone", 2, 7_460_000),
    ("HUF", "Hungarian forint", 0, 392_000_000),
    ("RON", "Romanian leu", 2, 4_975_000),
    ("JPY", "Japanese yen", 0, 163_000_000),
)
_BOOK_RATE = {code: rate for code, _, _, rate in _CURRENCIES}
_REPORTED = 6 * HOUR  # end-of-day balances are there at six in the morning
_PUBLISHED = 14 * HOUR + 30 * MINUTE
_NOSTRO = (("Deutsche Bundesbank", 0.55), ("Lietuvos bankas", 0.30), ("Nordea", 0.15))


def euro_cents(amount: int, currency: str) -> int:
    """What the bank books for an amount, at its own fixed book rate."""
    return amount if currency == "EUR" else round(amount * 1_000_000 / _BOOK_RATE[currency])


def currencies(world: World) -> Iterator[Currency]:
    """The table `currency`; it never changes, so a bank that goes on living adds nothing."""
    if not world.since:
        yield from (Currency(code, name, decimals, True) for code, name, decimals, _ in _CURRENCIES)  # noqa: FBT003


def rates(world: World) -> Iterator[CurrencyRate]:
    """The table `currency_rate`: one rate per currency and day, but for those that never arrived."""
    last = (world.anchor - _PUBLISHED - 1) // DAY
    missing = {(incidents.MISSING_RATE_CURRENCY, last - number) for number in range(incidents.MISSING_RATES)}
    for day, published in _days(world, _PUBLISHED):
        for place, (code, _, _, rate) in enumerate(_CURRENCIES[1:]):
            if (code, day) not in missing:
                yield CurrencyRate(code, day, int(rate * (1 + 0.015 * sin(day / 9 + place))), published)


def safeguarding(world: World) -> Iterator[SafeguardingBalance]:
    """The table `safeguarding_balance`."""
    for day, reported in _days(world, DAY + _REPORTED):
        owed = int((3_900 + 2 * (day - world.start // DAY)) * 1_000_000)
        yield SafeguardingBalance(day, owed, int(owed * (1.031 + 0.004 * sin(day / 5))), reported)


def nostro(world: World) -> Iterator[NostroBalance]:
    """The table `nostro_balance`: as much as about nine days of outgoing payments."""
    held = world.rows * 1_800
    for day, reported in _days(world, DAY + _REPORTED):
        for place, (bank, share) in enumerate(_NOSTRO):
            balance = int(held * share * (1 + 0.05 * sin(day / 6 + place)))
            yield NostroBalance(day * 10 + place, day, bank, balance, reported)


def _days(world: World, after: int) -> Iterator[tuple[int, int]]:
    """Each day of the records whose figures, `after` seconds from its start, have come and are new."""
    for day in range(world.start // DAY, world.until // DAY + 1):
        moment = day * DAY + after
        if world.since <= moment < world.until:
            yield day, moment
