"""One beat at a time over all processes: requests join it, or the one that waits behind it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import BeatNotFound, MetricNotFound
from heartbeat.readings import beats
from heartbeat.readings.beats import BeatRequest
from integration.readings.small_house import BANK, NOON, apply, metric, rows, start_beat, worker, workspace

IDS = ("m_one", "m_two", "m_three")


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(*(metric(name, f"MET{place}") for place, name in enumerate(IDS))))
    return database


def ask(database: Database, requested: Any, **more: Any) -> BeatRequest:
    with database.connect(Role.APP) as connection:
        return beats.request(connection, requested, **{"trigger": "ui", "now": NOON, **more})


def waiting(database: Database) -> list[Any]:
    return rows(database, "select requested, ingest from heartbeat.beat where state = 'queued'")


def test_an_idle_house_gives_a_beat_of_its_own(house: Database) -> None:
    assert ask(house, ["m_two", "m_one", "m_two"]) == BeatRequest(1, coalesced=False)
    assert waiting(house) == [(["m_one", "m_two"], True)]


def test_requests_before_the_start_become_one_beat(house: Database) -> None:
    first = ask(house, ["m_two"], ingest=False)
    assert ask(house, ["m_one"]) == BeatRequest(first.job_id, coalesced=True)
    assert waiting(house) == [(["m_one", "m_two"], True)]
    ask(house, "all")
    ask(house, ["m_three"])
    assert waiting(house) == [("all", True)]


@pytest.mark.parametrize(
    ("running", "asked", "follow_up"),
    [
        ("all", "all", None),
        ("all", ["m_one"], None),
        (["m_one", "m_two"], ["m_one"], None),
        (["m_one"], ["m_one", "m_two"], ["m_two"]),
        (["m_one"], "all", "all"),
        (["m_one"], [], None),
    ],
)
def test_a_request_during_a_beat_joins_it_and_queues_only_the_rest(
    house: Database, running: Any, asked: Any, follow_up: Any
) -> None:
    ask(house, running)
    with worker(house) as connection:
        started = beats.take_next(connection, now=NOON)
    assert started is not None
    answer = ask(house, asked)
    assert (answer.job_id, answer.coalesced) == (started.beat_id, True)
    assert (answer.follow_up_job_id is None) == (follow_up is None)
    assert waiting(house) == ([] if follow_up is None else [(follow_up, True)])


def test_a_beat_that_reads_no_source_covers_no_request_that_shall(house: Database) -> None:
    ask(house, "all", ingest=False)
    with worker(house) as connection:
        beats.take_next(connection, now=NOON)
    assert ask(house, ["m_one"]).follow_up_job_id is not None
    assert waiting(house) == [(["m_one"], True)]


def test_what_a_deploy_asks_for_is_never_covered_by_a_beat_from_before_it(house: Database) -> None:
    with worker(house) as connection:
        start_beat(connection)
    assert ask(house, ["m_one"], trigger="deploy", ingest=False).follow_up_job_id is not None


def test_nothing_asked_after_a_deploy_is_covered_by_a_beat_from_before_it(house: Database) -> None:
    with worker(house) as connection:
        start_beat(connection)
        assert ask(house, "all").follow_up_job_id is None
        apply(house, workspace(metric("m_one", "MET0"), content_hash="w2"))
        assert ask(house, "all").follow_up_job_id is not None


@pytest.mark.parametrize("state", ["running", "waiting"])
def test_a_metric_of_a_source_that_is_read_daily_is_not_lost_in_a_beat_for_all(house: Database, state: str) -> None:
    seldom = replace(BANK, schedule="daily")
    declared = workspace(metric("m_one", "MET0"), metric("m_two", "MET1", sql=replace(metric("x", "X").sql, tables=("x_y.z",))))
    apply(house, replace(declared, sources=(seldom,)))
    with worker(house) as connection:
        beats.request(connection, "all", trigger="cron", now=NOON)
        running = beats.take_next(connection, now=NOON) if state == "running" else None
        assert (ask(house, ["m_two"]).follow_up_job_id, ask(house, ["m_one", "m_two"]).coalesced) == (None, True)
        if running is not None:
            beats.finish(connection, running.beat_id, None, now=NOON)
        following = beats.take_next(connection, now=NOON)
    assert following is not None
    assert (following.requested, following.pressing) == (("m_one",) if running else "all", ("m_one",))


def test_the_tables_of_some_metrics_are_those_and_no_others(house: Database) -> None:
    other = metric("m_two", "MET1", sql=replace(metric("x", "X").sql, tables=("x_y.z", "bank_core.account")))
    apply(house, workspace(metric("m_one", "MET0"), other))
    with worker(house) as connection:
        assert beats.tables_of(connection, ()) == frozenset()
        assert beats.tables_of(connection, ["m_two"]) == {"x_y.z", "bank_core.account"}
        assert beats.tables_of(connection, ["m_one", "m_two", "gone"]) == {"x_y.z", "bank_core.account", "bank_core.payment"}


def test_unknown_metrics_are_all_named_and_nothing_is_started(house: Database) -> None:
    with pytest.raises(MetricNotFound, match="gone_a, gone_b"):
        ask(house, ["gone_b", "m_one", "gone_a"])
    assert waiting(house) == []


@pytest.mark.parametrize("with_running", [False, True])
def test_eight_requests_at_once_make_one_beat_and_lose_nothing(house: Database, with_running: Any) -> None:
    if with_running:
        ask(house, [])
        with worker(house) as connection:
            beats.take_next(connection, now=NOON)
    barrier = threading.Barrier(8)

    def request(number: int) -> BeatRequest:
        barrier.wait()
        return ask(house, [IDS[number % 3]])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(request, range(8)))
    assert len({answer.follow_up_job_id or answer.job_id for answer in answers}) == 1
    assert waiting(house) == [(sorted(IDS), True)]
    if not with_running:
        assert [answer.coalesced for answer in answers].count(False) == 1


def test_requests_and_starts_at_once_lose_nothing(house: Database) -> None:
    """Every metric that was asked for is covered by a beat that started after the request, or still waits."""
    started: list[Any] = []
    done = threading.Event()

    def work() -> None:
        with worker(house) as connection:
            while not done.is_set() or waiting(house):
                beat = beats.take_next(connection, now=NOON)
                if beat is not None:
                    started.append(beat)
                    beats.finish(connection, beat.beat_id, None, now=NOON)

    thread = threading.Thread(target=work)
    thread.start()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: ask(house, [IDS[number % 3]]), range(24)))
    done.set()
    thread.join()
    by_id = {beat.beat_id: beat.requested for beat in started}
    for number, answer in enumerate(answers):
        assert IDS[number % 3] in by_id[answer.job_id] or IDS[number % 3] in by_id[answer.follow_up_job_id or 0]


def test_only_one_beat_runs(house: Database) -> None:
    with worker(house) as connection:
        first = start_beat(connection)
        beats.request(connection, "all", trigger="deploy", now=NOON)
        assert beats.take_next(connection, now=NOON) is None
        beats.finish(connection, first, 1, now=NOON)
        second = beats.take_next(connection, now=NOON)
        assert second is not None
        assert second.beat_id > first
    with house.connect(Role.OWNER) as owner, pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute(
            "insert into heartbeat.beat (state, trigger, requested, requested_at) values ('running', 'ui', '[]', now())"
        )


def test_an_abandoned_beat_is_asked_for_anew_but_not_for_ever(house: Database) -> None:
    ask(house, ["m_one"])
    with worker(house) as connection:
        for number in range(1, 4):
            beat = beats.take_next(connection, now=NOON)
            assert beat is not None
            if number == 3:
                ask(house, ["m_two"])
            assert beats.abandon_running(connection, now=NOON) == (beat.beat_id,)
            assert waiting(house) == [(["m_two" if number == 3 else "m_one"], True)]  # the third adds nothing
        assert beats.abandon_running(connection, now=NOON) == ()


def test_the_ledger_tells_progress_and_errors(house: Database) -> None:
    with worker(house) as connection:
        assert beats.read_active(connection) is None
        ask(house, ["m_one", "m_two"])
        queued = beats.read_active(connection)
        assert queued is not None
        assert (queued["state"], queued["phase"], queued["started_at"]) == ("queued", None, None)
        beat = beats.take_next(connection, now=NOON)
        assert beat is not None
        beats.note_source(connection, beat.beat_id, "bank", "bank_core", "running")
        beats.note_source(
            connection,
            beat.beat_id,
            "bank",
            "bank_core",
            "error",
            tables=3,
            rows=40,
            seconds=1.5,
            error="no answer",
            note="t: 1 row was left out",
        )
        beats.enter_phase(connection, beat.beat_id, "measure", now=NOON)
        beats.note_metric(connection, beat.beat_id, "m_two", "executed", why="new rows", cost=beats.Cost(0.1, 1_200))
        beats.note_metric(connection, beat.beat_id, "m_one", "waiting", why="it is new")
        beats.note_metric(connection, beat.beat_id, "m_one", "error", cost=beats.Cost(0.2), error="division by zero")
        beats.finish(connection, beat.beat_id, 7, now=NOON + timedelta(seconds=9))
        assert beats.read_active(connection) is None
        job = beats.read_beat(connection, beat.beat_id)
    assert job == {
        "job_id": beat.beat_id,
        "state": "done",
        "phase": "measure",
        "trigger": "ui",
        "started_at": NOON,
        "ended_at": NOON + timedelta(seconds=9),
        "sources": [
            {
                "source_id": "bank",
                "dataset": "bank_core",
                "state": "error",
                "tables": 3,
                "rows": 40,
                "seconds": 1.5,
                "error": "no answer",
                "note": "t: 1 row was left out",
            }
        ],
        "metrics": [
            {
                "metric_id": "m_one",
                "outcome": "error",
                "why": "it is new",
                "seconds": 0.2,
                "rows_read": None,
                "error": "division by zero",
            },
            {"metric_id": "m_two", "outcome": "executed", "why": "new rows", "seconds": 0.1, "rows_read": 1_200, "error": None},
        ],
        "errors": [{"where": "bank_core", "message": "no answer"}, {"where": "m_one", "message": "division by zero"}],
    }


def test_a_beat_that_is_not_there_is_said_so(house: Database) -> None:
    with worker(house) as connection, pytest.raises(BeatNotFound):
        beats.read_beat(connection, 99)


def test_the_beat_lock_is_held_by_one_session_until_it_ends(house: Database) -> None:
    with worker(house) as first:
        assert beats.beat_lock(first)
        with worker(house) as second:
            assert not beats.beat_lock(second)
    with worker(house) as third:
        assert beats.beat_lock(third)
