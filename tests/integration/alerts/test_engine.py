"""Incidents open and close with the reading, the edit or the deploy that causes it, and tell whom they should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heartbeat.db import Database
from heartbeat.errors import FenceLost
from heartbeat.readings.commit import commit
from integration.alerts.alert_house import HOUR, OWNER, changes, edit, house, incidents, notices, read_values
from integration.readings.small_house import NOON, apply, beat, measured, metric, rows, start_beat, tiles, worker, workspace


def test_a_red_value_opens_an_incident_and_tells_its_owner_with_the_board(database: Database) -> None:
    house(database)
    with worker(database) as connection:
        beat_id = start_beat(connection)
        commit(connection, measured("m_one", beat_id, 11), now=NOON)
    assert notices(database) == [("fire", "ops", "held", None)]
    assert rows(database, "select count(*) from heartbeat.message") == [(0,)]
    assert incidents(database) == [(None, "red", 1, None)]


def test_the_message_says_what_the_board_says(database: Database) -> None:
    house(database)
    read_values(database, 11)
    assert notices(database) == [("fire", "ops", "queued", None)]
    assert incidents(database) == [("firing", "red", 1, None)]
    ((payload, version),) = rows(database, "select payload, board_version from heartbeat.outbox")
    tile = tiles(database)["m_one"]
    assert payload["entry"] == {key: value for key, value in tile.items() if key != "spark"}
    assert payload["line"] == {"name": "alert_value", "text": tile["display"]["alert"]}
    assert (payload["owner"], payload["incident"]["seq"]) == (OWNER, 1)
    assert version == rows(database, "select version from heartbeat.board")[0][0]
    assert tile["incident"]["state"] == "firing"
    assert (tile["incident"]["told"], tile["incident"]["gate"]) == (True, [])
    assert rows(database, "select channel, form, state from heartbeat.message") == [("ops", "single", "queued")]


def test_it_fires_once_and_resolves_after_two_good_readings(database: Database) -> None:
    house(database)
    read_values(database, 11, 12, 3, 13, 3, 3)
    assert changes(database) == ["fire", "recovering", "firing", "recovering", "resolve"]
    assert [kind for kind, *_ in notices(database)] == ["fire", "resolve"]
    assert incidents(database) == [("closed", "red", 2, "resolved")]
    assert tiles(database)["m_one"]["incident"] is None


def test_a_value_between_the_lines_neither_fires_nor_recovers(database: Database) -> None:
    house(database)
    read_values(database, 7, 11, 9.9, 9.9, 9.9)
    assert changes(database) == ["fire"]


def test_several_readings_before_it_fires(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER, for_readings=3))
    read_values(database, 11, 11)
    assert notices(database) == []
    assert tiles(database)["m_one"]["incident"]["state"] == "pending"
    read_values(database, 3, 11, 11, 11, start=2)
    assert changes(database) == ["pending", "cleared", "pending", "fire"]
    assert incidents(database) == [("closed", "red", 0, "cleared"), ("firing", "red", 1, None)]


def test_a_reading_whose_data_stands_still_counts_for_nothing(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER, for_readings=2))
    beat(database, {"m_one": 11}, as_of=NOON)
    beat(database, {"m_one": 11}, now=NOON + HOUR, as_of=NOON)
    assert changes(database) == ["pending"]
    read_values(database, 11, start=2)
    assert changes(database) == ["pending", "fire"]


@pytest.mark.parametrize("health", ["no_data", "error"])
def test_missing_data_recovers_nothing(database: Database, health: str) -> None:
    house(database)
    read_values(database, 11)
    for hour in (1, 2, 3):
        beat(database, {"m_one": None}, now=NOON + hour * HOUR, health=health)
    assert changes(database) == ["fire"]
    assert tiles(database)["m_one"]["incident"]["state"] == "firing"


def test_too_few_rows_are_no_event(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER, min_n=50))
    read_values(database, 11, n=10)
    assert incidents(database) == []


def test_nobody_is_told_behind_a_closed_gate_and_the_reason_is_kept(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO", owner=OWNER)))
    beat(database, {"m_one": 11, "m_two": 11})
    assert notices(database) == [("fire", "", "suppressed", "unverified")] * 2
    tile = tiles(database)["m_one"]
    assert tile["incident"]["gate"] == ["unverified"]
    assert not tile["incident"]["told"]
    edit(database, "m_one", now=NOON + HOUR, verification_state="verified")
    assert tiles(database)["m_one"]["incident"]["gate"] == ["no_owner"]


def test_when_the_gate_opens_what_still_fires_is_told(database: Database) -> None:
    house(database, metric("m_one", "MONE"))
    read_values(database, 11)
    assert notices(database) == [("fire", "", "suppressed", "no_owner")]
    edit(database, "m_one", now=NOON + HOUR, owner=OWNER)
    assert notices(database)[1:] == [("fire", "ops", "queued", None)]
    assert tiles(database)["m_one"]["incident"]["told"]


@pytest.mark.parametrize(
    ("what", "reason"), [({"owner": None}, "no_owner"), ({"verification_state": "unverified"}, "unverified")], ids=str
)
def test_when_the_gate_closes_the_incident_does_and_names_who_did_it(
    database: Database, what: dict[str, str | None], reason: str
) -> None:
    house(database)
    read_values(database, 11)
    edit(database, "m_one", now=NOON + HOUR, by="Grace", **what)
    assert incidents(database) == [("closed", "red", 2, reason)]
    assert notices(database)[1:] == [("close", "ops", "queued", None)]
    ((payload,),) = rows(database, "select payload from heartbeat.outbox where kind = 'close'")
    assert payload["actor"] == "Grace"


def test_an_edit_of_the_lines_moves_screen_and_incident_together(database: Database) -> None:
    house(database)
    read_values(database, 7)
    edit(database, "m_one", now=NOON + HOUR, alert_value=6)
    assert incidents(database) == [("firing", "red", 1, None)]
    assert tiles(database)["m_one"]["status"] == "red"
    edit(database, "m_one", now=NOON + 2 * HOUR, alert_value=20, norm_value=15)
    assert incidents(database) == [("closed", "red", 2, "edited")]
    assert [kind for kind, *_ in notices(database)] == ["fire", "close"]


def test_an_edit_counts_as_no_reading(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER, for_readings=2))
    read_values(database, 7)
    edit(database, "m_one", now=NOON + HOUR, alert_value=6)
    edit(database, "m_one", now=NOON + HOUR, alert_value=6.5)
    assert changes(database) == ["pending"]


def test_amber_becomes_red_in_the_same_incident(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER, page_on="amber"))
    read_values(database, 7, 11)
    assert incidents(database) == [("firing", "red", 2, None)]
    assert [kind for kind, *_ in notices(database)] == ["fire", "escalate"]


def test_what_flaps_is_one_incident(database: Database) -> None:
    house(database)
    read_values(database, *(11 if hour % 2 == 0 else 3 for hour in range(48)))
    assert [kind for kind, *_ in notices(database)] == ["fire", "flapping"]
    assert tiles(database)["m_one"]["incident"]["flapping"]
    read_values(database, *[3] * 12, start=48)
    assert [kind for kind, *_ in notices(database)] == ["fire", "flapping", "resolve"]


def test_a_second_trouble_within_the_week_waits_for_the_digest(database: Database) -> None:
    house(database)
    read_values(database, 11, 3, 3, 11, 3, 3)
    assert [(kind, state, reason) for kind, _, state, reason in notices(database)] == [
        ("fire", "queued", None),
        ("resolve", "queued", None),
        ("fire", "digest", "over_budget"),
    ]


def test_what_waits_for_the_digest_proposes_a_line_that_would_have_held(database: Database) -> None:
    house(database)
    calm = [3] * 25
    read_values(database, 11, *calm, 14, *calm, 12, *calm)
    proposed = "payload -> 'facts' ->> 'proposed_line'"
    query = f"select kind, reason, {proposed} from heartbeat.outbox where state = 'digest' order by outbox_id"
    assert rows(database, query) == [("fire", "over_budget", "11"), ("fire", "over_budget", "12")]


def test_a_metric_that_is_retired_closes_its_incident(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER), metric("m_two", "MTWO", owner=OWNER))
    beat(database, {"m_one": 11, "m_two": 3})
    apply(database, workspace(metric("m_two", "MTWO", owner=OWNER), content_hash="w2"), now=NOON + HOUR)
    assert incidents(database) == [("closed", "red", 2, "retired")]
    assert notices(database)[-1] == ("close", "ops", "queued", None)


def test_a_definition_that_changes_closes_its_incident(database: Database) -> None:
    one = house_metric = metric("m_one", "MONE", owner=OWNER)
    house(database, one)
    read_values(database, 11)
    changed = replace(house_metric, definition_hash="v1:b", content_hash="c2")
    apply(database, workspace(changed, content_hash="w2"), now=NOON + HOUR)
    assert incidents(database) == [("closed", "red", 2, "changed")]


def test_nothing_is_written_for_a_beat_that_was_taken_over(database: Database) -> None:
    house(database)
    with worker(database) as connection:
        beat_id = start_beat(connection)
        connection.execute("update heartbeat.beat set state = 'abandoned'")
        with pytest.raises(FenceLost):
            commit(connection, measured("m_one", beat_id, 11), now=NOON)
    assert incidents(database) == []
    assert notices(database) == []


def test_more_than_twenty_for_one_lane_are_one_digest(database: Database) -> None:
    many = [metric(f"m_{number}", f"M{number:03}", owner=OWNER) for number in range(21)]
    house(database, *many)
    beat(database, {one.metric_id: 11 for one in many})
    assert rows(database, "select form, count(*) from heartbeat.message group by 1") == [("digest", 1)]
    assert rows(database, "select count(*) from heartbeat.outbox where message_id is not null") == [(21,)]
