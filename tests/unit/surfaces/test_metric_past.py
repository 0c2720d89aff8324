"""Where past days come from, in the same words as the backfill decides by."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from heartbeat.definitions.model import MetricDefinition, MetricSql
from heartbeat.measure.backfill import can_backfill
from heartbeat.surfaces.metric.past import with_past

BOUND, CLOCK, TIMELESS = (
    "select :as_of as value",
    "select now() - :as_of as value",
    "select count(*) as value from shop_core.stock",
)
METRIC = MetricDefinition(
    metric_id="stock",
    area="core",
    file="metrics/core/stock.sql",
    code="STCK",
    name="Stock",
    period="snapshot",
    unit="count",
    direction="up",
    description="d",
    how_to_read="h",
    sql=MetricSql(TIMELESS, None, None, (), uses_as_of=False, uses_now=False),
    definition_hash="v1:a",
    content_hash="c",
)


def past(value_sql: str, *, history_sql: str | None = None, backfill: bool = True) -> str:
    definition = {
        "value_sql": value_sql,
        "history_sql": history_sql,
        "uses_as_of": ":as_of" in value_sql,
        "backfill": backfill,
    }
    return str(with_past({"definition": definition})["definition"]["past"])


@pytest.mark.parametrize(
    ("value_sql", "told"),
    [
        (BOUND, "same_sql"),
        (CLOCK, "none"),
        (TIMELESS, "none"),
    ],
)
def test_the_same_sql_tells_a_past_day_only_when_bound_to_it(value_sql: str, told: str) -> None:
    assert past(value_sql) == told


def test_a_history_statement_tells_the_past_whatever_the_value_reads() -> None:
    assert past(TIMELESS, history_sql="select d, value from days") == "history"
    assert past(BOUND, history_sql="select d, value from days") == "history"


def test_a_past_that_cannot_be_rebuilt_is_not_told() -> None:
    assert past(BOUND, history_sql="select d, value from days", backfill=False) == "none"


def test_the_page_promises_a_past_exactly_where_the_backfill_fills_one() -> None:
    for value_sql, history_sql, backfill in product((BOUND, CLOCK, TIMELESS), (None, "select d, value from days"), (True, False)):
        sql = MetricSql(value_sql, history_sql, None, (), uses_as_of=":as_of" in value_sql, uses_now=value_sql == CLOCK)
        filled = can_backfill(replace(METRIC, sql=sql, backfill=backfill))
        assert (past(value_sql, history_sql=history_sql, backfill=backfill) != "none") == filled
