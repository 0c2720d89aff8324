"""The commands over a Postgres of the user's own, from nothing to a board."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from elsewhere import Elsewhere, server_elsewhere
from heartbeat.postgres.roles import with_database
from integration.cli.command import heartbeat
from machine_time import system_clock
from small_shop import fill_shop, write_metric


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with server_elsewhere() as server:
        yield server


def test_a_newcomer_comes_from_an_empty_server_to_a_board(elsewhere: Elsewhere, source_database: str, tmp_path: Path) -> None:
    fill_shop(source_database, until=system_clock())
    folder = tmp_path / "shop"
    environment = {"HEARTBEAT_DATABASE_URL": elsewhere.url("heart"), "SHOP_URL": source_database}
    made = heartbeat("init", folder, environment=environment)
    assert made.code == 0, made.err
    for example in (*(folder / "metrics").rglob("*.sql"), *(folder / "cuts").iterdir(), *(folder / "segments").iterdir()):
        example.unlink()
    write_metric(folder, "customers", "select count(*) as value from shop_public.customers", code="CUST", period="snapshot")

    def run(*arguments: str) -> str:
        answer = heartbeat("-w", folder, *arguments, environment=environment)
        assert answer.code == 0, answer.out + answer.err
        return answer.out

    too_early = heartbeat("-w", folder, "deploy", environment=environment)
    assert (too_early.code, "heartbeat db init --admin-url" in too_early.err) == (1, True)
    assert "Prepared." in run("db", "init", "--admin-url", elsewhere.superuser_url)
    assert "+ customers: new" in run("deploy")
    assert "✓ customers: computed" in run("beat")
    assert "your own Postgres" in run("db", "status")
    assert not (folder / ".heartbeat" / "postgres").exists()
    with psycopg.connect(with_database(elsewhere.superuser_url, "heart"), row_factory=dict_row) as connection:
        (board,) = connection.execute("select document from heartbeat.board").fetchall()
    assert [(metric["metric_id"], metric["value"]) for metric in board["document"]["metrics"]] == [("customers", 7)]
