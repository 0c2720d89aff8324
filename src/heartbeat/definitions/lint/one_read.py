"""Whether a statement is one read. The database's role is the boundary; this is for a friendly word before it."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import LONGEST_STATEMENT, Statement
from heartbeat.definitions.sql.tokens import fold

_READS = ("select", "with", "values", "table", "(")
_REMEDY = "A metric only reads: select …, or with … select …."
_REFUSED: tuple[tuple[type[exp.Expr], str, str], ...] = (
    (exp.Into, "SELECT INTO makes a table", "into"),
    (exp.Lock, "FOR UPDATE and FOR SHARE lock rows", "for"),
    (exp.Insert, "INSERT writes", "insert"),
    (exp.Update, "UPDATE writes", "update"),
    (exp.Delete, "DELETE writes", "delete"),
    (exp.Merge, "MERGE writes", "merge"),
    (exp.Copy, "COPY moves rows", "copy"),
    (exp.DDL, "This makes or changes an object", "create"),
    (exp.Command, "This is a command", ""),
)


def parse_read(statement: Statement, findings: Findings) -> exp.Query | None:
    """Parse a statement that reads; anything else is a finding at its line, and gives None."""
    if len(statement.sql) > LONGEST_STATEMENT:
        message = f"The statement has {len(statement.sql):,} characters; {LONGEST_STATEMENT:,} are the most that is run."
        findings.error(statement.line, message, "A list that is so long belongs into a table of a source.")
        return None
    first = fold(statement.tokens[0].text)
    if first not in _READS:
        findings.error(statement.line, f"`{first.upper()}` is no read.", _REMEDY)
        return None
    tree = _parse(statement, findings)
    if tree is None or _refuses_part(tree, statement, findings):
        return None
    if isinstance(tree, exp.Query):
        return tree
    is_values = isinstance(tree, exp.Values)
    hint = "Write `select … as value`." if is_values else _REMEDY
    findings.error(statement.line, "VALUES names no columns." if is_values else "This is no read.", hint)
    return None


def _parse(statement: Statement, findings: Findings) -> exp.Expr | None:
    try:
        trees = sqlglot.parse(statement.sql, dialect="postgres")
    except ParseError as error:
        _report(error, statement, findings)
    except RecursionError:
        findings.error(statement.line, "The statement is nested too deeply to be read.", "Name the steps: with … as (…).")
    except SqlglotError as error:
        findings.error(
            statement.line, f"The statement cannot be read: {error}.", "Correct the SQL; psql shows what Postgres says."
        )
    else:
        return trees[0]
    return None


def _report(error: ParseError, statement: Statement, findings: Findings) -> None:
    at = error.errors[0] if error.errors else {}
    row, near = at.get("line") or 1, str(at.get("highlight") or "")
    column = max((at.get("col") or 1) - len(near) + 1, 1) + (statement.column - 1 if row == 1 else 0)
    # the parser's own token dump says nothing to a reader
    what = re.sub(r"Required keyword.*", "Something is missing", at.get("description") or "")
    what = re.sub(r"\.? (but got|Got:?) <Token.*|: \[.*|, was given.*", "", what, flags=re.DOTALL).rstrip(". ")
    message = f"The SQL cannot be read near “{near}” (column {column}): {what}."
    findings.error(
        statement.line + row - 1, message, 'Correct it here; `psql -v as_of="now()" -f FILE` shows what Postgres says.'
    )


def _refuses_part(tree: exp.Expr, statement: Statement, findings: Findings) -> bool:
    for node in tree.walk():
        for kind, what, word in _REFUSED:
            if isinstance(node, kind):
                findings.error(statement.line_of_word(word), f"{what}.", _REMEDY)
                return True
    return False
