"""What a request may use: the settings, the database while there is one, and counters about Heartbeat itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from fastapi import Request
from psycopg_pool import ConnectionPool

from heartbeat import __version__
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseUnavailable

_POOL_SIZE = 4
_POOL_WAIT_SECONDS = 3.0
_LOCK_WAIT_SECONDS = 5  # a lock that somebody forgot must not fill the pool with those who wait for it
_HINT = "The cockpit keeps showing the last board. Heartbeat tries again by itself."


@dataclass
class Tally:
    """Counts since this process began, for `/-/metrics`."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)  # (method, status class such as 200, 400)
    streams: int = 0
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)  # (source, outcome); no source where there is none


@dataclass
class Site:
    """One running API process. The database may come later than the first request, and go away and return."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # what `${NAME}` of the workspace stands for
    app_version: str = __version__
    tally: Tally = field(default_factory=Tally)
    _database: Database | None = None
    _pool: ConnectionPool[Any] | None = None
    _farewells: list[Callable[[], None]] = field(default_factory=list)

    def attach(self, database: Database) -> None:
        """Give the site its database, at start or as soon as Postgres answers."""
        self._pool = database.pool(
            Role.APP, size=_POOL_SIZE, application_name="heartbeat-api", lock_timeout_seconds=_LOCK_WAIT_SECONDS
        )
        self._database = database

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of one's own as the app role, for a reader that stays connected.

        Raises:
            DatabaseUnavailable: while Postgres is away.
        """
        if self._database is None:
            raise DatabaseUnavailable("The database has not answered yet.", hint=_HINT)
        return self._database.connect(Role.APP, autocommit=True, application_name="heartbeat-board")

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A pooled connection as the app role, in a transaction that ends with the block.

        Raises:
            DatabaseUnavailable: while Postgres is away.
        """
        if self._pool is None:
            raise DatabaseUnavailable("The database has not answered yet.", hint=_HINT)
        try:
            with self._pool.connection(timeout=_POOL_WAIT_SECONDS) as connection:
                yield connection
        except psycopg.errors.LockNotAvailable as error:
            message = f"The database is busy: another session has held a lock that this needs for {_LOCK_WAIT_SECONDS} seconds."
            raise DatabaseUnavailable(
                message, hint="Try again; if it stays so, look for the session in pg_stat_activity."
            ) from error
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable("The database does not answer.", hint=_HINT) from error

    @contextmanager
    def picture(self) -> Iterator[psycopg.Connection[Any]]:
        """The same for what is only read: all statements see one moment, so an answer never mixes two boards.

        Raises:
            DatabaseUnavailable: while Postgres is away.
        """
        with self.connection() as connection:
            connection.execute("set transaction isolation level repeatable read read only")
            yield connection

    def on_stop(self, farewell: Callable[[], None]) -> None:
        """Call `farewell` when the process is asked to end, so that an open stream does not hold it."""
        self._farewells.append(farewell)

    def stop(self) -> None:
        """Say that the process ends: open event streams close at once."""
        for farewell in self._farewells:
            farewell()

    def close(self) -> None:
        """Give the pooled connections back."""
        if self._pool is not None:
            self._pool.close()


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site
