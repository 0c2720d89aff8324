"""A reader who looks at marts all the time, as metric SQL would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors as refusals

from faults.loads.landed_rows import Site
from heartbeat.db import Role
from heartbeat.errors import DatabaseUnavailable
from waiting import eventually

_PAUSE_SECONDS = 0.02


class StateReader:
    """Asks the question of a source in one statement again and again, in a thread of its own.

    `faults` tells what it saw that may not be seen, `looks` how often it saw the tables, `seen` how many answers there were.
    """

    def __init__(self, site: Site) -> None:
        self._database, self._judge, self._query = site.database, site.source.judge, site.source.question(site.dataset)
        self._ended = threading.Event()
        self._may_be_missing = self._may_be_away = False
        self._last: list[Any] | None = None
        self.looks = self.seen = 0
        self._answers = 0  # looks, and those that found a table missing
        self.faults: list[str] = []

    @contextmanager
    def looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._look_on)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    @contextmanager
    def missing_allowed(self) -> Iterator[None]:
        """The tables may be gone, until the end of this and one more look."""
        self._may_be_missing = True
        yield
        _await_two_more(lambda: self.looks)
        self._may_be_missing = False

    @contextmanager
    def outage_allowed(self) -> Iterator[None]:
        """The server may be away, until it answers; the tables may be gone for longer than the server."""
        self._may_be_away = True
        yield
        _await_two_more(lambda: self._answers)
        self._may_be_away = False

    def _look_on(self) -> None:
        while not self._ended.is_set():
            try:
                with self._database.connect(Role.QUERY, autocommit=True) as connection:
                    while not self._ended.wait(_PAUSE_SECONDS):
                        self._look(connection)
            except (psycopg.OperationalError, DatabaseUnavailable) as error:
                if not self._may_be_away:
                    self.faults.append(f"the reader lost its server: {error}")
                self._ended.wait(0.1)

    def _look(self, connection: psycopg.Connection[Any]) -> None:
        try:
            rows = connection.execute(self._query).fetchall()
        except (refusals.UndefinedTable, refusals.InvalidSchemaName) as error:
            if not self._may_be_missing:
                self.faults.append(f"a table was missing: {error}")
            self._answers += 1
            return
        if rows != self._last:
            self._last = rows
            self.seen += 1
            if fault := self._judge(rows, is_first=self._may_be_missing):
                self.faults.append(f"seen: {fault}")
        self.looks += 1
        self._answers += 1


def _await_two_more(count: Callable[[], int]) -> None:
    """The first may have begun before now; the second has not."""
    before = count()
    eventually(lambda: count() > before + 1)
