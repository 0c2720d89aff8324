"""Digests by the clock: what was put off, what still fires, and the sign that messages come through at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from heartbeat.db import Database
from integration.alerts.alert_house import HOUR, house, read_values
from integration.alerts.couriered import courier_over, deploy_channels
from integration.alerts.test_passing_time import pass_time
from integration.readings.small_house import NOON, metric, rows
from scripted_receiver import scripted_receiver

EIGHT = datetime(2026, 6, 11, 6, tzinfo=UTC)  # in Berlin
DAY = timedelta(days=1)


def digests(database: Database) -> list[dict[str, Any]]:
    """What each digest was made of, oldest first."""
    found = rows(database, "select facts from heartbeat.message where once_key is not null order by message_id")
    return [facts for (facts,) in found]


def test_a_digest_goes_out_once_a_day_and_says_that_all_is_well(database: Database) -> None:
    house(database)
    read_values(database, 1.0)
    pass_time(database, EIGHT - timedelta(seconds=1))
    assert digests(database) == []
    for _ in range(2):
        pass_time(database, EIGHT)
    (made,) = digests(database)
    assert (made["summary"], made["lines"], made["still"]) == ("Nothing is red. 1 metric, last beat 14:00", [], [])
    pass_time(database, EIGHT + DAY)
    assert len(digests(database)) == 2


def test_of_couriers_that_tick_at_once_one_makes_the_digest(database: Database) -> None:
    house(database)
    read_values(database, 1.0)
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        pass_time(database, EIGHT)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests(database)) == 1


def test_a_digest_tells_what_still_fires_and_counts_what_may_not_page(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner="ada@example.com"), metric("m_two", "MTWO"), metric("m_three", "MTHR"))
    for name in ("m_one", "m_two", "m_three"):
        read_values(database, 20.0, metric_id=name)
    pass_time(database, EIGHT)
    (made,) = digests(database)
    assert [still["payload"]["entry"]["code"] for still in made["still"]] == ["MONE"]
    assert made["summary"] == "3 of 3 metrics red, last beat 14:00"
    assert made["lines"] == [
        "2 metrics are red but may not page: 2 without an owner.",
        "Since the last digest nobody was told of: 2 without an owner.",
    ]


def test_what_a_metric_over_its_budget_tells_comes_with_the_digest(database: Database) -> None:
    house(database)
    read_values(database, 20.0, 1.0, 1.0, 20.0)
    pass_time(database, NOON + 4 * HOUR)
    pass_time(database, EIGHT)
    found = rows(
        database,
        "select o.state, o.reason, m.form from heartbeat.outbox o join heartbeat.message m using (message_id) "
        "where o.reason is not null",
    )
    assert found == [("queued", "over_budget", "digest")]


def test_what_is_owed_after_a_snooze_and_over_budget_says_why_it_waits_and_which_line_would_have_held(database: Database) -> None:
    house(database)
    read_values(database, 20.0, *[1.0] * 25)
    snooze = """insert into heartbeat.silence (kind, matcher, starts_at, ends_at, made_at, made_by, reason)
                values ('snooze', '{"metric_id": "m_one"}', %s, %s, %s, 'Ada', 'known') returning silence_id"""
    rows(database, snooze, NOON, NOON + 27 * HOUR, NOON)
    read_values(database, 30.0, start=26)
    pass_time(database, NOON + 28 * HOUR)
    told = "payload ->> 'reason', payload -> 'facts' ->> 'proposed_line'"
    waiting = f"select kind, {told} from heartbeat.outbox where reason = 'over_budget'"
    assert rows(database, waiting) == [("fire", "over_budget", "20")]


def test_no_digest_is_due_before_the_workspace_was_there(database: Database) -> None:
    house(database)
    read_values(database, 1.0)
    pass_time(database, NOON + HOUR)
    assert digests(database) == []


def test_a_weekly_digest_comes_on_its_day(database: Database) -> None:
    house(database, alerts={"digest": {"daily": "off", "weekly": "fri 09:00"}})
    read_values(database, 1.0)
    friday = datetime(2026, 6, 12, 7, tzinfo=UTC)
    pass_time(database, friday - HOUR)
    assert digests(database) == []
    pass_time(database, friday)
    assert [made["title"] for made in digests(database)] == ["Weekly digest"]


def test_a_digest_that_did_not_get_through_is_taken_in_by_the_next(database: Database) -> None:
    house(database)
    read_values(database, 1.0)
    pass_time(database, EIGHT)
    pass_time(database, EIGHT + DAY)
    assert rows(database, "select state from heartbeat.message where once_key is not null order by message_id") == [
        ("superseded",),
        ("queued",),
    ]


def test_an_empty_digest_is_sent_in_words(database: Database) -> None:
    with scripted_receiver() as receiver:
        deploy_channels(database, "ops", receiver=receiver, alerts={"digest": "08:00"}, now=NOON)
        moment = datetime(2026, 6, 11, 8, tzinfo=UTC)
        courier_over(database, receiver, clock=lambda: moment).deliver_due(10)
        (sent,) = receiver.at("/ops")
    assert b"Daily digest: Nothing was measured yet." in sent.body
