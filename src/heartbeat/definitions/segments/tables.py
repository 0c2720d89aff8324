"""The tables in which all segments are, and which segments a statement reads of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from heartbeat.definitions.segments.model import RESERVED, SEGMENTS
from heartbeat.definitions.sql.tokens import Kind, Token

COLUMNS: Mapping[str, Mapping[str, str]] = {
    f"{SEGMENTS}.daily": {"segment": "text", "entity": "text", "value": "text", "d": "date"},
    f"{SEGMENTS}.membership": {"segment": "text", "entity": "text", "value": "text", "from_d": "date", "to_d": "date"},
    f"{SEGMENTS}.snapshot": {
        "segment": "text",
        "d": "date",
        "taken_at": "timestamp with time zone",
        "as_of": "timestamp with time zone",
        "entities": "bigint",
    },
}
"""Columns and their types, by table."""


def is_shared(table: str) -> bool:
    """Whether all segments are in a table."""
    dataset, _, name = table.partition(".")
    return dataset == SEGMENTS and name in RESERVED


def named_in(tokens: Iterable[Token], segments: Collection[str]) -> frozenset[str]:
    """The segments that a statement names in quotes: 'client_tier'."""
    return frozenset(token.text[1:-1] for token in tokens if token.kind is Kind.STRING and token.text[1:-1] in segments)


def as_told(tables: Iterable[str], named: Collection[str]) -> tuple[str, ...]:
    """The tables of a metric as its freshness is told: in place of those in which all segments are, those that it names."""
    found = set(tables)
    if named and any(map(is_shared, found)):
        found = {table for table in found if not is_shared(table)} | {f"{SEGMENTS}.{name}" for name in named}
    return tuple(sorted(found))


def as_written(tables: Iterable[str]) -> tuple[str, ...]:
    """The tables that statements may read, from those that `as_told` gave: all three of the segments, where one is among them."""
    return tuple(dict.fromkeys(_written(tables)))


def _written(tables: Iterable[str]) -> Iterator[str]:
    for table in tables:
        yield from COLUMNS if table.startswith(f"{SEGMENTS}.") else (table,)
