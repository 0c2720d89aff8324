"""What a plan says about a statement's cost, in words for its author. Pure: a plan and facts in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from heartbeat.marts.inspect import TableFacts
from heartbeat.measure.gates.conditions import Condition, Conditions, Hidden, joined_column, read_conditions
from heartbeat.measure.gates.index_advice import LARGEST_SHARE, Columns, IndexAdvice, Reason, advise, judge
from heartbeat.measure.gates.plan import Node
from heartbeat.rules.notation import size_text

_WITH_MEMORY = {
    "Sort": "A sort",
    "Incremental Sort": "A sort",
    "Aggregate": "A `group by`",
    "Hash": "The hash table of a join",
}
_WITHOUT_SEARCH = ("Seq Scan", "Materialize", "CTE Scan", "Subquery Scan", "Function Scan")
_NO_FACTS = TableFacts({}, 0, None, is_analyzed=True, indexes=())
Estimate = Callable[[Node, Sequence[Condition]], float | None]
"""How many rows of a scan's table Postgres expects to meet some conditions; null where it cannot be asked."""


@dataclass(frozen=True)
class Limits:
    """From where on a cost is told. Below these, a statement stays fast whatever its plan."""

    large_table: int = 200 * 1024 * 1024  # bytes: about a second to read from a disk, and more than the embedded server's cache
    compared: int = 5_000_000  # rows of all rounds of a nested loop: about a second of one core
    rounds: int = 1_000  # of something that runs again for each row
    spilled_kb: int = 8 * 1024  # to disk: less stays in the system's own cache
    surprise: float = 100.0  # times more rows than the planner expected
    surprising_rows: int = 100_000  # fewer are read in no time, expected or not
    thrown_away: float = 0.9  # of the rows that an index found


@dataclass(frozen=True)
class Sight:
    """What is known of the tables of a statement, by 'dataset.table', and who can be asked about conditions."""

    tables: Mapping[str, TableFacts]
    declared: Mapping[str, Sequence[Columns]]  # the indexes of each table in its source's file
    estimate: Estimate
    limits: Limits = Limits()

    def facts(self, table: str | None) -> TableFacts:
        """What is known of a table; of a view, nothing."""
        return self.tables.get(table or "", _NO_FACTS)


@dataclass(frozen=True)
class Finding:
    """One cost: what it is and why it costs, what to do, and the index that would spare it. `table` is where it is met."""

    table: str | None
    message: str
    hint: str
    advice: IndexAdvice | None = None


def find(plan: Node, sight: Sight) -> list[Finding]:
    """Everything worth telling about a plan, in its order; what is met twice is told once."""
    found = [finding for node, parent in _with_parents(plan, None) for finding in _of_step(node, parent, sight)]
    found += [*_without_statistics(plan, sight), *_too_many(plan, sight)]
    return list(dict.fromkeys(found))


def _with_parents(node: Node, parent: Node | None) -> Iterator[tuple[Node, Node | None]]:
    yield node, parent
    # A hash and a sort hand on rows as they are: the join above them is whose condition counts.
    above = parent if node.kind in ("Hash", "Sort", "Materialize", "Memoize", "Gather") else node
    for child in node.children:
        yield from _with_parents(child, above)


def _of_step(node: Node, parent: Node | None, sight: Sight) -> Iterator[Finding]:
    if node.kind == "Seq Scan" and sight.facts(node.table).size >= sight.limits.large_table:
        yield _read_whole(node, parent, sight)
    elif node.table and node.kind != "Seq Scan":
        yield from _thrown_away(node, sight)
    if node.kind == "Nested Loop":
        yield from _again_and_again(node, sight)
    if node.relationship == "SubPlan" and node.loops >= sight.limits.rounds:
        yield Finding(
            _first_table(node),
            f"A sub-select runs {node.loops:,} times: it names a column of the query around it.",
            "Rewrite it as a join with a select that groups by that column, so that it runs once.",
        )
    yield from _spilled(node, sight)
    yield from _surprise(node, sight)


def _read_whole(node: Node, parent: Node | None, sight: Sight) -> Finding:
    facts = sight.facts(node.table)
    conditions = read_conditions(node.filter, facts.columns)
    message = f"{node.table} is read whole: {size_text(facts.size)}, {_rows_of(node, facts):,.0f} rows{_wanted(node)}."
    table = node.table or ""
    told = advise(table, facts, conditions.plain, lambda some: sight.estimate(node, some), sight.declared.get(table, ()))
    if told is None or (isinstance(told, Reason) and "idle" in told.words):
        told = _for_join(node, parent, sight) or told
    if isinstance(told, IndexAdvice):
        return Finding(table, message, saving(told), told)
    if conditions.hidden:
        return Finding(table, message, _uncover(conditions.hidden[0]))
    return Finding(table, message, told.words if told else _unbounded(conditions))


def saving(advice: IndexAdvice) -> str:
    """What an index would spare."""
    wanted = max(advice.wanted or 0.0, 1)
    about = f"about {wanted:,.0f} {'row' if wanted < 1.5 else 'rows'}"
    return f"An index over ({', '.join(advice.columns)}) would leave {about} to read instead of {advice.rows:,.0f}."


def _for_join(node: Node, parent: Node | None, sight: Sight) -> IndexAdvice | Reason | None:
    """An index over the column that joins a table to few rows of another one; null where that is not so."""
    if parent is None or node.rows is None or parent.rows is None:
        return None
    column = joined_column(parent.join_condition, node.alias)
    facts, others = sight.facts(node.table), [child for child in parent.children if node not in child.walk()]
    if column is None or column not in facts.columns or len(others) != 1:
        return None
    met = max(parent.rows, others[0].rows or 0.0)
    if not facts.rows or met > LARGEST_SHARE / 10 * facts.rows:  # each row is a search of its own, dearer than a row of a range
        return None
    table = node.table or ""
    return judge(IndexAdvice(table, (column,), facts.rows, met), facts, sight.declared.get(table, ()))


def _rows_of(node: Node, facts: TableFacts) -> float:
    read = node.rows_read
    return facts.rows or 0.0 if read is None else read / max(node.loops, 1)


def _wanted(node: Node) -> str:
    if node.rows is None or not node.removed:
        return ""
    share = node.rows / (node.rows + node.removed)
    shown = f"{share:.0%}" if share >= 0.1 else f"{share:.2%}" if share >= 0.0001 else "less than 0.01%"
    return f", of which {node.rows / max(node.loops, 1):,.0f} ({shown}) are wanted"


def _uncover(hidden: Hidden) -> str:
    what = f"`{hidden.expression}` hides {hidden.column} from every index."
    if hidden.is_day:
        return f"{what} Compare the bare column with both ends: {hidden.column} >= <begin> and {hidden.column} < <end>."
    return f"{what} Leave {hidden.column} bare on its side, and write the rest on the other one."


def _unbounded(conditions: Conditions) -> str:
    if conditions.plain:
        return "No condition narrows it by much. Bound it by a time, from both sides."
    bound = "`… >= :as_of - interval '30 days'`"
    return f"Nothing in the statement narrows it. Bound its rows by a time ({bound}) where the question allows."


def _thrown_away(node: Node, sight: Sight) -> Iterator[Finding]:
    limits, facts = sight.limits, sight.facts(node.table)
    read = node.rows_read or 0.0
    if node.index is None or read < limits.surprising_rows or node.removed < limits.thrown_away * read:
        return
    message = f"The index {node.index} finds {read:,.0f} rows of {node.table}, of which {node.rows or 0:,.0f} are wanted."
    met = [read_conditions(text, facts.columns) for text in (node.index_condition, node.filter)]
    table = node.table or ""
    plain = [condition for each in met for condition in each.plain]
    hidden = [expression for each in met for expression in each.hidden]
    told = advise(table, facts, plain, lambda some: sight.estimate(node, some), sight.declared.get(table, ()))
    if isinstance(told, IndexAdvice) and (told.wanted or 0) < read / 2 and facts.size >= limits.large_table:
        yield Finding(table, message, saving(told), told)
    elif hidden:
        yield Finding(table, message, _uncover(hidden[0]))
    else:
        yield Finding(table, message, "Compare more of its columns bare (`column = …`, `column >= …`), or a shorter time.")


def _again_and_again(node: Node, sight: Sight) -> Iterator[Finding]:
    """Rows that are gone through from first to last in each round of a nested loop, rather than searched."""
    for inner in (child for child in node.children if child.relationship == "Inner"):
        met, table = (inner.rows or 0.0) + inner.removed, _first_table(inner)
        if inner.kind in _WITHOUT_SEARCH and inner.loops >= 2 and met >= sight.limits.compared:
            what = table or "A step"
            message = f"{what} is gone through {inner.loops:,} times, once for each row it is joined to: {met:,.0f} rows."
            hint = "Join it by `=` on bare columns of one type, which Postgres can hash; it cannot hash a range or an `or`."
            yield Finding(table, message, hint)


def _spilled(node: Node, sight: Sight) -> Iterator[Finding]:
    what = {"Sort": "A sort", "Incremental Sort": "A sort", "Aggregate": "A `group by`", "Hash": "A join's hash table"}.get(
        node.kind
    )
    is_large = node.spilled_kb >= sight.limits.spilled_kb or (node.kind == "Hash" and node.batches > 1)
    if what and is_large and (node.rows or 0) > 0:
        size = f" of {size_text(node.spilled_kb * 1024)}" if node.spilled_kb else f" in {node.batches} parts"
        yield Finding(
            _first_table(node),
            f"{what} has no room in memory and goes through the disk{size}.",
            "Narrow before it: fewer columns, a shorter time, or group each table by itself before it is joined.",
        )


def _surprise(node: Node, sight: Sight) -> Iterator[Finding]:
    limits = sight.limits
    met = 0.0 if node.rows is None else node.rows / max(node.loops, 1)
    if node.table is None or met < limits.surprising_rows or met < limits.surprise * max(node.planned, 1):
        return
    if sight.facts(node.table).is_analyzed:
        expected = f"Postgres expected {node.planned:,.0f} rows of {node.table} and met {met:,.0f}"
        hint = "Compare bare columns with plain values: what an expression leaves is only guessed."
        yield Finding(node.table, f"{expected}, so the plan around them is made for few.", hint)


def _without_statistics(plan: Node, sight: Sight) -> Iterator[Finding]:
    """A table that Postgres has never looked at is planned blindly."""
    for table in dict.fromkeys(node.table for node in plan.walk() if node.table in sight.tables):
        facts = sight.facts(table)
        read = max((node.rows_read or 0.0 for node in plan.walk() if node.table == table), default=0.0)
        if not facts.is_analyzed and max(facts.rows or 0.0, read) >= sight.limits.rounds:
            hint = "It makes them by itself within minutes of a load; `heartbeat ingest SOURCE --full` makes them now."
            yield Finding(table, f"Postgres has no statistics of {table}, so its plan is a guess.", hint)


def _too_many(plan: Node, sight: Sight) -> Iterator[Finding]:
    """The step of a statement that was stopped from which Postgres expects most."""
    if plan.rows is not None:
        return
    most = max(plan.walk(), key=lambda node: node.planned)
    if most.planned >= sight.limits.compared:
        step = most.kind.lower()
        hint = (
            "Each row of one side meets many of the other: group each by itself before they are joined, or bound both by a time."
        )
        yield Finding(_first_table(most), f"Postgres expects {most.planned:,.0f} rows of one step of its plan ({step}).", hint)


def _first_table(node: Node) -> str | None:
    return next((below.table for below in node.walk() if below.table), None)
