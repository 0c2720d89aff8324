"""The examples of docs/segments.md as they stand there: the segment is read, and what reads it runs."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.db import Database
from heartbeat.definitions.metric_tests.parse import About, parse_tests
from heartbeat.definitions.parse.metric_file import Declared
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.problem import Findings
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.segments.run import take_due
from integration.segments.shop_segments import NOW, TIER, land_orders, register
from unit.definitions.shop_files import shop_source

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "segments.md").read_text(encoding="utf-8")
SEGMENT, *READING = re.findall(r"^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_segment_is_one_without_a_doubt() -> None:
    findings = Findings("segments/client_tier.sql")
    segment = parse_segment(findings.file, SEGMENT, Declared({"webbank_core": shop_source()}), findings)
    assert segment is not None, findings.problems
    assert findings.problems == []
    assert segment.values == ("gold", "silver", "plain")


@pytest.fixture
def shop(database: Database) -> Database:
    land_orders(database)
    register(database, TIER)
    assert [one.error for one in take_due(database, now=NOW, timezone="UTC")] == [None]
    return database


def test_what_reads_it_runs_and_tells_who_is_where(shop: Database) -> None:
    sandbox = Sandbox(shop, timeout_seconds=5)
    assert len(READING) == 3
    answers = [sandbox.run(sql, as_of=NOW, label="docs", limit=10).rows for sql in READING]
    assert sorted(answers[0]) == [("gold", 2), ("plain", 1)]
    assert answers[1:] == [[], []]


def test_the_metric_test_can_be_read() -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    findings = Findings("metrics/clients/gold_clients.test.yaml")
    tests = parse_tests(findings.file, text, About(None, ZoneInfo("UTC")), findings)
    assert tests is not None, findings.problems
    assert {table: len(rows) for table, rows in tests.tests[0].given.items()} == {"segments.snapshot": 1, "segments.daily": 2}
