"""Which tables a backfill still loads, decided from the books and from what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from heartbeat.ingest.backfill.agreement import Agreement, Wanted, agree
from heartbeat.ingest.report import Listed
from heartbeat.marts.books.backfill import BackfillState, BackfillTable
from heartbeat.marts.loads import TableState

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=2)
SIZES = {"payment": 5000, "currency": 10, "view": None}


def agreed(
    before: Mapping[str, BackfillTable] | None = None, *, standing: tuple[str, ...] = (), again: bool = False
) -> Agreement:
    wanted = [Wanted("core", "bank_core", Listed(name, name, size)) for name, size in SIZES.items()]
    stand = {f"bank_core.{name}": TableState("bank_core", name, "bank", "1", EARLIER, None, 0, 7) for name in standing}
    books = {f"bank_core.{name}": replace(row, table_name=name) for name, row in (before or {}).items()}
    return agree(wanted, books, stand, again=again, now=NOW)


def row(state: BackfillState, *, was_loaded: bool = True, again: bool = False) -> BackfillTable:
    return BackfillTable("bank_core", "any", EARLIER, again, state, EARLIER if was_loaded else None, 3, 1.5)


def left(agreement: Agreement) -> list[str]:
    return [table.listed.name for table in agreement.todo]


def test_a_first_backfill_loads_small_tables_first_and_those_of_unknown_size_last() -> None:
    first = agreed()
    assert (left(first), first.done, first.goes_on) == (["currency", "payment", "view"], 0, False)
    assert {(table.state, table.begun_at) for table in first.books} == {("waiting", NOW)}


def test_what_stands_is_left_out_unless_it_is_wanted_again() -> None:
    some = agreed(standing=("payment",))
    assert (left(some), some.done) == (["currency", "view"], 1)
    assert [(table.table_name, table.rows) for table in some.books if table.state == "ok"] == [("payment", 7)]
    assert left(agreed(standing=("payment",), again=True)) == ["currency", "payment", "view"]


def test_an_interrupted_one_goes_on_with_what_it_has_not_loaded() -> None:
    books = {"currency": row("ok"), "payment": row("running"), "view": row("waiting", was_loaded=False)}
    on = agreed(books, standing=("currency",))
    assert (left(on), on.goes_on) == (["payment", "view"], True)
    assert {table.begun_at for table in on.books} == {EARLIER}
    assert next(table.rows for table in on.books if table.table_name == "currency") == 3


def test_one_that_loads_all_again_leaves_out_only_what_it_has_loaded_itself() -> None:
    everything = ("currency", "payment", "view")
    books = {"currency": row("ok", again=True), "payment": row("waiting", was_loaded=False, again=True)}
    assert left(agreed(books, standing=everything, again=True)) == ["payment", "view"]
    ended = {name: row("ok", again=True) for name in everything}
    assert left(agreed(ended, standing=everything, again=True)) == ["currency", "payment", "view"]
    assert left(agreed(ended, standing=everything)) == []


def test_one_that_loads_all_again_does_not_go_on_with_one_that_did_not() -> None:
    """It may have been given up a year ago, and beats have loaded the rest since."""
    books = {"currency": row("ok"), "payment": row("ok"), "view": row("waiting", was_loaded=False)}
    again = agreed(books, standing=("currency", "payment", "view"), again=True)
    assert (left(again), again.goes_on) == (["currency", "payment", "view"], False)


def test_a_table_that_failed_or_was_dropped_is_loaded() -> None:
    books = {"currency": row("error"), "payment": row("ok"), "view": row("ok")}
    assert left(agreed(books, standing=("view",))) == ["currency", "payment"]
