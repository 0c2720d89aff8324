"""Rows as they come out of a COPY: none is missed, none is counted twice, and equal rows have equal marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import DivisionByZero

from heartbeat.ingest.tables.model import Column
from heartbeat.ingest.tables.stream import MOST_MARKS, PIECE_BYTES, is_binary, read_copy

ROWS = "select i, 'row ' || i % 7 as t from generate_series(1, {}) i"


@pytest.fixture
def connection(source_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(source_database, autocommit=True) as connection:
        yield connection


def by_psycopg(connection: psycopg.Connection[Any], query: str, form: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout ({form})".encode()) as copy:
        return b"".join(copy)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("rows", [0, 1, 2, 30_000])
def test_every_row_arrives_and_is_marked(connection: psycopg.Connection[Any], *, binary: bool, rows: int) -> None:
    pieces: list[bytes] = []
    query = ROWS.format(rows)
    count, marks = read_copy(connection, sql.SQL(query), binary=binary, write=pieces.append)
    assert b"".join(pieces) == by_psycopg(connection, query, "format binary" if binary else "format csv, header")
    assert max(map(len, pieces)) < 2 * PIECE_BYTES
    assert count == rows
    assert marks is not None
    assert (len(marks), marks.total()) == (rows, rows)


@pytest.mark.parametrize("binary", [True, False])
def test_equal_rows_have_equal_marks_wherever_they_stand(connection: psycopg.Connection[Any], *, binary: bool) -> None:
    _, forth = read_copy(connection, sql.SQL(ROWS.format(9)), binary=binary)
    _, back = read_copy(connection, sql.SQL(ROWS.format(9) + " order by i desc"), binary=binary)
    _, fewer = read_copy(connection, sql.SQL(ROWS.format(8)), binary=binary)
    _, other = read_copy(connection, sql.SQL(ROWS.format(9).replace("% 7", "% 8")), binary=binary)
    assert forth is not None
    assert fewer is not None
    assert forth == back
    assert fewer < forth
    assert other != forth


@pytest.mark.parametrize("binary", [True, False])
def test_many_rows_have_no_marks_and_are_told_on_the_way(connection: psycopg.Connection[Any], *, binary: bool) -> None:
    query, told = sql.SQL(ROWS.format("{}")), list[int]()
    assert read_copy(connection, query.format(MOST_MARKS), binary=binary)[1] is not None
    assert read_copy(connection, query.format(2 * MOST_MARKS + 9_000), binary=binary, heard=told.append) == (209_000, None)
    assert told
    assert all(100_000 < rows <= 209_000 for rows in told)


def test_a_copy_that_is_broken_off_leaves_the_connection_fit_for_use(connection: psycopg.Connection[Any]) -> None:
    def refuse(_: bytes) -> None:
        raise OverflowError("full")

    with pytest.raises(OverflowError), connection.transaction():
        read_copy(connection, sql.SQL(ROWS.format(500_000)), binary=True, write=refuse)
    with pytest.raises(DivisionByZero), connection.transaction():
        read_copy(connection, sql.SQL("select 1 / (i - 5000) from generate_series(1, 6000) i"), binary=True)
    assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["bigint", "numeric(18,2)", "timestamp(3) with time zone", "character(3)", "character varying(20)", "jsonb"], True),
        (["bigint", "integer[]"], False),
        (["interval"], False),
        (["tstzrange"], False),
    ],
)
def test_only_types_with_one_binary_form_are_copied_in_it(types: list[str], *, expected: bool) -> None:
    assert is_binary(Column(kind, kind, kind) for kind in types) is expected
