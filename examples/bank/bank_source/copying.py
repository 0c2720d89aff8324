"""Rows into Postgres: the text form of COPY, written fast and with flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from bank_source.seasons import DAY
from bank_source.tables import Table

_SECONDS = tuple(f" {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00" for second in range(DAY))
_BATCH = 5_000
_EPOCH = date(1970, 1, 1)

Writer = Callable[[Any], str]


@lru_cache(maxsize=4096)
def _day(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).isoformat()


def _moment(seconds: int) -> str:
    return _day(seconds // DAY) + _SECONDS[seconds % DAY]


def _plain_moment(seconds: int) -> str:
    return _moment(seconds).removesuffix("+00")


def _cents(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def _millionths(amount: int) -> str:
    return f"{amount // 1_000_000}.{amount % 1_000_000:06}"


def _flag(value: bool) -> str:  # noqa: FBT001
    return "t" if value else "f"


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


_WRITERS: dict[str, Writer] = {
    "bigint": str,
    "integer": str,
    "text": _text,
    "boolean": _flag,
    "timestamptz": _moment,
    "timestamp": _plain_moment,
    "jsonb": _text,
    "date": _day,
    "numeric(18,2)": _cents,
    "numeric(18,6)": _millionths,
}


def copy_rows(connection: psycopg.Connection[Any], table: Table, target: sql.Composable, rows: Iterable[tuple[Any, ...]]) -> int:
    """Copy rows of `table` into `target` and say how many there were."""
    statement = sql.SQL("copy {} from stdin").format(target)
    total = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for count, text in _batches(table, iter(rows)):
            copy.write(text)
            total += count
    return total


def _batches(table: Table, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    writers = [_nullable(_WRITERS[kind]) if may_be_null else _WRITERS[kind] for _, kind, may_be_null in table.columns()]
    while batch := list(islice(rows, _BATCH)):
        lines = ["\t".join([write(value) for write, value in zip(writers, row, strict=True)]) for row in batch]
        yield len(batch), "\n".join(lines) + "\n"


def _nullable(write: Writer) -> Writer:
    return lambda value: "\\N" if value is None else write(value)
