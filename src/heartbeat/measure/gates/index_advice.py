"""Which index would spare a scan, as far as its filter, the planner's own estimate and the indexes that stand tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartbeat.definitions.model import SourceDefinition
from heartbeat.marts.inspect import TableFacts
from heartbeat.measure.gates.conditions import Condition

LARGEST_SHARE = 0.2
"""Of a table's rows. Above it Postgres reads the whole table rather than jump through it, so an index would lie idle."""
_NARROWS = 0.8  # a column of a range that leaves more than this of the rows is not worth its place in an index

Columns = tuple[str, ...]
Estimate = Callable[[Sequence[Condition]], float | None]
"""How many rows Postgres expects to meet some conditions; null where it cannot be asked."""


@dataclass(frozen=True)
class IndexAdvice:
    """An index that would spare reading a table whole: of its `rows`, only those that are `wanted` would be read."""

    table: str  # 'dataset.table'
    columns: Columns
    rows: float
    wanted: float | None  # null where Postgres cannot tell yet


@dataclass(frozen=True)
class Reason:
    """In words, why no index is advised."""

    words: str


def advise(
    table: str, facts: TableFacts, conditions: Sequence[Condition], estimate: Estimate, declared: Iterable[Columns] = ()
) -> IndexAdvice | Reason | None:
    """The index for a scan's conditions: columns compared for equality first, then one of a range.

    Args:
        table: 'dataset.table'.
        facts: of the table.
        conditions: of the scan, which an index could serve.
        estimate: asks Postgres how many rows meet some of them.
        declared: the indexes of the table in its source's file.

    Returns:
        The advice; in words why an index does not help; null where no condition could use one.
    """
    equal = [condition for condition in conditions if condition.kind == "equal"]
    ranged = _best_range(equal, conditions, estimate)
    served = [*equal, *(condition for condition in conditions if condition.column == ranged and condition.kind == "range")]
    if not served:
        return None
    columns = tuple(dict.fromkeys([*(condition.column for condition in equal), *([ranged] if ranged else [])]))
    return judge(IndexAdvice(table, columns, facts.rows or 0.0, estimate(served)), facts, declared, ranged=ranged is not None)


def judge(
    index: IndexAdvice, facts: TableFacts, declared: Iterable[Columns] = (), *, ranged: bool = False
) -> IndexAdvice | Reason:
    """Whether an index is worth advising: not made yet, and of use. `ranged`: its last column is not compared for equality."""
    over = f"({', '.join(index.columns)})"
    if any(_serves(stands, index.columns, ranged=ranged) for stands in facts.indexes):
        return Reason(f"An index over {over} stands, and Postgres expects that reading all is cheaper: too many rows are wanted.")
    if any(_serves(one, index.columns, ranged=ranged) for one in declared):
        return Reason(f"The index over {over} is declared already and not made yet: the next load of the table makes it.")
    if index.wanted is None or index.rows <= 0:
        return Reason(f"An index over {over} may help; Postgres has no statistics yet that would tell.")
    if index.wanted > LARGEST_SHARE * index.rows:
        share = f"{min(index.wanted / index.rows, 1):.0%}"
        return Reason(f"An index over {over} would lie idle, since {share} of the rows are wanted. A shorter time would help.")
    return index


def merged(advice: Iterable[IndexAdvice], source: SourceDefinition) -> dict[str, tuple[Columns, ...]]:
    """The whole `indexes` of a source's file with what is advised for its tables, by table as the file spells it.

    An advised index that another one begins with is left out, since that one serves its statements too.
    """
    whole = {table: tuple(indexes) for table, indexes in source.indexes.items()}
    advised: dict[str, list[Columns]] = {}
    for one in advice:
        advised.setdefault(one.table.partition(".")[2], []).append(one.columns)
    for table, columns in sorted(advised.items()):
        key = next((name for name in whole if _bare(name) == _bare(table)), table)
        shorter = {one for one in columns for other in columns if other != one and other[: len(one)] == one}
        known = whole.get(key, ())
        whole[key] = (*known, *(one for one in dict.fromkeys(columns) if one not in (*known, *shorter)))
    return whole


def as_yaml(indexes: Mapping[str, Sequence[Columns]]) -> str:
    """The entry `indexes` of a source's file, a line for each table."""
    lists = {table: ", ".join(f"[{', '.join(columns)}]" for columns in of_it) for table, of_it in indexes.items()}
    return "\n".join(["indexes:", *(f"  {table}: [{each}]" for table, each in lists.items())])


def declared_for(table: str, source: SourceDefinition | None) -> tuple[Columns, ...]:
    """The indexes that a source's file declares for a table of the marts."""
    name = _bare(table.partition(".")[2])
    return tuple(index for key, indexes in (source.indexes if source else {}).items() if _bare(key) == name for index in indexes)


def _best_range(equal: Sequence[Condition], conditions: Sequence[Condition], estimate: Estimate) -> str | None:
    """The column of a range that narrows most beyond the equalities; null where none does so by much."""
    ranged = [condition for condition in conditions if condition.kind == "range"]
    without = estimate(equal)
    found: list[tuple[float, str]] = []
    for column in dict.fromkeys(condition.column for condition in ranged):
        wanted = estimate([*equal, *(condition for condition in ranged if condition.column == column)])
        if wanted is None or without is None:
            return column  # nothing can be told, so the first one is as good as any
        found.append((wanted, column))
    best = min(found, default=None)
    return best[1] if best and without is not None and best[0] <= _NARROWS * without else None


def _serves(index: Columns, columns: Columns, *, ranged: bool) -> bool:
    """Whether an index begins with these columns. Those that are compared for equality may stand in any order."""
    start, wanted = [_bare(name) for name in index[: len(columns)]], [_bare(name) for name in columns]
    return start == wanted or (set(start) == set(wanted) and (not ranged or start[-1] == wanted[-1]))


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
