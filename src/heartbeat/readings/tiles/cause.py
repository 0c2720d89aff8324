"""Why a tile is stale or failing, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from heartbeat.rules.condition import SourceCondition

_LONGEST = 160
_FAILURES = {  # by the code of the error: what a source is or does
    "source-unreachable": "unreachable",
    "source-rejected": "refuses",
    "schema-drift": "changed its shape",
    "deadline-passed": "too slow",
}
_HELD = "load held"


def cause_of(
    entry: Mapping[str, Any], tables: Sequence[str], conditions: Mapping[str, SourceCondition], now: datetime
) -> str | None:
    """One sentence such as "source unreachable: screening, last read 4 days ago"; `None` for a tile that is well.

    Args:
        entry: the tile, judged already.
        tables: `dataset.table` that the metric reads.
        conditions: of the sources, by dataset.
        now: UTC.
    """
    if entry["health"] == "error":
        return f"failing: {_first_line(entry['error'])}"
    is_old = entry["freshness"] != "green"
    if not is_old and entry["health"] == "ok":
        return None
    known = (conditions.get(table.partition(".")[0]) for table in tables)
    failing = next((one for one in known if one is not None and one.holds(tables)), None)
    if failing is not None:
        return f"{_failure(failing)}: {failing.source_id}, {_last_read(failing.last_ok_at, now)}"
    if entry["health"] == "no_data":
        return f"no data: {_first_line(entry['error'])}" if entry["error"] else "no data yet"
    names = sorted({table.partition(".")[0] for table in tables}) or ["its source"]
    return f"source late: {names[0]}, {_last_read(entry['source_as_of'], now)}"


def told_age(seconds: float) -> str:
    """An age as people say it: 5 minutes, 3 hours, 4 days."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= (2 * size if unit == "day" else size):
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return "a moment"


def trouble_of(condition: SourceCondition) -> str:
    """What ails a failing source, to be said behind its name: `unreachable`, `load held`, `failing`."""
    return _HELD if condition.state == "held" else _FAILURES.get(condition.error_code or "", "failing")


def _failure(condition: SourceCondition) -> str:
    trouble = trouble_of(condition)
    return trouble if trouble == _HELD else f"source {trouble}"


def _last_read(last_at: datetime | None, now: datetime) -> str:
    return "never read" if last_at is None else f"last read {told_age((now - last_at).total_seconds())} ago"


def _first_line(text: str | None) -> str:
    line = next(iter((text or "").strip().splitlines()), "")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
