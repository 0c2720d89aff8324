"""Types of MySQL and MariaDB in Postgres. Values come as the server writes them: text, or bytes where they are no text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from heartbeat.ingest.kinds.sql.flavour import Shape
from heartbeat.ingest.records.csv_text import Unwritable, encoded, field, json_text

_LONGEST_VARCHAR = 10_485_760  # that Postgres takes


@dataclass(frozen=True)
class MysqlColumn:
    """What the catalogue says of a column. `column_type` is the whole of it, such as `int(10) unsigned`."""

    table: str
    name: str
    data_type: str
    column_type: str
    is_nullable: bool
    length: int | None
    precision: int | None
    scale: int | None


def as_it_is(value: str) -> str:
    """A number, as the server writes it: Postgres reads the same."""
    return value


def moment(value: str) -> str:
    """A date or time of day; NULL for `0000-00-00`, which means that there is none."""
    if value.startswith("0000-00-00"):
        return ""
    if value[:4] == "0000" or value[5:7] == "00" or value[8:10] == "00":
        raise Unwritable("holds a date whose year, month or day is zero, which Postgres does not know")
    return value


def zoned(value: str) -> str:
    """A TIMESTAMP, which the session reads in UTC."""
    text = moment(value)
    return text and f"{text}+00"


def bits(value: bytes) -> str:
    """BIT(n) as the number it stands for."""
    return str(int.from_bytes(value, "big"))


def json_value(value: str) -> str:
    """JSON, whose text the server has checked; what jsonb does not take besides is told."""
    if "\\u" in value:
        try:
            encoded([json_text(json.loads(value))])  # a NUL, or half of a character
        except ValueError as error:
            raise Unwritable(
                "holds JSON with a character that Postgres cannot keep (a NUL, or half of a surrogate pair)"
            ) from error
    return field(value)


def _as_double(column: Any) -> Any:
    """A FLOAT is written with six digits; as a double it has all of them."""
    return column * sa.literal_column("1e0")


_NUMBERS = {
    "tinyint": "smallint", "smallint": "smallint", "mediumint": "integer", "int": "integer", "bigint": "bigint",
    "tinyint unsigned": "smallint", "smallint unsigned": "integer", "mediumint unsigned": "integer", "int unsigned": "bigint",
    "bigint unsigned": "numeric(20,0)", "year": "smallint", "double": "double precision",
}  # fmt: skip
_TEXT = Shape("text", field)
_MOMENT = Shape("date", moment, becomes_null="zero date")
_SHAPES: Mapping[str, Shape] = {
    **{name: Shape(type_name, as_it_is) for name, type_name in _NUMBERS.items()},
    "float": Shape("real", as_it_is, read=_as_double),
    "date": _MOMENT,
    "datetime": replace(_MOMENT, type_name="timestamp without time zone"),
    "timestamp": Shape("timestamp with time zone", zoned, becomes_null="zero date"),
    "time": Shape("interval", as_it_is),  # up to 838 hours, and below zero
    "json": Shape("jsonb", json_value),
    "uuid": Shape("uuid", field),
    "inet4": Shape("inet", field),
    "inet6": Shape("inet", field),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector"), Shape("bytea", field)),
    **dict.fromkeys(("tinytext", "text", "mediumtext", "longtext"), _TEXT),
    **dict.fromkeys(
        (
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection",
        ),
        Shape("text", field, is_cast=True, read=sa.func.ST_AsText),
    ),
}


def shape_of(column: MysqlColumn, *, is_json: bool) -> Shape:
    """How a column is kept. `is_json`: its values are checked to be JSON, as MariaDB does for a column that is declared so."""
    kind = column.data_type
    if is_json:
        return _SHAPES["json"]
    if kind in ("char", "varchar") and column.length and column.length <= _LONGEST_VARCHAR:
        return Shape(f"character varying({column.length})", field)
    if kind == "decimal":
        return Shape(f"numeric({column.precision},{column.scale})", as_it_is)
    if kind == "bit":
        return Shape("bigint" if (column.precision or 64) < 64 else "numeric(20,0)", bits)
    is_unsigned = re.search(r"\bunsigned\b", column.column_type) is not None
    return _SHAPES.get(f"{kind} unsigned" if is_unsigned else kind) or _SHAPES.get(kind) or replace(_TEXT, is_cast=True)
