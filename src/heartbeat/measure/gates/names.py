"""Tables and columns of a statement that are not there: not landed yet, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from heartbeat.definitions.lint.correlation import names_in_from
from heartbeat.definitions.lint.tables import TableRead, line_of, spelled, tables_read
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.definitions.sql.text import Statement
from heartbeat.marts.inspect import TableFacts

_OF_EVERY_TABLE = frozenset({"ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
_MANY = 12  # names in one message


@dataclass(frozen=True)
class Read:
    """A statement of a file, what it reads, and its tree; null where it cannot be read."""

    statement: Statement
    tables: tuple[TableRead, ...]
    tree: exp.Query | None


def read_statement(statement: Statement) -> Read:
    """What a statement reads. It has passed the checks that need no database, so nothing is reported here."""
    try:
        tree = sqlglot.parse_one(statement.sql, dialect="postgres")
    except (SqlglotError, RecursionError):
        return Read(statement, (), None)
    if not isinstance(tree, exp.Query):
        return Read(statement, (), None)
    return Read(statement, tables_read(tree, statement, Findings("")), tree)


def missing_table(file: str, read: TableRead, landed: Sequence[str], source: SourceDefinition | None) -> Problem:
    """What to say of a table that is not there: it waits for its first load, or nobody lands one of that name.

    Args:
        file: of the metric.
        read: where the statement names it.
        landed: all tables of the marts, as 'dataset.table'.
        source: that lands the table's dataset; null where no file declares it.
    """
    others = sorted(name.partition(".")[2] for name in landed if name.startswith(f"{read.dataset}."))
    waits = f"`{read}` has not landed yet, so the statement was not run."
    who = source.source_id if source else read.dataset
    if not others:
        return Problem(file, read.line, waits, f"`heartbeat ingest {who}` reads the source now.", "warning")
    if source and _is_declared(source, read.table):
        hint = f"Others of its dataset have. `heartbeat sources {who}` tells what became of its last load."
        return Problem(file, read.line, waits, hint, "warning")
    near = nearest(read.table, others)
    if near:
        message = f"`{read}` does not exist; did you mean {read.dataset}.{near}?"
        return Problem(file, read.line, message, f"If {who} has gained a table of that name, `heartbeat ingest {who}` lands it.")
    message = f"`{read}` has not landed, though others of its dataset have; the statement was not run."
    hint = f"`heartbeat sources {who}` tells what became of its last load. Landed: {_few(others)}."
    return Problem(file, read.line, message, hint, "warning")


def missing_columns(file: str, read: Read, tables: Mapping[str, TableFacts]) -> list[Problem]:
    """Every column that the statement names of a landed table, and that the table does not have.

    Only columns with their table's name before them, since any other one may be a name of the statement's own.
    """
    if read.tree is None:
        return []
    problems = []
    for column, table in _columns_of_tables(read.tree):
        known = tables[table].columns if table in tables else {}
        name = spelled(column.this)
        if known and name not in known and name not in _OF_EVERY_TABLE:
            near = nearest(name, list(known))
            message = f"`{table}` has no column `{name}`" + (f"; did you mean {near}?" if near else ".")
            problems.append(Problem(file, line_of(column, read.statement), message, f"It has: {_few(list(known))}."))
    return list(dict.fromkeys(problems))


def near_column(read: Read, line: int, tables: Mapping[str, TableFacts]) -> str:
    """A hint for a column without a table's name, on a line of the file, that no table of the statement has; '' for none."""
    known = [name for table in read.tables if str(table) in tables for name in tables[str(table)].columns]
    columns = read.tree.find_all(exp.Column) if read.tree else ()
    for column in columns:
        name = spelled(column.this)
        if not column.args.get("table") and name not in known and line_of(column, read.statement) == line:
            near = nearest(name, known)
            if near:
                return f"Did you mean {near}?"
    return ""


def _columns_of_tables(tree: exp.Query) -> Iterator[tuple[exp.Column, str]]:
    """The columns whose table is named, and stands in a `from` around them as 'dataset.table'."""
    for column in tree.find_all(exp.Column):
        owner = spelled(column.args.get("table"))
        source = _source_of(owner, column) if owner and not isinstance(column.this, exp.Star) else None
        if isinstance(source, exp.Table) and source.args.get("db") and not _renames_columns(source):
            yield column, f"{spelled(source.args.get('db'))}.{spelled(source.this)}"


def _source_of(name: str, column: exp.Column) -> exp.Expr | None:
    """What a name stands for at a column: of the select around it, or of one further out."""
    select = column.parent_select
    while select is not None:
        if isinstance(select, exp.Select) and name in (found := names_in_from(select)):
            return found[name]
        select = select.parent_select
    return None


def _renames_columns(source: exp.Table) -> bool:
    alias = source.args.get("alias")
    return isinstance(alias, exp.TableAlias) and bool(alias.columns)


def _is_declared(source: SourceDefinition, table: str) -> bool:
    """Whether the source's file itself names a table among those it lands."""
    return table in (source.declared_tables() or ()) or (source.tables is not None and source.lands(table))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")
