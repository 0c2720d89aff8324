"""The truth about clients."""

from __future__ import annotations

from bank_source.seasons import DAY
from bank_source.truth.bank import Answer, Bank, Teller, counted, open_at, percentile, share, within
from bank_source.world.checks import COMPLETED, STARTED
from bank_source.world.clients import ACTIVE, APPLIED


def _reached(bank: Bank, state: int, as_of: float) -> dict[int, int]:
    return {s.client_id: s.create_time for s in bank.client_steps if s.state_id == state and s.create_time < as_of}


def new_clients_activated(bank: Bank, as_of: float) -> Answer:
    """Clients who became active, a week."""
    recent = within(7, as_of)
    return counted(moment for moment in _reached(bank, ACTIVE, as_of).values() if recent(moment))


def onboarding_completed(bank: Bank, as_of: float) -> Answer:
    """Active within fourteen days, of those who applied in the thirty days before the last fourteen."""
    active = _reached(bank, ACTIVE, as_of)
    applied = _reached(bank, APPLIED, as_of - 14 * DAY)
    cohort = {client: moment for client, moment in applied.items() if moment >= as_of - 44 * DAY}
    return share(client in active and active[client] < moment + 14 * DAY for client, moment in cohort.items())


def onboarding_days(bank: Bank, as_of: float) -> Answer:
    """Median days from application to active, a month."""
    applied, recent = _reached(bank, APPLIED, as_of), within(30, as_of)
    done = {client: moment for client, moment in _reached(bank, ACTIVE, as_of).items() if recent(moment)}
    return percentile(0.5, ((moment - applied[client]) / DAY for client, moment in done.items()))


def paying_clients(bank: Bank, as_of: float) -> Answer:
    """Different clients with a payment, a month."""
    recent = within(30, as_of)
    payers = [p.client_id for p in bank.payments if recent(p.create_time)]
    return Answer(len(set(payers)), len(payers))


def clients_leaving(bank: Bank, as_of: float) -> Answer:
    """Closed in a month, of those who were active before it."""
    month_ago = as_of - 30 * DAY
    were_active = [
        c for c in bank.world.clients if c.activated_at and c.activated_at < month_ago and open_at(c.closed_at, month_ago)
    ]
    return share(c.closed_at is not None and c.closed_at < as_of for c in were_active)


def kyc_reviews_overdue(bank: Bank, as_of: float) -> Answer:
    """Active clients whose review date has passed."""
    active = [c for c in bank.world.clients if c.state_id == ACTIVE]
    return Answer(sum(c.kyc_due_at is not None and c.kyc_due_at < as_of for c in active), len(active))


def identity_checks_waiting(bank: Bank, as_of: float) -> Answer:
    """Checks that began one to sixty days ago and were not completed."""
    said = [check for check in bank.checks if check.moment < as_of]
    completed = {check.client_id for check in said if check.event_type == COMPLETED}
    began = [c.client_id for c in said if c.event_type == STARTED and as_of - 60 * DAY <= c.moment < as_of - DAY]
    return Answer(sum(client not in completed for client in began), len(began))


TELLERS: tuple[Teller, ...] = (
    new_clients_activated, onboarding_completed, onboarding_days, paying_clients, clients_leaving, kyc_reviews_overdue,
    identity_checks_waiting,
)  # fmt: skip
