"""`heartbeat backfill` as a person runs it: told, refused, interrupted, killed, and gone on with."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import Role, read_role_urls, with_database
from integration.cli.command import environment_with, heartbeat
from postgres_fixtures import drop_database, fresh_name, short_folder
from small_shop import fill_shop, write_metric, write_workspace
from waiting import eventually

SLOW = "select count(*) as value from shop_public.orders, generate_series(1, {}) where created_at < :as_of"


@pytest.fixture(scope="module")
def workspace(source_server: str) -> Iterator[Path]:
    """A workspace with forty days of orders, deployed and measured once; its Postgres stays up for the tests."""
    name, folder = fresh_name("source"), short_folder("hbb-")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(source_server, name)
    fill_shop(url, until=datetime.now(UTC))
    try:
        write_workspace(folder)
        write_metric(folder, "slow", SLOW.format(3_000), code="SLOW", period="snapshot")
        assert heartbeat("-w", folder, "deploy").code == 0
        heartbeat("-w", folder, "beat", environment={"SHOP_URL": url})
        with house_server(folder).join(prepare=lambda: None):
            yield folder
    finally:
        house_server(folder).stop()
        shutil.rmtree(folder)
        drop_database(source_server, name)


def days(workspace: Path, metric_id: str, *, of_moments: int = 1) -> list[tuple[object, ...]]:
    """The days that were filled in from so many moments, shown or not: origin, and whether a board shows it."""
    urls = read_role_urls(house_server(workspace).folder / "roles.env", "hb_")
    query = "select origin, board_version is not null from heartbeat.history where metric_id = %s and coalesce(moments, 99) >= %s"
    with psycopg.connect(urls[Role.WORKER]) as connection:
        return connection.execute(query, [metric_id, of_moments]).fetchall()


def begun(workspace: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "heartbeat", "-w", str(workspace), "backfill", *arguments]
    return subprocess.Popen(
        command, env=environment_with(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def test_every_refusal_is_told_at_once_and_nothing_is_begun(workspace: Path) -> None:
    answer = heartbeat("-w", workspace, "backfill", "orders_day", "customers", "late_orders", "orders_dya")
    assert (answer.code, answer.out) == (1, "")
    assert "3 of 4 metrics cannot be backfilled." in answer.err
    assert "  customers: its SQL does not use :as_of" in answer.err
    assert "  late_orders: its SQL reads the wall clock" in answer.err
    assert "  orders_dya: it is not deployed; did you mean orders_day?" in answer.err
    assert "Nothing was begun." in answer.err


def test_metrics_are_named_or_all_are_asked_for(workspace: Path) -> None:
    for arguments in ((), ("orders_day", "--all"), ("orders_day", "--days", "0"), ("orders_day", "--moments", "25")):
        assert heartbeat("-w", workspace, "backfill", *arguments).code == 2


def test_what_was_done_is_told_and_done_once(workspace: Path) -> None:
    first = heartbeat("-w", workspace, "backfill", "orders_day")
    assert first.code == 0, first.err
    told = r"✓ orders_day: \d days filled in, in [\d.]+ s(, [\d,.]+ days/s)?; 30 were there already"
    assert re.search(told, first.out), first.out
    assert re.search(r"36\d days before that left out: the oldest row of shop_public.orders is of 20\S+ \S+ UTC, and", first.out)
    assert {shown for _, shown in days(workspace, "orders_day")} == {True}
    again = heartbeat("-w", workspace, "backfill", "orders_day")
    assert re.search(r"✓ orders_day: its 3\d days are there already", again.out), again.out


def test_older_values_that_stay_where_the_sql_has_none_now_are_told(workspace: Path) -> None:
    counted = (
        "select {} as value from shop_public.orders where created_at < :as_of and created_at >= :as_of - interval '24 hours'"
    )
    write_metric(workspace, "fading", counted.format("count(*)"), code="FADE")
    assert heartbeat("-w", workspace, "deploy").code == 0
    assert "✓ fading: its 8 days are there already" in heartbeat("-w", workspace, "backfill", "fading", "--days", "8").out
    before = len(days(workspace, "fading"))
    write_metric(workspace, "fading", counted.format("nullif(count(*), count(*))"), code="FADE")
    assert heartbeat("-w", workspace, "deploy").code == 0
    for again in ((), ("--again",)):
        answer = heartbeat("-w", workspace, "backfill", "fading", "--days", "8", *again)
        assert answer.code == 0, answer.err
        assert "✓ fading: 0 days filled in" in answer.out
        assert "left without a point" not in answer.out
        assert "8 days keep an older value, though the SQL has none for them now: a day of the history is replaced" in answer.out
    assert len(days(workspace, "fading")) == before


def test_one_metric_that_fails_stops_no_other(workspace: Path) -> None:
    answer = heartbeat("-w", workspace, "backfill", "broken", "nothing", "orders_all", "--days", "20")
    assert answer.code == 1
    assert "✗ broken: 0 days filled in" in answer.out
    assert "3 days failed; the newest of them: Postgres refused the SQL of broken: division by zero" in answer.out
    assert "given up after 3 of 20 days: one after another failed" in answer.out
    assert "20 days left without a point: the SQL has no value for them" in answer.out
    assert "✓ orders_all: " in answer.out
    assert len(days(workspace, "orders_all", of_moments=23)) >= 20


def test_a_metric_of_which_nobody_can_tell_how_far_back_it_goes_stops_no_other(workspace: Path) -> None:
    urls = read_role_urls(house_server(workspace).folder / "roles.env", "hb_")
    with psycopg.connect(urls[Role.LOADER]) as connection:
        connection.execute("lock table shop_public.orders in access exclusive mode")
        answer = heartbeat(
            *("-w", workspace, "backfill", "orders_day", "nothing"), environment={"HEARTBEAT_METRIC_STATEMENT_TIMEOUT": "1"}
        )
    assert answer.code == 1
    assert "✗ orders_day: how far back its data go is not known. The SQL of orders_day " in answer.out
    assert "nothing: " in answer.out


def test_observed_days_are_replaced_only_when_somebody_says_so(workspace: Path) -> None:
    urls = read_role_urls(house_server(workspace).folder / "roles.env", "hb_")
    with psycopg.connect(urls[Role.WORKER]) as connection:  # as if somebody had looked three days ago
        connection.execute(
            "update heartbeat.history set origin = 'observed', status = 'red', value = 3 "
            "where metric_id = 'orders_day' and d = current_date - 3"
        )
    assert heartbeat("-w", workspace, "backfill", "orders_day", "--days", "10").code == 0
    refused = heartbeat("-w", workspace, "backfill", "orders_day", "--days", "10", "--overwrite-observed")
    assert (refused.code, "1 observed day would be replaced: 1 of orders_day." in refused.out) == (1, True)
    assert "Add --yes. Nothing was changed." in refused.err
    assert ("observed", True) in days(workspace, "orders_day")
    taken = heartbeat("-w", workspace, "backfill", "orders_day", "--days", "10", "--overwrite-observed", "--yes")
    assert (taken.code, "✓ orders_day: 1 day filled in" in taken.out) == (0, True)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_backfill_that_is_ended_keeps_what_it_has_and_goes_on(workspace: Path, sent: signal.Signals) -> None:
    metric_id = f"slow_{sent.name.lower()}"
    write_metric(workspace, metric_id, SLOW.format(1_200), code=sent.name[-4:], period="snapshot")
    assert heartbeat("-w", workspace, "deploy").code == 0
    running = begun(workspace, metric_id)
    try:
        eventually(lambda: len(days(workspace, metric_id, of_moments=23)) > 1, within_seconds=60)
    finally:
        os.kill(running.pid, sent)
        out, _ = running.communicate(timeout=30)
    kept = days(workspace, metric_id, of_moments=23)
    assert running.returncode != 0
    if sent is not signal.SIGKILL:
        assert re.search(rf"{metric_id} stopped: [1-9]\d* of 3\d days filled in. What is filled in stays", out), out
        assert {shown for _, shown in kept} == {True}
    answer = heartbeat("-w", workspace, "backfill", metric_id)
    assert re.search(rf"✓ {metric_id}: \d+ days filled in.*; \d+ were there already", answer.out), answer.out + answer.err
    whole = days(workspace, metric_id, of_moments=23)
    assert (len(whole) > len(kept), {shown for _, shown in whole}) == (True, {True})


def test_the_second_of_two_is_told(workspace: Path) -> None:
    running = begun(workspace, "slow", "--again")
    try:
        eventually(lambda: len(days(workspace, "slow", of_moments=23)) > 1, within_seconds=60)
        answer = heartbeat("-w", workspace, "backfill", "slow", "orders_day")
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.communicate(timeout=30)
    assert answer.code == 1
    assert "✗ slow: nothing was filled in" in answer.out
    assert "Another process fills the past of slow at this moment." in answer.out
    assert "✓ orders_day: " in answer.out
