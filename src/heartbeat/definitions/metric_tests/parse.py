"""A test file as a frozen object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from heartbeat.definitions.files import METRIC_TESTS
from heartbeat.definitions.metric_tests import expectations, moments, rows
from heartbeat.definitions.metric_tests.model import Given, MetricTest, MetricTestFile, Row
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.parse.sources.column_types import normalised, postgres_type
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.tables import as_written

_COLUMNS = "Write each table with its columns and their types: {shop_public.orders: {id: bigint, created_at: timestamptz}}."
_GIVEN = "Write each table with its rows: {shop_public.orders: [{id: 1, created_at: 2026-03-01 12:00}]}."
_TESTS = "Write a list with one test at least: `- {name: …, as_of: …, given: …, expect: …}`."
_NAME = "Write in a few words what is tested: a bill due at as_of is not late yet."
_ELSEWHERE = {
    "unit_tests": ("{key} is called `tests` here.", "Write `tests:`."),
    "model": ("{key} is not needed: the file's name tells the metric.", "Remove it."),
    "metric": ("{key} is not needed: the file's name tells the metric.", "Remove it."),
}
_IN_TEST = {"rows": ("Rows stand in `given`, under the name of their table.", _GIVEN)}
Columns = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class About:
    """What a test file is about: its metric, None where that cannot be read, and the workspace's time zone."""

    metric: MetricDefinition | None
    zone: ZoneInfo


def metric_id_of(file: str) -> str:
    """The metric that a test file is about: its name."""
    return PurePosixPath(file).name.removesuffix(METRIC_TESTS.suffix)


def parse_tests(file: str, text: str, about: About, findings: Findings) -> MetricTestFile | None:
    """Read one test file.

    Args:
        file: its path below the workspace, `metrics/area/metric_id.test.yaml`.
        text: what it holds.
        about: the metric and the time zone in which a time without an offset is read.
        findings: takes every problem with its line.

    Returns:
        The tests, or None when a finding is an error.
    """
    entries = compose_mapping(text, findings)
    if entries is None:
        return None
    fields = Fields(entries, findings)
    reader = _Reader(about, _columns(fields, about.metric), findings)
    tests = reader.tests(fields)
    fields.refuse_unknown(_ELSEWHERE)
    if findings.has_error:
        return None
    return MetricTestFile(metric_id_of(file), file, reader.columns, tests)


def _columns(fields: Fields, metric: MetricDefinition | None) -> Columns:
    inside = fields.mapping("columns", _COLUMNS)
    found: dict[str, dict[str, str]] = {}
    for table in inside.keys():  # noqa: SIM118 - not a dict
        _refuse_unread(inside, table, metric)
        if inside.is_mapping(table) or not inside.has(table):
            found[table] = _types(inside, table)
        else:
            inside.reject(table, "{key} is not a mapping.", _COLUMNS)
    return found


def _types(fields: Fields, table: str) -> dict[str, str]:
    """Types by column. A column whose type is wrong is declared all the same: it must not be told a second time, at its rows."""
    words = fields.words(table, _COLUMNS, check=_type)
    names = fields.mapping(table, _COLUMNS).keys()
    if not names:
        fields.reject(table, "{key} names no column.", _COLUMNS)
    return {name: _written(words[name]) if name in words else "text" for name in names}


def _type(text: str) -> str | None:
    return postgres_type(text.removesuffix("[]").strip())


def _written(text: str) -> str:
    return f"{normalised(text.removesuffix('[]').strip())}{'[]' if text.endswith('[]') else ''}"


def _refuse_unread(fields: Fields, table: str, metric: MetricDefinition | None) -> None:
    """A table that no statement reads changes nothing, so naming it is a slip of the pen."""
    read = as_written(metric.sql.tables) if metric else ()
    if metric is None or table in read:
        return
    near = nearest(table, read)
    reads = f"It reads {', '.join(read)}." if read else "It reads no table."
    fields.reject(table, f"`{table}` is not read by {metric.metric_id}.", f"Did you mean {near}?" if near else reads)


@dataclass(frozen=True)
class _Reader:
    """Reads the tests of one file; what they share is read first."""

    about: About
    columns: Columns
    findings: Findings

    def tests(self, fields: Fields) -> tuple[MetricTest, ...]:
        as_of = moments.read_moment(fields, "as_of", self.about.zone)
        is_dated = fields.has("as_of")
        shared = self._given(fields)
        if not fields.has("tests"):
            fields.reject("tests", "{key} is missing.", _TESTS)
        found = [self._test(inside, shared, as_of, is_dated=is_dated) for inside in fields.mappings("tests", _TESTS)]
        self._refuse_doubled(found)
        return tuple(test for test in found if test)

    def _test(self, fields: Fields, shared: Given, as_of: datetime | None, *, is_dated: bool) -> MetricTest | None:
        name = " ".join(fields.required("name", _NAME).split())
        own = moments.read_moment(fields, "as_of", self.about.zone)
        if not fields.has("as_of") and not is_dated:
            fields.reject("as_of", "{key} is missing: up to when the rows have been read.", moments.FORM)
        given = _together(shared, self._given(fields))
        if not fields.has("expect"):
            fields.reject("expect", "{key} is missing.", expectations.FORM)
        expected = fields.mapping("expect", expectations.FORM)
        expect = expectations.read_expectation(expected) if fields.is_mapping("expect") else None
        self._refuse_impossible(expected)
        fields.refuse_unknown(_IN_TEST)
        moment = own or as_of
        return MetricTest(name, fields.line, moment, given, expect) if name and moment and expect else None

    def _given(self, fields: Fields) -> Given:
        inside = fields.mapping("given", _GIVEN)
        found = {}
        for table in inside.keys():  # noqa: SIM118 - not a dict
            _refuse_unread(inside, table, self.about.metric)
            found[table] = rows.read_rows(inside, table)
            self._refuse_undeclared(table, found[table])
        return found

    def _refuse_undeclared(self, table: str, given: Sequence[Row]) -> None:
        known = tuple(self.columns.get(table, ()))
        told: set[str] = set()
        for row in given if known else ():
            for column in row.cells:
                if column not in known and column not in told:
                    told.add(column)
                    near = nearest(column, known)
                    hint = f"Did you mean {near}?" if near else f"Add it to `columns`; declared are {', '.join(known)}."
                    self.findings.error(row.line, f"`{table}` has no column `{column}` in this file's `columns`.", hint)

    def _refuse_impossible(self, expected: Fields) -> None:
        """What the metric cannot give, because it lacks the lines or the section for it."""
        metric = self.about.metric
        if metric is None:
            return
        if expected.has("crosscheck") and metric.sql.crosscheck is None:
            hint = "Add the section `-- crosscheck` to the metric, or remove the key."
            expected.reject("crosscheck", "{key} stands for nothing: the metric has no crosscheck.", hint)
        if expected.has("history") and metric.sql.history is None and not metric.sql.uses_as_of:
            hint = "Bound the SQL by :as_of, add a section `-- history`, or remove the key."
            expected.reject("history", "{key} cannot be given: the metric's SQL knows no past day.", hint)

    def _refuse_doubled(self, tests: Sequence[MetricTest | None]) -> None:
        first: dict[str, int] = {}
        for test in tests:
            if test and test.name in first:
                message = f"The test “{test.name}” is there already, on line {first[test.name]}."
                self.findings.error(test.line, message, "Give each test a name of its own.")
            elif test:
                first[test.name] = test.line


def _together(shared: Given, own: Given) -> Given:
    """The rows of the file and those of one test."""
    return {table: (*shared.get(table, ()), *own.get(table, ())) for table in {**shared, **own}}
