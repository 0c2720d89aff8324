"""The first test file of a metric: its columns as they landed, and what it gives without any row, to be thought over."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from heartbeat.cli.say import complaints, say, say_problem
from heartbeat.definitions.files import METRIC_TESTS, METRICS
from heartbeat.definitions.metric_tests.model import Expectation, MetricTest, MetricTestFile
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.problem import Findings
from heartbeat.measure.trials.draft import draft, read_columns_of
from heartbeat.measure.trials.run import Bench


def write_draft(workspace: Path, metric: MetricDefinition, bench: Bench) -> bool:
    """Write the file and say so, or say why not. One that is there is never overwritten."""
    file = f"{metric.file.removesuffix(METRICS.suffix)}{METRIC_TESTS.suffix}"
    findings = Findings(file)
    if (workspace / file).exists():
        findings.error(1, "There are tests already.", f"Edit them; `heartbeat test {metric.metric_id}` runs them.")
    columns = read_columns_of(metric, bench.landed, findings)
    if findings.has_error:
        for problem in findings.problems:
            say_problem(problem, to=complaints)
        return False
    noon = datetime.combine(datetime.now(bench.zone).date(), time(12), tzinfo=bench.zone)
    empty = MetricTest("without any row", 1, noon, {}, Expectation(crosscheck=False))
    done = bench.run(MetricTestFile(metric.metric_id, file, columns, (empty,)), [empty], metric)
    if not done.results or done.results[0].got is None:
        for problem in done.problems:
            say_problem(problem, to=complaints)
        return False
    text = draft(metric, columns, noon, done.results[0].got)
    with (workspace / file).open("x", encoding="utf-8") as stream:
        stream.write(text)
    say(f"Wrote {file}. Add rows that you can count by hand; `heartbeat test {metric.metric_id}` runs them.")
    return True
