"""The fields of a metric's header, each with its type and its rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from heartbeat.definitions.model import Direction, Period, Typical
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.parse.metric_lines import Lines, check_lines

PERIODS = get_args(Period)
UNITS = ("ratio", "count", "number", "seconds", "days")
MAX_NAME, MAX_UNIT = 40, 12
_TABLE = re.compile(r"[^\s.\"]+\.[^\s.\"]+")
_CUT_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class MetricHeader:
    """What a header says, as keyword arguments of `MetricDefinition`; `fields` tells lines for later findings."""

    values: dict[str, Any]
    fields: Fields = field(repr=False)


def read_header(fields: Fields) -> MetricHeader:
    """Read every field; what is wrong is a finding and stands in `values` as if it were absent."""
    lines = Lines(
        direction=fields.required("direction", "Write up (higher is better) or down.", check=_direction),
        norm_value=fields.number("norm_value"),
        alert_value=fields.number("alert_value"),
        target_value=fields.number("target_value"),
        clear_value=fields.number("clear"),
    )
    values: dict[str, Any] = {
        "name": fields.required("name", f"Write what people call it, {MAX_NAME} characters at most.", check=_name),
        "code": fields.required("code", "Write four capital letters or digits for the screen: OPAP.", check=_code),
        "period": fields.required("period", f"Write the window: {', '.join(PERIODS)}.", check=_period),
        "unit": fields.required("unit", "Write ratio, count, number, seconds, days, a currency, or a short text.", check=_unit),
        "description": fields.required("description", "Write one sentence: what the number counts."),
        "how_to_read": fields.required("how_to_read", "Write what it means for people when the number crosses its lines."),
        "methodology": fields.text("methodology"),
        "sources": fields.texts("sources", check=_table, hint="Write a list: [dataset.table, dataset.other_table]."),
        "norm_value": lines.norm_value,
        "alert_value": lines.alert_value,
        "target_value": lines.target_value,
        "target_due_date": _due_date(fields),
    }
    values |= {"direction": lines.direction, "clear_value": lines.clear_value}
    values |= _judging(fields) | _paging(fields)
    check_lines(lines, values["unit"], fields)
    _refuse_verification(fields)
    _doubt(fields, values)
    fields.refuse_unknown()
    return MetricHeader(values, fields)


def _judging(fields: Fields) -> dict[str, Any]:
    return {
        "typical": _typical(fields),
        "min_n": fields.whole("min_n", least=1, most=10**12),
        "decimals": fields.whole("decimals", least=0, most=8),
        "backfill": fields.flag("backfill", default=True),
        "links": _links(fields),
    }


def _paging(fields: Fields) -> dict[str, Any]:
    return {
        "priority": fields.whole("priority", least=1, most=9) or 5,
        "page_on": fields.choice("page_on", ("red", "amber")) or "red",
        "page_on_typical": fields.flag("page_on_typical", default=False),
        "for_readings": fields.whole("for", least=1, most=1000) or 1,
        "keep_readings": fields.whole("keep", least=1, most=1000) or 2,
        "owner": fields.text("owner", check=formats.email),
    }


def _typical(fields: Fields) -> Typical | None:
    """`true`, `false`, or `{days, side}`."""
    if not fields.is_mapping("typical"):
        return Typical() if fields.flag("typical", default=False) else None
    inside = fields.mapping("typical", "Write true, or {days: 45, side: bad}.")
    days = inside.whole("days", least=14, most=3660)
    side = inside.choice("side", ("both", "bad"))
    inside.refuse_unknown()
    return Typical(days or 30, "bad" if side == "bad" else "both")


def _links(fields: Fields) -> dict[str, str]:
    inside = fields.mapping("links", "Write {cut_id: explains} or {cut_id: drilldown}.")
    found: dict[str, str] = {}
    for cut_id in inside.keys():  # noqa: SIM118 - not a dict
        kind = inside.choice(cut_id, ("explains", "drilldown"))
        if not _CUT_ID.fullmatch(cut_id):
            inside.reject(cut_id, "{key} is no cut.", "A cut's id is its file's name: lower-case letters, digits and _.")
        elif kind:
            found[cut_id] = kind
    return found


def _due_date(fields: Fields) -> date | None:
    due = fields.day("target_due_date")
    if due and not fields.has("target_value"):
        fields.doubt("target_due_date", "{key} stands without `target_value`.", "Add the target, or remove the date.")
    return due


def _refuse_verification(fields: Fields) -> None:
    if fields.has("verification_state") or "verification_state" in fields.keys():  # noqa: SIM118 - not a dict
        hint = "Remove the line. A person verifies a number, with `heartbeat metric edit`; a file cannot do it for them."
        fields.reject("verification_state", "{key} is never in a file.", hint)


def _doubt(fields: Fields, values: dict[str, Any]) -> None:
    if not values["methodology"]:
        fields.doubt("methodology", "{key} is missing.", "Write how the number is made, so that somebody can verify it.")
    if not values["sources"] and not fields.has("sources"):
        fields.doubt("sources", "{key} is missing.", "List the tables that the SQL reads: [dataset.table].")
    if values["page_on_typical"] and values["typical"] is None:
        fields.doubt("page_on_typical", "{key} does nothing without `typical`.", "Add `typical: true`, or remove the line.")
    near = None if values["unit"] in (*UNITS, *formats.CURRENCIES) else _near_unit(values["unit"])
    if near:
        fields.doubt("unit", f"{{key}} is the text “{values['unit']}”.", f"Did you mean {near}?")


def _near_unit(unit: str) -> str | None:
    if unit.upper() in formats.CURRENCIES:
        return unit.upper()
    if re.fullmatch("[A-Z]{3}", unit):
        return "a code of ISO 4217"
    near = nearest(unit, UNITS) if len(unit) > 3 else None
    return near or ("ratio (0.95 is shown as 95 %)" if unit in ("%", "percent", "pct") else None)


def _direction(text: str) -> str | None:
    return None if text in get_args(Direction) else "Write up (higher is better) or down (lower is better)."


def _period(text: str) -> str | None:
    near = nearest(text, PERIODS)
    return None if text in PERIODS else f"Write {near}." if near else f"Write one of: {', '.join(PERIODS)}."


def _name(text: str) -> str | None:
    if "\n" in text:
        return "Write one line."
    hint = f"Write {MAX_NAME} characters at most; this has {len(text)}."
    return hint if len(text) > MAX_NAME else None if text else "Write a name."


def _code(text: str) -> str | None:
    if re.fullmatch(r"[A-Z0-9]{4}", text):
        return None
    up = text.upper()
    return f"Write {up}." if re.fullmatch(r"[A-Z0-9]{4}", up) else "Write exactly four capital letters A-Z or digits: OPAP."


def _unit(text: str) -> str | None:
    fine = 0 < len(text) <= MAX_UNIT and "\n" not in text
    return None if fine else f"Write ratio, count, number, seconds, days, a currency, or a text of {MAX_UNIT} characters at most."


def _table(text: str) -> str | None:
    return None if _TABLE.fullmatch(text) else "Write dataset.table: webbank_core.payment."
