"""A query plan of Postgres (`EXPLAIN (VERBOSE, FORMAT JSON)`) as a frozen tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """One step of a plan.

    Rows are those of all loops and workers together. What was counted while the statement ran (`rows`, `loops`, `removed`, and
    what went to disk) is null or 0 where it did not run.
    """

    kind: str  # 'Seq Scan', 'Nested Loop', as Postgres says
    table: str | None  # 'dataset.table' that it reads
    alias: str
    index: str | None
    filter: str | None  # what rows are tried against once they are read
    index_condition: str | None
    join_condition: str | None
    planned: float  # rows that the planner expects of one loop
    rows: float | None
    loops: int
    removed: float  # rows that were read and thrown away
    spilled_kb: int  # written to disk for want of memory, where Postgres tells how much
    batches: int  # of a hash; more than one went through the disk
    relationship: str  # to the step above: 'Outer', 'Inner', 'SubPlan', 'InitPlan'
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """This step and all below it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def rows_read(self) -> float | None:
        """Rows that a scan took from its table, also those it threw away; null where it did not run."""
        return None if self.rows is None else self.rows + self.removed


def read_plan(document: Any) -> Node:
    """The plan in what `EXPLAIN (FORMAT JSON)` answered."""
    return _node(document[0]["Plan"])


def _node(raw: Mapping[str, Any]) -> Node:
    loops = int(raw.get("Actual Loops", 0))
    ran = "Actual Rows" in raw
    removed = raw.get("Rows Removed by Filter", 0) + raw.get("Rows Removed by Index Recheck", 0)
    return Node(
        kind=raw["Node Type"],
        table=f"{raw.get('Schema')}.{raw['Relation Name']}" if "Relation Name" in raw else None,
        alias=raw.get("Alias", ""),
        index=raw.get("Index Name") or _index_below(raw),
        filter=raw.get("Filter"),
        index_condition=raw.get("Index Cond") or raw.get("Recheck Cond"),
        join_condition=raw.get("Hash Cond") or raw.get("Merge Cond"),
        planned=float(raw.get("Plan Rows", 0)),
        rows=float(raw["Actual Rows"]) * loops if ran else None,
        loops=loops,
        removed=float(removed) * loops,
        spilled_kb=_spilled(raw),
        batches=int(raw.get("Hash Batches", 0)),
        relationship=raw.get("Parent Relationship", ""),
        children=tuple(_node(child) for child in raw.get("Plans", ())),
    )


def _index_below(raw: Mapping[str, Any]) -> str | None:
    """The index of a bitmap heap scan, which its one child names; null where several are combined."""
    below = [child.get("Index Name") for child in raw.get("Plans", ())] if raw["Node Type"] == "Bitmap Heap Scan" else []
    return below[0] if len(below) == 1 else None


def _spilled(raw: Mapping[str, Any]) -> int:
    workers = [raw, *raw.get("Workers", ())]
    sorted_there = sum(int(each.get("Sort Space Used", 0)) for each in workers if each.get("Sort Space Type") == "Disk")
    return sorted_there + sum(int(each.get("Disk Usage", 0)) for each in workers)
