"""How a table is kept up to date, from what is declared and what is detected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.plan import TablePlan, choose_tables, plan_table
from heartbeat.ingest.tables.model import Column, SourceTable

SOURCE = SourceDefinition("bank", "sources/bank.yaml", "postgres", "postgresql://", ("core",))


def table(*moments: str, key: tuple[str, ...] = (), name: str = "t") -> SourceTable:
    columns = [Column("id", "id", "bigint"), Column("amount", "amount", "numeric")]
    columns += [Column(moment, moment.lower(), "timestamp with time zone") for moment in moments]
    return SourceTable(name, name, tuple(columns), key)


def planned(of: SourceTable, **declared: Any) -> TablePlan:
    return plan_table(replace(SOURCE, **declared), of)


@pytest.mark.parametrize(
    ("of", "disposition", "cursor"),
    [
        (table("updated_at", key=("id",)), "merge", "updated_at"),
        (table("updatedAt", key=("id",)), "merge", "updatedat"),
        (table("create_time", "update_time", key=("id",)), "merge", "update_time"),
        (table("create_time", key=("id",)), "replace", None),
        (table("birthday", key=("id",)), "replace", None),
        (table("created_at"), "append", "created_at"),
        (table("updated_at"), "replace", None),
        (table(), "replace", None),
    ],
)
def test_what_is_detected_never_loses_a_row_silently(of: SourceTable, disposition: str, cursor: str | None) -> None:
    plan = planned(of)
    assert (plan.disposition, plan.cursor.landed if plan.cursor else None) == (disposition, cursor)
    assert plan.reason


def test_a_column_of_a_cursors_name_that_holds_no_moment_is_no_cursor() -> None:
    of = SourceTable("t", "t", (Column("id", "id", "int"), Column("updated_at", "updated_at", "text")), ("id",))
    assert planned(of).disposition == "replace"


def test_what_is_declared_wins() -> None:
    assert planned(table("create_time", key=("id",)), cursor={"t": "create_time"}).disposition == "merge"
    assert planned(table("create_time"), cursor={"t": "create_time"}).disposition == "append"
    assert planned(table("updated_at"), primary_key={"t": ("id", "amount")}).key == ("id", "amount")


def test_a_declaration_for_a_missing_column_is_refused_by_name() -> None:
    with pytest.raises(SourceRejected, match=r"sources/bank\.yaml: `cursor` of t names the column updated"):
        planned(table(), cursor={"t": "updated"})


def test_a_cursor_is_indexed_in_marts_beside_the_declared_indexes() -> None:
    plan = planned(table("updated_at", key=("id",)), indexes={"t": (("amount", "id"), ("updated_at",))})
    assert plan.indexes == (("amount", "id"), ("updated_at",))
    assert planned(table("updated_at", key=("id",))).indexes == (("updated_at",),)


def test_a_key_that_loses_a_column_is_none() -> None:
    (of,), _ = choose_tables(replace(SOURCE, drop_columns={"t": ("id",)}), (table(key=("id",)),), (), None)
    assert of.key == ()


def test_tables_are_chosen_by_the_file_and_by_what_is_asked() -> None:
    tables, views = (table(name="a"), table(name="b")), (table(name="v"),)

    def names(source: SourceDefinition, asked: set[str] | None = None) -> tuple[list[str], tuple[str, ...]]:
        chosen, missing = choose_tables(source, tables, views, asked)
        return [one.name for one in chosen], missing

    assert names(SOURCE) == (["a", "b"], ())
    assert names(replace(SOURCE, skip_tables=("a",))) == (["b"], ())
    assert names(replace(SOURCE, tables=("v", "b", "x"))) == (["v", "b"], ("x",))
    assert names(SOURCE, {"b"}) == (["b"], ())
    assert names(SOURCE, {"b", "z"}) == (["b"], ("z",))
    assert names(replace(SOURCE, skip_tables=("a",)), {"a"}) == ([], ("a",))
