"""Which tables a statement reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement
from heartbeat.definitions.sql.tokens import fold


@dataclass(frozen=True)
class TableRead:
    """A table as `dataset.table`, and the line of the file that names it first."""

    dataset: str
    table: str
    line: int

    def __str__(self) -> str:
        return f"{self.dataset}.{self.table}"


def spelled(identifier: exp.Expr | None) -> str:
    """A name as Postgres stores it: folded unless it was quoted."""
    if not isinstance(identifier, exp.Identifier):
        return ""
    name = str(identifier.this)
    return name if identifier.args.get("quoted") else fold(name)


def line_of(node: exp.Expr, statement: Statement) -> int:
    """The line of the file on which the first name inside a node stands."""
    starts = [name.meta["start"] for name in node.find_all(exp.Identifier) if "start" in name.meta]
    return statement.line_at(min(starts)) if starts else statement.line


def tables_read(tree: exp.Query, statement: Statement, findings: Findings) -> tuple[TableRead, ...]:
    """Every table the statement names, once each; names made by its own `with` and functions in `from` are none."""
    own = {spelled(cte.args["alias"].this) for cte in tree.find_all(exp.CTE) if cte.args.get("alias")}
    found: dict[str, TableRead] = {}
    for table in _named_tables(tree):
        read = TableRead(spelled(table.args.get("db")), spelled(table.this), line_of(table, statement))
        if table.args.get("catalog"):
            findings.error(read.line, f"`{read}` names a database.", f"Write {read}; the marts are one database.")
        elif read.dataset:
            found.setdefault(str(read), read)
        elif read.table not in own:
            hint = f"Write its dataset before it: <source>_<schema>.{read.table}, or <source>.{read.table}."
            findings.error(read.line, f"`{read.table}` names no dataset.", hint)
    return tuple(found.values())


def _named_tables(tree: exp.Query) -> Iterator[exp.Table]:
    return (table for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier))
