"""Types of SQLite in Postgres. A column of SQLite takes any value, so each is looked at, and none is changed to let it fit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from heartbeat.ingest.kinds.sql.flavour import Shape, Writer, refuse, strictly
from heartbeat.ingest.records.csv_text import encoded, field, json_text
from heartbeat.ingest.records.moments import DAY, LOCAL, ZONED, moment_type

_INTEGER = re.compile(r"(?:unsigned )?(?:tiny|small|medium|big)? ?int(?:eger)?\d*(?: unsigned)?")
_MOMENTS = {
    "date": DAY, "datetime": LOCAL, "datetime2": LOCAL, "smalldatetime": LOCAL, "timestamp": LOCAL,
    "timestamp without time zone": LOCAL, "timestamp with time zone": ZONED, "timestamptz": ZONED, "datetimeoffset": ZONED,
}  # fmt: skip
_TIME = "time without time zone"
_MOMENT = "date and time of ISO 8601"
_NUMERIC = {"numeric", "decimal", "dec", "number", "num", "money", "smallmoney"}
_BY_AFFINITY = (  # SQLite's own rules, in their order
    (("char", "clob", "text"), "text"), (("blob",), "bytea"), (("real", "floa", "doub"), "double precision"),
)  # fmt: skip


def shape_of(declared: str) -> Shape:
    """How a column is kept whose type is declared so, such as `VARCHAR(20)`: lengths and digits mean nothing to SQLite."""
    type_name = _type_of(re.sub(r"\s*\(.*?\)", "", declared).strip().lower())
    return _SHAPES["text", True] if type_name is None else _SHAPES[type_name, False]


def _type_of(declared: str) -> str | None:
    if declared in _MOMENTS:
        return _MOMENTS[declared]
    if declared in _NUMERIC:
        return "numeric"
    if declared in ("bool", "boolean"):
        return "boolean"
    if _INTEGER.fullmatch(declared):
        return "bigint"
    if declared in ("json", "jsonb", "uuid", "guid", "time"):
        return {"json": "jsonb", "guid": "uuid", "time": _TIME}.get(declared, declared)
    return next((name for words, name in _BY_AFFINITY if any(word in declared for word in words)), None)


def _integer(value: Any) -> str:
    return str(value) if type(value) is int else _any_integer(value)


def _number(value: Any) -> str:
    if type(value) is float and isfinite(value):
        return repr(value)  # the shortest text that means the same
    return str(value) if type(value) is int else _any_number(value)


def _text(value: Any) -> str:
    return refuse("text") if isinstance(value, bytes) else field(value)


def _bytes(value: Any) -> str:
    return field(value) if isinstance(value, bytes) else refuse("blob")


def _boolean(value: Any) -> str:
    if type(value) is int and value in (0, 1):
        return "true" if value else "false"
    return value.lower() if isinstance(value, str) and value.lower() in ("true", "false") else refuse("boolean (0 or 1)")


def _day(value: Any) -> str:
    return field(value) if isinstance(value, str) and moment_type(value) == DAY else refuse("date (YYYY-MM-DD)")


def _local(value: Any) -> str:
    """As SQLite's own datetime() reads it: a value with a zone is turned to UTC, one without stays as it is."""
    kind = moment_type(value) if isinstance(value, str) else None
    if kind == ZONED:
        return field(_in_utc(value))
    return field(value) if kind in (LOCAL, DAY) else refuse(_MOMENT)


def _zoned(value: Any) -> str:
    """A value without a zone is one of UTC, as SQLite has it."""
    kind = moment_type(value) if isinstance(value, str) else None
    if kind is None:
        refuse(_MOMENT)
    return field(value) if kind == ZONED else field(f"{value}Z" if kind == LOCAL else f"{value} 00:00Z")


def _in_utc(text: str) -> str:
    tidy = re.sub(r" ?UTC$", "Z", text).replace(" +", "+").replace(" -", "-")
    try:
        return datetime.fromisoformat(tidy).astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    except OverflowError:
        refuse(_MOMENT)


def _uuid(value: Any) -> str:
    return str(UUID(bytes=value)) if isinstance(value, bytes) and len(value) == 16 else _uuid_text(value)


def _json(value: Any) -> str:
    """JSON as its text; a number may stand as one."""
    text = value if isinstance(value, str) else json_text(value) if isinstance(value, int | float) else refuse("JSON")
    try:
        known = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        refuse("JSON")
    if "\\u" in text:
        encoded([json_text(known)])  # a NUL, or half of a character
    return field(text)


_any_integer, _any_number = strictly("bigint", "whole number of 64 bits"), strictly("numeric", "number")
_uuid_text = strictly("uuid", "uuid")
_WRITERS: Mapping[str, Writer] = {
    "text": _text, "bytea": _bytes, "boolean": _boolean, "uuid": _uuid, "jsonb": _json, DAY: _day, LOCAL: _local, ZONED: _zoned,
    "bigint": _integer, "numeric": _number, "double precision": _number, _TIME: strictly(_TIME, "time"),
}  # fmt: skip
_SHAPES = {(name, False): Shape(name, write) for name, write in _WRITERS.items()}
_SHAPES["text", True] = Shape("text", _text, is_cast=True)
