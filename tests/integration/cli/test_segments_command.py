"""`heartbeat segments …` over a database of the test: what is printed, what is kept, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forked import Answer
from heartbeat.db import Database, Role
from integration.cli.command import heartbeat
from integration.readings.small_house import apply, metric, workspace
from integration.segments.shop_segments import ALL, TIER, daily, land_orders, register


@pytest.fixture
def shop(database: Database) -> Database:
    apply(database, workspace(metric("orders", "ORDE")))
    land_orders(database)
    return database


def segments(shop: Database, *arguments: str) -> Answer:
    urls = {f"HEARTBEAT_DB_{role.name}_URL": url for role, url in shop.urls.items()}
    environment = {**urls, "HEARTBEAT_DATABASE_URL": next(iter(shop.urls.values())), "HEARTBEAT_ROLE_PREFIX": shop.prefix}
    return heartbeat("segments", *arguments, environment=environment)


def test_without_a_segment_it_says_how_one_comes_about(shop: Database) -> None:
    for arguments in ([], ["list"], ["run"]):
        answer = segments(shop, *arguments)
        assert answer.code == 0
        assert "No segment is deployed: write segments/<segment>.sql" in answer.out


def test_today_is_taken_and_listed_and_a_failure_is_told(shop: Database) -> None:
    register(shop, TIER, ALL)
    assert "never" in segments(shop).out
    answer = segments(shop, "run")
    assert answer.code == 0, answer.out + answer.err
    assert "✓ client_tier: " in answer.out
    assert "3 entities in" in answer.out
    register(shop, replace(TIER, values=("gold", "none")))
    failed = segments(shop, "run")
    assert failed.code == 1
    assert "✗ client_tier: client_tier gives values that its file does not declare: “plain” (1)." in failed.out
    assert "✓ all_clients" in failed.out
    listed = segments(shop, "list")
    assert listed.code == 0
    assert "✗ client_tier: client_tier gives values" in listed.out
    assert "Declared are gold, none." in listed.out


def test_past_days_are_taken_once_and_again_where_somebody_says_so(shop: Database) -> None:
    register(shop, TIER, ALL)
    with shop.connect(Role.WORKER) as connection:
        today: date = connection.execute("select (now() at time zone 'UTC')::date").fetchone()[0]  # type: ignore[index]
    since = (today - timedelta(days=12)).isoformat()
    answer = segments(shop, "run", "client_tier", "--since", since)
    assert answer.code == 0, answer.out + answer.err
    assert "client_tier: 12 past days in" in answer.out
    assert len(daily(shop)) == 13
    assert "past day" not in segments(shop, "run", "client_tier", "--since", since).out
    assert "12 past days" in segments(shop, "run", "client_tier", "--since", since, "--again").out
    every = segments(shop, "run", "--since", since)
    assert every.code == 0
    assert "all_clients has no past" in every.out


def test_what_cannot_be_is_refused_before_anything_is_taken(shop: Database) -> None:
    register(shop, TIER, ALL)
    refused = segments(shop, "run", "all_clients", "--since", "2026-01-01")
    assert refused.code == 1
    assert "all_clients has no past: its SQL does not use :as_of." in refused.err
    assert daily(shop, "all_clients") == {}
    unknown = segments(shop, "run", "client_teir")
    assert (unknown.code, "Did you mean client_tier?" in unknown.err) == (1, True)
    assert segments(shop, "run", "--again").code == 2


def test_a_past_day_that_fails_is_named_and_those_before_it_stay(shop: Database) -> None:
    register(
        shop, replace(TIER, sql="select 1 / extract(day from now() - :as_of - interval '2 days')::int as entity, 'gold' as value")
    )
    with shop.connect(Role.WORKER) as connection:
        today: date = connection.execute("select (now() at time zone 'UTC')::date").fetchone()[0]  # type: ignore[index]
    answer = segments(shop, "run", "client_tier", "--since", (today - timedelta(days=5)).isoformat())
    assert answer.code == 1
    assert "after 2 days" in answer.out
    assert "division by zero" in answer.out
