"""`heartbeat backtest --diff` in a repository: the report of a change, and when it fails a check."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forked import Answer
from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.readings.amend import amend
from heartbeat.readings.registry import deploy
from integration.app.test_backtest import fill
from integration.cli.command import heartbeat

ZONE = "Europe/Berlin"
FLAPPING = [3.0, 3, 8, 3, 3, 3] * 16  # beyond 7 every sixth day
_METRIC = """/*
name: Delays | late
code: {code}
period: 24h
unit: count
direction: down
norm_value: {norm}
alert_value: {alert}
description: Late ones.
how_to_read: Call.
methodology: Counted.
sources: [shop_public.orders]
*/
-- value
select {sql} as value from shop_public.orders where created_at < :as_of;
"""


def git(folder: Path, *arguments: str) -> None:
    named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, "-C", str(folder), *arguments], check=True, capture_output=True)


def write(
    folder: Path, *, norm: float = 5, alert: float = 10, sql: str = "count(*)", metric_id: str = "delays", code: str = "DELA"
) -> None:
    file = folder / f"metrics/{metric_id}.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_METRIC.format(norm=norm, alert=alert, sql=sql, code=code))


def committed(repository: Path) -> Path:
    """A workspace in a folder of its repository, committed on main."""
    folder = repository / "company" / "heartbeat"
    write(folder)
    (folder / "heartbeat.yaml").write_text(f"name: Shop\ntimezone: {ZONE}\n")
    (folder / "sources").mkdir()
    (folder / "sources/shop.yaml").write_text("kind: postgres\nurl: ${SHOP_URL}\nschemas: [public]\n")
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "first")
    return folder


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    """A committed workspace that is deployed, with a history."""
    folder = committed(tmp_path)
    workspace = load_workspace(folder).workspace
    with database.connect(Role.CONFIG, autocommit=True) as connection:
        deploy(connection, workspace, now=database_clock(connection)())
    fill(database, FLAPPING, definition_hash=workspace.metrics[0].definition_hash)
    return folder


def compare(database: Database, folder: Path, *arguments: str) -> Answer:
    environment = {f"HEARTBEAT_DB_{role.value.upper()}_URL": url for role, url in database.urls.items()}
    return heartbeat("backtest", *arguments, folder=folder, environment={**environment, "HEARTBEAT_ROLE_PREFIX": database.prefix})


def land_orders(database: Database) -> None:
    """An order at each of the workspace's last 400 noons, and eight more on every sixth of these days."""
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("create schema shop_public")
        loader.execute(f"grant usage on schema shop_public to {database.prefix}query")
        loader.execute("create table shop_public.orders (id bigint, created_at timestamptz)")
        loader.execute(
            "insert into shop_public.orders"
            " select d, (date_trunc('day', now() at time zone %(zone)s) + interval '12 hours' - d * interval '1 day')"
            " at time zone %(zone)s"
            " from generate_series(1, 400) d cross join generate_series(1, case when d %% 6 = 0 then 9 else 1 end)",
            {"zone": ZONE},
        )
        loader.execute(f"grant select on shop_public.orders to {database.prefix}query")
        note_loads(
            loader,
            TableLoad("shop", "shop_public", "orders", "1", database_clock(loader)(), "append", None, None, 1, 1, 0.1, None),
        )


def history_of(database: Database) -> list[tuple[object, ...]]:
    with database.connect(Role.OWNER) as connection:
        return connection.execute("select * from heartbeat.history order by metric_id, d").fetchall()


def test_a_change_within_the_budget_is_told_as_a_table(database: Database, folder: Path) -> None:
    write(folder, alert=9)
    answer = compare(database, folder, "--diff", "main")
    assert answer.code == 0, answer.err
    rows = [line for line in answer.out.splitlines() if line.startswith("|")]
    assert rows[2] == "| `delays` (DELA) | alert_value 10 → 9 | 0 | 0 | 0 | 0.0 | – |"
    assert len(rows) == 3
    assert "Each metric stays within the page budget of 1 page a week." in answer.out


def test_a_change_beyond_the_budget_fails(database: Database, folder: Path) -> None:
    write(folder, alert=7)
    answer = compare(database, folder, "--diff")
    assert answer.code == 1, answer.err
    assert (
        "| `delays` (DELA) **over budget** | alert_value 10 → 7 | 0 → 15 | 0 → 5 | 0 → 15 | 0.0 → 1.2 | – → 1 day (" in answer.out
    )
    assert "**Over the page budget of 1 page a week for one metric**: `delays` (1.2)." in answer.out


def test_the_budget_is_that_of_the_workspace(database: Database, folder: Path) -> None:
    write(folder, alert=7)
    with (folder / "heartbeat.yaml").open("a") as settings:
        settings.write("alerts: {page_budget: 1.5}\n")
    assert compare(database, folder, "--diff", "HEAD").code == 0


def test_a_line_that_an_operator_set_is_not_moved_by_a_file(database: Database, folder: Path) -> None:
    with database.connect(Role.APP, autocommit=True) as connection:
        now = database_clock(connection)()
        amend(connection, "delays", {"alert_value": 20.0}, changed_by="ada@example.com", reason=None, now=now)
    write(folder, alert=7)
    answer = compare(database, folder, "--diff")
    assert answer.code == 0, answer.err
    assert "alert_value stays as an operator set it" in answer.out
    write(folder, norm=25, alert=30)
    refused = compare(database, folder, "--diff")
    assert (refused.code, "would be refused by a deploy" in refused.out) == (1, True)


def test_another_statement_and_a_new_metric_are_judged_by_what_they_say_of_past_days(database: Database, folder: Path) -> None:
    land_orders(database)  # one each noon, and eight more on every sixth day
    write(folder, alert=7, sql="8 * (count(*) filter (where created_at >= :as_of - interval '1 day') - 1) / 8.0")
    write(folder, metric_id="fresh", code="FRES", alert=1000, norm=900)
    before = history_of(database)
    answer = compare(database, folder, "--diff")
    assert answer.code == 1, answer.err
    assert "| `delays` (DELA) **over budget** | alert_value 10 → 7, SQL | 0 → 15 | 0 → 5 | 0 → 15 |" in answer.out
    assert "`delays` is judged by what its new SQL says of 210 past days, computed from what has landed." in answer.out
    assert "| `fresh` (FRES) | new | 0 | 0 | 0 |" in answer.out
    assert history_of(database) == before


def test_what_cannot_be_computed_either_is_not_judged_by_values_of_others(database: Database, folder: Path) -> None:
    write(folder, alert=7, sql="count(*) * 2")
    write(folder, metric_id="fresh", code="FRES")
    answer = compare(database, folder, "--diff")
    assert answer.code == 0, answer.err
    assert "| `delays` (DELA) | alert_value 10 → 7, SQL | 0 → ? |" in answer.out
    assert "| `fresh` (FRES) | new | ? |" in answer.out
    assert (
        "`delays` is not judged: its SQL changed, and values by the old one do not judge it, and nothing could be computed"
        in answer.out
    )
    assert "table shop_public.orders has not landed yet." in answer.out
    assert "Nothing could be judged." in answer.out
    one = compare(database, folder, "fresh", "--diff")
    assert ("`fresh`" in one.out, "`delays`" in one.out) == (True, False)


def test_new_sql_that_postgres_refuses_is_told_with_what_it_says(database: Database, folder: Path) -> None:
    land_orders(database)
    write(folder, metric_id="fresh", code="FRES", sql="1 / (count(*) - count(*))")
    answer = compare(database, folder, "--diff")
    assert "it is new, and nothing could be computed: Postgres refused the SQL of fresh: division by zero" in answer.out
    assert ".." not in answer.out


def test_nothing_changed_and_a_removed_metric_are_told(database: Database, folder: Path) -> None:
    same = compare(database, folder, "--diff")
    assert (same.code, "No metric is judged otherwise" in same.out) == (0, True)
    (folder / "metrics/delays.sql").unlink()
    gone = compare(database, folder, "--diff")
    assert (gone.code, "`delays` is removed; its history stays." in gone.out) == (0, True)


def test_what_cannot_be_compared_is_told(database: Database, folder: Path, tmp_path: Path) -> None:
    write(folder, alert=7)
    unknown = compare(database, folder, "--diff", "no-such-branch")
    assert (unknown.code, "There is no commit 'no-such-branch'" in unknown.err) == (1, True)
    stranger = compare(database, folder, "delay", "--diff")
    assert (stranger.code, "Did you mean delays?" in stranger.err) == (1, True)
    both = compare(database, folder, "--diff", "main", "--alert-value", "3")
    neither = compare(database, folder)
    assert (both.code, neither.code) == (2, 2)
    assert compare(database, tmp_path, "--diff").code == 1


def test_a_database_without_a_workspace_has_no_days(database: Database, tmp_path: Path) -> None:
    folder = committed(tmp_path)
    write(folder, alert=7)
    empty = compare(database, folder, "--diff")
    assert (empty.code, "not-deployed" in empty.err) == (1, True)
