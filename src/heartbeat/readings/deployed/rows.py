"""A metric file as a row of the registry, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from heartbeat.definitions.model import MetricDefinition, MetricSql, Typical
from heartbeat.definitions.sql.tokens import statement_hash

Row = dict[str, Any]

INITIAL = ("owner", "norm_value", "alert_value", "target_value", "target_due_date")
"""What a file only proposes: an operator may change it afterwards. `file_<name>` keeps what the file said."""

_AS_NAMED = (
    "metric_id",
    "area",
    "file",
    "code",
    "name",
    "period",
    "unit",
    "direction",
    "description",
    "how_to_read",
    "methodology",
    "min_n",
    "decimals",
    "priority",
    "page_on",
    "page_on_typical",
    "for_readings",
    "keep_readings",
    "clear_value",
    "backfill",
    "definition_hash",
    "content_hash",
)


def config_row(metric: MetricDefinition) -> Row:
    """The config columns of a metric: everything that only its file decides, except its place in the catalog."""
    return {
        **{name: getattr(metric, name) for name in _AS_NAMED},
        **{f"file_{name}": getattr(metric, name) for name in INITIAL},
        "sources": list(metric.sources),
        "tables": list(metric.sql.tables),
        "value_sql": metric.sql.value,
        "history_sql": metric.sql.history,
        "crosscheck_sql": metric.sql.crosscheck,
        "uses_as_of": metric.sql.uses_as_of,
        "uses_now": metric.sql.uses_now,
        "typical": {"days": metric.typical.days, "side": metric.typical.side} if metric.typical else None,
        "links": dict(metric.links),
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """What two definitions of a metric differ in, in words; nothing where they compute the same. Layout does not count."""
    return (
        *(f"{name} from {old[name]} to {new[name]}" for name in ("period", "unit", "direction") if old[name] != new[name]),
        *(
            f"the statement of {name.removesuffix('_sql')}"
            for name in ("value_sql", "history_sql")
            if (statement_hash(old[name]) if old[name] else "") != (statement_hash(new[name]) if new[name] else "")
        ),
    )


def kept_row(row: Mapping[str, Any]) -> Row:
    """A row that was kept as JSON, with its due dates as the registry holds them."""
    due = {name: row[name] and date.fromisoformat(row[name]) for name in ("target_due_date", "file_target_due_date")}
    return {**row, **due}


def definition_of(row: Mapping[str, Any]) -> MetricDefinition:
    """The definition behind a row; lines and owner are those of the file."""
    sql = MetricSql(
        value=row["value_sql"],
        history=row["history_sql"],
        crosscheck=row["crosscheck_sql"],
        tables=tuple(row["tables"]),
        uses_as_of=row["uses_as_of"],
        uses_now=row["uses_now"],
    )
    return MetricDefinition(
        **{name: row[name] for name in _AS_NAMED},
        **{name: row[f"file_{name}"] for name in INITIAL},
        sql=sql,
        sources=tuple(row["sources"]),
        typical=Typical(**row["typical"]) if row["typical"] else None,
        links=row["links"],
    )
