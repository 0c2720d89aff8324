"""Which index is advised for what a scan is filtered by, and how it is written into the source's file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import yaml

from heartbeat.definitions.model import SourceDefinition
from heartbeat.marts.inspect import TableFacts
from heartbeat.measure.gates.conditions import Condition
from heartbeat.measure.gates.index_advice import IndexAdvice, Reason, advise, as_yaml, declared_for, merged

ROWS = 1_000_000.0
TABLE = "shop_public.payment"
SHARES = {"type_id": 0.02, "state": 0.3, "at": 0.01, "amount": 0.9, "most": 0.5}


def facts(*indexes: tuple[str, ...], rows: float | None = ROWS) -> TableFacts:
    return TableFacts(dict.fromkeys(SHARES, "integer"), 10**9, rows, is_analyzed=True, indexes=indexes)


def equal(column: str) -> Condition:
    return Condition(column, "equal", f"{column} = 1", is_constant=True)


def between(column: str) -> list[Condition]:
    return [Condition(column, "range", f"{column} {sign} 1", is_constant=True) for sign in (">=", "<")]


def estimate(conditions: Sequence[Condition]) -> float:
    """As a planner that takes columns for independent."""
    left = ROWS
    for column in {condition.column for condition in conditions}:
        left *= SHARES[column]
    return left


def advised(*conditions: Condition, stands: Sequence[tuple[str, ...]] = (), declared: Sequence[tuple[str, ...]] = ()) -> object:
    return advise(TABLE, facts(*stands), conditions, estimate, declared)


def test_equality_comes_before_the_range_that_narrows_most() -> None:
    found = advised(*between("amount"), *between("at"), equal("type_id"), equal("state"))
    assert isinstance(found, IndexAdvice)
    assert (found.columns, found.rows) == (("type_id", "state", "at"), ROWS)
    assert found.wanted == pytest.approx(60)


def test_a_range_that_hardly_narrows_has_no_place_in_an_index() -> None:
    assert advised(*between("amount"), equal("type_id")) == IndexAdvice(TABLE, ("type_id",), ROWS, 20_000)
    assert advised(*between("amount")) is None


@pytest.mark.parametrize("stands", [("type_id", "at"), ("type_id", "at", "state"), ("state", "type_id", "at")])
def test_an_index_that_stands_is_never_advised(stands: tuple[str, ...]) -> None:
    wanted = [equal("type_id"), *between("at"), *([equal("state")] if stands[0] == "state" else [])]
    found = advised(*wanted, stands=[stands])
    assert isinstance(found, Reason)
    assert "stands" in found.words


@pytest.mark.parametrize("stands", [("at", "type_id"), ("type_id",), ("state", "type_id", "at")])
def test_an_index_that_would_not_do_is_no_reason_against_another(stands: tuple[str, ...]) -> None:
    assert isinstance(advised(equal("type_id"), *between("at"), stands=[stands]), IndexAdvice)


def test_one_that_is_declared_and_one_that_would_lie_idle_are_not_advised() -> None:
    waits = advised(equal("type_id"), declared=[("typeId", "at")])
    assert isinstance(waits, Reason)
    assert "declared already" in waits.words
    idle = advised(equal("most"))
    assert isinstance(idle, Reason)
    assert "50% of the rows" in idle.words


def test_without_statistics_nothing_is_promised() -> None:
    found = advise(TABLE, facts(rows=None), [equal("type_id")], lambda _: None)
    assert isinstance(found, Reason)
    assert "no statistics" in found.words


def test_what_is_declared_stays_and_what_another_index_begins_with_is_left_out() -> None:
    source = SourceDefinition(
        "shop", "sources/shop.yaml", "postgres", "${URL}", ("public",), indexes={"Payment": (("id",),), "entry": (("at",),)}
    )
    advice = [IndexAdvice(TABLE, columns, ROWS, 1) for columns in (("type_id",), ("type_id", "at"), ("id",), ("type_id", "at"))]
    advice.append(IndexAdvice("shop_public.state_log", ("payment_id",), ROWS, 1))
    whole = merged(advice, source)
    assert whole == {"Payment": (("id",), ("type_id", "at")), "entry": (("at",),), "state_log": (("payment_id",),)}
    assert yaml.safe_load(as_yaml(whole)) == {
        "indexes": {table: [list(columns) for columns in indexes] for table, indexes in whole.items()}
    }
    assert declared_for(TABLE, source) == (("id",),)
    assert declared_for(TABLE, None) == ()
