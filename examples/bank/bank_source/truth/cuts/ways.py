"""The truth about the ways of payments, on the page of journeys."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from bank_source.seasons import DAY, HOUR
from bank_source.tables import Payment
from bank_source.truth.bank import Bank, Decision, percentile
from bank_source.truth.cuts.stretch import SLICES, Payload, Stretch, median
from bank_source.world.payments import APPROVED, CREATED, DECLINED, INSTANT, INTERNAL, RETURNED, SEPA, SWIFT

_KINDS = {SEPA: "SEPA", INSTANT: "SEPA instant", SWIFT: "SWIFT", INTERNAL: "Internal"}
_NODES = {SEPA: "sepa", INSTANT: "instant", SWIFT: "swift", INTERNAL: "internal"}
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _decided(bank: Bank, since: float, until: float) -> list[Decision]:
    outgoing = (d for d in bank.decisions if d.payment.direction == "out" and d.state_id != RETURNED)
    return [d for d in outgoing if since <= d.moment < until]


def _refused(decisions: list[Decision]) -> float | None:
    return sum(d.state_id == DECLINED for d in decisions) / len(decisions) if decisions else None


def refusals_by_hour(bank: Bank, stretch: Stretch) -> Payload:
    """Approved and refused in bars of one or four hours."""
    width = HOUR if stretch.end - stretch.start <= 2 * DAY else 4 * HOUR
    bars = range(-int(-stretch.start // width) * width, int(stretch.end) + 1, width)
    counted = Counter((d.state_id, d.moment // width * width) for d in _decided(bank, stretch.start, stretch.end))
    today = _refused(_decided(bank, stretch.end - DAY, stretch.end))
    usual = _refused(_decided(bank, stretch.end - 30 * DAY, stretch.end - 2 * DAY))
    note = f"In the last 24 hours {today:.1%} were refused; in the month before the last two days {usual:.1%}."
    return {
        "unit": "count",
        "labels": [f"{datetime.fromtimestamp(bar, stretch.zone):%a %d %H:%M}" for bar in bars],
        "series": [
            {"name": "Approved", "values": [counted[APPROVED, bar] for bar in bars]},
            {"name": "Refused", "values": [counted[DECLINED, bar] for bar in bars]},
        ],
        "note": note,
    }


def refusals_by_kind(bank: Bank, stretch: Stretch) -> Payload:
    """Refused shares, and those of the thirty days before."""
    now = _decided(bank, stretch.start, stretch.end)
    before = _decided(bank, stretch.start - 30 * DAY, stretch.start)
    bars = []
    for kind, name in _KINDS.items():
        refused = _refused([d for d in now if d.payment.type_id == kind])
        usual = _refused([d for d in before if d.payment.type_id == kind])
        tone = None if not refused or refused <= 0.05 else "amber" if refused <= 0.10 else "red"
        bars.append({"label": name, "value": refused, "target": usual, "tone": tone})
    return {"unit": "ratio", "horizontal": True, "bars": bars, "target_label": "usual share"}


def payment_ways(bank: Bank, stretch: Stretch) -> Payload:
    """Kind, decision, and where it is now."""
    flows = Counter[tuple[str, str]]()
    for payment in bank.payments:
        if payment.direction == "out" and stretch.covers(payment.create_time):
            way = [_NODES[payment.type_id], *_way(payment, is_booked=payment.id in bank.booked)]
            flows.update(pairwise(way))
    nodes = _nodes(flows)
    ids = [node["id"] for node in nodes]
    told = [{"source": a, "target": b, "value": flows[a, b]} for a in ids for b in ids if flows[a, b]]
    return {"unit": "count", "nodes": nodes, "flows": told}


def _way(payment: Payment, *, is_booked: bool) -> list[str]:
    if payment.state_id in (CREATED, DECLINED):
        return ["waiting" if payment.state_id == CREATED else "declined"]
    if payment.state_id == RETURNED:
        return ["approved", "returned"]
    return ["approved", "booked" if is_booked else "unbooked"]


def _nodes(flows: Counter[tuple[str, str]]) -> list[Payload]:
    labels = {_NODES[kind]: name for kind, name in _KINDS.items()} | {
        "approved": "Approved", "declined": "Declined", "waiting": "Not decided",
        "booked": "In the ledger", "returned": "Came back", "unbooked": "Not in the ledger",
    }  # fmt: skip
    tones = {"waiting": "amber", "declined": "red", "returned": "amber", "unbooked": "red"}
    used = {node for way in flows for node in way}
    return [{"id": node, "label": label, "tone": tones.get(node)} for node, label in labels.items() if node in used]


def time_in_states(bank: Bank, stretch: Stretch) -> Payload:
    """Seconds to a decision, and what waits."""
    decided, rows = _decided(bank, stretch.start, stretch.end), []
    for kind, name in _KINDS.items():
        taken = [(d.moment, d.moment - d.payment.create_time) for d in decided if d.payment.type_id == kind]
        slices = [[seconds for moment, seconds in taken if stretch.slice_of(moment) == at] for at in range(SLICES)]
        waiting = _waiting(bank, kind, stretch.end)
        rows.append({
            "kind": name,
            "payments": len(taken),
            "median": median(seconds for _, seconds in taken),
            "p90": percentile(0.9, (seconds for _, seconds in taken)).value,
            "curve": [percentile(0.9, part).value for part in slices],
            "waiting": len(waiting),
            "oldest": stretch.end - min(waiting) if waiting else None,
        })  # fmt: skip
    return {"columns": _TIME_COLUMNS, "rows": rows}


_TIME_COLUMNS = [
    {"key": "kind", "label": "Kind"}, {"key": "payments", "label": "Decided", "unit": "count"},
    {"key": "median", "label": "Half of them within", "unit": "seconds"},
    {"key": "p90", "label": "Nine in ten within", "unit": "seconds"},
    {"key": "curve", "label": "Nine in ten, over time", "unit": "seconds", "spark": True},
    {"key": "waiting", "label": "Waiting now", "unit": "count"},
    {"key": "oldest", "label": "The oldest waits for", "unit": "seconds"},
]  # fmt: skip


def _waiting(bank: Bank, kind: int, end: float) -> list[int]:
    waiting = (p for p in bank.payments if p.direction == "out" and p.state_id == CREATED and p.type_id == kind)
    return [p.create_time for p in waiting if end - 30 * DAY <= p.create_time < end]


def payment_clock(bank: Bank, stretch: Stretch) -> Payload:
    """Payments by weekday and hour."""
    counted = Counter[tuple[int, int]]()
    for payment in bank.payments:
        if stretch.covers(payment.create_time):
            local = datetime.fromtimestamp(payment.create_time, UTC).astimezone(stretch.zone)
            counted[local.weekday(), local.hour] += 1
    values = [[counted[day, hour] for hour in range(24)] for day in range(7)]
    rows = [[name, hour, counted[day, hour]] for day, name in enumerate(_WEEKDAYS) for hour in range(24)]
    return {"unit": "count", "days": _WEEKDAYS, "values": values, "columns": ["weekday", "hour", "payments"], "rows": rows}
