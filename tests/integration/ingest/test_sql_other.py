"""A database of which only SQLAlchemy's dialect is known. Postgres stands for it here: it has a type for everything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa

from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.sql.address import Place
from heartbeat.ingest.kinds.sql.other import Other, shape_of
from heartbeat.ingest.kinds.sql.snapshot import SqlSnapshot
from heartbeat.ingest.tables.model import Column, Window
from integration.ingest.sql_site import Gathered

EXACT = {
    "boolean": ("boolean", "true"),
    "smallint": ("smallint", "-1"),
    "integer": ("bigint", "7"),
    "bigint": ("bigint", "9007199254740993"),
    "numeric(12,3)": ("numeric(12,3)", "1.100"),
    "numeric": ("numeric", "12345678901234567890.123456789"),
    "real": ("real", "0.5"),
    "double precision": ("double precision", "0.30000000000000004"),
    "varchar(9)": ("character varying(9)", "ä"),
    "text": ("text", ""),
    "date": ("date", "2026-01-31"),
    "timestamp": ("timestamp without time zone", "2026-01-31T10:00:00.123456"),
    "timestamptz": ("timestamp with time zone", "2026-01-31T10:00:00+00:00"),
    "time": ("time without time zone", "10:00:00"),
    "uuid": ("uuid", "00112233-4455-6677-8899-aabbccddeeff"),
    "bytea": ("bytea", "\\x00ff"),
    "jsonb": ("jsonb", '{"a":1}'),
    "point": ("text", "(1,2)"),
}


@pytest.fixture
def snapshot(source_database: str) -> Iterator[SqlSnapshot]:
    columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(EXACT))
    with psycopg.connect(source_database, autocommit=True) as connection:
        connection.execute("create schema core")
        connection.execute(f"create table core.t (id int primary key, {columns})")
        connection.execute("create view core.seen as select id, c9 from core.t")
        connection.execute("create view core.cards as select reverse('0109 8765')::bigint as card from core.t")
        connection.execute("create table core.keyed (a int not null, b int not null, c int, unique (a, b), unique (c))")
        connection.execute("create unique index partial on core.keyed (b) where b > 5")
        values = ", ".join(f"$q${value}$q$" for _, value in EXACT.values())
        connection.execute(f"insert into core.t values (1, {values})")
        connection.execute(
            "insert into core.t (id, c12) values (2, '2026-01-30 10:00+00'), (3, '2026-02-01 10:00+00'), (4, null)"
        )
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(source_database, options="-c timezone=UTC"),
        poolclass=sa.NullPool,
    )
    place = Place(engine, Other(), "crm (somewhere)")
    with engine.connect() as connection:
        yield SqlSnapshot(connection, place, place.flavour.begin(connection))


def test_columns_have_types_and_tables_their_keys(snapshot: SqlSnapshot) -> None:
    reflected = snapshot.reflect("core")
    tables = {table.name: table for table in reflected.tables}
    assert [column.type_name for column in tables["t"].columns[1:]] == [type_name for type_name, _ in EXACT.values()]
    assert {name: table.key for name, table in tables.items()} == {"t": ("id",), "keyed": ("a", "b")}
    assert [view.name for view in reflected.views] == ["cards", "seen"]
    with pytest.raises(SourceRejected, match="no schema nowhere"):
        snapshot.reflect("nowhere")


def test_values_arrive_as_they_are(snapshot: SqlSnapshot) -> None:
    (table,) = [one for one in snapshot.reflect("core").tables if one.name == "t"]
    gathered = Gathered()
    assert snapshot.copy("core", table, None, gathered).rows == 4
    _, first, *_ = csv.reader(io.StringIO(b"".join(gathered.pieces).decode()))
    assert first == ["1", *(value for _, value in EXACT.values())]
    assert b"\n4,," in b"".join(gathered.pieces)


def test_a_window_is_asked_for(snapshot: SqlSnapshot) -> None:
    (table,) = [one for one in snapshot.reflect("core").tables if one.name == "t"]
    for cursor, start, expected in [("c12", "2026-01-31 10:00:00+00", {"1", "3", "4"}), ("id", "3", {"3", "4"})]:
        column = table.column(cursor)
        assert isinstance(column, Column)
        gathered = Gathered()
        snapshot.copy("core", table, Window(column, start, 0), gathered)
        _, *rows = csv.reader(io.StringIO(b"".join(gathered.pieces).decode()))
        assert {row[0] for row in rows} == expected


def test_a_value_that_a_view_cannot_cast_is_not_repeated_in_the_error(snapshot: SqlSnapshot) -> None:
    (view,) = [one for one in snapshot.reflect("core").views if one.name == "cards"]
    with pytest.raises(SourceRejected, match="table cards refused: invalid input syntax for type bigint: '…'"):
        snapshot.copy("core", view, None, Gathered())


def test_the_moment_is_the_source_s_own(snapshot: SqlSnapshot) -> None:
    moment = datetime.fromisoformat(snapshot.moment.zoned)
    assert abs((moment - datetime.now(UTC)).total_seconds()) < 60
    assert snapshot.moment.local[:10] == snapshot.moment.day


def test_a_type_that_nobody_knows_is_text_and_no_cursor() -> None:
    shape = shape_of(sa.types.NullType())
    assert (shape.type_name, shape.is_cast) == ("text", True)
