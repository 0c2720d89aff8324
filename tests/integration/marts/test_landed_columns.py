"""How complete a landed table is, counted through the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.marts.landed.columns import COUNTED_BYTES, Request, choose_moment, profile_table
from heartbeat.marts.sandbox import Sandbox

ORDERS = Request("shop_public.orders", ("amount", 'the "sum"'), ("id", "line"), "created_at", 1000, 99)


@pytest.fixture
def loader(database: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A table of 10,000 orders: every fourth without an amount, one key three times, all of one column NULL."""
    with database.connect(Role.LOADER, autocommit=True) as connection:
        connection.execute("create schema shop_public")
        connection.execute(f"grant usage on schema shop_public to {database.prefix}query")
        connection.execute(
            'create table shop_public.orders (id int, line int, amount numeric, "the ""sum""" int, created_at timestamptz)'
        )
        connection.execute(
            "insert into shop_public.orders select greatest(i, 3), 1, nullif(i % 4, 0), null, "
            "'2026-03-01 00:00Z'::timestamptz + i * interval '1 minute' from generate_series(1, 10000) i"
        )
        connection.execute(f"grant select on shop_public.orders to {database.prefix}query")
        connection.execute("analyze shop_public.orders")
        yield connection


@pytest.fixture
def sandbox(database: Database) -> Sandbox:
    return Sandbox(database, timeout_seconds=20)


@pytest.mark.usefixtures("loader")
def test_a_table_is_counted_whole(sandbox: Sandbox) -> None:
    found = profile_table(sandbox, ORDERS)
    assert (found.total_rows, found.counted, found.share) == (10_000, 10_000, 100.0)
    assert found.nulls == {"amount": 2500, 'the "sum"': 10_000}
    assert found.null_share("amount") == 0.25
    assert found.doubled == 2
    assert (found.oldest, found.newest) == ("2026-03-01 00:01:00+00", "2026-03-07 22:40:00+00")
    assert found.trouble is None


@pytest.mark.usefixtures("loader")
def test_of_a_large_table_the_same_part_is_looked_at_each_time(sandbox: Sandbox) -> None:
    large = replace(ORDERS, size=4 * COUNTED_BYTES)
    found = profile_table(sandbox, large)
    assert found.share == 25.0
    assert 0 < found.counted < 6_000
    assert found.total_rows == 99, "what the last load recorded"
    assert found.doubled is None
    assert found.null_share("amount") == pytest.approx(0.25, abs=0.05)
    assert profile_table(sandbox, large) == found


def test_an_empty_table_has_no_share_and_no_newest_row(sandbox: Sandbox, loader: psycopg.Connection[tuple[object, ...]]) -> None:
    loader.execute("truncate shop_public.orders")
    found = profile_table(sandbox, ORDERS)
    assert (found.total_rows, found.null_share("amount"), found.newest, found.doubled) == (0, 0.0, None, 0)


def test_a_table_that_cannot_be_counted_says_why(
    sandbox: Sandbox, loader: psycopg.Connection[tuple[object, ...]], database: Database
) -> None:
    loader.execute(f"revoke select on shop_public.orders from {database.prefix}query")
    found = profile_table(sandbox, ORDERS)
    assert "permission denied" in (found.trouble or "")
    assert (found.total_rows, found.counted) == (99, 0)


def test_the_time_of_a_row_is_the_first_that_is_read() -> None:
    assert choose_moment(("loaded_at", "created_at", "paid_at"), {"paid_at", "created_at", "amount"}) == "created_at"
    assert choose_moment(("loaded_at",), {"amount"}) is None


@pytest.mark.parametrize("column", ["birth_date", "dateOfBirth", "born", "client_dob", "died_at", "deceased_on"])
def test_the_birth_or_death_of_the_oldest_person_is_not_told(column: str) -> None:
    assert choose_moment((column, "created_at"), {column, "created_at"}) == "created_at"
    assert choose_moment((column,), {column}) is None
