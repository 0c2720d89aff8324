"""`heartbeat test METRIC --new`: the first test file, with the columns that landed and what the metric gives without rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.cli.metric_tests.drafting import write_draft
from heartbeat.db import Database, Role, open_scratch
from heartbeat.definitions.metric_tests.model import MetricTestFile
from heartbeat.definitions.metric_tests.parse import About, parse_tests
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.problem import Findings
from heartbeat.measure.trials.run import Bench, open_bench
from heartbeat.measure.trials.tables import read_landed
from unit.definitions.shop_files import VALUE, header, metric_of, told

FILE = "metrics/sales/orders_paid.test.yaml"
ZONE = ZoneInfo("Europe/Vilnius")
TABLE = """create type shop_public.mood as enum ('glad', 'sad');
create table shop_public.orders (
  id bigint primary key, paid boolean not null, created_at timestamptz not null, "Odd: name" varchar(20), mood shop_public.mood,
  price numeric(9,2), unread jsonb)"""
READS_MORE = VALUE.replace("where", 'where o."Odd: name" is null and o.mood::text is null and o.price > 0 and')


@pytest.fixture
def bench(database: Database) -> Iterator[Bench]:
    with database.connect(Role.LOADER) as connection:
        connection.execute("create schema shop_public")
        connection.execute(TABLE.encode())
    landed = read_landed(database, ["shop_public.orders"])
    with open_scratch() as scratch, open_bench(scratch, landed, zone=ZONE, timeout_seconds=5) as bench:
        yield bench


def written(folder: Path, metric: MetricDefinition) -> MetricTestFile:
    findings = Findings(FILE)
    tests = parse_tests(FILE, (folder / FILE).read_text(), About(metric, ZONE), findings)
    assert tests is not None, told(findings.problems)
    return tests


def test_a_first_file_has_the_columns_that_are_read_and_passes(bench: Bench, tmp_path: Path) -> None:
    metric = metric_of(header() + READS_MORE)
    (tmp_path / "metrics/sales").mkdir(parents=True)
    assert write_draft(tmp_path, metric, bench)
    tests = written(tmp_path, metric)
    assert dict(tests.columns["shop_public.orders"]) == {
        "paid": "boolean",
        "created_at": "timestamp with time zone",
        "Odd: name": "character varying(20)",
        "mood": "text",
        "price": "numeric(9,2)",
    }
    assert "created_at: timestamptz" in (tmp_path / FILE).read_text()
    done = bench.run(tests, tests.tests, metric)
    assert done.passed, done
    assert tests.tests[0].expect.health == "no_data"


def test_the_test_that_it_begins_as_a_comment_is_one(bench: Bench, tmp_path: Path) -> None:
    metric = metric_of(header() + READS_MORE)
    (tmp_path / "metrics/sales").mkdir(parents=True)
    write_draft(tmp_path, metric, bench)
    text = (tmp_path / FILE).read_text()
    head, _, rest = text.partition("  # - name")
    (tmp_path / FILE).write_text(
        head + "".join(line.replace("  # ", "  ", 1) for line in f"  # - name{rest}".splitlines(keepends=True))
    )
    tests = written(tmp_path, metric)
    assert [len(test.given.get("shop_public.orders", ())) for test in tests.tests] == [0, 1]
    assert bench.run(tests, tests.tests, metric).results[1].refused is None


def test_a_file_that_is_there_is_left_as_it_is(bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "metrics/sales").mkdir(parents=True)
    (tmp_path / FILE).write_text("mine")
    assert not write_draft(tmp_path, metric_of(header() + VALUE), bench)
    assert (tmp_path / FILE).read_text() == "mine"
