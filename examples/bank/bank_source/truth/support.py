"""The truth about the service desk, as far as it was read."""

from __future__ import annotations

from bank_source.truth.bank import Answer, Bank, Teller, counted, open_at, percentile, share, within


def open_tickets(bank: Bank, as_of: float) -> Answer:
    """Questions not solved."""
    return counted(q for q in bank.tickets if q.created_at < as_of and open_at(q.solved_at, as_of))


def first_response_p90(bank: Bank, as_of: float) -> Answer:
    """Seconds to the first answer, a day."""
    recent = within(1, as_of)
    answered = (q for q in bank.tickets if q.first_response_at and recent(q.first_response_at))
    return percentile(0.9, (q.first_response_at - q.created_at for q in answered if q.first_response_at))


def calls_answered(bank: Bank, as_of: float) -> Answer:
    """Answered among called, a day."""
    recent = within(1, as_of)
    return share(c.answered for c in bank.calls if recent(c.create_time))


TELLERS: tuple[Teller, ...] = (open_tickets, first_response_p90, calls_answered)
