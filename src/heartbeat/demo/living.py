"""The bank goes on living while the wall is watched: its story every half minute, when live a payment every few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.demo.systems import BankSystems
from heartbeat.errors import HeartbeatError
from heartbeat.log import get_logger
from heartbeat.readings import beats

_STORY_SECONDS = 30
_PAYMENT_SECONDS = 4
_BEAT_SECONDS = 30


@contextmanager
def living(systems: BankSystems, database: Database, *, is_live: bool) -> Iterator[None]:
    """Keep the bank's systems moving for as long as the context lasts; when live, ask for a beat every half minute, too."""
    ended = threading.Event()
    tasks: list[tuple[float, Callable[[], object]]] = [(_STORY_SECONDS, lambda: _live_on(systems))]
    if is_live:
        tasks += [(_PAYMENT_SECONDS, lambda: systems.pay_now(int(time.time()))), (_BEAT_SECONDS, lambda: _ask_for_beat(database))]
    threads = [threading.Thread(target=_repeat, args=(ended, *task), name="bank", daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(timeout=10)


def _repeat(ended: threading.Event, seconds: float, task: Callable[[], object]) -> None:
    while not ended.wait(seconds):
        try:
            task()
        except (psycopg.Error, HeartbeatError) as error:
            get_logger().warning("the bank paused", error=str(error).strip())


def _live_on(systems: BankSystems) -> None:
    systems.live_on(int(time.time()))


def _ask_for_beat(database: Database) -> None:
    with database.connect(Role.APP, autocommit=True, application_name="heartbeat demo") as connection:
        beats.request(connection, "all", trigger="cron", ingest=True, now=database_clock(connection)())
