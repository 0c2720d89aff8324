"""States of tables and conditions of sources, as the rows of schema landing tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from heartbeat.db import Database, Role, load_statements
from heartbeat.marts.indexes import ensure_indexes
from heartbeat.marts.inspect import read_columns
from heartbeat.marts.loads import (
    read_changed_columns,
    read_earlier_cursor,
    read_source_conditions,
    read_table_states,
    read_whole_runs,
)
from heartbeat.marts.records import RunOutcome, TableLoad, close_lost_runs, close_run, note_loads, open_run

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RunState = Literal["ok", "error", "held"]


def load(checked_at: datetime, load_id: str | None, cursor_value: str | None = None, rows: int = 0) -> TableLoad:
    return TableLoad(
        "bank", "bank_core", "payment", load_id, checked_at, "merge", "updated_at", cursor_value, rows, 10 + rows, 0.1, None
    )


def test_the_newest_check_is_the_state_and_the_last_load_its_evidence(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        note_loads(loader, load(NOON, "17", rows=3))
        note_loads(loader, load(NOON + HOUR, None))
    with database.connect(Role.APP) as connection:
        state = read_table_states(connection)["bank_core.payment"]
    assert (state.checked_at, state.load_id, state.rows, state.total_rows) == (NOON + HOUR, "17", 0, 10)


def test_the_state_of_a_table_is_found_without_reading_its_past(database: Database) -> None:
    query = load_statements("heartbeat.marts")["read_newest_loads"]
    with database.connect(Role.LOADER) as loader:
        loader.execute(_A_LONG_PAST)
        loader.execute("analyze landing.table_load")
        states = read_table_states(loader)
        row = loader.execute(f"explain (analyze, buffers, format json) {query}", {"dataset": None}).fetchone()
    assert {name: (state.load_id, state.rows) for name, state in states.items()} == {
        f"bank_core.t{table}": (None if table == 3 else "1", 3000) for table in (1, 2, 3)
    }
    assert row is not None
    assert row[0][0]["Plan"]["Shared Hit Blocks"] < 100


_A_LONG_PAST = """
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, rows, total_rows, seconds)
select 'bank', 'bank_core', 't' || t, case when i = 1 and t < 3 then '1' end, now() - i * interval '1 hour', 'merge', i, 1, 0
from generate_series(1, 3000) i, generate_series(1, 3) t"""


def test_an_earlier_cursor_is_that_of_the_newest_run_before_a_moment(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        for hour, cursor in enumerate(("5", "8", "9")):
            note_loads(loader, load(NOON + hour * HOUR, "x", cursor))
        wanted = ("bank_core", "payment", "updated_at")
        assert read_earlier_cursor(loader, *wanted, until=NOON + 1.5 * HOUR) == "8"
        assert read_earlier_cursor(loader, *wanted, until=NOON - HOUR) is None


def test_an_earlier_cursor_is_looked_for_since_the_table_was_begun_anew(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        for hour, (cursor, anew) in enumerate((("2026-03-01", True), ("5", True), ("NaN", False), ("9", False))):
            note_loads(loader, replace(load(NOON + hour * HOUR, "x", cursor), starts_anew=anew))
        wanted = ("bank_core", "payment", "updated_at")
        found = [read_earlier_cursor(loader, *wanted, until=NOON + hour * HOUR) for hour in range(4)]
    assert found == [None, "5", "5", "9"]


def test_a_column_that_changed_is_told_once_with_the_time_at_which_that_began(database: Database) -> None:
    gone, wider = {"note": "is no longer at the source"}, {"id": "was integer and is bigint"}
    with database.connect(Role.LOADER) as loader:
        for hour, changed in enumerate((None, gone, gone, {**gone, **wider}, {}, gone, gone)):
            note_loads(loader, replace(load(NOON + hour * HOUR, "x"), changed_columns=changed))
    with database.connect(Role.WORKER) as worker:
        found = read_changed_columns(worker)
    assert found == [
        ("bank_core.payment", "id", "was integer and is bigint", NOON + 3 * HOUR),
        ("bank_core.payment", "note", "is no longer at the source", NOON + 5 * HOUR),
    ]


def test_a_dataset_of_another_pipeline_is_as_old_as_its_last_finished_load(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        loader.execute("create schema crm")
        loader.execute("grant usage on schema crm to hb_worker")
        loader.execute("create table crm._dlt_loads (load_id text, status bigint, inserted_at timestamptz)")
        loader.execute("insert into crm._dlt_loads values ('1', 0, %s), ('2', 0, %s), ('3', 1, now())", (NOON, NOON + HOUR))
        loader.execute("create table crm.deal (id int)")
        loader.execute("grant select on crm._dlt_loads to hb_worker")
    with database.connect(Role.WORKER) as connection:
        states = read_table_states(connection)
    assert set(states) == {"crm.deal"}
    assert (states["crm.deal"].checked_at, states["crm.deal"].load_id) == (NOON + HOUR, "2")


def test_a_run_that_goes_on_does_not_hide_the_failure_before_it(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        states: tuple[RunState, ...] = ("ok", "error", "held")
        for hour, state in enumerate(states):
            run = open_run(loader, "bank", "bank_core", is_whole=True, now=NOON + hour * HOUR)
            close_run(loader, run, RunOutcome(state, "x", f"{state} it was"), now=NOON + hour * HOUR)
        open_run(loader, "bank", "bank_core", is_whole=True, now=NOON + 3 * HOUR)
        open_run(loader, "aml", "aml_core", is_whole=False, now=NOON)
        aml, bank = read_source_conditions(loader)
        assert (aml.state, aml.since, aml.last_ok_at) == ("running", None, None)
        assert (bank.state, bank.error, bank.since, bank.last_ok_at) == ("held", "held it was", NOON + HOUR, NOON)
        close_lost_runs(loader, "bank_core", RunOutcome("error", "ingest", "its process died"), now=NOON + 4 * HOUR)
        _, bank = read_source_conditions(loader)
        assert (bank.state, bank.error, bank.since) == ("error", "its process died", NOON + HOUR)


def test_a_failure_holds_only_the_tables_that_were_not_read_since(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        for hour, tables in enumerate((("payment", "client"), ("client",))):
            run = open_run(loader, "bank", "bank_core", is_whole=True, now=NOON + hour * HOUR)
            for table in tables:
                note_loads(loader, replace(load(NOON + hour * HOUR, "x"), table_name=table))
            outcome = RunOutcome("held", "load-held", "it would shrink") if hour else RunOutcome("ok")
            close_run(loader, run, outcome, now=NOON + hour * HOUR)
        (condition,) = read_source_conditions(loader)
    assert (condition.state, condition.is_partial, condition.unread) == ("held", True, frozenset({"bank_core.payment"}))
    assert condition.holds(["bank_core.payment", "bank_core.client"])
    assert not condition.holds(["bank_core.client", "bank_core.not_landed", "other.payment"])


UNREACHABLE = ("error", "source-unreachable")


@pytest.mark.parametrize(
    ("runs", "state"),
    [
        ([("whole", "held", "load-held"), ("some", "ok", None)], "held"),  # it did not look at the table that is held
        ([("whole", "held", "load-held"), ("whole", "ok", None)], "ok"),
        ([("whole", *UNREACHABLE), ("some", "ok", None)], "ok"),  # it was reached
        ([("whole", "ok", None), ("some", *UNREACHABLE)], "error"),
        ([("whole", "ok", None), ("some", "error", "source-rejected")], "ok"),  # one table is missing: a metric's trouble
        ([("whole", "held", "load-held"), ("whole", *UNREACHABLE), ("some", "ok", None)], "held"),
    ],
)
def test_a_run_over_some_tables_tells_only_whether_the_source_is_reached(
    database: Database, runs: list[tuple[str, RunState, str | None]], state: str
) -> None:
    with database.connect(Role.LOADER) as loader:
        for hour, (extent, outcome, code) in enumerate(runs):
            run = open_run(loader, "bank", "bank_core", is_whole=extent == "whole", now=NOON + hour * HOUR)
            close_run(loader, run, RunOutcome(outcome, code, code), now=NOON + hour * HOUR)
        (condition,) = read_source_conditions(loader)
        whole = [hour for hour, (extent, outcome, _) in enumerate(runs) if (extent, outcome) == ("whole", "ok")]
        assert read_whole_runs(loader) == ({"bank_core": NOON + whole[-1] * HOUR} if whole else {})
    assert condition.state == state
    assert (condition.error is None) == (state == "ok")


def test_columns_are_read_by_a_role_without_grants(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        loader.execute("create schema crm")
        loader.execute("create table crm.deal (id int, amount numeric(12,2)); create table crm._dlt_version (v int)")
        for _ in range(2):
            ensure_indexes(loader, "crm", "deal", [("amount",)])
        assert loader.execute("select count(*) from pg_indexes where schemaname = 'crm'").fetchone() == (1,)
    with database.connect(Role.WORKER) as connection:
        assert read_columns(connection, "crm") == {"deal": {"id": "integer", "amount": "numeric(12,2)"}}
        assert read_columns(connection, "nowhere") == {}
