"""Which of Postgres's own refusals come back until a person changes something: such a metric is told of at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from heartbeat.db import Database
from heartbeat.errors import MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.rules.alerts.health import cannot_heal

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)


def refusal(database: Database, sql: str) -> str:
    """What a metric's state keeps of it."""
    with pytest.raises(MeasureError) as raised:
        Sandbox(database, timeout_seconds=5).run(sql, as_of=AS_OF, label="orders_late")
    return str(raised.value)


@pytest.mark.parametrize(
    "sql",
    [
        "select count( as value",
        "select 1 as value\nfrom shop.nowhere",
        "select lost as value from pg_class",
        "select no_such_function(1) as value",
        "select 'a' + true as value",
        "select case when true then 1 else now() end as value",
        "select sum(relname) as value from pg_class",
        "select count(*) as value from heartbeat.metric_registry",
        "select count(*) as value from pg_authid",
        "select nextval('x') as value",
        "select 1 as value; select 2",
        "select " + "1 + " * 600_000 + "1 as value",
    ],
)
def test_syntax_names_types_and_permissions_stay(database: Database, sql: str) -> None:
    assert cannot_heal(refusal(database, sql))


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 / 0 as value",
        "select relname::int as value from pg_class",
        "select (select oid from pg_class) as value",
        "select 1 as value where 'one (42601).'::int = 1",
        "select count(*) as value from generate_series(1, 10000000000)",
    ],
)
def test_rows_and_times_may_change(database: Database, sql: str) -> None:
    assert not cannot_heal(refusal(database, sql))
