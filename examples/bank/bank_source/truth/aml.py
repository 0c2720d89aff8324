"""The truth about alerts, sanction matches and suspicions."""

from __future__ import annotations

from bank_source.seasons import DAY, HOUR
from bank_source.truth.bank import Answer, Bank, Teller, counted, open_at, percentile, share, within


def alerts_overdue(bank: Bank, as_of: float) -> Answer:
    """Alerts past due and open."""
    return counted(a for a in bank.alerts if a.created_at < as_of and a.due_at < as_of and open_at(a.closed_at, as_of))


def alert_decision_days(bank: Bank, as_of: float) -> Answer:
    """Days to close an alert, a month."""
    recent = within(30, as_of)
    return percentile(0.9, ((a.closed_at - a.created_at) / DAY for a in bank.alerts if a.closed_at and recent(a.closed_at)))


def sanction_hits_waiting(bank: Bank, as_of: float) -> Answer:
    """Matches undecided after four hours."""
    return counted(s for s in bank.screenings if s.created_at < as_of - 4 * HOUR and open_at(s.decided_at, as_of))


def suspicions_reported_in_time(bank: Bank, as_of: float) -> Answer:
    """Reported by the date it was due, a month."""
    recent = within(30, as_of)
    due = [c for c in bank.cases if c.opened_at < as_of and recent(c.report_due_at)]
    return share(c.reported_at is not None and c.reported_at <= c.report_due_at for c in due)


TELLERS: tuple[Teller, ...] = (alerts_overdue, alert_decision_days, sanction_hits_waiting, suspicions_reported_in_time)
