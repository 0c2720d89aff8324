"""What is said of sub-selects that run once for every row.

One of them over a million rows is a metric that takes minutes; the same question as a join takes a second.
"""

from __future__ import annotations

from sqlglot import exp

from heartbeat.definitions.lint.as_join import as_join
from heartbeat.definitions.lint.correlation import Correlated, correlated
from heartbeat.definitions.lint.tables import line_of
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement

_PATTERN = "Rewrite it as a join: left join (select key, … from … group by key) x on x.key = …."


def refuse_correlated(tree: exp.Query, statement: Statement, findings: Findings) -> None:
    """Note each scalar sub-select of a select list or a WHERE that names a column of the query around it.

    Those of IN, of a join's condition and of HAVING are doubted: Postgres may run them seldom enough.
    """
    for found in correlated(tree):
        line = line_of(found.inner, statement)
        names = f"it names `{found.column}` of the query around it."
        if found.place == "in":
            findings.warn(line, f"A sub-select of IN, ANY or ALL that may run for every row: {names}", "Write EXISTS, or join.")
        elif found.place == "having":
            findings.warn(line, f"A sub-select that runs for every group: {names}", _PATTERN)
        elif found.place == "join":
            findings.warn(line, f"A sub-select that runs for every pair of rows that a join tries: {names}", _PATTERN)
        else:
            findings.error(line, f"A sub-select that runs for every row: {names}", _rewrite(found))


def _rewrite(found: Correlated) -> str:
    """The statement's own join where that is safe, else the pattern of one."""
    written = as_join(found.inner, found.around)
    if written is None:
        return _PATTERN
    where = "Rewrite it as a join, which runs once. Behind the tables of the `from` around it:"
    return f"{where}\n  {written.join}\nand in its place: {written.instead}"
