"""A source that is a hot standby: what it replays meanwhile, and how it ends a session that stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceUnreachable
from heartbeat.ingest.report import RunReport, TableProgress
from heartbeat.ingest.run_one import run_one
from heartbeat.postgres.embedded import EmbeddedServer
from integration.ingest.landed import Landed
from integration.ingest.landing_site import told_of
from standby import server_with_standby, wait_until_replayed


@dataclass
class StandbySite(Landed):
    primary: EmbeddedServer
    standby: EmbeddedServer

    def at_primary(self, *statements: str) -> None:
        """Returns once the standby has replayed it."""
        with psycopg.connect(self.primary.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        wait_until_replayed(self.primary, self.standby)

    def run(self, after_the_first: Callable[[], None] = lambda: None) -> RunReport:
        """A run in which this is done once its first table has been read."""
        todo = [after_the_first]

        def look(progress: TableProgress) -> None:
            if progress.rows and todo:
                todo.pop()()

        url = self.standby.url("postgres")
        return run_one(
            SourceDefinition("bank", "sources/bank.yaml", "postgres", url, ("core",)),
            "core",
            database_url_of_loader=self.database.url(Role.LOADER),
            environment={},
            on_progress=look,
        )


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[EmbeddedServer, EmbeddedServer]]:
    with server_with_standby({"max_standby_streaming_delay": "100ms"}) as servers:
        yield servers


@pytest.fixture
def site(database: Database, servers: tuple[EmbeddedServer, EmbeddedServer]) -> StandbySite:
    site = StandbySite(database, *servers)
    site.at_primary(
        "drop schema if exists core cascade",
        "create schema core",
        "create table core.aaa as select 1 as id",
        "create table core.big (id int)",
        "insert into core.big select generate_series(1, 100)",
    )
    return site


def test_a_table_that_was_rebuilt_is_told(site: StandbySite) -> None:
    rebuild = "create temporary table kept as table core.big; truncate core.big; insert into core.big table kept"
    told = told_of(site.run(lambda: site.at_primary(rebuild)), "big")
    assert (told.outcome, told.error_code) == ("error", "source-rejected")
    assert "core.big was rebuilt" in (told.error or "")
    assert told_of(site.run(), "big").total_rows == 100


def test_a_session_that_the_standby_ends_is_no_fault_of_a_table(site: StandbySite) -> None:
    with pytest.raises(SourceUnreachable, match="connection to bank") as caught:
        site.run(lambda: site.at_primary("delete from core.big where id < 50", "vacuum core.big"))
    assert "max_standby_streaming_delay" in caught.value.hint
    assert told_of(site.run(), "big").total_rows == 51
