"""How big the bank is and which time it lives in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from bank_source.seasons import DAY, Span
from bank_source.tables import ClientProfile

HISTORY_DAYS = 487
DEFAULT_ROWS = 60_000


@dataclass(frozen=True)
class World:
    """A bank with `rows` payments in the sixteen months before `anchor`, as its systems knew it at `until` (seconds since 1970).

    Incidents hang on the anchor. A world with a later `until` is the same bank, a little older; `since` leaves out what had
    not changed from that moment on. Both are whole seconds, and what happens in the second `until` itself is not known yet: it
    belongs to the world that goes on from there.
    """

    anchor: int
    until: int
    rows: int = DEFAULT_ROWS
    seed: int = 7
    since: int = 0

    @property
    def start(self) -> int:
        """The first second of the bank's records."""
        return (self.anchor // DAY - HISTORY_DAYS) * DAY

    @property
    def client_count(self) -> int:
        """Clients that had applied by the anchor."""
        return min(max(self.rows // 25, 400), 200_000)

    def span(self, *, look_back: int = 0) -> Span:
        """The time of a stream whose rows change for `look_back` seconds after they arrive."""
        return Span(self.start, self.anchor, self.until, max(0, self.since - look_back))

    def at(self, until: int) -> World:
        """The same bank at another moment."""
        return replace(self, until=until)

    @cached_property
    def clients(self) -> tuple[ClientProfile, ...]:
        """Every client, by number; kept because cards, accounts and payments hang on them."""
        from bank_source.world.clients import all_clients

        return tuple(all_clients(replace(self, since=0)))

    def client_at(self, moment: int, scattered: int) -> int:
        """One of the clients that are active at `moment` and stay, told by a scattered number."""
        active_since, numbers = self.paying
        return numbers[scattered % (bisect_right(active_since, moment) or 1)]

    @cached_property
    def paying(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """When clients that stay became active, ascending, and their numbers in that order."""
        staying = sorted(
            (client.activated_at, client.id) for client in self.clients if client.activated_at and client.id % 50 != 7
        )
        return tuple(moment for moment, _ in staying), tuple(number for _, number in staying)
