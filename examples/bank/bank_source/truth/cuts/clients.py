"""The truth about the page of clients."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from bank_source.tables import ClientProfile
from bank_source.truth.bank import Bank
from bank_source.truth.cuts.collateral import unpaid_collateral_bills, unpaid_collateral_by_age, unpaid_collateral_growth
from bank_source.truth.cuts.stretch import CutTeller, Payload, Stretch, median
from bank_source.world.clients import ACTIVE

_KINDS = {"person": "persons", "company": "companies"}


def _is_client_at(client: ClientProfile, moment: float) -> bool:
    return (
        client.activated_at is not None
        and client.activated_at < moment
        and (client.closed_at is None or client.closed_at >= moment)
    )


def client_growth(bank: Bank, stretch: Stretch) -> Payload:
    """Clients then, won, lost, and now."""
    clients = bank.world.clients
    won = Counter(c.kind for c in clients if stretch.covers(c.activated_at))
    lost = Counter(c.kind for c in clients if stretch.covers(c.closed_at))
    steps: list[Payload] = [
        {"label": "At the beginning", "value": sum(_is_client_at(c, stretch.start) for c in clients), "role": "total"},
        *({"label": f"{name.capitalize()} won", "value": won[kind]} for kind, name in _KINDS.items()),
        *({"label": f"{name.capitalize()} lost", "value": -lost[kind]} for kind, name in _KINDS.items()),
        {"label": "Now", "value": sum(_is_client_at(c, stretch.end) for c in clients), "role": "total"},
    ]
    return {"unit": "count", "steps": steps}


def clients_by_country(bank: Bank, stretch: Stretch) -> Payload:
    """Clients now, apart those who were won."""
    now = [c for c in bank.world.clients if _is_client_at(c, stretch.end)]
    won = Counter(c.country for c in now if stretch.covers(c.activated_at))
    every = Counter(c.country for c in now)
    countries = sorted(every, key=lambda country: (-every[country], country))
    return {
        "unit": "count",
        "horizontal": True,
        "labels": countries,
        "series": [
            {"name": "Clients before", "values": [every[country] - won[country] for country in countries]},
            {"name": "Won in the window", "values": [won[country] for country in countries]},
        ],
    }


def deposits_spread(bank: Bank, _stretch: Stretch) -> Payload:
    """Euro accounts in steps of 2,500."""
    balances = [a.balance / 100 for a in bank.accounts if a.currency == "EUR"]
    edges = range(0, 40_000, 2_500)
    bins: list[Payload] = [
        {"low": low, "high": low + 2_500, "count": sum(low <= one < low + 2_500 for one in balances)} for low in edges
    ]
    bins.append({"low": 40_000, "high": None, "count": sum(one >= 40_000 for one in balances)})
    return {"unit": "EUR", "bins": bins, "marks": [{"name": "Median", "value": median(balances)}]}


def tiers_and_risk(bank: Bank, _stretch: Stretch) -> Payload:
    """Risk levels of active clients in three tiers, persons apart from companies."""
    balances = {a.client_id: a.balance for a in bank.accounts if a.currency == "EUR"}
    active = [c for c in bank.world.clients if c.state_id == ACTIVE]
    counted = Counter((_tier(balances[c.id]), _KINDS[c.kind], c.risk_level) for c in active)
    groups = [
        (tier, kind)
        for tier in ("Basic", "Plus", "Premium")
        for kind in _KINDS.values()
        if any(counted[tier, kind, risk] for risk in ("low", "medium", "high"))
    ]
    levels = [(level, [counted[tier, kind, level] for tier, kind in groups]) for level in ("low", "medium", "high")]
    series = [{"name": level.capitalize(), "values": values} for level, values in levels]
    return {"unit": "count", "share": True, "labels": [f"{tier}, {kind}" for tier, kind in groups], "series": series}


def _tier(cents: int) -> str:
    if cents < 1_000_000:
        return "Basic"
    return "Plus" if cents < 2_500_000 else "Premium"


def reviews_due(bank: Bank, stretch: Stretch) -> Payload:
    """Reviews by the week they are due, as far ahead as back."""
    active = [c for c in bank.world.clients if c.state_id == ACTIVE]
    due = Counter(_monday(stretch.day(c.kyc_due_at)) for c in active if c.kyc_due_at)
    week, last = _monday(stretch.day(stretch.start)), _monday(stretch.day(2 * stretch.end - stretch.start))
    current = _monday(stretch.day(stretch.end))
    bars = []
    while week <= last:
        tone = None if not due[week] or week > current else "red" if week < current else "amber"
        bars.append({"label": week, "value": due[week], "tone": tone})
        week += timedelta(weeks=1)
    overdue = sum(c.kyc_due_at is not None and c.kyc_due_at < stretch.end for c in active)
    return {"unit": "count", "bars": bars, "note": f"{overdue} of {len(active)} active clients are overdue."}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def balance_and_payments(bank: Bank, stretch: Stretch) -> Payload:
    """The thousand largest balances and their payments."""
    clients = {c.id: c for c in bank.world.clients if c.state_id == ACTIVE}
    made = Counter(p.client_id for p in bank.payments if stretch.covers(p.create_time))
    accounts = [a for a in bank.accounts if a.currency == "EUR" and a.client_id in clients]
    largest = sorted(accounts, key=lambda a: (-a.balance, a.client_id))[:1000]
    points = [
        {
            "x": a.balance / 100,
            "y": made[a.client_id],
            "label": f"{clients[a.client_id].name} ({a.client_id})",
            "group": _KINDS[clients[a.client_id].kind].capitalize(),
        }
        for a in largest
    ]
    still = [a.balance for a in largest if not made[a.client_id]]
    note = f"{len(still)} of {len(largest)} made no payment; {sum(still) / 100:,.0f} EUR lie still with them."
    axes = {"x": {"label": "Balance", "unit": "EUR"}, "y": {"label": "Payments", "unit": "count"}}
    return axes | {"points": points, "note": note}


TELLERS: tuple[CutTeller, ...] = (
    unpaid_collateral_by_age, unpaid_collateral_growth, unpaid_collateral_bills, client_growth, clients_by_country,
    deposits_spread, tiers_and_risk, reviews_due, balance_and_payments,
)  # fmt: skip
