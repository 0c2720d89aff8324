"""Cash machines: emptied by clients, filled every few days, but for one that nobody fills."""

from __future__ import annotations

from collections.abc import Iterator

from bank_source import incidents
from bank_source.chance import mix
from bank_source.seasons import DAY, HOUR
from bank_source.tables import CashLevel
from bank_source.world.plan import World

_PLACES = (
    "Vilnius station", "Vilnius old town", "Vilnius airport", "Kaunas station", "Kaunas market", incidents.EMPTY_MACHINE,
    "Klaipėda theatre", "Šiauliai bus station", "Panevėžys square", "Alytus market", "Palanga pier", "Utena hospital",
)  # fmt: skip
_RUNNING_FOR = 90 * DAY  # before the anchor they were bought
_EVERY = 6 * HOUR
_FULL, _LOWEST, _FORGOTTEN = 40_000, 6_500, 780


def levels(world: World) -> Iterator[CashLevel]:
    """The table `cash_level`."""
    first = (world.anchor - _RUNNING_FOR) // _EVERY
    for number in range(first, world.until // _EVERY + 1):
        for place, machine in enumerate(_PLACES):
            moment = number * _EVERY + place * 60
            if world.since <= moment < world.until:
                yield CashLevel(number * 100 + place, machine, _held(machine, place, moment), moment)


def _held(machine: str, place: int, moment: int) -> int:
    if machine == incidents.EMPTY_MACHINE:
        return _FORGOTTEN
    days = 3 + mix(place, 17) % 4
    used = (moment / DAY + place * 0.37) % days / days
    return int((_LOWEST + (_FULL - _LOWEST) * (1 - used)) // 10 * 10)
