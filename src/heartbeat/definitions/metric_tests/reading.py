"""All test files of a workspace, and every problem in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from heartbeat.definitions.files import METRIC_TESTS, METRICS, find_files
from heartbeat.definitions.metric_tests.model import MetricTestFile
from heartbeat.definitions.metric_tests.parse import About, metric_id_of, parse_tests
from heartbeat.definitions.model import MetricDefinition, Workspace
from heartbeat.definitions.parse.document import read_text
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Findings, Problem


@dataclass(frozen=True)
class ReadTests:
    """The test files that could be read, and the problems of all, in file and line order."""

    files: tuple[MetricTestFile, ...]
    problems: tuple[Problem, ...]


def read_tests(folder: Path, workspace: Workspace | None) -> ReadTests:
    """Read every `….test.yaml` below `metrics/`.

    Args:
        folder: the workspace's.
        workspace: what is declared there; None where it has errors. Then the tests are read without being held against it.
    """
    zone = ZoneInfo(workspace.settings.timezone if workspace else "UTC")
    metrics = {metric.metric_id: metric for metric in workspace.metrics} if workspace else None
    found: list[MetricTestFile] = []
    problems: list[Problem] = []
    for file in find_files(folder, METRIC_TESTS, _told_with_the_metrics):
        findings = Findings(file)
        metric = _metric_of(file, metrics, findings)
        text = read_text(folder / file, findings)
        parsed = parse_tests(file, text, About(metric, zone), findings) if text is not None else None
        found += [parsed] if parsed else []
        problems += findings.problems
    return ReadTests(tuple(found), tuple(sorted(problems)))


def _metric_of(file: str, metrics: Mapping[str, MetricDefinition] | None, findings: Findings) -> MetricDefinition | None:
    metric_id = metric_id_of(file)
    metric = (metrics or {}).get(metric_id)
    if metrics is None:
        return None
    if metric is None:
        near = nearest(metric_id, tuple(metrics))
        rename = f"Did you mean {near}{METRIC_TESTS.suffix}? " if near else ""
        hint = f"{rename}A test file lies beside its metric and is named as it is: {metric_id}{METRICS.suffix} is not there."
        findings.error(1, f"There is no metric `{metric_id}`.", hint)
        return None
    beside = PurePosixPath(metric.file).with_name(PurePosixPath(file).name).as_posix()
    if file != beside:
        findings.error(1, f"The metric `{metric_id}` lies in another folder.", f"Move this file beside it: {beside}.")
    if metric.sql.uses_now:
        hint = "Write :as_of in the metric; or give rows that are far enough from today for the test to hold on any day."
        findings.warn(1, "The metric reads the wall clock, so `as_of` does not decide what it gives.", hint)
    return metric


def _told_with_the_metrics(_: Problem) -> None:
    """Both kinds of files lie in one folder, and what cannot be listed or named there is told when the metrics are read."""
