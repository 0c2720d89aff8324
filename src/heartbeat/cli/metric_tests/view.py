"""What `heartbeat test` prints: a line for each file, what differs for each test that failed, and the sum."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from heartbeat.cli.say import counted, few, out, say, say_problem, seconds_text
from heartbeat.definitions.metric_tests.model import MetricTest
from heartbeat.measure.trials.outcome import Difference
from heartbeat.measure.trials.run import FileResult, Result


def say_file(done: FileResult, *, every: bool) -> None:
    """A file's line, and under it the tests that failed, or `every` one."""
    failed = [result for result in done.results if not result.passed]
    sign = "[green]✓[/]" if done.passed else "[red]✗[/]"
    told = counted(len(done.results), "test") if done.results else "not run"
    out.print(f"{sign} {escape(done.file)}  [dim]{f'{len(failed)} of ' if failed else ''}{told}{' failed' if failed else ''}[/]")
    for problem in done.problems:
        say_problem(problem)
    for result in done.results:
        if not result.passed:
            _say_failed(result, done.file)
        elif every:
            out.print(f"    [green]✓[/] {escape(result.test.name)}  [dim]{result.seconds * 1000:.0f} ms[/]")


def _say_failed(result: Result, file: str) -> None:
    out.print(f"    [red]✗[/] [bold]{escape(result.test.name)}[/]  [dim]{escape(file)}:{result.test.line}[/]")
    if result.refused:
        say_problem(result.refused)
        return
    for line in difference_lines(result.differences):
        say(f"        {line}")
    say(f"        {_circumstances(result)}", style="dim")


def difference_lines(differences: Sequence[Difference]) -> list[str]:
    """`value     expected 0, got 100`, the columns under each other; what is long begins on a line of its own."""
    if not differences:
        return []
    what = max(len(each.what) for each in differences)
    expected = max(len(each.expected) for each in differences)
    lines = []
    for each in differences:
        first, *more = each.got.splitlines() or [""]
        lines.append(f"{each.what:<{what}}  expected {each.expected:<{expected}}  got {first}")
        lines += [f"{'':<{what}}  {line}" for line in more]
    return lines


def _circumstances(result: Result) -> str:
    """What the metric saw: the moment, the rows of each table, and how many of them it counted."""
    parts = [f"as of {result.test.as_of.isoformat(' ')}", rows_text(result.test)]
    if result.got and result.got.value.n is not None:
        parts.append(f"n = {result.got.value.n}")
    return "; ".join(parts)


def rows_text(test: MetricTest) -> str:
    """`3 rows of webbank_core.payment`; a table without rows is named too."""
    parts = [f"{counted(len(rows), 'row')} of {table}" for table, rows in test.given.items()]
    return ", ".join(parts) or "no rows"


def summary(done: Sequence[FileResult], unread: int, seconds: float) -> str:
    """`12 tests of 5 metrics passed in 1.2 s`, or what failed and what could not be run."""
    results = [result for each in done for result in each.results]
    failed = sum(not result.passed for result in results)
    unread += sum(not each.results for each in done)
    told = f"{counted(len(results), 'test')} of {counted(sum(bool(each.results) for each in done), 'metric')}"
    parts = [f"{failed} of {told} failed" if failed else f"{told} passed"] if results else []
    parts += [f"{counted(unread, 'file')} could not be run"] if unread else []
    return f"{', and '.join(parts)} in {seconds_text(seconds)}" if results else parts[0]


def origin(done: Sequence[FileResult]) -> str:
    """Of which tables the columns are those of the landed ones; '' where every file declares its own."""
    landed = sorted({table for each in done if each.results for table in each.landed})
    return f"Columns as they landed: {few(landed)}." if landed else ""
