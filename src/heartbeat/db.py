"""The door to Postgres, embedded or external: one connection string per role, connections, pools, named statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from heartbeat.errors import DatabaseRefused, DatabaseUnavailable, MigrationFailed, RolesMissing
from heartbeat.postgres.embedded import silent
from heartbeat.postgres.external import is_external, refuse_old_version, resolve_role_urls
from heartbeat.postgres.house import open_house, standing_house
from heartbeat.postgres.migrations import apply_migrations, house_migrations, pending_migrations
from heartbeat.postgres.refusals import is_refusal
from heartbeat.postgres.roles import Role, key_of
from heartbeat.postgres.scratch import open_scratch_server
from heartbeat.postgres.statements import load_statements

if TYPE_CHECKING:  # a child that loads rows has no settings, and would import pydantic for nothing
    from heartbeat.config import Settings

__all__ = [
    "Database",
    "Role",
    "connection_string",
    "database_errors",
    "load_statements",
    "open_database",
    "open_scratch",
    "standing_database",
]

_AGAIN = "A running server or worker tries again by itself; any other command is to be repeated."
_SCRATCH_PREFIX = "hb_"
_CONNECT_TIMEOUT_SECONDS = 5
_RECONNECT_TIMEOUT_SECONDS = 5.0
_SESSION = {
    "timezone": "UTC",
    # A machine of ours that vanished without a word is noticed by the server within half a minute, and what its sessions held
    # is free: the beat's lock, a dataset's lock. Postgres ignores these on a Unix socket, where nothing can vanish.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_session_timeout": "0",  # a session that holds a lock is idle for as long as nothing is due
}


class _Pool(ConnectionPool[psycopg.Connection[TupleRow]]):
    """A pool that says DatabaseUnavailable when it has no connection to give."""

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[TupleRow]:
        with database_errors():
            return super().getconn(timeout)


@dataclass(frozen=True)
class Database:
    """One database with the connection strings of its roles, which are never printed."""

    prefix: str
    urls: Mapping[Role, str] = field(repr=False)
    revive: Callable[[], bool] = field(default=lambda: False, repr=False, compare=False)
    """Start an embedded server that died by itself; True when a connection is worth another try."""
    break_off: Callable[[int, str], bool] = field(default=lambda _pid, _user: False, repr=False, compare=False)
    """End a session of an embedded server (process id, role) that does not notice its termination; True when done."""

    def url(self, role: Role) -> str:
        """The connection string of a role, password included.

        Raises:
            RolesMissing: it is not known here.
        """
        if role not in self.urls:
            hint = f"Set {key_of(role)}, or run `heartbeat db init --admin-url URL`."
            raise RolesMissing(f"The connection string of the {role.value} role is not known here.", hint=hint)
        return self.urls[role]

    def connect(
        self, role: Role, *, autocommit: bool = False, application_name: str = "heartbeat"
    ) -> psycopg.Connection[TupleRow]:
        """A new connection whose session is in UTC.

        Raises:
            DatabaseUnavailable: the server does not answer within five seconds, or it died and could not be started again.
            DatabaseRefused: it refuses the login.
        """
        conninfo = connection_string(self.url(role), application_name)
        try:
            with database_errors():
                return psycopg.connect(conninfo, autocommit=autocommit)
        except DatabaseUnavailable as error:
            if isinstance(error, DatabaseRefused) or not self._revived():
                raise
        with database_errors():
            return psycopg.connect(conninfo, autocommit=autocommit)

    def _revived(self) -> bool:
        try:
            return self.revive()
        except Exception as error:  # a full disk, a lost right, a damaged file: whoever wants a connection meets an outage
            hint = f"Mend what is said above. {_AGAIN}"
            raise DatabaseUnavailable(f"Postgres died and could not be started again: {error}", hint=hint) from error

    def pool(
        self, role: Role, *, size: int, application_name: str = "heartbeat", lock_timeout_seconds: int = 0
    ) -> ConnectionPool[psycopg.Connection[TupleRow]]:
        """A pool of at most `size` connections, made when they are asked for and checked before they are given.

        Taking one raises DatabaseUnavailable after five seconds without a server; it works again as soon as the server does.
        A statement on one waits at most `lock_timeout_seconds` for a lock; 0 waits for ever.
        """
        return _Pool(
            connection_string(self.url(role), application_name, lock_timeout_seconds),
            min_size=0,
            max_size=size,
            open=True,
            timeout=_CONNECT_TIMEOUT_SECONDS,
            reconnect_timeout=_RECONNECT_TIMEOUT_SECONDS,
            check=ConnectionPool.check_connection,
            name=f"{application_name}-{role.value}",
        )


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn "the server is gone" of the driver into DatabaseUnavailable, or DatabaseRefused; other errors pass as they are."""
    try:
        yield
    except psycopg.OperationalError as error:
        if not is_away(error):
            raise
        if is_refusal(str(error)):
            hint = "Run `heartbeat db init --admin-url URL`, which makes what is missing, or correct HEARTBEAT_DB_<ROLE>_URL."
            raise DatabaseRefused(f"Postgres refuses the login: {str(error).strip()}", hint=hint) from error
        hint = f"Check that Postgres runs and can be reached. {_AGAIN}"
        raise DatabaseUnavailable(f"Postgres does not answer: {str(error).strip()}", hint=hint) from error


def open_database(settings: Settings, *, announce: Callable[[str], None] = silent) -> AbstractContextManager[Database]:
    """The database of a workspace, ready and migrated, for as long as the context lasts.

    Without `HEARTBEAT_DATABASE_URL` the embedded server is started or joined, and stopped by the last process that leaves.

    Args:
        settings: of this process.
        announce: gets a line for people when something takes a moment.

    Raises:
        EmbeddedServerFailed: with the last lines of its log.
        RolesMissing: an external database was not prepared yet.
        MigrationFailed: the database is newer than this program, or a migration fails.
        DatabaseUnavailable: an external server does not answer.
    """
    return _external(settings, announce) if is_external(settings) else _embedded(settings, announce)


def standing_database(settings: Settings) -> Database | None:
    """The database of a workspace as it stands: nothing is made, started or migrated, and it may not answer. None: there is none.

    Raises:
        RolesMissing: an external database was not prepared yet.
        ConfigError: the file with the connection strings is damaged.
    """
    external = is_external(settings)
    urls = resolve_role_urls(settings) if external else standing_house(settings.workspace, settings.role_prefix)
    return Database(settings.role_prefix, urls) if urls else None


@contextmanager
def open_scratch(*, announce: Callable[[str], None] = silent) -> Iterator[Database]:
    """A database of its own for the length of the context, with the roles and no schema of ours; nothing of it stays.

    Raises:
        EmbeddedServerFailed: with the last lines of its log.
    """
    with open_scratch_server(_SCRATCH_PREFIX, announce) as (server, urls):
        yield Database(_SCRATCH_PREFIX, urls, server.revive, server.break_off)


@contextmanager
def _embedded(settings: Settings, announce: Callable[[str], None]) -> Iterator[Database]:
    with open_house(settings.workspace, settings.role_prefix, announce) as (server, urls):
        database = Database(settings.role_prefix, urls, server.revive, server.break_off)
        _bring_up_to_date(database, announce)
        yield database


@contextmanager
def _external(settings: Settings, announce: Callable[[str], None]) -> Iterator[Database]:
    database = Database(settings.role_prefix, resolve_role_urls(settings))
    _bring_up_to_date(database, announce)
    yield database


def _bring_up_to_date(database: Database, announce: Callable[[str], None]) -> None:
    if Role.OWNER not in database.urls:
        return _refuse_old_schema(database)
    with database.connect(Role.OWNER, autocommit=True, application_name="heartbeat-migrate") as connection:
        refuse_old_version(connection.info.server_version)
        for name in apply_migrations(connection, house_migrations(), prefix=database.prefix):
            announce(f"Applied migration {name}.")
    return None


def _refuse_old_schema(database: Database) -> None:
    """A process that does not know the owner's connection string can only look."""
    role = next((role for role in (Role.APP, Role.WORKER, Role.CONFIG) if role in database.urls), None)
    if role is None:
        known = ", ".join(key_of(role) for role in database.urls)
        hint = f"Set {key_of(Role.APP)} and those of the parts that run here; without any the embedded Postgres is used."
        raise RolesMissing(f"Of the database roles only {known} is known here, and that one may not look.", hint=hint)
    with database.connect(role) as connection:
        pending = pending_migrations(connection, house_migrations())
    if pending:
        message = f"The database lacks the migrations {', '.join(pending)}, and the owner's connection string is not known here."
        raise MigrationFailed(message, hint="Run `heartbeat db init` or any command where HEARTBEAT_DB_OWNER_URL is set.")


def connection_string(url: str, application_name: str, lock_timeout_seconds: int = 0) -> str:
    """What every connection of ours is made with: a session in UTC that ends when its other end vanished, and not before."""
    settings = {**_SESSION, "lock_timeout": f"{lock_timeout_seconds}s"}
    return make_conninfo(
        url,
        application_name=application_name,
        connect_timeout=_CONNECT_TIMEOUT_SECONDS,
        options=" ".join(f"-c {name}={value}" for name, value in settings.items()),
        # a server that vanished without a word is noticed within half a minute
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
    )


def is_away(error: psycopg.Error) -> bool:
    """Whether the server is gone, as against one that answered with an error: a full disk, a cancelled statement, a deadlock.

    No code: the connection itself failed. 57P: shut down or starting. 08: lost. 53300: no place left.
    """
    state: Any = error.sqlstate
    return state is None or state.startswith(("57P", "08")) or state == "53300"
