"""What differs between the columns of a source's table and those that stand in marts, and whether that can be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from heartbeat.errors import SchemaDrift
from heartbeat.ingest.tables.model import SourceTable

# Types within a family differ in width only: the table is loaded anew in full with the new type. Between families it is drift.
_FAMILIES = {
    "smallint": "integer", "bigint": "integer", "real": "float", "double precision": "float",
    "character varying": "text", "character": "text",
}  # fmt: skip
# What follows from rows begins narrow: the first file may hold whole numbers only.
_WIDENS = {
    ("bigint", "numeric"), ("bigint", "double precision"), ("numeric", "double precision"),
    ("date", "timestamp without time zone"),
}  # fmt: skip
_GONE = "is no longer at the source"


@dataclass(frozen=True)
class Drift:
    """What was found: in words, for each changed column, and which columns are gone."""

    notes: tuple[str, ...]
    changed: Mapping[str, str]
    gone: tuple[str, ...]
    asks_for_more: bool  # the table that stands needs a new column or type


def compare_columns(table: SourceTable, name: str, before: Mapping[str, str]) -> Drift:
    """Compare a table with the columns that stand in marts.

    Args:
        table: of the source.
        name: of the table in marts, 'dataset.table'.
        before: its columns there, each with its type.

    Raises:
        SchemaDrift: a column has a type of another family.
    """
    now = {column.landed: column.type_name for column in table.columns}
    others = {column: (before[column], now[column]) for column in now if column in before and before[column] != now[column]}
    refused = {column: types for column, types in others.items() if not _fits(types, is_inferred=table.is_inferred)}
    if refused:
        raise _refusal(name, refused)
    new, gone = sorted(now.keys() - before.keys()), tuple(sorted(before.keys() - now.keys()))
    notes = []
    # A file that had the column would have brought it: rows that stand have no value of it.
    made = "loaded in full once" if table.parts_by is None else "the table was changed for it"
    if new:
        notes.append(f"drift: new at the source: {', '.join(new)}; {made}")
    if gone:
        notes.append(f"drift: no longer at the source: {', '.join(gone)}")
    notes += [f"drift: {column} {what}; {made}" for column, what in sorted(_in_words(others).items())]
    changed = dict.fromkeys(gone, _GONE) | _in_words(others)
    return Drift(tuple(notes), changed, gone, bool(new or others))


def returned_columns(table: SourceTable, found: Mapping[str, str]) -> list[str]:
    """Columns that come again, after the last comparison had found them gone: no cursor tells in which rows they differ now.

    What was inferred from rows has a column when one of them has a value.
    """
    return [one.landed for one in table.columns if found.get(one.landed) == _GONE and not table.is_inferred]


def _fits(types: tuple[str, str], *, is_inferred: bool) -> bool:
    before, now = types
    return _family(before) == _family(now) or (is_inferred and types in _WIDENS)


def _in_words(types: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: f"was {before} and is {now}" for name, (before, now) in types.items()}


def _refusal(table: str, refused: Mapping[str, tuple[str, str]]) -> SchemaDrift:
    column, types = next(iter(refused.items()))
    message = f"The column {column} of {table} was {types[0]} and is {types[1]} at the source; the table was not loaded."
    hint = f"Correct the metrics that read it, then `drop table {table}` as the loader: the next run loads it with the new type."
    return SchemaDrift(message, hint=hint, facts={"columns": _in_words(refused)})


def _family(type_name: str) -> str:
    """`character varying(20)[]` -> `text[]`."""
    brackets = "[]" if type_name.endswith("[]") else ""
    head, _, tail = type_name.removesuffix("[]").partition("(")
    base = head.strip() + tail.partition(")")[2]
    return _FAMILIES.get(base, base) + brackets
