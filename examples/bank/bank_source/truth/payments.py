"""The truth about payments."""

from __future__ import annotations

from bank_source.seasons import DAY, HOUR, MINUTE
from bank_source.truth.bank import Answer, Bank, Decision, Teller, counted, percentile, share, summed, within
from bank_source.world.payments import APPROVED, DECLINED, INSTANT, RETURNED, SEPA

_DECIDED = (APPROVED, DECLINED)


def _outgoing(bank: Bank, days: float, as_of: float) -> list[Decision]:
    recent = within(days, as_of)
    return [d for d in bank.decisions if d.payment.direction == "out" and recent(d.moment)]


def outgoing_payments_approved(bank: Bank, as_of: float) -> Answer:
    """Approved among decided, a day."""
    return share(d.state_id == APPROVED for d in _outgoing(bank, 1, as_of) if d.state_id in _DECIDED)


def incoming_payments_credited(bank: Bank, as_of: float) -> Answer:
    """Approved within two hours among those that had them."""
    approved = {d.payment.id: d.moment for d in bank.decisions if d.state_id == APPROVED and d.moment < as_of}
    incoming = [p for p in bank.payments if p.direction == "in" and as_of - 26 * HOUR <= p.create_time < as_of - 2 * HOUR]
    return share(approved.get(p.id, as_of) < p.create_time + 2 * HOUR for p in incoming)


def instant_payments_within_10s(bank: Bank, as_of: float) -> Answer:
    """Instant payments decided in ten seconds, a week."""
    decided = (d for d in _outgoing(bank, 7, as_of) if d.payment.type_id == INSTANT and d.state_id in _DECIDED)
    return share(d.moment - d.payment.create_time <= 10 for d in decided)


def approval_time_p90(bank: Bank, as_of: float) -> Answer:
    """Seconds to approve a SEPA payment, a day."""
    approved = (d for d in _outgoing(bank, 1, as_of) if d.payment.type_id == SEPA and d.state_id == APPROVED)
    return percentile(0.9, (d.moment - d.payment.create_time for d in approved))


def stuck_payments(bank: Bank, as_of: float) -> Answer:
    """Neither approved nor declined after four hours."""
    decided = {d.payment.id for d in bank.decisions if d.state_id in _DECIDED and d.moment < as_of}
    old = (p for p in bank.payments if p.direction == "out" and as_of - 30 * DAY <= p.create_time < as_of - 4 * HOUR)
    return counted(p for p in old if p.id not in decided)


def duplicate_payments(bank: Bank, as_of: float) -> Answer:
    """Orders repeated within ten minutes, a day."""
    last_seen: dict[tuple[object, ...], int] = {}
    repeated = total = 0
    first = as_of - DAY
    outgoing = [p for p in bank.payments if p.direction == "out" and first - 10 * MINUTE <= p.create_time < as_of]
    for p in sorted(outgoing, key=lambda p: (p.create_time, p.id)):
        order = (p.client_id, p.counterparty, p.amount, p.currency, p.end_to_end_id)
        if p.create_time >= first:
            total += 1
            repeated += order in last_seen and p.create_time - last_seen[order] <= 10 * MINUTE
        last_seen[order] = p.create_time
    return Answer(repeated, total)


def approved_not_booked(bank: Bank, as_of: float) -> Answer:
    """Approvals of a week that the ledger does not know after a quarter of an hour."""
    approved = [d for d in bank.decisions if d.state_id == APPROVED and as_of - 7 * DAY <= d.moment < as_of - 15 * MINUTE]
    return Answer(sum(bank.booked.get(d.payment.id, as_of) >= as_of for d in approved), len(approved))


def returned_payments(bank: Bank, as_of: float) -> Answer:
    """Returns over approvals, a month."""
    recent = _outgoing(bank, 30, as_of)
    approved = sum(d.state_id == APPROVED for d in recent)
    return Answer(sum(d.state_id == RETURNED for d in recent) / approved if approved else None, approved)


def outgoing_volume(bank: Bank, as_of: float) -> Answer:
    """Euro sent, a week."""
    recent = within(7, as_of)
    return summed(p.amount_eur for p in bank.payments if p.direction == "out" and recent(p.create_time))


def payment_fees(bank: Bank, as_of: float) -> Answer:
    """Fees of approved payments, a month."""
    return summed(d.payment.fee for d in _outgoing(bank, 30, as_of) if d.state_id == APPROVED)


TELLERS: tuple[Teller, ...] = (
    outgoing_payments_approved, incoming_payments_credited, instant_payments_within_10s, approval_time_p90, stuck_payments,
    duplicate_payments, approved_not_booked, returned_payments, outgoing_volume, payment_fees,
)  # fmt: skip
