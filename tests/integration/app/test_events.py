"""The event stream over a real socket: what is told, in which order, and that it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from heartbeat.db import Database, Role
from heartbeat.readings import beats
from heartbeat.surfaces.cockpit import stream
from heartbeat.surfaces.cockpit.stream import QUEUE_FRAMES, Client, frame
from integration.app.served import NOW, app_over, publish, running
from waiting import eventually, run_async


def told(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """The events of a stream; a comment is an event without a name."""
    event = ""
    for line in lines:
        if line.startswith(":"):
            yield "", line[1:].strip()
        elif line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield event, json.loads(line.removeprefix("data: "))


def until(events: Iterator[tuple[str, Any]], name: str) -> Any:
    return next(payload for event, payload in events if event == name)


def test_a_new_client_is_told_how_things_stand_and_then_what_changes(database: Database) -> None:
    publish(database, 3)
    with running(app_over(database)) as (address, _), httpx.stream("GET", f"{address}/api/events", timeout=20) as answer:
        events = told(answer.iter_lines())
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert [next(events) for _ in range(3)] == [
            ("board", {"board_version": 3}),
            ("beat", None),
            ("database", {"database": "up"}),
        ]
        publish(database, 4)
        assert until(events, "board") == {"board_version": 4}


def test_a_beat_is_told_while_it_runs_and_its_board_before_its_end(database: Database) -> None:
    with (
        running(app_over(database)) as (address, _),
        httpx.stream("GET", f"{address}/api/events", timeout=20) as answer,
        database.connect(Role.WORKER, autocommit=True) as connection,
    ):
        events = told(answer.iter_lines())
        assert [next(events)[0] for _ in range(3)] == ["board", "beat", "database"]
        beats.request(connection, "all", trigger="cli", now=NOW)
        beat = beats.take_next(connection, now=NOW)
        assert beat is not None
        assert until(events, "beat")["job_id"] == beat.beat_id
        publish(database, 9)
        beats.finish(connection, beat.beat_id, 9, now=NOW)
        rest = [next(events), next(events)]
        while rest[-1] != ("beat", None):
            rest.append(next(events))
        assert ("board", {"board_version": 9}) in rest


def test_a_comment_proves_that_the_server_is_there(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE_SECONDS", 0.2)
    with running(app_over(database)) as (address, _), httpx.stream("GET", f"{address}/api/events", timeout=20) as answer:
        assert until(told(answer.iter_lines()), "") == "still here"


def test_open_streams_do_not_hold_the_end_of_the_server(database: Database) -> None:
    with running(app_over(database)) as (address, server), httpx.stream("GET", f"{address}/api/events", timeout=20) as answer:
        events = told(answer.iter_lines())
        assert [next(events)[0] for _ in range(3)] == ["board", "beat", "database"]
        server.handle_exit(15, None)
        assert list(events) == []


def test_a_client_that_left_is_forgotten(database: Database) -> None:
    app = app_over(database)
    with running(app) as (address, _):
        with httpx.stream("GET", f"{address}/api/events", timeout=20) as answer:
            events = told(answer.iter_lines())
            next(events)
            assert app.state.site.tally.streams == 1
        eventually(lambda: app.state.site.tally.streams, until=lambda open_streams: open_streams == 0)


def test_a_client_that_does_not_read_is_let_go() -> None:
    async def full() -> bytes | None:
        client = Client()
        for _ in range(QUEUE_FRAMES + 1):
            client.offer([frame("beat", None)])
        return await client.next_frame()

    assert run_async(full()) is None
