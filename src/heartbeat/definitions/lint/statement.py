"""Everything that is checked about one statement."""

from __future__ import annotations

from dataclasses import dataclass

from heartbeat.definitions.lint.as_of import doubt_unbounded
from heartbeat.definitions.lint.clock import clock_word
from heartbeat.definitions.lint.columns import check_columns
from heartbeat.definitions.lint.one_read import parse_read
from heartbeat.definitions.lint.per_row import refuse_correlated
from heartbeat.definitions.lint.tables import TableRead, tables_read
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement
from heartbeat.definitions.sql.tokens import Kind


@dataclass(frozen=True)
class Linted:
    """What a statement tells about itself: `clock` is the first word that reads the wall clock, None where none does."""

    statement: Statement
    tables: tuple[TableRead, ...]
    clock: str | None


def lint(statement: Statement, findings: Findings) -> Linted:
    """Check one statement; what is wrong or doubtful goes to `findings`. A garbled one was told before."""
    garbled = any(token.kind in (Kind.BROKEN, Kind.STRAY) for token in statement.tokens)
    tree = None if garbled else parse_read(statement, findings)
    if tree is None:
        return Linted(statement, (), clock_word(statement))
    check_columns(tree, statement, findings)
    refuse_correlated(tree, statement, findings)
    doubt_unbounded(tree, statement, findings)
    return Linted(statement, tables_read(tree, statement, findings), clock_word(statement))
