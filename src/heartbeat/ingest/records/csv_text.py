"""Values as the CSV text that COPY reads: nothing for NULL, `""` for an empty string, every digit of a number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_AS_THEY_ARE = (int, Decimal)


class Unwritable(ValueError):
    """A value that Postgres cannot hold. Its text is for a person, and follows the name of a column: `holds a NUL character`."""


def header(names: Iterable[str]) -> bytes:
    """The first line: landed names."""
    return (",".join(_quoted(name) for name in names) + "\n").encode()


def field(value: Any) -> str:
    """One value of a column of any type but json."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _quoted(value)
    if type(value) in _AS_THEY_ARE:
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(plain_text(value))


def json_field(value: Any) -> str:
    """One value of a column of type json or jsonb."""
    return "" if value is None else _quoted(json_text(value))


def plain_text(value: Any) -> str:
    """A value of Python as text that Postgres reads: moments in ISO 8601 with their offset, bytes in hex."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
    if isinstance(value, timedelta):
        return f"{value.days} days {value.seconds}.{value.microseconds:06d} seconds"
    return json_text(value) if isinstance(value, dict | list | tuple) else str(value)


def json_text(value: Any) -> str:
    """A value as JSON, numbers with every digit.

    Raises:
        Unwritable: JSON knows no such number, or jsonb no such character.
    """
    try:
        text = _whole(value)
    except (ValueError, RecursionError) as error:
        raise Unwritable("holds a number that JSON does not know (NaN or Infinity), or is nested too deep") from error
    if "\\u0000" in text and _has_nul(value):
        raise Unwritable("holds a NUL character, which Postgres cannot keep")
    return text


def encoded(lines: list[str]) -> bytes:
    """Lines as bytes.

    Raises:
        Unwritable: one of them holds what no text of Postgres can. Ask line by line to find out which.
    """
    if not lines:
        return b""
    text = "\n".join(lines) + "\n"
    if "\0" in text:
        raise Unwritable("holds a NUL character, which Postgres cannot keep")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Unwritable("holds half of a character (a lone surrogate), which is no text") from error


def _quoted(text: str) -> str:
    if '"' in text:
        text = text.replace('"', '""')
    return f'"{text}"'


def _whole(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError:
        return _exactly(value)


def _exactly(value: Any) -> str:
    """JSON of what holds values that the library does not know: it would make a float of a Decimal."""
    pieces: list[str] = []
    _write(value, pieces.append)
    return "".join(pieces)


def _write(value: Any, write: Callable[[str], None]) -> None:
    """One frame for each level, so that what Python could read as JSON is not too deep to be written."""
    if isinstance(value, dict):
        before = "{"
        for name, inner in value.items():
            write(f"{before}{_scalar(str(name))}:")
            _write(inner, write)
            before = ","
        write("}" if value else "{}")
    elif isinstance(value, list | tuple):
        before = "["
        for inner in value:
            write(before)
            _write(inner, write)
            before = ","
        write("]" if value else "[]")
    else:
        write(_scalar(value))


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(str(value))
        return str(value)
    if isinstance(value, str):
        return _encode(value)
    if value is None or isinstance(value, int | float):
        return json.dumps(value, allow_nan=False)
    return _encode(plain_text(value))


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _has_nul(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
        elif isinstance(one, str) and "\0" in one:
            return True
    return False
