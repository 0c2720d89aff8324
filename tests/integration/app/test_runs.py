"""The ledger over HTTP: a beat in every state, what failed in it, and what metrics cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.marts.records import RunOutcome, TableFailure, TableLoad, close_run, note_loads, open_run
from heartbeat.readings import beats
from heartbeat.surfaces.runs.shapes import CostsShape, RunDocumentShape, RunsShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import apply, metric, worker, workspace
from postgres_fixtures import Cluster, cloned_house

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
Entry = dict[str, Any]
HELD: TableFailure = {"state": "held", "code": "load-held", "error": "it would shrink", "hint": "Look at the source."}


def load(table: str, rows: int, at: Any) -> TableLoad:
    return TableLoad("bank", "bank_core", table, "1" if rows else None, at, "merge", None, None, rows, 9, 0.5, None)


def well(connection: psycopg.Connection[Any], loader: psycopg.Connection[Any], at: Any) -> None:
    """A beat that read a source in 4 s, measured in 5 s and published in 1 s; one metric failed."""
    beats.request(connection, "all", trigger="cron", now=at)
    taken = beats.take_next(connection, now=at)
    assert taken is not None
    run = open_run(loader, "bank", "bank_core", is_whole=True, now=at)
    note_loads(loader, load("payment", 40, at + SECOND), load("client", 0, at + 2 * SECOND))
    close_run(loader, run, RunOutcome("ok"), now=at + 4 * SECOND)
    beats.note_source(connection, taken.beat_id, "bank", "bank_core", "ok", tables=2, rows=40, seconds=4, note="a: gone\nb: gone")
    beats.enter_phase(connection, taken.beat_id, "measure", now=at + 4 * SECOND)
    beats.note_metric(connection, taken.beat_id, "late", "executed", why="new rows", cost=beats.Cost(1.5, 700))
    beats.note_metric(connection, taken.beat_id, "open", "error", why="it is new", cost=beats.Cost(0.5), error="division by zero")
    beats.note_metric(connection, taken.beat_id, "quiet", "carried", why="no rows came")
    beats.enter_phase(connection, taken.beat_id, "publish", now=at + 9 * SECOND)
    beats.finish(connection, taken.beat_id, 7, now=at + 10 * SECOND)


def asked_at_a_screen(database: Database, at: Any) -> None:
    """Two people ask for the same, one of them twice, as the browser's door does; who has no name leaves none."""
    with database.connect(Role.APP, autocommit=True) as door:
        for name in ("Anna Berg", "Ben", "Anna Berg", ""):
            beats.note_asker(door, beats.request(door, ["late"], trigger="ui", now=at), name)


def held(connection: psycopg.Connection[Any], loader: psycopg.Connection[Any], at: Any) -> None:
    """The beat that was asked for at a screen, in which a table was held."""
    taken = beats.take_next(connection, now=at)
    assert taken is not None
    run = open_run(loader, "bank", "bank_core", is_whole=False, now=at)
    close_run(loader, run, RunOutcome("held", "load-held", "client: it would shrink", "", {"client": HELD}), now=at + SECOND)
    beats.note_source(
        connection, taken.beat_id, "bank", "bank_core", "held", tables=0, rows=0, seconds=1, error="client: it would shrink"
    )
    beats.enter_phase(connection, taken.beat_id, "measure", now=at + SECOND)
    beats.note_metric(connection, taken.beat_id, "late", "stood_still", why="its table was not read")
    beats.enter_phase(connection, taken.beat_id, "publish", now=at + 2 * SECOND)
    beats.finish(connection, taken.beat_id, 8, now=at + 2 * SECOND)


def killed(connection: psycopg.Connection[Any], at: Any) -> None:
    """A beat whose process died while it measured, found an hour later; what it had been asked waits anew."""
    beats.request(connection, "all", trigger="deploy", ingest=False, now=at)
    taken = beats.take_next(connection, now=at)
    assert taken is not None
    beats.note_metric(connection, taken.beat_id, "late", "running")
    beats.abandon_running(connection, now=at + HOUR)


def running(connection: psycopg.Connection[Any], at: Any) -> None:
    """The one that waited runs, and another one waits."""
    taken = beats.take_next(connection, now=at)
    assert taken is not None
    beats.enter_phase(connection, taken.beat_id, "measure", now=at)
    beats.note_metric(connection, taken.beat_id, "late", "executed", cost=beats.Cost(0.1))
    beats.note_metric(connection, taken.beat_id, "open", "running")
    beats.request(connection, ["open"], trigger="deploy", ingest=False, now=at + SECOND)


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        declared = (metric("late", "LATE"), metric("open", "OPEN"), metric("quiet", "QUIE"), metric("gone", "GONE"))
        apply(database, workspace(*declared))
        with worker(database) as connection, database.connect(Role.LOADER, autocommit=True) as loader:
            now = database_clock(connection)()
            well(connection, loader, now - 30 * HOUR)
            asked_at_a_screen(database, now - 20 * HOUR)
            held(connection, loader, now - 20 * HOUR)
            killed(connection, now - 10 * HOUR)
            running(connection, now - 7 * SECOND)
        yield database


def ask(database: Database, path: str, **params: Any) -> Entry:
    with client_of(app_over(database)) as client:
        answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def states(page: Entry) -> list[str]:
    return [run["state"] for run in page["beats"]]


def test_a_beat_in_every_state_says_what_it_did(house: Database) -> None:
    page = ask(house, "/api/beats")
    RunsShape.model_validate(page)
    assert states(page) == ["queued", "running", "abandoned", "done", "done"]
    waiting, goes_on, dead, stopped, whole = page["beats"]
    assert page["older"] is None
    assert page["timezone"] == "Europe/Berlin"
    assert (waiting["requested_metrics"], waiting["seconds"], waiting["metrics"]["total"]) == (1, None, 0)
    assert goes_on["seconds"] >= 7
    assert goes_on["phases"]["measure"] == pytest.approx(goes_on["seconds"])
    assert (goes_on["metrics"]["total"], goes_on["metrics"]["executed"]) == (2, 1)
    assert (dead["seconds"], dead["phases"], dead["trigger"]) == (
        None,
        {"ingest": None, "measure": None, "publish": None},
        "deploy",
    )
    assert (stopped["asked_by"], whole["asked_by"]) == (["Anna Berg", "Ben"], [])
    assert (stopped["sources"], stopped["requested_metrics"]) == ({"total": 1, "done": 1, "failed": 1}, 1)
    assert whole["phases"] == {"ingest": 4.0, "measure": 5.0, "publish": 1.0}
    assert (whole["seconds"], whole["rows"], whole["tables"], whole["rows_read"], whole["board_version"]) == (10.0, 40, 2, 700, 7)
    assert whole["metrics"] == {"total": 3, "executed": 1, "carried": 1, "stood_still": 0, "failed": 1}


def test_beats_are_paged_and_filtered(house: Database) -> None:
    first = ask(house, "/api/beats", limit=2)
    assert states(first) == ["queued", "running"]
    second = ask(house, "/api/beats", limit=2, before=first["older"])
    assert states(second) == ["abandoned", "done"]
    assert states(ask(house, "/api/beats", limit=2, before=second["older"])) == ["done"]
    assert states(ask(house, "/api/beats", state="abandoned")) == ["abandoned"]
    assert [run["trigger"] for run in ask(house, "/api/beats", trigger="ui")["beats"]] == ["ui"]
    assert states(ask(house, "/api/beats", failed=True)) == ["abandoned", "done", "done"]
    with client_of(app_over(house)) as client:
        assert client.get("/api/beats", params={"limit": 1000}).status_code == 422


def test_a_beat_opens_to_its_tables_and_to_what_each_metric_cost(house: Database) -> None:
    beat_id = ask(house, "/api/beats")["beats"][-1]["beat_id"]
    document = ask(house, f"/api/beats/{beat_id}")
    RunDocumentShape.model_validate(document)
    (source,) = document["sources"]
    assert [(each["table"], each["rows"]) for each in source["loads"]] == [("payment", 40), ("client", 0)]
    assert (source["notes"], source["problems"]) == (["a: gone", "b: gone"], [])
    assert [each["metric_id"] for each in document["metrics"]] == ["open", "late", "quiet"]  # failures first, then the dearest
    failed, executed, carried = document["metrics"]
    assert (failed["error"], failed["code"], failed["file"]) == ("division by zero", "OPEN", "metrics/core/open.sql")
    assert "`heartbeat check --live open`" in failed["hint"]
    assert (executed["seconds"], executed["rows_read"], executed["why"]) == (1.5, 700, "new rows")
    assert (carried["outcome"], carried["seconds"], carried["hint"]) == ("carried", None, None)
    assert document["requested"] is None


def test_a_table_that_was_held_says_what_to_do(house: Database) -> None:
    beat_id = ask(house, "/api/beats", trigger="ui")["beats"][0]["beat_id"]
    document = ask(house, f"/api/beats/{beat_id}")
    assert document["requested"] == ["late"]
    assert document["sources"][0]["problems"] == [
        {"table": "client", "state": "held", "error": "it would shrink", "hint": "Look at the source."}
    ]


def test_a_beat_that_is_not_there_is_said_so(house: Database) -> None:
    with client_of(app_over(house)) as client:
        answer = client.get("/api/beats/99999")
    assert (answer.status_code, answer.json()["code"]) == (404, "beat-not-found")


def test_what_metrics_cost_is_told_of_the_days_and_of_those_before(house: Database) -> None:
    week = ask(house, "/api/beats/costs")
    CostsShape.model_validate(week)
    assert (week["days"], week["beats"], week["stretch_seconds"], len(week["metrics"][0]["stretches"])) == (7, 4, 21_600, 28)
    late, failing = week["metrics"]
    assert (late["metric_id"], late["runs"], late["failed"], late["rows_read"]) == ("late", 2, 0, 700)
    assert (late["seconds"], late["mean_seconds"], late["longest_seconds"]) == (1.6, 0.8, 1.5)
    assert (late["share"], late["mean_seconds_before"]) == (pytest.approx(1.6 / 2.1), None)
    assert sum(late["stretches"]) == pytest.approx(1.6)
    assert (failing["metric_id"], failing["runs"], failing["failed"]) == ("open", 1, 1)
    day = ask(house, "/api/beats/costs", days=1)
    assert [(cost["metric_id"], cost["seconds"], cost["mean_seconds_before"]) for cost in day["metrics"]] == [("late", 0.1, 1.5)]
    assert day["metrics"][0]["stretches"][-1] == 0.1


def test_an_empty_ledger_is_a_page_without_beats(database: Database) -> None:
    page = ask(database, "/api/beats")
    assert (page["beats"], page["older"], page["timezone"]) == ([], None, "UTC")
    assert ask(database, "/api/beats/costs")["metrics"] == []


BEATS, METRICS = 10_000, 40
_YEAR = """
insert into heartbeat.beat (state, trigger, requested, requested_at, started_at, measure_at, publish_at, ended_at, phase)
select 'done', 'cron', '"all"', at, at, at + interval '3 s', at + interval '9 s', at + interval '10 s', 'publish'
  from generate_series(1, {beats}) i, lateral (select clock_timestamp() - ({beats} - i) * interval '1 hour' as at) moment;
insert into heartbeat.beat_source (beat_id, source_id, dataset, state, tables, rows, seconds)
select beat_id, 'bank', 'bank_core', 'ok', 5, 100, 3 from heartbeat.beat;
insert into heartbeat.beat_metric (beat_id, metric_id, outcome, seconds, rows_read)
select beat_id, 'metric_' || m, 'executed', 0.1, 1000 from heartbeat.beat, generate_series(1, {metrics}) m;
update heartbeat.beat_metric set outcome = 'error' where beat_id in (17, 9000) and metric_id = 'metric_3';
analyze heartbeat.beat, heartbeat.beat_source, heartbeat.beat_metric;
"""


def test_a_year_of_beats_answers_at_once(database: Database) -> None:
    with database.connect(Role.OWNER, autocommit=True) as connection:
        connection.execute(_YEAR.format(beats=BEATS, metrics=METRICS).encode())
    questions: tuple[tuple[str, Entry], ...] = (
        ("/api/beats", {}),
        ("/api/beats", {"before": 40}),
        ("/api/beats", {"failed": True}),
        ("/api/beats", {"state": "abandoned"}),
        ("/api/beats/9000", {}),
        ("/api/beats/costs", {"days": 1}),
        ("/api/beats/costs", {"days": 30}),
    )
    with client_of(app_over(database)) as client:
        for path, params in questions:
            seconds = []
            for _ in range(3):
                began = time.perf_counter()
                assert client.get(path, params=params).status_code == 200
                seconds.append(time.perf_counter() - began)
            print(path, params, min(seconds))
            assert min(seconds) < 2, (path, params)
        assert [run["beat_id"] for run in client.get("/api/beats", params={"failed": True}).json()["beats"]] == [9000, 17]
        costs = client.get("/api/beats/costs", params={"days": 30}).json()
    assert (len(costs["metrics"]), costs["beats"], costs["metrics"][0]["runs"]) == (METRICS, 720, 720)
