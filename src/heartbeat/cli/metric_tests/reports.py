"""What `heartbeat test` tells programs: a JSON document, and the XML that build servers read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from heartbeat.cli.metric_tests.view import difference_lines
from heartbeat.definitions.problem import Problem
from heartbeat.measure.trials.run import FileResult, Result


def document(done: Sequence[FileResult], problems: Sequence[Problem], missing: Sequence[str], seconds: float) -> dict[str, Any]:
    """All that came of a run, for `--json`. `seconds` are for the whole, a scratch database included."""
    results = [result for each in done for result in each.results]
    return {
        "passed": sum(result.passed for result in results),
        "failed": sum(not result.passed for result in results),
        "seconds": round(seconds, 3),
        "tests": [_test(each, result) for each in done for result in each.results],
        "columns_as_landed": sorted({table for each in done for table in each.landed}),
        "problems": [_problem(problem) for problem in problems],
        "metrics_without_tests": list(missing),
    }


def _test(done: FileResult, result: Result) -> dict[str, Any]:
    got = result.got
    return {
        "metric_id": done.metric_id,
        "file": done.file,
        "line": result.test.line,
        "name": result.test.name,
        "passed": result.passed,
        "seconds": round(result.seconds, 4),
        "as_of": result.test.as_of.isoformat(),
        "rows": {table: len(rows) for table, rows in result.test.given.items()},
        "value": got.value.value if got else None,
        "n": got.value.n if got else None,
        "health": got.health if got else None,
        "status": got.verdict.status if got else None,
        "reason": got.verdict.reason if got else None,
        "error": (got.error or got.value.missing) if got else None,
        "differences": [{"what": each.what, "expected": each.expected, "got": each.got} for each in result.differences],
        "refused": _problem(result.refused) if result.refused else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
    }


def write_junit(path: Path, done: Sequence[FileResult], problems: Sequence[Problem]) -> None:
    """Write the results as JUnit does, one suite per metric; a file that cannot be run is an error of its suite."""
    suites = Xml.Element("testsuites")
    for each in done:
        failed = [result for result in each.results if not result.passed]
        numbers = {"tests": str(len(each.results)), "failures": str(len(failed)), "errors": "0"}
        suite = Xml.SubElement(suites, "testsuite", {"name": each.metric_id, "file": each.file, **numbers})
        for result in each.results:
            _add_case(suite, each, result)
    if errors := [problem for problem in problems if problem.severity == "error"]:
        numbers = {"tests": str(len(errors)), "failures": "0", "errors": str(len(errors))}
        suite = Xml.SubElement(suites, "testsuite", {"name": "files", **numbers})
        for problem in errors:
            case = Xml.SubElement(suite, "testcase", {"classname": problem.file, "name": f"line {problem.line}"})
            Xml.SubElement(case, "error", {"message": problem.message}).text = str(problem)
    path.parent.mkdir(parents=True, exist_ok=True)
    Xml.ElementTree(suites).write(path, encoding="utf-8", xml_declaration=True)


def _add_case(suite: Xml.Element, done: FileResult, result: Result) -> None:
    named = {"classname": done.metric_id, "name": result.test.name, "file": done.file, "line": str(result.test.line)}
    case = Xml.SubElement(suite, "testcase", {**named, "time": f"{result.seconds:.4f}"})
    if result.refused:
        Xml.SubElement(case, "error", {"message": result.refused.message}).text = str(result.refused)
    elif not result.passed:
        lines = difference_lines(result.differences)
        Xml.SubElement(case, "failure", {"message": lines[0]}).text = "\n".join(lines)
