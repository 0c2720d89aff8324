"""The truth about card collateral, for the cuts that tell the bank's oldest story."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from bank_source.seasons import DAY
from bank_source.tables import CollateralInvoice
from bank_source.truth.bank import Bank, open_at
from bank_source.truth.cuts.stretch import Payload, Stretch

_AGES = {"Up to 10 days": 10, "11 to 30 days": 30, "31 to 60 days": 60, "61 to 90 days": 90, "Over 90 days": None}
_COLUMNS = [
    {"key": "client", "label": "Client"}, {"key": "bill", "label": "Bill"}, {"key": "due", "label": "Due", "day": True},
    {"key": "late", "label": "Late", "unit": "days"}, {"key": "amount", "label": "Amount", "unit": "EUR"},
    {"key": "covered", "label": "Covered by us", "day": True}, {"key": "todo", "label": "What to do"},
]  # fmt: skip


def _unpaid(bank: Bank, moment: float) -> list[CollateralInvoice]:
    return [i for i in bank.invoices if i.due_at < moment and open_at(i.paid_at, moment)]


def _age(days: float) -> str:
    return next(name for name, most in _AGES.items() if most is None or days <= most)


def _named(bank: Bank, client_id: int) -> str:
    return f"{bank.world.clients[client_id - 1].name} ({client_id})"


def unpaid_collateral_by_age(bank: Bank, stretch: Stretch) -> Payload:
    """Clients by what they owe, their bills by age."""
    owed: defaultdict[int, list[CollateralInvoice]] = defaultdict(list)
    for bill in _unpaid(bank, stretch.end):
        owed[bill.client_id].append(bill)
    clients = sorted(owed, key=lambda client: (-sum(bill.amount for bill in owed[client]), client))[:12]
    values = {
        name: [sum(b.amount for b in owed[c] if _age((stretch.end - b.due_at) / DAY) == name) / 100 for c in clients]
        for name in _AGES
    }
    worst = owed[clients[0]]
    covered = sum(b.amount for b in worst if b.covered_by_company_at and b.covered_by_company_at < stretch.end) / 100
    oldest = int((stretch.end - min(b.due_at for b in worst)) / DAY)
    note = f"{_named(bank, clients[0])} owes {sum(b.amount for b in worst) / 100:,.0f} EUR in {len(worst)} bills"
    note += f", the oldest {oldest} days late." + (
        f" We have covered {covered:,.0f} EUR of it from our own funds." * bool(covered)
    )
    return {
        "unit": "EUR",
        "horizontal": True,
        "labels": [_named(bank, client) for client in clients],
        "series": [{"name": name, "values": amounts} for name, amounts in values.items()],
        "note": note,
    }


def unpaid_collateral_growth(bank: Bank, stretch: Stretch) -> Payload:
    """Unpaid and covered at the end of each day; the last day ends now."""
    days = stretch.days()
    unpaid, covered = [], []
    for day in days:
        midnight = datetime.combine(day + timedelta(days=1), time(), stretch.zone).timestamp()
        moment = min(midnight, stretch.end)
        bills = _unpaid(bank, moment)
        unpaid.append(sum(b.amount for b in bills) / 100)
        covered.append(sum(b.amount for b in bills if b.covered_by_company_at and b.covered_by_company_at < moment) / 100)
    above = next((day for day, amount in zip(days, unpaid, strict=True) if amount > 50_000), None)
    return {
        "unit": "EUR",
        "labels": days,
        "series": [{"name": "Unpaid", "values": unpaid}, {"name": "Covered by us", "values": covered}],
        "limits": [
            {"name": "Amber from", "value": 10_000, "tone": "norm"},
            {"name": "Red from", "value": 50_000, "tone": "alert"},
        ],
        "note": f"Above the red line for the first time on {above}." if above else None,
    }


def unpaid_collateral_bills(bank: Bank, stretch: Stretch) -> Payload:
    """Each bill, the oldest first."""
    bills = sorted(_unpaid(bank, stretch.end), key=lambda b: (b.due_at, b.id))
    rows = [
        {
            "client": _named(bank, b.client_id),
            "bill": str(b.id),
            "due": stretch.day(b.due_at),
            "late": int((stretch.end - b.due_at) // DAY),
            "amount": b.amount / 100,
            "covered": stretch.day(b.covered_by_company_at) if b.covered_by_company_at else None,
            "todo": _todo(stretch.end - b.due_at),
        }
        for b in bills[:500]
    ]
    return {"columns": _COLUMNS, "rows": rows, "total": {"client": "All", "amount": sum(b.amount for b in bills) / 100}}


def _todo(late: float) -> str:
    if late >= 30 * DAY:
        return "Block the cards, then call"
    return "Tell treasury, call again" if late >= 10 * DAY else "Account manager calls"
