"""A metric that reads a segment: its tables are the segments that it names, and it is as old as their snapshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from heartbeat.db import Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.measure.segments.run import take_due
from heartbeat.readings.registry import read_metrics
from integration.cli.command import heartbeat
from integration.segments.shop_segments import TIER, register
from landed_shop import LandedShop
from small_shop import write_metric

SNAPSHOT = "(select max(s.d) from segments.snapshot s where s.segment = 'customer_size' and s.as_of <= :as_of)"
LARGE = (
    f"select count(*) as value from segments.daily m where m.segment = 'customer_size' and m.value = 'large' and m.d = {SNAPSHOT}"
)
PRESENT = "select count(*) as value from segments.membership where segment = 'customer_size' and to_d is null"
SIZE = "select id as entity, case when id < 3 then 'large' else 'small' end as value from shop_public.customers"
FILE = f"""/*
name: Customer size
entity: customer
description: For tests.
values: [large, small]
*/
-- members
{SIZE};
"""


@pytest.fixture
def house(shop: LandedShop) -> LandedShop:
    """The shop, with two metrics over a segment that has no snapshot yet."""
    (shop.folder / "segments").mkdir()
    (shop.folder / "segments/customer_size.sql").write_text(FILE)
    (shop.folder / "segments/another.sql").write_text(FILE)
    write_metric(shop.folder, "large_customers", LARGE, code="LARG", period="snapshot")
    write_metric(shop.folder, "present_customers", PRESENT, code="PRES", period="snapshot")
    shop.deploy()
    return shop


def take(shop: LandedShop, segment: str = "customer_size") -> None:
    changed = {"segment": segment, "values": ("large", "small"), "sql": SIZE, "tables": ("shop_public.customers",)}
    register(shop.database, replace(TIER, **changed, uses_as_of=False))  # type: ignore[arg-type]
    assert [one.error for one in take_due(shop.database, now=shop.now, timezone="Europe/Berlin", names=[segment])] == [None]


def test_the_segments_that_a_metric_names_are_its_tables(house: LandedShop) -> None:
    with house.database.connect(Role.WORKER) as connection:
        tables = {metric.metric_id: metric.sql.tables for metric in read_metrics(connection)}
    assert tables["large_customers"] == tables["present_customers"] == ("segments.customer_size",)


def test_a_metric_that_names_no_segment_is_doubted(house: LandedShop) -> None:
    write_metric(house.folder, "anybody", "select count(*) as value from segments.daily", code="ANYB", period="snapshot")
    told = [problem for problem in load_workspace(house.folder).warnings if problem.file.endswith("anybody.sql")]
    assert any("without naming a segment" in problem.message for problem in told)
    assert any("another, customer_size" in problem.hint for problem in told)


def test_it_waits_for_the_first_snapshot_and_is_computed_once_for_each(house: LandedShop) -> None:
    line = house.measure("large_customers", "present_customers")["large_customers"]
    assert (line["outcome"], line["why"]) == ("stood_still", "segment customer_size has no snapshot yet")
    take(house, "another")
    assert house.measure("large_customers")["large_customers"]["outcome"] == "stood_still"
    take(house)
    house.now += timedelta(minutes=1)
    told = house.measure("large_customers", "present_customers")
    assert {line["outcome"] for line in told.values()} == {"executed"}
    assert house.states()["large_customers"]["value"] == 3
    house.now += timedelta(hours=1)
    told = house.measure("large_customers", "present_customers")
    assert {line["outcome"] for line in told.values()} == {"stood_still"}
    house.land("customers", [(20, "new")], checked_at=house.now)
    take(house)
    told = house.measure("large_customers", "present_customers")
    assert told["large_customers"]["why"] == "its tables have been read since"
    assert told["present_customers"]["why"] == "segments.customer_size received rows"
    assert house.states()["present_customers"]["value"] == 8


def test_it_is_as_old_as_what_its_snapshot_tells_of(house: LandedShop) -> None:
    checked = house.now
    house.now += timedelta(hours=20)
    take(house)
    house.measure("large_customers", "present_customers")
    (reading,) = house.readings("present_customers")
    assert reading["source_as_of"] == checked
    assert reading["loads"].keys() == {"segments.customer_size"}


def test_its_tests_give_rows_for_the_segments_tables(house: LandedShop) -> None:
    tests = """as_of: 2026-06-10 12:00
tests:
  - name: two are large
    given:
      segments.snapshot: [{segment: customer_size, d: 2026-06-10, as_of: 2026-06-10 04:30}]
      segments.daily: |
        segment, entity, value, d
        customer_size, 1, large, 2026-06-10
        customer_size, 2, large, 2026-06-10
        customer_size, 3, large, 2026-06-09
    expect: {value: 2}
"""
    (metric,) = Path(house.folder).rglob("large_customers.sql")
    metric.with_suffix(".test.yaml").write_text(tests)
    answer = heartbeat("-w", house.folder, "test", "large_customers")
    assert answer.code == 0, answer.out + answer.err
