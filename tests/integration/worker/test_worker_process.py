"""A worker as a process: beside a server, alone, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from heartbeat.beside import worker_beside
from heartbeat.config import Settings
from heartbeat.db import Role
from shop_with_source import COMPLETE, ShopWithSource
from small_shop import write_metric
from waiting import eventually

PARENT = """
import threading
from heartbeat.config import read_settings
from heartbeat.beside import worker_beside
with worker_beside(read_settings()):
    threading.Event().wait()
"""


@pytest.fixture
def settings(shop: ShopWithSource, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name the test's database as an external one, with the source's address in the environment."""
    for name, value in shop.environment.items():
        monkeypatch.setenv(name, value)
    urls = {f"db_{role.value}_url": SecretStr(shop.database.url(role)) for role in Role}
    known = {"workspace": shop.folder, "database_url": SecretStr(shop.database.url(Role.WORKER)), **urls}
    return Settings.model_validate(known)


def sessions(shop: ShopWithSource) -> list[int]:
    """Sessions of workers in the test's database."""
    query = "select pid from pg_stat_activity where application_name = 'heartbeat worker' and datname = current_database()"
    return [row["pid"] for row in shop.rows(query)]


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started."""
    lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for pids in lists for child in pids]


def test_a_worker_beside_beats_and_ends_with_its_context(shop: ShopWithSource, settings: Settings) -> None:
    with worker_beside(settings):
        eventually(shop.is_settled, within_seconds=60)
    assert shop.values() == COMPLETE
    assert sessions(shop) == []


def test_a_worker_logs_each_beat_and_what_failed_in_it(
    shop: ShopWithSource, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def has_told() -> bool:
        told.append(capfd.readouterr().err)
        return "division by zero" in "".join(told)

    with worker_beside(settings):
        eventually(has_told, within_seconds=60)
    assert "a beat ended" in "".join(told)
    assert "broken" in "".join(told)


def test_a_worker_beside_that_dies_is_started_again(shop: ShopWithSource, settings: Settings) -> None:
    with worker_beside(settings):
        eventually(shop.is_settled, within_seconds=60)
        (worker,) = _workers_below(os.getpid())
        os.kill(worker, signal.SIGKILL)
        asked = shop.ask(["customers"])
        eventually(lambda: shop.beats()[-1]["beat_id"] == asked.job_id and shop.is_settled(), within_seconds=60)


def test_a_worker_beside_that_could_not_be_started_is_tried_again(
    shop: ShopWithSource, settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def has_told() -> bool:
        told.append("".join(capfd.readouterr()))
        return "cannot be started" in "".join(told)

    python = sys.executable
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with worker_beside(settings):
        eventually(has_told)
        monkeypatch.setattr(sys, "executable", python)
        eventually(shop.is_settled, within_seconds=60)


def test_a_worker_beside_ends_when_its_server_is_killed(shop: ShopWithSource, settings: Settings) -> None:
    with running(["-c", PARENT], settings) as parent:
        eventually(shop.is_settled, within_seconds=60)
        (worker,) = _workers_below(parent.pid)
        parent.kill()
        eventually(lambda: not Path(f"/proc/{worker}").exists() or _is_zombie(worker), within_seconds=15)
        eventually(lambda: sessions(shop) == [])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_worker_within_seconds_in_the_middle_of_a_load(
    shop: ShopWithSource, settings: Settings, how: signal.Signals
) -> None:
    with psycopg.connect(shop.source_url) as blocking:
        blocking.execute("lock table orders in access exclusive mode")  # the load waits for it
        with running(["-m", "heartbeat.worker"], settings) as worker:
            eventually(lambda: _is_loading(shop), within_seconds=60)
            loads = children(worker.pid)
            assert loads
            worker.send_signal(how)
            assert worker.wait(10) == 0
            eventually(lambda: all(not Path(f"/proc/{load}").exists() or _is_zombie(load) for load in loads))
    assert [beat["state"] for beat in shop.beats()] == ["running"]


def test_a_signal_ends_a_worker_within_seconds_in_the_middle_of_a_statement(shop: ShopWithSource, settings: Settings) -> None:
    slow = "select count(*) as value from shop_public.orders, generate_series(1, 10000000000) where created_at < :as_of"
    write_metric(shop.folder, "slow", slow, code="SLOW")
    shop.deploy()
    with running(["-m", "heartbeat.worker"], settings) as worker:
        eventually(lambda: _outcome(shop, "slow") == "running", within_seconds=60)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(10) == 0


def _outcome(shop: ShopWithSource, metric_id: str) -> str | None:
    rows = shop.rows("select outcome from heartbeat.beat_metric where metric_id = %s", metric_id)
    return rows[0]["outcome"] if rows else None


def _is_loading(shop: ShopWithSource) -> bool:
    return any(row["state"] == "running" for row in shop.rows("select state from landing.source_run"))


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _workers_below(pid: int) -> list[int]:
    return [child for child in children(pid) if b"heartbeat.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


@contextmanager
def running(arguments: list[str], settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with these settings in its environment; killed at the end."""
    environment = {**os.environ}
    for name, value in settings:
        if value is not None:
            environment[f"HEARTBEAT_{name.upper()}"] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    process = subprocess.Popen([sys.executable, *arguments], env=environment, stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        assert process.stdin is not None
        process.stdin.close()
