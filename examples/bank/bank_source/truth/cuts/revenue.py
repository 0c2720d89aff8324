"""The truth about the page of revenue."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from bank_source.seasons import HOUR
from bank_source.tables import CardAuthorisation, CardSettlement
from bank_source.truth.bank import Bank, Decision
from bank_source.truth.cuts.stretch import SLICES, CutTeller, Payload, Stretch, euro, series
from bank_source.world.payments import APPROVED, INSTANT, SEPA, SWIFT

_KINDS = {SEPA: "SEPA", INSTANT: "SEPA instant", SWIFT: "SWIFT"}
_FOOD, _TRAVEL = ("5411", "5812", "5814"), ("4111", "5541", "7011")
_HIGH_RISK = (*range(6050, 6052), *range(7800, 7996))


def _approved(bank: Bank, stretch: Stretch) -> list[Decision]:
    return [d for d in bank.decisions if d.state_id == APPROVED and d.payment.direction == "out" and stretch.covers(d.moment)]


def _settled(bank: Bank, stretch: Stretch) -> list[CardSettlement]:
    return [s for s in bank.settlements if stretch.covers(s.settled_at)]


def revenue_figures(bank: Bank, stretch: Stretch) -> Payload:
    """Four figures, each with its twelfths."""
    now, settled = _approved(bank, stretch), _settled(bank, stretch)
    is_known = min(p.create_time for p in bank.payments) <= stretch.before.start
    earlier = _approved(bank, stretch.before) if is_known else []
    settled_earlier = _settled(bank, stretch.before) if is_known else []
    parts = [[d for d in now if stretch.slice_of(d.moment) == number] for number in range(SLICES)]
    settled_parts = [[s for s in settled if stretch.slice_of(s.settled_at) == number] for number in range(SLICES)]
    return {
        "figures": [
            _figure("Payment fees", _fees(now), _fees(earlier), [_fees(part) for part in parts]),
            _figure(
                "Card interchange",
                _interchange(settled),
                _interchange(settled_earlier),
                [_interchange(part) for part in settled_parts],
            ),
            _figure("Volume sent", _volume(now), _volume(earlier), [_volume(part) for part in parts]),
            _figure("Fee per payment", _each(now), _each(earlier), [_each(part) for part in parts]),
        ]
    }


def _fees(decisions: list[Decision]) -> float:
    return euro(d.payment.fee for d in decisions)


def _volume(decisions: list[Decision]) -> float:
    return euro(d.payment.amount_eur for d in decisions)


def _each(decisions: list[Decision]) -> float | None:
    return _fees(decisions) / len(decisions) if decisions else None


def _interchange(settlements: list[CardSettlement]) -> float:
    return euro(s.interchange_eur for s in settlements)


def _figure(label: str, now: float | None, before: float | None, spark: list[float] | list[float | None]) -> Payload:
    figure: Payload = {"label": label, "value": now, "unit": "EUR", "spark": spark}
    if now is not None and before:
        change = now / before - 1
        figure["change"] = {"value": change, "unit": "ratio", "label": "on the stretch before", "good": change >= 0}
    return figure


def fees_by_kind(bank: Bank, stretch: Stretch) -> Payload:
    """Fees by the day, week or month of approval; interchange by that of settlement."""
    approved = _approved(bank, stretch)
    parts = {
        name: [(stretch.label(d.moment), d.payment.fee / 100) for d in approved if d.payment.type_id == kind]
        for kind, name in _KINDS.items()
    }
    settled = [(stretch.label(s.settled_at), s.interchange_eur / 100) for s in _settled(bank, stretch)]
    return {"unit": "EUR"} | series(stretch.labels(), parts | {"Card interchange": settled})


def fee_change(bank: Bank, stretch: Stretch) -> Payload:
    """What each kind earned more than before."""
    now, before = Counter[int](), Counter[int]()
    for found, part in ((now, stretch), (before, stretch.before)):
        for d in _approved(bank, part):
            found[d.payment.type_id] += d.payment.fee
    changes = [{"label": name, "value": (now[kind] - before[kind]) / 100} for kind, name in _KINDS.items()]
    first = {"label": "Before", "value": euro(before.values()), "role": "total"}
    return {"unit": "EUR", "steps": [first, *changes, {"label": "Now", "value": euro(now.values()), "role": "total"}]}


def daily_volume(bank: Bank, stretch: Stretch) -> Payload:
    """Each day but today, beside the same weekday of the four weeks before."""
    sent: defaultdict[date, int] = defaultdict(int)
    for payment in bank.payments:
        if payment.direction == "out":
            sent[stretch.day(payment.create_time)] += payment.amount_eur
    days = stretch.days()[:-1]
    earlier = [[sent[day - timedelta(weeks=weeks)] / 100 for weeks in range(1, 5)] for day in days]
    amounts = [sent[day] / 100 for day in days]
    below = sum(amount < min(usual) for amount, usual in zip(amounts, earlier, strict=True))
    return {
        "unit": "EUR",
        "labels": days,
        "series": [{"name": "Sent", "values": amounts}],
        "band": {"name": "Usual", "low": [min(usual) for usual in earlier], "high": [max(usual) for usual in earlier]},
        "note": f"{below} of {len(days)} days brought less than is usual for their weekday.",
    }


def top_clients(bank: Bank, stretch: Stretch) -> Payload:
    """The fifteen that paid the most."""
    paid: defaultdict[int, list[Decision]] = defaultdict(list)
    for d in _approved(bank, stretch):
        paid[d.payment.client_id].append(d)
    fees = {client: sum(d.payment.fee for d in decisions) for client, decisions in paid.items()}
    everything, running, rows = sum(fees.values()), 0, []
    clients = {client.id: client for client in bank.world.clients}
    for number in sorted(fees, key=lambda client: (-fees[client], client))[:15]:
        running += fees[number]
        curve = [0.0] * SLICES
        for d in paid[number]:
            curve[stretch.slice_of(d.moment)] += d.payment.fee / 100
        client = clients[number]
        rows.append({
            "client": client.name, "kind": client.kind, "country": client.country, "payments": len(paid[number]),
            "fees": fees[number] / 100, "share": fees[number] / everything, "running": running / everything, "curve": curve,
        })  # fmt: skip
    total = {"client": "All clients", "payments": sum(map(len, paid.values())), "fees": everything / 100}
    return {"columns": _TOP_COLUMNS, "rows": rows, "total": total}


_TOP_COLUMNS = [
    {"key": "client", "label": "Client"}, {"key": "kind", "label": "Kind"}, {"key": "country", "label": "Country"},
    {"key": "payments", "label": "Payments", "unit": "count"}, {"key": "fees", "label": "Fees", "unit": "EUR"},
    {"key": "share", "label": "Share", "unit": "ratio"}, {"key": "running", "label": "With those above", "unit": "ratio"},
    {"key": "curve", "label": "Over time", "unit": "EUR", "spark": True},
]  # fmt: skip


def card_spending(bank: Bank, stretch: Stretch) -> Payload:
    """Approved card payments by kind of merchant."""
    parts: dict[str, list[tuple[str, float]]] = {
        name: [] for name in ("Food and restaurants", "Travel and fuel", "Shops and services", "High risk", "Unreadable")
    }
    unreadable = Counter[str]()
    for one in (a for a in bank.authorisations if a.approved and stretch.covers(a.create_time)):
        kind = _merchant(one)
        parts[kind].append((stretch.label(one.create_time), one.amount_eur / 100))
        unreadable[one.merchant_category] += kind == "Unreadable"
    told = [f"{category} ({count})" for category, count in sorted(unreadable.items()) if count][:5]
    note = f"Categories that are no number, and their payments: {', '.join(told)}." if told else None
    return {"unit": "EUR", "note": note} | series(stretch.labels(), parts)


def _merchant(one: CardAuthorisation) -> str:
    if not one.merchant_category.isdecimal():
        return "Unreadable"
    if int(one.merchant_category) in _HIGH_RISK:
        return "High risk"
    if one.merchant_category in _FOOD:
        return "Food and restaurants"
    return "Travel and fuel" if one.merchant_category in _TRAVEL else "Shops and services"


def foreign_payments(bank: Bank, stretch: Stretch) -> Payload:
    """Approved SWIFT payments by currency, and which of them have no fresh rate."""
    sent = Counter[str]()
    for payment in (d.payment for d in _approved(bank, stretch) if d.payment.type_id == SWIFT):
        sent[payment.currency] += payment.amount_eur
    fresh = {r.currency for r in bank.rates if stretch.end - 36 * HOUR <= r.published_at < stretch.end}
    foreign = [c for c in bank.currencies if c.code != "EUR" and (sent[c.code] or c.code not in fresh)]
    foreign.sort(key=lambda currency: (-sent[currency.code], currency.name))
    bars = [{"label": c.name, "value": sent[c.code] / 100, "tone": None if c.code in fresh else "amber"} for c in foreign]
    old = [c.name for c in foreign if c.code not in fresh]
    note = f"Without a rate of the last 36 hours: {', '.join(old)}." if old else None
    return {"unit": "EUR", "horizontal": True, "bars": bars, "note": note}


TELLERS: tuple[CutTeller, ...] = (
    revenue_figures, fees_by_kind, fee_change, daily_volume, top_clients, card_spending, foreign_payments,
)  # fmt: skip
