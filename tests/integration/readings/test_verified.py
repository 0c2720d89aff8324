"""A verification is bound to what was verified: which definition, when, by whom, and what ended it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.readings.amend import amend
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.readings.registry import heed_changed_columns
from integration.readings.small_house import NOON, apply, metric, workspace

HOUR = timedelta(hours=1)
PLAIN = metric("m_one", "MONE")
SUM = replace(PLAIN.sql, value="select sum(amount) as value from bank_core.payment")
FIRST = replace(PLAIN, sql=SUM)
SECOND = replace(
    FIRST, sql=replace(SUM, value="select avg(amount) as value from bank_core.payment"), definition_hash="v1:b", content_hash="c2"
)


def verify(database: Database, state: str = "verified", *, by: str = "anna", hours: int = 1) -> None:
    with database.connect(Role.APP) as connection:
        amend(connection, "m_one", {"verification_state": state}, changed_by=by, reason="audited", now=NOON + hours * HOUR)


def told(database: Database) -> dict[str, Any]:
    with database.connect(Role.APP) as connection:
        page = read_metric_page(connection, "m_one")
    verification: dict[str, Any] = page["verification"]
    return verification


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(FIRST))
    return database


def test_who_verified_what_and_when_is_told(house: Database) -> None:
    assert set(told(house).values()) == {"unverified", None}
    verify(house)
    now = told(house)
    assert (now["state"], now["by"], now["at"], now["reason"]) == ("verified", "anna", NOON + HOUR, "audited")
    assert (now["definition_hash"], now["changed_because"], now["verified_definition"]) == ("v1:a", None, None)
    verify(house, "unverified", by="bert")
    assert set(told(house).values()) == {"unverified", None}


def test_another_definition_is_told_beside_the_verified_one_until_somebody_verifies_that(house: Database) -> None:
    verify(house)
    apply(house, workspace(SECOND), now=NOON + 2 * HOUR)
    changed = told(house)
    assert (changed["state"], changed["by"], changed["definition_hash"]) == ("changed", "anna", "v1:a")
    assert changed["changed_at"] == NOON + 2 * HOUR
    assert changed["changed_because"] == "its definition changed: the statement of value"
    assert changed["verified_definition"]["value_sql"] == SUM.value
    assert changed["verified_definition"]["deployed_at"] == NOON
    verify(house, by="bert", hours=3)
    again = told(house)
    assert (again["state"], again["by"], again["definition_hash"]) == ("verified", "bert", "v1:b")
    assert (again["changed_at"], again["changed_because"], again["verified_definition"]) == (None, None, None)
    apply(house, workspace(replace(SECOND, period="7d", definition_hash="v1:d")), now=NOON + 4 * HOUR)
    twice = told(house)
    assert (twice["by"], twice["changed_because"]) == ("bert", "its definition changed: period from 24h to 7d")


def test_the_old_definition_again_is_verified_by_a_person_too(house: Database) -> None:
    verify(house)
    apply(house, workspace(SECOND), now=NOON + 2 * HOUR)
    apply(house, workspace(replace(FIRST, content_hash="c3")), now=NOON + 3 * HOUR)
    now = told(house)
    assert (now["state"], now["verified_definition"]) == ("changed", None)


def test_what_differs_is_named(house: Database) -> None:
    verify(house)
    in_euro = replace(FIRST, unit="EUR", period="7d", sql=replace(SUM, history="select 1"), definition_hash="v1:c")
    apply(house, workspace(in_euro), now=NOON + 2 * HOUR)
    told_why = "its definition changed: period from 24h to 7d, unit from count to EUR, the statement of history"
    assert told(house)["changed_because"] == told_why


def test_a_column_that_it_reads_ends_it_with_the_same_definition(house: Database) -> None:
    verify(house)
    with house.connect(Role.WORKER, autocommit=True) as connection:
        heed_changed_columns(connection, {"bank_core.payment": {"amount": "is a text now"}}, now=NOON + 2 * HOUR)
    now = told(house)
    assert (now["state"], now["changed_because"]) == ("changed", "bank_core.payment.amount is a text now")
    assert (now["changed_at"], now["verified_definition"]) == (NOON + 2 * HOUR, None)
    verify(house, by="bert", hours=3)
    assert (told(house)["state"], told(house)["by"]) == ("verified", "bert")
