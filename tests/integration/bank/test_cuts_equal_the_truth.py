"""Each cut of the example, computed over marts, against what plain Python tells from the rows that were made up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bank_source.catalog import CATALOG
from bank_source.load import create_table
from bank_source.truth.bank import Bank
from bank_source.truth.cuts import told
from bank_source.truth.cuts.journeys import SNAPSHOT_DAYS
from bank_source.truth.cuts.stretch import Stretch
from heartbeat.db import Database, Role
from heartbeat.definitions.charts.catalog import chart_kinds, read_payload
from heartbeat.definitions.charts.chart import Chart
from heartbeat.definitions.cuts.window import Window, window_of
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.cuts.run import RunnableCut, compute_cut
from heartbeat.measure.segments.run import Studio, take_past
from integration.bank.bank_marts import a_bank, allow_reading, land_directly
from integration.bank.test_segments_equal_the_truth import SEGMENTS
from postgres_fixtures import Cluster, cloned_house

CUTS = Path(__file__).parents[3] / "examples" / "bank" / "cuts"
ZONE = "Europe/Vilnius"


def meta_of(file: Path) -> dict[str, Any]:
    statements = ast.parse(file.read_text(encoding="utf-8")).body
    (value,) = [one.value for one in statements if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "META"]
    meta: dict[str, Any] = ast.literal_eval(value)
    return meta


METAS = {file.stem: meta_of(file) for file in sorted(CUTS.glob("*.py"))}
EACH = [(cut_id, key) for cut_id, meta in METAS.items() for key in meta["windows"]]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return a_bank()


@pytest.fixture(scope="module")
def marts(cluster: Cluster, bank: Bank) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        land_directly(database, bank)
        take_snapshots(database, bank)
        yield database


def take_snapshots(database: Database, bank: Bank) -> None:
    """Those that the truth knows of: of today and of the days before it."""
    now = datetime.fromtimestamp(bank.world.until, UTC)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    days = [today - timedelta(days=back) for back in range(1, SNAPSHOT_DAYS + 1)]
    with database.connect(Role.WORKER, autocommit=True) as connection:
        studio = Studio(connection, Sandbox(database, timeout_seconds=30))
        for segment in SEGMENTS.values():
            studio.take(segment, today, as_of=now, now=now)
            assert len(list(take_past(studio, segment, days, now=now, timezone=ZONE))) == SNAPSHOT_DAYS


def looked_at(bank: Bank, key: str) -> Window:
    """A quarter of an hour after the newest row."""
    return window_of(key, end=datetime.fromtimestamp(bank.world.until + 900.5, UTC), timezone=ZONE)


def computed(marts: Database, cut_id: str, window: Window) -> Chart:
    """As the worker computes it: in a child that can only read."""
    file, meta = CUTS / f"{cut_id}.py", METAS[cut_id]
    cut = RunnableCut(cut_id, f"cuts/{file.name}", meta["chart"], file.read_text(encoding="utf-8"))
    result = compute_cut(marts, cut, window.key, now=window.end, timezone=ZONE)
    assert result.error is None, result.error
    assert result.chart is not None
    return result.chart


def assert_same(found: Any, expected: Any, where: str) -> None:
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), where
        for key in expected:
            assert_same(found[key], expected[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for at, one in enumerate(expected):
            assert_same(found[at], one, f"{where}[{at}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), where
    else:
        assert found == expected, where


def test_every_cut_of_the_workspace_has_a_truth() -> None:
    assert told.TELLERS.keys() == METAS.keys()
    assert {cut_id: meta["page"] for cut_id, meta in METAS.items()} == {
        teller.__name__: page for page, module in told.PAGES.items() for teller in module.TELLERS
    }


def test_every_kind_of_chart_has_an_example() -> None:
    own = {file.name.removesuffix(".chart.js") for file in CUTS.glob("*.chart.js")}
    assert own
    assert {meta["chart"] for meta in METAS.values()} == chart_kinds().keys() | own


@pytest.mark.parametrize(("cut_id", "key"), EACH, ids=[f"{cut_id}-{key}" for cut_id, key in EACH])
def test_a_cut_equals_the_truth(marts: Database, bank: Bank, cut_id: str, key: str) -> None:
    window = looked_at(bank, key)
    chart = METAS[cut_id]["chart"]
    found = computed(marts, cut_id, window)
    stretch = Stretch(window.start.timestamp(), window.end.timestamp(), ZoneInfo(ZONE))
    expected = read_payload(chart, told.TELLERS[cut_id](bank, stretch))
    assert_same(found.model_dump(), expected.model_dump(), cut_id)
    assert not found.is_empty()


@pytest.fixture(scope="module")
def empty_marts(cluster: Cluster) -> Iterator[Database]:
    """Every table of the bank, and not one row."""
    with cloned_house(cluster) as database:
        with database.connect(Role.LOADER) as connection:
            for table, _ in CATALOG:
                create_table(connection, replace(table, schema=table.dataset))
            for dataset in {table.dataset for table, _ in CATALOG}:
                allow_reading(connection, database, dataset)
        yield database


@pytest.mark.parametrize("cut_id", METAS)
def test_a_cut_of_tables_without_rows_is_no_error(empty_marts: Database, bank: Bank, cut_id: str) -> None:
    computed(empty_marts, cut_id, looked_at(bank, METAS[cut_id]["windows"][0]))
