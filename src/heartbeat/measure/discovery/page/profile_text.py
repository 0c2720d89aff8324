"""The profile of landed tables in Markdown: what is there, without a value that belongs to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heartbeat.marts.profile.model import Column, Table
from heartbeat.measure.discovery.wording import span


def describe_tables(tables: Sequence[Table]) -> str:
    """A section for each table."""
    legend = (
        "Values are shown only of flags and of columns whose name says state or kind, if they are "
        "few and look like codes; of every "
        "other column only how many there are."
    )
    return "\n\n".join((legend, *(_table(table) for table in tables)))


def _code(name: str) -> str:
    """A name as code in a line or a cell: no sign of it ends the code, the cell or the line."""
    return f"`{' '.join(name.split()).replace('`', '’').replace('|', '¦')}`"


def _table(table: Table) -> str:
    parts = [f"### {_code(table.name)}", _facts(table)]
    if table.columns:
        lines = ["| column | type | for | empty | values | what is in it |", "|---|---|---|--:|--:|---|"]
        parts.append("\n".join((*lines, *(_column(table, column) for column in table.columns.values()))))
    if table.log:
        parts.append(_log(table))
    parts += [f"- {' '.join(note.split())}" for note in table.notes]
    return "\n\n".join(parts)


def _facts(table: Table) -> str:
    key = f"key {', '.join(map(_code, table.keys))}" if table.keys else "no key"
    parts = [f"{table.rows:,} rows", _size(table.size), key, f"read up to {table.checked_at:%Y-%m-%d %H:%M} UTC"]
    if table.per_day and table.start:
        last_30, last_90 = table.per_day
        parts.append(f"{last_30:,.1f} rows a day by {_code(table.start)} in the last 30 days, {last_90:,.1f} in the last 90")
    if table.is_sampled:
        parts.append(f"sampled: shares are of {table.looked_at:,} rows, or what the statistics of Postgres say")
    return "; ".join(parts) + "."


def _size(size: int) -> str:
    amount, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.0f} {units[0]}"


def _column(table: Table, column: Column) -> str:
    role = "key" if column.name in table.keys else "start" if column.name == table.start else column.role
    empty = "–" if column.null_share is None else _percent(column.null_share + (column.empty_share or 0.0))
    distinct = "–" if column.distinct is None else f"{column.distinct:,}"
    return f"| {_code(column.name)} | {column.type} | {role} | {empty} | {distinct} | {_content(table, column)} |"


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def _content(table: Table, column: Column) -> str:
    said = []
    if column.values:
        labels = table.labels.get(column.name, {})
        said.append(", ".join(f"{_named(value, labels)} {_percent(share)}" for value, share in column.values))
    if column.oldest and column.newest:
        said.append(f"{column.oldest:%Y-%m-%d} to {column.newest:%Y-%m-%d}")
    lapse = table.lapses.get(column.name)
    if lapse and lapse.most >= 1:
        said.append(f"half within {_duration(lapse.half)} of {_code(table.start or '')}, 95 % within {_duration(lapse.most)}")
    if column.negative_share:
        said.append(f"{_percent(column.negative_share)} below zero")
    said += [f"{_code(held.table)}.{_code(held.to_column)}" for held in table.references if held.column == column.name]
    return "; ".join(said)


def _named(value: str, labels: Mapping[str, str]) -> str:
    """A value with what a lookup table calls it: `5 (approved)`."""
    return f"{value} ({labels[value]})" if value in labels else value


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return span(minutes)
    return f"{minutes / 60:.0f} hours" if minutes < 2880 else f"{minutes / 1440:.0f} days"


def _log(table: Table) -> str:
    assert table.log  # noqa: S101 - the caller asked
    log = table.log
    told = []
    for state in log.states:
        took = f", 95 % within {_duration(state.lapse.most)}" if state.lapse else ""
        name = _named(state.value, {state.value: state.label} if state.label else {})
        told.append(f"- {name}: reached by {_percent(state.reached)}, the first of {_percent(state.began)}{took}")
    return f"A log of the states of {_code(log.owner)}, by {_code(log.reference)}:\n\n" + "\n".join(told)
