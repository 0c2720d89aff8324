"""The bank's systems: two Postgres servers of their own, and providers that are no Postgres.

Nobody can reach the second server since the service desk was last read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bank_source import load
from bank_source.incidents import SUPPORT_SILENT_FOR
from bank_source.live import pay
from bank_source.world.plan import World
from heartbeat.demo.providers import Providers, forget, providers
from heartbeat.errors import ConfigError
from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import make_password, write_secret

# Rows that can be made again need no fsync.
_OPTIONS = ServerOptions(settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"})
ALIVE = ("webbank",)
SILENT = "support"


@dataclass(frozen=True)
class BankSystems:
    """The servers of the bank: `main` holds what lives on, `desk` the service desk, which is running only until it was read."""

    main: EmbeddedServer
    desk: EmbeddedServer
    providers: Providers
    password: str
    silent_for: int = SUPPORT_SILENT_FOR  # seconds between the last look at the service desk and the bank's anchor

    def environment(self) -> dict[str, str]:
        """What the source files ask for: an address with a login that may only read."""
        urls = {f"{name.upper()}_URL": self._server(name).url_of(load.READER, self.password, name) for name in (*ALIVE, SILENT)}
        return urls | self.providers.environment()

    def generate(self, world: World, say: Callable[[str], None]) -> None:
        """Make what is not there yet, and let the rest live on to `world.until`."""
        for name in ALIVE:
            self._make(name, world, say)
            load.advance(self._address(name), name, world.until)
            load.grant_reading(self._address(name), name, self.password)
        say(f"  rates, settlements, machines: {self.providers.live_on(world):,} rows in an API, files and SQLite")

    @contextmanager
    def desk_open(self, world: World, say: Callable[[str], None]) -> Iterator[None]:
        """The service desk four days before the bank's anchor; afterwards its server is gone."""
        with self.desk.join():
            self._make(SILENT, world.at(world.anchor - self.silent_for), say)
            load.grant_reading(self._address(SILENT), SILENT, self.password)
            yield

    def live_on(self, until: int) -> int:
        """Let the bank's own story go on to `until` (seconds since 1970); returns the rows that changed."""
        rows = sum(load.advance(self._address(name), name, until) for name in ALIVE)
        world = _world_of(self._address("webbank"))
        return rows + (self.providers.live_on(world) if world else 0)

    def pay_now(self, now: int) -> None:
        """One more payment than the story knows."""
        pay(self._address("webbank"), now)

    def anchor(self) -> int | None:
        """When this bank was made, None for one that is not made yet."""
        if "webbank" not in _databases(self.main):
            return None
        world = _world_of(self._address("webbank"))
        return world.anchor if world else None

    def _make(self, name: str, world: World, say: Callable[[str], None]) -> None:
        server = self._server(name)
        if name in _databases(server):
            if _world_of(self._address(name)):
                return
            _drop(server, name)  # a start that was interrupted
        rows = load.build(server.url("postgres"), name, world)
        say(f"  {name}: {rows:,} rows")

    def _server(self, name: str) -> EmbeddedServer:
        return self.desk if name == SILENT else self.main

    def _address(self, name: str) -> str:
        return self._server(name).url(name)


@contextmanager
def bank_systems(workspace: Path) -> Iterator[BankSystems]:
    """The bank's systems of a demo's workspace, running for as long as the context lasts."""
    main, desk = _servers(workspace)
    with main.join(), providers(_folder(workspace)) as beside:
        yield BankSystems(main, desk, beside, _password(main.folder / "reader.password"))


def begin_anew(workspace: Path) -> None:
    """Delete the data of a demo whose workspace somebody removed: for root it may lie in another place than the folder.

    Raises:
        ConfigError: a process still uses it.
    """
    for server in (*_servers(workspace), house_server(workspace)):
        if server.in_use():
            raise ConfigError(f"The data of {workspace} is in use.", hint="End the demo that runs there, then start again.")
        if server.data.exists():
            server.remove()
    forget(_folder(workspace))


def _folder(workspace: Path) -> Path:
    return workspace.resolve() / ".heartbeat" / "bank"


def _servers(workspace: Path) -> tuple[EmbeddedServer, EmbeddedServer]:
    folder = _folder(workspace)
    return EmbeddedServer(folder / "main", _OPTIONS), EmbeddedServer(folder / "desk", _OPTIONS)


def _password(file: Path) -> str:
    if not file.exists():
        write_secret(file, make_password())
    return file.read_text().strip()


def _databases(server: EmbeddedServer) -> set[str]:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        return {name for (name,) in connection.execute("select datname from pg_database")}


def _world_of(address: str) -> World | None:
    """What a database was made from, None for one that is not whole."""
    try:
        with psycopg.connect(address) as connection:
            return load.read_world(connection)
    except (psycopg.errors.UndefinedTable, LookupError):
        return None


def _drop(server: EmbeddedServer, name: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
