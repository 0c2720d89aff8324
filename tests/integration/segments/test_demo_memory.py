"""The demo fills in the past of its segments beside the wall: once, and what it slept through when it goes on."""

from __future__ import annotations

import pytest

from heartbeat.db import Database
from heartbeat.demo.memory import fill_segments, remembering
from integration.readings.small_house import apply, metric, workspace
from integration.segments.shop_segments import ALL, TIER, daily, land_orders, register
from waiting import eventually


@pytest.fixture
def shop(database: Database) -> Database:
    apply(database, workspace(metric("orders", "ORDE")))
    land_orders(database)
    register(database, TIER, ALL)
    return database


def test_every_day_is_filled_in_once(shop: Database) -> None:
    assert fill_segments(shop, days=10) == 2 + 10
    assert len(daily(shop)) == 11
    assert len(daily(shop, "all_clients")) == 1
    assert fill_segments(shop, days=12) == 2 + 2


def test_it_ends_between_two_days(shop: Database) -> None:
    assert fill_segments(shop, days=10, is_over=lambda: True) == 2 + 1


def test_it_goes_on_beside_what_waits_for_nothing(shop: Database) -> None:
    with remembering(shop):
        eventually(lambda: len(daily(shop)) > 5)


def test_a_database_without_a_workspace_is_logged_and_no_more(database: Database) -> None:
    with remembering(database):
        pass
