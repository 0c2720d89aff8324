"""The truth about the page of journeys."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bank_source.seasons import DAY
from bank_source.truth.bank import Bank
from bank_source.truth.cuts.stretch import CutTeller, Payload, Stretch, median
from bank_source.truth.cuts.ways import payment_clock, payment_ways, refusals_by_hour, refusals_by_kind, time_in_states
from bank_source.truth.segments import client_activity, client_risk
from bank_source.world.checks import COMPLETED, STARTED
from bank_source.world.clients import ACTIVE, APPLIED

SNAPSHOT_DAYS = 60
"""For so many days back, the snapshots of segments are told of: a test takes them."""
_ACTIVITY = {
    "new": "New", "active": "Active", "quiet": "Quiet", "dormant": "Dormant", "closed": "Closed", "stranger": "Not a client yet",
}  # fmt: skip


def _reached(bank: Bank, state: int) -> dict[int, int]:
    return {s.client_id: s.create_time for s in bank.client_steps if s.state_id == state}


def onboarding_funnel(bank: Bank, stretch: Stretch) -> Payload:
    """Applied, active, paid once, paid five times."""
    applied = {client for client, moment in _reached(bank, APPLIED).items() if stretch.covers(moment)}
    active = applied & _reached(bank, ACTIVE).keys()
    made = Counter(p.client_id for p in bank.payments if p.client_id in active)
    return {
        "unit": "count",
        "stages": [
            {"label": "Applied", "value": len(applied)},
            {"label": "Became active", "value": len(active)},
            {"label": "First payment", "value": len(made)},
            {"label": "Five payments", "value": sum(payments >= 5 for payments in made.values())},
        ],
    }


def days_to_activate(bank: Bank, stretch: Stretch) -> Payload:
    """Half days from application to active."""
    applied = _reached(bank, APPLIED)
    waited = [(done - applied[client]) / DAY for client, done in _reached(bank, ACTIVE).items() if stretch.covers(done)]
    lows = [number / 2 for number in range(14)]
    bins: list[Payload] = [
        {"low": low, "high": low + 0.5, "count": sum(low <= days < low + 0.5 for days in waited)} for low in lows
    ]
    bins.append({"low": 7, "high": None, "count": sum(days >= 7 for days in waited)})
    marks = [{"name": "Median", "value": median(waited)}, {"name": "Amber from", "value": 4, "tone": "norm"}]
    return {"unit": "days", "bins": bins, "marks": marks}


def identity_checks_by_day(bank: Bank, stretch: Stretch) -> Payload:
    """Checks that began each day: answered, fresh, without an answer."""
    completed = {check.client_id for check in bank.checks if check.event_type == COMPLETED}
    counted = Counter[tuple[date, str]]()
    for check in bank.checks:
        if check.event_type == STARTED and stretch.covers(check.moment):
            waiting = "No answer" if check.moment < stretch.end - DAY else "Waiting, less than a day"
            counted[stretch.day(check.moment), "Answered" if check.client_id in completed else waiting] += 1
    names = ("Answered", "Waiting, less than a day", "No answer")
    days = stretch.days()
    series = [{"name": name, "values": [counted[day, name] for day in days]} for name in names]
    return {"unit": "count", "labels": days, "series": series}


def retention(bank: Bank, stretch: Stretch) -> Payload:
    """Shares of each month's new clients who paid in each month since."""
    first = stretch.labels()
    months = [*dict.fromkeys(stretch.label(datetime.combine(d, time(12), stretch.zone).timestamp()) for d in stretch.days())]
    months = [month for month in months if month in first]
    cohorts: defaultdict[str, set[int]] = defaultdict(set)
    for client in bank.world.clients:
        if client.activated_at and stretch.covers(client.activated_at):
            cohorts[stretch.label(client.activated_at)].add(client.id)
    paid: defaultdict[str, set[int]] = defaultdict(set)
    for payment in bank.payments:
        paid[stretch.label(payment.create_time)].add(payment.client_id)
    began = [month for month in months if cohorts[month]]
    shares = {
        month: [len(cohorts[month] & paid[later]) / len(cohorts[month]) for later in months[months.index(month) :]]
        for month in began
    }
    most = max(map(len, shares.values()))
    return {
        "unit": "ratio",
        "cohorts": began,
        "periods": [f"Month {number}" for number in range(most)],
        "values": [[*shares[month], *[None] * (most - len(shares[month]))] for month in began],
        "sizes": [len(cohorts[month]) for month in began],
        "size_label": "Clients",
    }


def _snapshots(bank: Bank, stretch: Stretch) -> dict[date, float]:
    """The days with a snapshot, and the moment that each tells of: the end of the day, today when the bank was last read."""
    days = [day for day in stretch.days()[:-1] if day >= stretch.day(stretch.end) - timedelta(days=SNAPSHOT_DAYS)]
    ends = {day: datetime.combine(day + timedelta(days=1), time(), stretch.zone).timestamp() for day in days}
    return ends | {stretch.day(stretch.end): float(bank.world.until)}


def activity_over_time(bank: Bank, stretch: Stretch) -> Payload:
    """Clients of each group on each day of a snapshot."""
    told = {day: Counter(client_activity(bank, moment).values()) for day, moment in _snapshots(bank, stretch).items()}
    groups = ("active", "new", "quiet", "dormant", "closed")
    series = [{"name": _ACTIVITY[group], "values": [counted[group] for counted in told.values()]} for group in groups]
    return {"unit": "count", "labels": list(told), "series": series}


def activity_movements(bank: Bank, stretch: Stretch) -> Payload:
    """From the first snapshot of the stretch to the last."""
    snapshots = _snapshots(bank, stretch)
    was, now = (client_activity(bank, snapshots[day]) for day in (min(snapshots), max(snapshots)))
    moved = Counter((was.get(client, "stranger"), value) for client, value in now.items())
    tones = {"dormant": "amber", "closed": "red"}
    stayed, known = sum(moved[value, value] for value in _ACTIVITY), len(was)
    return {
        "unit": "count",
        "nodes": [
            *({"id": f"was {v}", "label": name} for v, name in _ACTIVITY.items() if any(v == a for a, _ in moved)),
            *(
                {"id": f"is {v}", "label": name, "tone": tones.get(v)}
                for v, name in _ACTIVITY.items()
                if any(v == b for _, b in moved)
            ),
        ],
        "flows": [
            {"source": f"was {a}", "target": f"is {b}", "value": moved[a, b]} for a in _ACTIVITY for b in _ACTIVITY if moved[a, b]
        ],
        "note": f"Since {min(snapshots)}: {stayed} of {known} stayed what they were.",
    }


def risk_moves(bank: Bank, stretch: Stretch) -> Payload:
    """Clients whose level rose or fell from one day to the next."""
    ranks = {"low": 0, "medium": 1, "high": 2}
    told = {day: client_risk(bank, moment) for day, moment in _snapshots(bank, stretch.longer(days=1)).items()}
    moved = Counter[tuple[str, bool]]()
    for earlier, later in pairwise(told):
        label = stretch.label_of(later)
        for client, level in told[later].items():
            was = told[earlier].get(client, level)
            if was != level:
                moved[label, ranks[level] > ranks[was]] += 1
    labels = stretch.labels()
    series = [
        {"name": name, "values": [moved[label, rose] for label in labels]} for name, rose in (("Rose", True), ("Fell", False))
    ]
    return {"unit": "count", "labels": labels, "series": series}


TELLERS: tuple[CutTeller, ...] = (
    refusals_by_hour, refusals_by_kind, payment_ways, time_in_states, payment_clock, onboarding_funnel, days_to_activate,
    identity_checks_by_day, retention, activity_over_time, activity_movements, risk_moves,
)  # fmt: skip
