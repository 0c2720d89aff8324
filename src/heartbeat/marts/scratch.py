"""Tables with a few rows that somebody wrote down, in a database where nothing has landed: what a metric's test reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.errors import ConfigError

Columns = Mapping[str, str]
"""Types by column, as Postgres writes them."""


@dataclass(frozen=True)
class ScratchTable:
    """A table to make: its dataset, its name and its columns. Every cell may be NULL, and nothing is unique."""

    dataset: str
    name: str
    columns: Columns

    @property
    def identifier(self) -> sql.Identifier:
        """As SQL names it."""
        return sql.Identifier(self.dataset, self.name)


class CellRefused(ConfigError):
    """Postgres does not take a cell. `column` is None where it cannot be told which."""

    def __init__(self, message: str, column: str | None) -> None:
        super().__init__(message)
        self.column = column


def refuse_house(connection: psycopg.Connection[Any]) -> None:
    """Refuse a database in which Heartbeat lives: what is made here drops the dataset that stood in its place.

    Raises:
        ConfigError: schema `heartbeat` or `landing` is there.
    """
    house = connection.execute("select coalesce(to_regnamespace('heartbeat'), to_regnamespace('landing'))").fetchone()
    if house != (None,):
        message = "Metric tests do not run in a database where data has landed."
        raise ConfigError(message, hint="Run `heartbeat test`: it makes a database of its own.")


def rebuild_tables(connection: psycopg.Connection[Any], tables: Sequence[ScratchTable], query_role: str) -> None:
    """Make the datasets anew with these tables, readable by metric SQL. The connection is the loader's.

    Raises:
        ConfigError: Postgres does not know a type, or refuses a name.
    """
    with connection.transaction():
        for dataset in sorted({table.dataset for table in tables}):
            names = {"dataset": sql.Identifier(dataset), "query": sql.Identifier(query_role)}
            connection.execute(sql.SQL("drop schema if exists {dataset} cascade").format(**names))
            connection.execute(sql.SQL("create schema {dataset}").format(**names))
            connection.execute(sql.SQL("grant usage on schema {dataset} to {query}").format(**names))
        for table in tables:
            _create(connection, table)


def drop_tables(connection: psycopg.Connection[Any], tables: Iterable[ScratchTable]) -> None:
    """Drop the datasets of these tables, with all that is in them."""
    with connection.transaction():
        for dataset in sorted({table.dataset for table in tables}):
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(dataset)))


def empty_tables(connection: psycopg.Connection[Any], tables: Sequence[ScratchTable]) -> None:
    """Take every row out of these tables."""
    if tables:
        names = sql.SQL(", ").join(table.identifier for table in tables)
        connection.execute(sql.SQL("truncate {}").format(names))


def insert_row(connection: psycopg.Connection[Any], table: ScratchTable, cells: Mapping[str, str | None]) -> None:
    """Insert one row, each cell as Postgres reads its text; columns that are not given are NULL.

    Raises:
        CellRefused: with what Postgres says of it.
    """
    if not cells:
        connection.execute(sql.SQL("insert into {} default values").format(table.identifier))
        return
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        table.identifier,
        sql.SQL(", ").join(map(sql.Identifier, cells)),
        sql.SQL(", ").join(sql.SQL(f"${at}") for at in range(1, len(cells) + 1)),
    )
    try:
        with connection.transaction():
            _execute(connection, statement, list(cells.values()))
    except psycopg.Error as error:
        raise CellRefused(_said(error), _culprit(connection, table, cells)) from error


def _create(connection: psycopg.Connection[Any], table: ScratchTable) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(column), sql.SQL(kind)
        )  # a type's name, out of a catalog or checked when the file was read
        for column, kind in table.columns.items()
    )
    try:
        connection.execute(sql.SQL("create table {} ({})").format(table.identifier, columns))
    except psycopg.Error as error:
        message = f"The table {table.dataset}.{table.name} cannot be made: {_said(error)}."
        hint = "Declare its columns in the test file, with types that every Postgres has."
        raise ConfigError(message, hint=hint) from error


def _execute(connection: psycopg.Connection[Any], statement: sql.Composed, cells: list[str | None]) -> None:
    """With `$1` for a cell, since a column may have a percent sign in its name."""
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(statement, cells)


def _culprit(connection: psycopg.Connection[Any], table: ScratchTable, cells: Mapping[str, str | None]) -> str | None:
    """The first column whose cell is refused alone."""
    for column, cell in cells.items():
        statement = sql.SQL("insert into {} ({}) values ($1)").format(table.identifier, sql.Identifier(column))
        try:
            with connection.transaction(force_rollback=True):
                _execute(connection, statement, [cell])
        except psycopg.Error:
            return column
    return None


def _said(error: psycopg.Error) -> str:
    return (error.diag.message_primary or str(error)).strip().split("\n")[0]
