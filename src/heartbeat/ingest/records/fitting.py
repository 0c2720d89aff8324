"""Which type of Postgres a value has, and whether a value fits a type that its column has already.

Texts of a text file tell more by their looks than those of JSON, which has numbers of its own: `cell_type` and `type_of`.
An id such as a uuid is text: it is compared, never computed with, and another form of it later on is no other type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from functools import cache
from typing import Any
from uuid import UUID

from heartbeat.ingest.records.moments import DAY, LOCAL, ZONED, is_time, moment_type
from heartbeat.ingest.records.number_ranges import InRange, holds_numerics, in_double, in_numeric, in_real, may_leave_numeric

Fits = Callable[[Any], bool]

_LIMITS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_INTEGER = re.compile(r"0|-?[1-9]\d*", re.ASCII)  # 0042 and +49 are texts
# 12e3 may be an id and is a text, but 1.5e-07 and 1e+16 are how programs write small and large numbers.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d{1,3})?|[eE][+-]\d{1,3})?", re.ASCII)
_ANY_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_ANY_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
_DECIMAL = re.compile(r"numeric\((\d+),(\d+)\)", re.ASCII)
_LONGEST_NUMBER = 1000  # digits of a text that is asked whether it is a number
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BYTES = re.compile(r"\\x(?:[0-9a-fA-F]{2})*")
_TRUTHS = {"true", "false", "t", "f", "yes", "no", "y", "n", "on", "off", "1", "0"}
_MODIFIED = re.compile(r"([a-z_ ]+?)(?:\((\d+)(?:,(-?\d+))?\))?((?: with(?:out)? time zone)?)")
_WIDE = Context(prec=200_000, Emax=999_999, Emin=-999_999)  # a numeric has fewer digits

_OF_CLASS: dict[type, str] = {
    bool: "boolean", float: "double precision", dict: "jsonb", list: "jsonb", tuple: "jsonb", bytes: "bytea",
    date: DAY, time: "time without time zone", UUID: "uuid", timedelta: "interval",
}  # fmt: skip
_NUMBERS = ("smallint", "integer", "bigint", "numeric")


def type_of(value: Any) -> str:
    """The type of a value of JSON or Python. A text that looks like a number is text; one of ISO 8601 is a date or a moment.

    Text is also what holds a number that no numeric can.
    """
    if isinstance(value, str):
        return moment_type(value) or "text"
    if isinstance(value, Decimal):
        return "numeric" if in_numeric(value) else "text"
    if type(value) is int:
        return "bigint" if -_LIMITS["bigint"] <= value < _LIMITS["bigint"] else "numeric"
    if isinstance(value, datetime):
        return LOCAL if value.tzinfo is None else ZONED
    found = _OF_CLASS.get(type(value), "text")
    return "text" if found == "jsonb" and not holds_numerics(value) else found


def cell_type(text: str) -> str:
    """The type of a cell of a text file, by its looks."""
    if text.lower() in ("true", "false"):
        return "boolean"
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return type_of(int(text)) if _INTEGER.fullmatch(text) else "numeric"
    return moment_type(text) or "text"


def widened(before: str | None, now: str) -> str:
    """The narrowest type that holds values of both."""
    if before is None or before == now:
        return now
    plain = {_plain(before), now}
    if plain <= set(_NUMBERS):
        return max(plain, key=_NUMBERS.index)
    if plain <= {*_NUMBERS, "real", "double precision"}:
        return "double precision"
    if plain == {DAY, LOCAL}:
        return LOCAL
    return "jsonb" if "jsonb" in plain else "text"


def is_wider(before: str, now: str) -> bool:
    """Whether each value of a type is one of another, with all its digits: then a column may become that in place."""
    old, new = (_DECIMAL.fullmatch(one) for one in (before, now))
    if old and new:
        return int(new[2]) >= int(old[2]) and int(new[1]) - int(new[2]) >= int(old[1]) - int(old[2])
    if old:
        return now in ("numeric", "text")
    return widened(before, now) == now and (now != "double precision" or before == "real")


@cache
def fitting(type_name: str, *, loosely: bool, cells: bool) -> Fits:
    """The question whether a value fits a type.

    Of a cell it has the answer that `cell_type` and `widened` give together: else the type of a column would hang on which of its
    cells came first.

    Args:
        type_name: as Postgres writes it. Of a type that is not known here, Postgres decides when the rows are copied.
        loosely: the type was declared: `0042` may be a number then, `no` may be false, and a time without a zone is one of UTC.
        cells: values are cells of a text file.
    """
    match = _MODIFIED.fullmatch(type_name)
    base = type_name if match is None else match[1] + match[4]
    first = None if match is None or match[2] is None else int(match[2])
    if base in _LIMITS:
        return _integer(_LIMITS[base], _ANY_INTEGER if loosely else _INTEGER)
    if base == "numeric":
        second = int(match[3] or 0) if match else 0
        return _numeric(first, second, loosely=loosely)
    if base in ("character varying", "character") and first is not None:
        return lambda value: _is_scalar(value) and (not isinstance(value, str) or len(value) <= first)
    if base in ("json", "jsonb"):
        return _json(cells=cells, is_binary=base == "jsonb")
    return (_LOOSELY if loosely else {}).get(base) or _FITTING.get(base, lambda _: True)


def _plain(type_name: str) -> str:
    match = _MODIFIED.fullmatch(type_name)
    return match[1] + match[4] if match else type_name


def _integer(limit: int, pattern: re.Pattern[str]) -> Fits:
    def fits(value: Any) -> bool:
        if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and pattern.fullmatch(value):
            value = int(value)
        return type(value) is int and -limit <= value < limit

    return fits


def _numeric(precision: int | None, scale: int, *, loosely: bool) -> Fits:
    def fits(value: Any) -> bool:
        number = _as_number(value, loosely=loosely)
        if number is None or not in_numeric(number):
            return False
        if precision is None or number.is_nan():
            return True
        if number.is_infinite():
            return False
        try:  # Postgres would round what has more digits, and say nothing
            shifted = _WIDE.scaleb(number, scale)
            return bool(shifted == shifted.to_integral_value(context=_WIDE) and abs(shifted) < 10**precision)
        except ArithmeticError:  # beyond all limits of a numeric
            return False

    return fits


def _as_number(value: Any, *, loosely: bool) -> Decimal | None:
    if isinstance(value, str):
        is_one = len(value) <= _LONGEST_NUMBER and (_ANY_NUMBER if loosely else _NUMBER).fullmatch(value)
        return Decimal(value) if is_one else None
    return Decimal(value) if type(value) in (int, Decimal, float) else None


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, dict | list | tuple | bytes)


def _float(is_in_range: InRange) -> Fits:
    def fits(value: Any) -> bool:
        number = _as_number(value, loosely=True)
        return number is not None and is_in_range(number)

    return fits


def _truth(words: Collection[str]) -> Fits:
    return lambda value: isinstance(value, bool) or (isinstance(value, str) and value.lower() in words)


def _is_uuid(value: Any) -> bool:
    return isinstance(value, UUID) or (isinstance(value, str) and _UUID.fullmatch(value) is not None)


def _is_bytes(value: Any) -> bool:
    return isinstance(value, bytes) or (isinstance(value, str) and _BYTES.fullmatch(value) is not None)


def _is_time(value: Any) -> bool:
    return isinstance(value, time) or (isinstance(value, str) and is_time(value))


def _json(*, cells: bool, is_binary: bool) -> Fits:
    if not cells:
        return holds_numerics if is_binary else lambda _: True
    # Numbers are looked at only where one may be out of range: with every digit, which takes its time. `json` has no range.
    looked_at = _decoder(Decimal if is_binary else str)

    def fits(value: Any) -> bool:
        if not isinstance(value, str):
            return not is_binary or holds_numerics(value)
        try:
            if not may_leave_numeric(value):
                _DECODE(value)
                return True
            return holds_numerics(looked_at(value))
        except (ValueError, RecursionError, ArithmeticError):  # the last is that of an exponent that no Decimal can have
            return False

    return fits


def _decoder(number: Callable[[str], Any] | None = None) -> Callable[[str], Any]:
    return json.JSONDecoder(parse_float=number, parse_int=number, parse_constant=_refuse_constant).decode


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


_DECODE = _decoder()


_FITTING: dict[str, Fits] = {
    "text": _is_scalar, "character varying": _is_scalar, "boolean": _truth({"true", "false"}),
    "real": _float(in_real), "double precision": _float(in_double),
    DAY: lambda value: type_of(value) == DAY, LOCAL: lambda value: type_of(value) in (LOCAL, DAY),
    ZONED: lambda value: type_of(value) == ZONED, "uuid": _is_uuid, "bytea": _is_bytes, "time without time zone": _is_time,
}  # fmt: skip
_LOOSELY: dict[str, Fits] = {"boolean": _truth(_TRUTHS), ZONED: lambda value: type_of(value) in (ZONED, LOCAL, DAY)}
