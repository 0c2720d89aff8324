"""One entry of the board: everything a screen shows of a metric, judged for age and put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from heartbeat.clock import utc_text
from heartbeat.readings.tiles.cause import cause_of
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.days import day_of
from heartbeat.rules.freshness import freshness, overdue
from heartbeat.rules.numbers import display
from heartbeat.rules.placement import Standing, distance_to_red, place
from heartbeat.rules.status import Lines, Side, TypicalBand, is_target_hit, is_target_overdue

Entry = dict[str, Any]

_AS_REGISTERED = (
    "metric_id",
    "code",
    "name",
    "area",
    "period",
    "unit",
    "decimals",
    "priority",
    "verification_state",
    "owner",
    "direction",
    "norm_value",
    "alert_value",
    "target_value",
)
_UNREAD = {"status": "amber", "reason": "no_data", "health": "no_data"}


@dataclass(frozen=True)
class Setting:
    """What all tiles of a board share: the moment it is made, how numbers are written, and how the sources do."""

    now: datetime
    currency: str
    locale: str
    timezone: str
    conditions: Mapping[str, SourceCondition] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """The days behind a tile: its sparkline, and its value of a week ago."""

    spark: Sequence[Sequence[Any]] = ()
    before: float | None = None


def build_entry(row: Mapping[str, Any], past: Past, setting: Setting) -> Entry:
    """The entry of one metric; `row` is a row of `read_tiles`, whose state is null before the first reading."""
    judged = _judged(row)
    age = freshness(row["period"], row["source_as_of"], setting.now)
    lines = lines_of(row)
    entry: Entry = {
        **{name: row[name] for name in _AS_REGISTERED},
        **judged,
        "value": row["value"],
        "n": row["n"],
        "class": place(judged["status"], age, judged["health"]),
        "freshness": age,
        "error": row["error"],
        "source_as_of": row["source_as_of"],
        "target_due_date": _text(row["target_due_date"]),
        "target_hit": judged["health"] == "ok" and is_target_hit(row["value"], judged["status"], lines),
        "target_overdue": is_target_overdue(
            row["value"], lines, row["target_due_date"], today=day_of(setting.now, setting.timezone)
        ),
        "typical": row["typical"],
        "incident": None,
        "quieted": None,
        "display": asdict(
            display(row["value"], row["unit"], row["decimals"], lines, setting.currency, setting.locale, before=past.before)
        ),
        "spark": [list(day) for day in past.spark],
    }
    entry["cause"] = cause_of(entry, row["tables"], setting.conditions, setting.now)
    return {**entry, **_times(row)}


def lines_of(entry: Mapping[str, Any]) -> Lines:
    """The lines of a registered metric or of its entry."""
    return Lines(entry["direction"], entry["norm_value"], entry["alert_value"], entry["target_value"])


def standing_of(entry: Entry, catalog_position: int, side: Side, now: datetime) -> Standing:
    """What decides the place of an entry on the wall."""
    band = TypicalBand(**entry["typical"]) if entry["typical"] else None
    source_as_of = entry["source_as_of"]
    return Standing(
        metric_id=entry["metric_id"],
        tile_class=entry["class"],
        verified=entry["verification_state"] == "verified",
        priority=entry["priority"],
        since=datetime.fromisoformat(entry["since"]),
        distance=distance_to_red(entry["value"], lines_of(entry), band, side),
        overdue=overdue(entry["period"], datetime.fromisoformat(source_as_of) if source_as_of else None, now),
        catalog_position=catalog_position,
    )


def _judged(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] if row["status"] is not None else unread for name, unread in _UNREAD.items()}


def _times(row: Mapping[str, Any]) -> dict[str, Any]:
    changed = None
    if row["changed_from"] is not None:
        changed = {"at": _text(row["since"]), "from": row["changed_from"], "value_before": row["value_before"]}
    names = ("as_of", "computed_at", "source_as_of")
    return {
        **{name: _text(row[name]) for name in names},
        "since": _text(row["since"] or row["deployed_at"]),
        "health_since": _text(row["health_since"] or row["deployed_at"]),
        "changed": changed,
    }


def _text(moment: Any) -> str | None:
    if moment is None:
        return None
    return utc_text(moment) if isinstance(moment, datetime) else moment.isoformat()
