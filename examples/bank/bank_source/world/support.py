"""The service desk: tickets and calls."""

from __future__ import annotations

from collections.abc import Iterator

from bank_source.chance import OUTCOME, SPEED, mix, pick, spread
from bank_source.seasons import DAY, HOUR, MINUTE, OFFICE, arrivals
from bank_source.tables import PhoneCall, Ticket
from bank_source.world.plan import World

_CHANNELS = ("chat", "email", "app", "branch")
_LOOK_BACK = 12 * DAY


def tickets(world: World) -> Iterator[Ticket]:
    """The table `ticket`: answered within three hours, solved within three days, one in thirty within ten."""
    for index, moment in arrivals(OFFICE, world.rows // 15, world.span(look_back=_LOOK_BACK)):
        scattered = mix(index, 61)
        answered: int | None = moment + 4 * MINUTE + scattered % (150 * MINUTE)
        patience = 10 * DAY if spread(index, SPEED) < 0.03 else 3 * HOUR + (scattered >> 16) % (3 * DAY)
        solved: int | None = (answered or 0) + patience
        answered = answered if answered and answered < world.until else None
        solved = solved if solved and solved < world.until else None
        changed = solved or answered or moment
        if changed >= world.since:
            client = world.client_at(moment, scattered)
            yield Ticket(index + 1, client, pick(_CHANNELS, scattered >> 8), moment, answered, solved, changed)


def calls(world: World) -> Iterator[PhoneCall]:
    """The table `phone_call`: nine in ten are answered."""
    for index, moment in arrivals(OFFICE, world.rows // 12, world.span()):
        scattered = mix(index, 62)
        answered = spread(index, OUTCOME) >= 0.08
        if moment >= world.since:
            client = world.client_at(moment, scattered)
            waited = 8 + scattered % 70 if answered else 60 + scattered % 200
            yield PhoneCall(index + 1, client, waited, answered, moment)
