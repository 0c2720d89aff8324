"""The steps of the demo, each said with the time it took."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartbeat.clock import database_clock, fixed_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.workspace import load_workspace
from heartbeat.demo import people
from heartbeat.demo.example import copy_workspace, example_folder
from heartbeat.demo.story import failures_meant, tell_failures
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.marts.loads import read_table_states
from heartbeat.readings.amend import amend
from heartbeat.readings.deployed.another import refuse_to_empty
from heartbeat.readings.registry import deploy, read_metrics, read_sources
from heartbeat.worker import Wish

if TYPE_CHECKING:
    from bank_source.world.plan import World
    from heartbeat.demo.systems import BankSystems

STEPS = 6
_NAMES_A_DATABASE = re.compile(r"database_url|db_\w+_url")


@dataclass(frozen=True)
class DemoOrder:
    """What was asked for: a folder, payments in sixteen months, and whether the wall shall move."""

    folder: Path
    rows: int
    live: bool = False


@dataclass(frozen=True)
class Screen:
    """How the demo speaks: a line, a beat that is run and shown as it goes on, and the server that runs until Ctrl-C."""

    say: Callable[[str], None]
    beat: Callable[[Database, Settings, Wish], Mapping[str, Any]]
    serve: Callable[[Settings], None]


def run_demo(settings: Settings, order: DemoOrder, screen: Screen) -> None:
    """Bring the example bank to life in a folder, or go on with the one that is there, and serve it until Ctrl-C.

    Everything that it starts ends with it: two or three Postgres servers, the worker, the bank's traffic.

    The demo has a database of its own, whatever the environment names: it must not take the place of a company's.

    Raises:
        ConfigError: the folder holds something else.
        ChangeRefused: its database holds another workspace.
        EmbeddedServerFailed: Postgres does not start here.
        WorkspaceRefused: the workspace in the folder was edited, and has problems.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    own = _with_own_database(settings, order, screen.say)
    _Demo(own.model_copy(update={"workspace": order.folder}), order, screen).run()


def _with_own_database(settings: Settings, order: DemoOrder, say: Callable[[str], None]) -> Settings:
    """The settings without what names another database; the worker gets these, whatever stands in the environment."""
    named = [name for name in type(settings).model_fields if _NAMES_A_DATABASE.fullmatch(name) and getattr(settings, name)]
    if named:
        variables = ", ".join(f"HEARTBEAT_{name.upper()}" for name in named)
        say(f"The demo has a database of its own in {order.folder}; not used: {variables}.")
    return settings.model_copy(update=dict.fromkeys(named))


class _Demo:
    def __init__(self, settings: Settings, order: DemoOrder, screen: Screen) -> None:
        self._settings, self._order, self._screen = settings, order, screen
        self._step = 0
        self._told: set[str] = set()

    def run(self) -> None:
        example_folder()  # makes the generator importable, which the next line needs
        from heartbeat.demo.living import living
        from heartbeat.demo.memory import remembering
        from heartbeat.demo.systems import bank_systems, begin_anew

        say = self._screen.say
        with self._timed(f"the workspace in {self._order.folder}"):
            is_new = copy_workspace(self._order.folder)
            if is_new:
                begin_anew(self._order.folder)
            say("  copied from the example" if is_new else "  there already; going on with it")
        with (
            self._timed("starting Postgres, for Heartbeat and for the bank's systems") as done,
            bank_systems(self._order.folder) as systems,
            open_database(self._settings, announce=lambda line: say(f"  {line}")) as database,
        ):
            done()
            systems.providers.messages.on_message = lambda subject: say(f"  ✉ {subject}")
            self._prepare(systems, database)
            with living(systems, database, is_live=self._order.live), remembering(database):
                self._screen.serve(self._settings)

    def _prepare(self, systems: BankSystems, database: Database) -> None:
        with self._timed("the bank's systems"):
            world = self._world(systems)
            systems.generate(world, self._screen.say)
        with self._timed("deploying the workspace"):
            metrics, sources, _ = self._deploy(database)
            self._screen.say(f"  {metrics} metrics from {sources} sources")
        with self._timed("a beat: landing the sources, measuring, publishing"):
            self._read_the_desk_long_ago(systems, database, world)
            os.environ.update(systems.environment())  # noqa: TID251 - a door: the worker's process inherits it from here
            self._open_the_door(systems, database, world)
            self._beat(database, Wish())
        with self._timed("the people of the bank put their names to numbers"):
            self._introduce_people(systems, database)

    def _open_the_door(self, systems: BankSystems, database: Database, world: World) -> None:
        """Let the provider of identity checks send what it has kept, through the application that the browser meets later."""
        from heartbeat.app import create_app

        systems.providers.door = partial(create_app, database, self._settings, environment=systems.environment())
        self._screen.say(f"  kyc: {systems.providers.live_on(world):,} events by webhook")

    def _world(self, systems: BankSystems) -> World:
        from bank_source.world.plan import World

        now = int(time.time())
        anchor = systems.anchor()
        if anchor is not None:
            self._screen.say(f"  made {datetime.fromtimestamp(anchor, UTC):%Y-%m-%d %H:%M} UTC, and living on since then")
        return World(anchor=anchor or now, until=now, rows=self._order.rows)

    def _deploy(self, database: Database) -> tuple[int, int, tuple[str, ...]]:
        """Deploy the folder; returns how many metrics and sources it has, and whose verification ended."""
        loaded = load_workspace(self._order.folder)
        with database.connect(Role.APP) as connection:
            refuse_to_empty(connection, loaded.workspace)
        with database.connect(Role.CONFIG, autocommit=True, application_name="heartbeat demo") as connection:
            report = deploy(connection, loaded.workspace, now=database_clock(connection)())
        return len(loaded.workspace.metrics), len(loaded.workspace.sources), report.ended_verifications

    def _read_the_desk_long_ago(self, systems: BankSystems, database: Database, world: World) -> None:
        """Land the service desk with the clock of four days ago. Its server is not started again: that is why it goes stale."""
        with database.connect(Role.WORKER) as connection:
            if "support_desk.ticket" in read_table_states(connection):
                return
            source = next(source for source in read_sources(connection) if source.source_id == "support")
        with systems.desk_open(world, self._screen.say):
            read_at = datetime.fromtimestamp(world.anchor - systems.silent_for, UTC)
            run_one(
                source,
                "desk",
                database_url_of_loader=database.url(Role.LOADER),
                environment=systems.environment(),
                now=fixed_clock(read_at),
                options=RunOptions(database.prefix),
            )
        self._screen.say(f"  support_desk: read {read_at:%Y-%m-%d %H:%M} UTC, unreachable since")

    def _beat(self, database: Database, wish: Wish) -> None:
        meant = failures_meant(self._screen.beat(database, self._settings, wish), self._told)
        self._told.update(meant)
        for line in tell_failures(meant):
            self._screen.say(line)

    def _introduce_people(self, systems: BankSystems, database: Database) -> None:
        """Once: owners verify most metrics, then the definition of one changes, and the bank's day goes on."""
        marker = systems.main.folder / "people-introduced"
        if marker.exists():
            self._screen.say("  done before")
            return
        self._amend(database)
        file = self._order.folder / people.CHANGED_FILE
        file.write_text(file.read_text().replace(people.CHANGED_FROM, people.CHANGED_TO))
        for metric_id in self._deploy(database)[2]:
            self._screen.say(f"  {metric_id}: its definition was changed after that, so it waits to be verified again")
        systems.live_on(int(time.time()))
        self._beat(database, Wish(trigger="deploy"))
        marker.touch()

    def _amend(self, database: Database) -> None:
        with database.connect(Role.APP, autocommit=True, application_name="heartbeat demo") as connection:
            clock = database_clock(connection)
            metrics = [(metric.metric_id, metric.area) for metric in read_metrics(connection)]
            for metric_id, change in people.changes(metrics).items():
                who, reason = str(change["owner"]), "compared with the books"
                amend(connection, metric_id, change, changed_by=who, reason=reason, now=clock())
            self._screen.say(f"  {len(people.changes(metrics))} metrics verified by their owners, the rest is not")

    @contextmanager
    def _timed(self, title: str) -> Iterator[Callable[[], None]]:
        """Number and name a step, and say how long it took: at its end, or when the step itself says that it is done."""
        self._step += 1
        self._screen.say(f"{self._step}/{STEPS} {title} …")
        started, told = time.perf_counter(), False

        def done() -> None:
            nonlocal told
            if not told:
                told = True
                self._screen.say(f"  {time.perf_counter() - started:.1f} s")

        yield done
        done()
