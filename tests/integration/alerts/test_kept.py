"""How long incidents and messages are kept."""

from __future__ import annotations

from datetime import timedelta

from heartbeat.db import Database
from heartbeat.readings.prune import prune
from integration.alerts.alert_house import house, incidents, read_values
from integration.alerts.outbox_rows import Post
from integration.alerts.test_passing_time import pass_time, silence
from integration.readings.small_house import NOON, rows, worker

DAY = timedelta(days=1)
TABLES = ("incident", "incident_transition", "incident_action", "outbox", "message", "delivery_attempt", "silence")


def counts(database: Database) -> list[int]:
    return [rows(database, f"select count(*) from heartbeat.{table}")[0][0] for table in TABLES]


def prune_after(database: Database, days: int) -> int:
    with worker(database) as connection:
        return prune(connection, readings_days=400, now=NOON + days * DAY).incidents


def send(database: Database, *, days: int) -> None:
    post = Post(database, now=NOON + days * DAY)
    post.send_all("ops")
    post.connection.close()


def a_life(database: Database) -> None:
    """An incident that fired, was spoken of, was told and resolved."""
    house(database)
    read_values(database, 20.0)
    send(database, days=0)
    read_values(database, 1.0, 1.0, start=1)
    rows(
        database,
        "insert into heartbeat.incident_action (incident_id, at, by, kind, text) "
        "select incident_id, began_at, 'Ada', 'comment', 'known' from heartbeat.incident returning 1",
    )


def test_what_has_ended_and_was_told_goes_after_its_time_with_all_that_belongs_to_it(database: Database) -> None:
    a_life(database)
    silence(database, until=NOON + DAY)
    send(database, days=1)
    assert 0 not in counts(database)
    before = counts(database)
    assert (prune_after(database, 400), counts(database)) == (0, before)
    assert (prune_after(database, 402), counts(database)) == (1, [0] * len(TABLES))


def test_what_waits_to_be_told_stays_and_so_does_what_is_open(database: Database) -> None:
    a_life(database)
    assert (prune_after(database, 900), len(incidents(database))) == (0, 1)
    read_values(database, 20.0, start=5)
    assert (prune_after(database, 900), len(incidents(database))) == (0, 2)


def test_the_newest_digest_stays_so_that_it_is_not_made_again(database: Database) -> None:
    house(database)
    for days in (1, 2):
        pass_time(database, NOON + days * DAY)
    send(database, days=2)
    prune_after(database, 900)
    assert rows(database, "select count(*) from heartbeat.message where once_key is not null") == [(1,)]
