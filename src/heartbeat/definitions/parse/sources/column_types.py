"""Types of Postgres that a file may give a column, and how Postgres itself writes them."""

from __future__ import annotations

import re

from heartbeat.definitions.parse.fields import Fields

_SPELLINGS = {
    "boolean": ("bool",),
    "smallint": ("int2",),
    "integer": ("int", "int4"),
    "bigint": ("int8",),
    "numeric": ("decimal", "dec"),
    "real": ("float4",),
    "double precision": ("float", "float8"),
    "text": (),
    "character varying": ("varchar",),
    "character": ("char",),
    "date": (),
    "timestamp without time zone": ("timestamp",),
    "timestamp with time zone": ("timestamptz",),
    "time without time zone": ("time",),
    "time with time zone": ("timetz",),
    "interval": (),
    "uuid": (),
    "json": (),
    "jsonb": (),
    "bytea": (),
    "inet": (),
    "cidr": (),
}
_NAMES = {spelling: name for name, others in _SPELLINGS.items() for spelling in (name, *others)}
_WRITTEN = re.compile(r"([a-z0-9 ]+?) ?(?:\( ?([0-9]{1,8}) ?(?:, ?(-?[0-9]{1,4}) ?)?\))?( with(?:out)? time zone)?")
_LONGEST = 10_485_760
_MOST_DIGITS = 1000
_KNOWN = (
    "boolean, smallint, integer, bigint, numeric(18,2), real, double precision, text, varchar(20), date, timestamp, timestamptz, \
time, interval, uuid, json, jsonb, bytea, inet"
)


def normalised(text: str) -> str | None:
    """A type as `format_type` of Postgres writes it: `timestamptz` is `timestamp with time zone`. None for what is none here."""
    written = _WRITTEN.fullmatch(" ".join(text.lower().split()))
    if written is None:
        return None
    base, size, scale, zone = written.groups()
    name = _NAMES.get(f"{base}{zone or ''}")
    if name is None or (scale and name != "numeric"):
        return None
    return _sized(name, None if size is None else int(size), int(scale or 0))


def _sized(name: str, size: int | None, scale: int) -> str | None:
    if name == "character":
        size = 1 if size is None else size
    if size is None:
        return name
    if name == "numeric":
        fits = 1 <= size <= _MOST_DIGITS and abs(scale) <= _MOST_DIGITS
        return f"numeric({size},{scale})" if fits else None
    if name.startswith("character"):
        return f"{name}({size})" if 1 <= size <= _LONGEST else None
    if name.startswith("time") and size <= 6:
        word, _, zone = name.partition(" ")
        return f"{word}({size}) {zone}"
    return None


def read_columns(fields: Fields) -> dict[str, str]:
    """The key `columns` of a table: column, by the name it has at the source or in marts -> type, as Postgres writes it."""
    found = fields.words("columns", "Write a column and its type: {amount: numeric}.", check=postgres_type)
    return {column: name for column, text in found.items() if (name := normalised(text))}


def postgres_type(text: str) -> str | None:
    """Accepts a type of Postgres that a file may give a column."""
    if normalised(text):
        return None
    if "(" in text and ")" not in text:
        return f'Between {{ }}, put quotes around a type with a comma: "{text.strip()},2)".'
    return f"Write a type of Postgres: {_KNOWN}."
