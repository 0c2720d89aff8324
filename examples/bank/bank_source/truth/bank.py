"""The rows of a bank in memory, and the small arithmetic that its truth is told with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bank_source import tables as t
from bank_source.incidents import SUPPORT_SILENT_FOR
from bank_source.seasons import DAY
from bank_source.world import aml, cards, checks, clients, machines, payments, support, treasury
from bank_source.world.plan import World


class Answer(NamedTuple):
    """What a metric must say: its value in the metric's unit (None: there is none) and the rows it stands on."""

    value: float | None
    n: int


class Decision(NamedTuple):
    """A payment and the moment it was decided or returned."""

    payment: t.Payment
    state_id: int
    moment: int


@dataclass(frozen=True)
class Bank:
    """All that the bank's systems know at `world.until`; the service desk only what was read four days before the anchor."""

    world: World

    @cached_property
    def payments(self) -> list[t.Payment]:
        """All payments."""
        return list(payments.payments(self.world))

    @cached_property
    def decisions(self) -> list[Decision]:
        """All approvals, refusals and returns, each with its payment."""
        by_number = {payment.id: payment for payment in self.payments}
        states = payments.payment_states(self.world)
        return [Decision(by_number[s.payment_id], s.state_id, s.create_time) for s in states if s.state_id != payments.CREATED]

    @cached_property
    def booked(self) -> dict[int, int]:
        """When each payment reached the ledger."""
        return {entry.payment_id: entry.create_time for entry in payments.entries(self.world)}

    @cached_property
    def client_steps(self) -> list[t.ClientProfileStateLog]:
        """What became of each client, and when."""
        return list(clients.client_states(self.world))

    @cached_property
    def accounts(self) -> list[t.Account]:
        """All accounts with their balance now."""
        return list(clients.accounts(self.world))

    @cached_property
    def authorisations(self) -> list[t.CardAuthorisation]:
        """All card payments."""
        return list(cards.authorisations(self.world))

    @cached_property
    def disputes(self) -> list[t.CardDispute]:
        """All disputed card payments."""
        return list(cards.disputes(self.world))

    @cached_property
    def collaterals(self) -> list[t.Collateral]:
        """All collateral, as deposited now."""
        return list(cards.collaterals(self.world))

    @cached_property
    def invoices(self) -> list[t.CollateralInvoice]:
        """All bills for collateral."""
        return list(cards.collateral_invoices(self.world))

    @cached_property
    def alerts(self) -> list[t.AmlAlert]:
        """All alerts."""
        return list(aml.alerts(self.world))

    @cached_property
    def screenings(self) -> list[t.Screening]:
        """All possible sanction matches."""
        return list(aml.screenings(self.world))

    @cached_property
    def cases(self) -> list[t.CaseFile]:
        """All case files."""
        return list(aml.cases(self.world))

    @cached_property
    def safeguarding(self) -> list[t.SafeguardingBalance]:
        """Client money by day."""
        return list(treasury.safeguarding(self.world))

    @cached_property
    def nostro(self) -> list[t.NostroBalance]:
        """Balances at other banks by day."""
        return list(treasury.nostro(self.world))

    @cached_property
    def rates(self) -> list[t.CurrencyRate]:
        """All published rates."""
        return list(treasury.rates(self.world))

    @cached_property
    def settlements(self) -> list[t.CardSettlement]:
        """All lines of the card scheme's files."""
        return list(cards.settlements(self.world))

    @cached_property
    def checks(self) -> list[checks.Check]:
        """All that was said of identity checks."""
        return list(checks.happened(self.world))

    @cached_property
    def cash_levels(self) -> list[t.CashLevel]:
        """All that cash machines reported."""
        return list(machines.levels(self.world))

    @cached_property
    def currencies(self) -> list[t.Currency]:
        """All currencies."""
        return list(treasury.currencies(self.world))

    @cached_property
    def desk(self) -> World:
        """The world of the service desk: it ends where its system was last read."""
        return self.world.at(self.world.anchor - SUPPORT_SILENT_FOR)

    @cached_property
    def tickets(self) -> list[t.Ticket]:
        """All questions to the service desk."""
        return list(support.tickets(self.desk))

    @cached_property
    def calls(self) -> list[t.PhoneCall]:
        """All calls to the service desk."""
        return list(support.calls(self.desk))


Teller = Callable[[Bank, float], Answer]
"""Tells one metric of a bank at a moment (seconds since 1970, a fraction allowed)."""


def within(days: float, as_of: float) -> Callable[[float], bool]:
    """Whether a moment lies in the last `days` before `as_of`: the first second counts, the last does not."""
    return lambda moment: as_of - days * DAY <= moment < as_of


def open_at(ended: int | None, as_of: float) -> bool:
    """Whether something that ended at `ended` was still open at `as_of`."""
    return ended is None or ended >= as_of


def share(facts: Iterable[bool]) -> Answer:
    """The share of facts that hold."""
    told = list(facts)
    return Answer(sum(told) / len(told) if told else None, len(told))


def counted(things: Iterable[object]) -> Answer:
    """How many there are."""
    number = sum(1 for _ in things)
    return Answer(number, number)


def summed(cents: Iterator[int]) -> Answer:
    """Cents as euro; nothing at all when there are none."""
    amounts = list(cents)
    return Answer(sum(amounts) / 100 if amounts else None, len(amounts))


def percentile(share_below: float, numbers: Iterable[float]) -> Answer:
    """The number below which `share_below` of the numbers lie, between two neighbours in proportion."""
    ordered = sorted(numbers)
    if not ordered:
        return Answer(None, 0)
    place = share_below * (len(ordered) - 1)
    low, part = int(place), place - int(place)
    high = min(low + 1, len(ordered) - 1)
    return Answer(ordered[low] + (ordered[high] - ordered[low]) * part, len(ordered))
