"""How many messages people get, counted on the real engine: of what flaps, of what stays red, of what breaks at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from alert_machine.floor import Floor
from alert_machine.post import PostOffice, Try
from alert_machine.searching import searched_floor
from alert_machine.world import ADA, ALERTS, HOUR, World
from heartbeat.readings.passing_time.tick import tick
from integration.readings.small_house import metric
from postgres_fixtures import Cluster

PLAIN = {"channels": ALERTS["channels"], "routes": ALERTS["routes"]}
READINGS = 48  # of 48 hours


@pytest.fixture(scope="module")
def floor(cluster: Cluster) -> Iterator[Floor]:
    with searched_floor(cluster) as found:
        yield found


def hours(world: World, values: Iterator[str] | str) -> PostOffice:
    """A reading each hour, `b` for bad and `g` for good; every hour a worker looks at the clock, and all that is due arrives."""
    office = PostOffice(world)
    for value in values:
        world.swing("m_one", ["red" if value == "b" else "green"])
        tick(world.floor.worker, world.rules, now=world.now)
        office.send_all("delivered")
        world.pass_time(HOUR - timedelta(seconds=20))
    return office


def plain(floor: Floor, *, page_budget: float = 1.0) -> World:
    """One owner with one channel, told at any hour."""
    return World(floor, page_budget=page_budget, alerts=PLAIN, people={})


def kinds(office: PostOffice) -> list[str]:
    """What each message told that was no digest by the clock, in the order in which they arrived."""
    return [row["kind"] for taken in office.arrivals if not is_digest(taken) for row in taken.rows]


def is_digest(taken: Try) -> bool:
    return "title" in taken.claimed.facts


@pytest.mark.parametrize("pattern", ["bg", "gb", "bgg", "bbg", "bbgg", "bggg", "bbbg", "bbbggg", "bgggg", "bbggg", "bgbgg"])
def test_two_days_of_flapping_are_two_messages_and_digests(floor: Floor, pattern: str) -> None:
    office = hours(plain(floor), (pattern * READINGS)[:READINGS])
    told = kinds(office)
    news = [kind for kind in told if kind != "remind"]
    assert len(news) <= 2, told
    assert news[0] == "fire"
    assert len(told) - len(news) <= 1  # where it was red for hours on end before it was seen to flap
    assert sum(is_digest(taken) for taken in office.arrivals) <= 2


def test_a_steady_red_is_told_once_and_called_to_mind_every_four_hours(floor: Floor) -> None:
    told = kinds(hours(plain(floor), "b" * READINGS))
    assert told[0] == "fire"
    assert set(told[1:]) == {"remind"}
    assert len(told) - 1 == (READINGS - 1) // 4


def test_a_recovery_is_told_once(floor: Floor) -> None:
    told = Counter(kinds(hours(plain(floor), "bbb" + "g" * 20)))
    assert told == {"fire": 1, "resolve": 1}


@pytest.mark.slow
def test_five_thousand_metrics_that_break_at_once_are_one_message_for_each_owner_and_channel(floor: Floor) -> None:
    world = plain(floor)
    people = [f"owner{number}@example.com" for number in range(10)]
    many = {f"m_{number}": metric(f"m_{number}", f"M{number:04}", owner=people[number % 10]) for number in range(5000)}
    world.people = {email: {"channels": ["ops", "chat"] if email == people[0] else ["ops"]} for email in (*people, ADA)}
    world.declared = many
    assert world.deploy()
    floor.app.execute("update heartbeat.metric_registry set verification_state = 'verified'")
    world.swing_all("red")
    office = PostOffice(world)
    office.send_all("delivered")
    lanes = Counter(taken.lane for taken in office.arrivals)
    assert set(lanes.values()) == {1}
    assert sum(len(taken.rows) for taken in office.arrivals if taken.lane[0] == "ops") == len(many)
    assert [taken.claimed.form for taken in office.arrivals] == ["digest"] * len(lanes)
