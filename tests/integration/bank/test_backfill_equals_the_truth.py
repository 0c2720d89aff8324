"""Four hundred days of every metric of the example that has a past, against the truth told in plain Python for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bank_source.catalog import CATALOG
from bank_source.truth import told
from bank_source.truth.bank import Answer, Bank
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.loads import read_table_states
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.past.run import Progress, Sight, Todo, Wish, carry_out, survey, why_refused
from heartbeat.readings.past.days import past_lock
from heartbeat.readings.registry import deploy
from heartbeat.rules.days import day_end, day_of, whole_hours
from integration.bank.bank_marts import a_bank, land_directly
from postgres_fixtures import Cluster, cloned_house

BANK_FOLDER = Path(__file__).parents[3] / "examples" / "bank"
WORKSPACE = load_workspace(BANK_FOLDER).workspace
DEFINITIONS = {metric.metric_id: metric for metric in WORKSPACE.metrics}
ZONE = ZoneInfo(WORKSPACE.settings.timezone)
DAYS = 400
# Plain Python looks through all rows for each moment: a small bank, and of a day three of its hours; every day is compared.
ROWS = 8_000
WISH = Wish(days=DAYS, most_moments=3)
HOURS_LOOKED_AT = {23: (6, 14, 22), 24: (7, 15, 23), 25: (7, 15, 24)}  # of a day with so many, the first being 0

REMEMBERED_DAYS = {"identity_checks_waiting": 60, "cash_machines_nearly_empty": 90}
"""What these sources keep: the provider of identity checks, and the machines. Before that nothing is known, and nothing told."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return a_bank(rows=ROWS)


@pytest.fixture(scope="module")
def house(cluster: Cluster, bank: Bank) -> Iterator[Database]:
    """The bank in marts with the loads that brought it, its workspace deployed, and nothing measured."""
    with cloned_house(cluster) as database:
        land_directly(database, bank)
        with database.connect(Role.LOADER) as connection:
            for table, _ in CATALOG:
                read_at = datetime.fromtimestamp((bank.desk if table.database == "support" else bank.world).until + 7, UTC)
                load = TableLoad(
                    table.database, table.dataset, table.name, "load-1", read_at, "append", None, None, 1, 1, 0.1, None
                )
                note_loads(connection, load)
        with database.connect(Role.CONFIG) as connection:
            deploy(connection, WORKSPACE, now=datetime.fromtimestamp(bank.world.until, UTC))
        yield database


def backfilled(house: Database, bank: Bank, metric_id: str) -> tuple[Todo, Progress, dict[date, dict[str, Any]]]:
    sandbox = Sandbox(house, timeout_seconds=60)
    with house.connect(Role.WORKER, autocommit=True) as connection:
        sight = Sight(datetime.fromtimestamp(bank.world.until, UTC), ZONE.key, read_table_states(connection))
        todo = survey(connection, sandbox, DEFINITIONS[metric_id], WISH, sight)
        with past_lock(connection, metric_id):
            *_, progress = carry_out(connection, sandbox, todo, WISH)
        with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            rows = cursor.execute("select * from heartbeat.history where metric_id = %s", [metric_id]).fetchall()
    return todo, progress, {row["d"]: row for row in rows}


def truths(bank: Bank, metric_id: str, d: date) -> dict[datetime, Answer]:
    """What the metric must say at each moment that its day is looked at."""
    moments: tuple[datetime, ...] = (day_end(d, ZONE),)
    if DEFINITIONS[metric_id].period == "snapshot":
        hours = whole_hours(d, ZONE)
        moments = tuple(hours[at] for at in HOURS_LOOKED_AT[len(hours)])
    return {moment: told.tell(metric_id, bank, moment.timestamp()) for moment in moments}


@pytest.mark.parametrize("metric_id", sorted(told.TELLERS.keys() - told.WITHOUT_PAST))
def test_each_of_four_hundred_days_equals_the_truth(house: Database, bank: Bank, metric_id: str) -> None:
    todo, progress, history = backfilled(house, bank, metric_id)
    newest = day_of(todo.past.as_of, ZONE) - timedelta(days=1)
    assert (progress.failed, progress.done) == (0, len(todo.missing))
    assert todo.days[0] == newest
    if metric_id in REMEMBERED_DAYS:
        assert REMEMBERED_DAYS[metric_id] - 2 <= len(todo.days) < REMEMBERED_DAYS[metric_id]
    else:
        assert len(todo.days) == DAYS
    worst = min if DEFINITIONS[metric_id].direction == "up" else max
    for d in todo.days:
        truth = truths(bank, metric_id, d)
        known = [answer.value for answer in truth.values() if answer.value is not None]
        if not known:
            assert d not in history, d
            continue
        assert history[d]["value"] == pytest.approx(worst(known), rel=1e-9, abs=1e-9), d
        assert history[d]["n"] == truth[history[d]["as_of"]].n, d
        assert (history[d]["origin"], history[d]["moments"]) == ("backfill", len(truth)), d


def test_what_has_no_past_says_why(house: Database) -> None:
    with house.connect(Role.WORKER) as connection:
        sight = Sight(datetime.now(UTC), ZONE.key, read_table_states(connection))
    for metric_id in told.WITHOUT_PAST:
        assert "says `backfill: no`" in str(why_refused(DEFINITIONS[metric_id], sight))
    assert "has not landed yet" in str(why_refused(DEFINITIONS["chargebacks_won"], sight))
    refused = {metric_id for metric_id, metric in DEFINITIONS.items() if why_refused(metric, sight)}
    assert refused == told.WITHOUT_PAST | told.NO_TABLE_YET
