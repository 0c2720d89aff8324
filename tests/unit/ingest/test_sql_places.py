"""Which database a url means, what is refused before anything is asked, and what a file of SQLite says of its tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.sql.address import place_of
from heartbeat.ingest.kinds.sql.troubles import translated
from heartbeat.ingest.tables.model import Window


def source(url: str) -> SourceDefinition:
    return SourceDefinition("crm", "sources/crm.yaml", "sql", url, ("",))


def file_with(path: Path, *statements: str) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "does not name a file"),
        ("sqlite:///:memory:", "does not name a file"),
        ("sqlite:///{folder}/crm.db?mode=rwc", "does not name a file"),
        ("sqlite:///{folder}", "is no file of SQLite"),
        ("sqlite+aiosqlite:///{folder}/crm.db", "names the driver aiosqlite"),
        ("postgresql+psycopg://me:s3cret@host/db", "is a Postgres source"),
        ("postgresql://me:s3cret@host/db", "is a Postgres source"),
        ("mysql+aiomysql://me:s3cret@host/db", "names the driver aiomysql"),
        ("mssql+pymssql://me:s3cret@host/db", "is not installed: there is no pymssql here"),
        ("nonsense+driver://me:s3cret@host/db", "which SQLAlchemy does not know here"),
        ("nonsense", "is no URL of SQLAlchemy"),
        ("mysql+pymysql://me:pa@s3cret@host/db", "is no URL of SQLAlchemy"),
        ("mysql+pymysql://me@host:s3cret/db", "is no URL of SQLAlchemy"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(SourceRejected, match=told) as caught:
        place_of(source(url.format(folder=tmp_path)))
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_a_postgres_url_is_pointed_to_its_own_kind() -> None:
    with pytest.raises(SourceRejected) as caught:
        place_of(source("postgresql+psycopg://me@host/db"))
    assert "kind: postgres" in caught.value.hint
    assert "sources/crm.yaml" in caught.value.hint


def test_a_file_that_is_missing_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match=r"of today\.db does not exist"):
        place_of(source(f"sqlite:///{tmp_path}/of today.db"))
    assert list(tmp_path.iterdir()) == []


def test_mysql_without_a_driver_is_read_with_the_one_that_is_there() -> None:
    place = place_of(source("mysql://me:s3cret@host:3307/crm"))
    assert place.engine.dialect.driver == "pymysql"
    assert place.where == "crm (host:3307/crm)"


def test_what_is_no_database_is_refused_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("this is a letter to somebody, and no database of any kind\n" * 50)
    place = place_of(source(f"sqlite:///{tmp_path}/letter.db"))
    with place.engine.connect() as connection, pytest.raises(SourceRejected, match="not a database"), translated("crm"):
        place.flavour.begin(connection)


@pytest.mark.parametrize(
    ("definition", "key"),
    [
        ("id integer primary key, b int", ("id",)),
        ("b int, a int, primary key (a, b)", ()),  # SQLite lets a primary key be NULL
        ("b int not null, a int not null, primary key (b, a)", ("b", "a")),
        ("a text primary key, b int not null, c int not null unique, unique (b, c)", ("c",)),
        ("a text, b int not null unique on conflict replace", ("b",)),
        ("a text, b int unique", ()),
    ],
)
def test_a_key_has_a_value_in_every_row(tmp_path: Path, definition: str, key: tuple[str, ...]) -> None:
    partial = "create unique index one_of_them on t (b) where b > 5"
    expression = "create unique index computed on t (abs(b))"
    (table,) = described(file_with(tmp_path / "crm.db", f"create table t ({definition})", partial, expression))
    assert table == ("t", key, "_rowid_")


def test_a_table_without_rowid_has_its_key(tmp_path: Path) -> None:
    url = file_with(tmp_path / "crm.db", "create table t (a text primary key, b int) without rowid")
    assert described(url) == [("t", ("a",), None)]


def described(url: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    place = place_of(source(url))
    with place.engine.connect() as connection:
        return [(one.name, one.key, one.row_id) for one in place.flavour.describe(connection, "")]


def test_a_window_begins_at_any_form_of_its_first_moment(tmp_path: Path) -> None:
    forms = [
        "2026-01-31",
        "2026-01-31 00:00",
        "2026-01-31T00:00:00",
        "2026-01-31 00:00:00.0",
        "2026-01-31T01:00+01:00",
        "5",
        "",
    ]
    url = file_with(tmp_path / "crm.db", "create table t (c datetime)", "insert into t values ('2026-01-28'), (null), (x'00')")
    file_with(tmp_path / "crm.db", *(f"insert into t values ('{form}')" for form in forms))
    place = place_of(source(url))
    with place.engine.connect() as connection:
        (table,) = place.flavour.describe(connection, "")
        condition = place.flavour.narrowed(Window(table.fields[0].column, "2026-01-31 00:10:00", 600))
        assert condition is not None
        query: sa.Select[Any] = sa.select(sa.literal_column("c"))
        found = connection.execute(query.select_from(table.relation).where(condition)).scalars()
        assert set(found) == {*forms[:5], 5, "", None, b"\0"}


@pytest.mark.parametrize(
    ("error", "kind", "hint"),
    [
        (RuntimeError("'cryptography' package is required for caching_sha2_password auth methods"), SourceRejected, "TLS"),
        (FileNotFoundError(2, "No such file or directory"), SourceRejected, "Check its url"),  # such as that of ssl_ca
        (ConnectionResetError(104, "Connection reset by peer"), SourceUnreachable, "next beat"),
    ],
)
def test_what_a_driver_says_without_a_class_of_its_own_is_told(error: Exception, kind: type[IngestError], hint: str) -> None:
    with pytest.raises(kind) as caught, translated("crm", "login"):
        raise error
    assert hint in caught.value.hint
