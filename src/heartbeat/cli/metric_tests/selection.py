"""Which tests are meant: by metric, file, folder or area, and by words of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from heartbeat.definitions.metric_tests.model import MetricTest, MetricTestFile
from heartbeat.definitions.metric_tests.parse import metric_id_of
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Problem


@dataclass(frozen=True)
class Wish:
    """What was asked for: names or paths (all where there are none) and an expression over the tests' names."""

    workspace: Path
    names: Sequence[str]
    expression: str | None

    def metrics(self, metrics: Sequence[MetricDefinition]) -> list[MetricDefinition]:
        """The metrics that are meant.

        Raises:
            BadParameter: a name is no metric, area, file or folder of the workspace.
        """
        for name in self.names:
            if not any(self._means(name, metric) for metric in metrics) and not self._is_test_file(name):
                near = nearest(name, [metric.metric_id for metric in metrics])
                hint = f" Did you mean {near}?" if near else ""
                raise typer.BadParameter(f"{name!r} is no metric, area, file or folder of this workspace.{hint}")
        return [metric for metric in metrics if not self.names or any(self._means(name, metric) for name in self.names)]

    def problems(self, problems: Sequence[Problem], chosen: Sequence[MetricDefinition]) -> list[Problem]:
        """The problems of the files that are meant; a file without a metric is meant by its own path, or where all are."""
        ids = {metric.metric_id for metric in chosen}
        return [
            problem
            for problem in problems
            if not self.names or metric_id_of(problem.file) in ids or any(self._is(name, problem.file) for name in self.names)
        ]

    def tests(self, file: MetricTestFile) -> list[MetricTest]:
        """The tests of a file whose names the expression takes."""
        wanted = self.expression
        return [test for test in file.tests if wanted is None or takes(wanted, test.name)]

    def _means(self, name: str, metric: MetricDefinition) -> bool:
        stem = metric.file.removesuffix(".sql")
        folder = f"metrics/{metric.area}/" if metric.area else "metrics/"
        if name in (metric.metric_id, metric.area):
            return True
        paths = self._paths(name)
        return any(path in (f"{stem}.sql", f"{stem}.test.yaml") or f"{folder}".startswith(f"{path}/") for path in paths)

    def _is_test_file(self, name: str) -> bool:
        return any(path.endswith(".test.yaml") and (self.workspace / path).is_file() for path in self._paths(name))

    def _is(self, name: str, file: str) -> bool:
        return any(file == path or file.startswith(f"{path}/") for path in self._paths(name))

    def _paths(self, name: str) -> list[str]:
        """A path as it stands below the workspace: it may be written from here, or from the workspace."""
        top = self.workspace.resolve()
        places = (Path(name).resolve(), (top / name).resolve())
        return [place.relative_to(top).as_posix() for place in places if place.is_relative_to(top)]


def takes(expression: str, name: str) -> bool:
    """Whether an expression such as `late and not covered` takes a name; each part is a text to be found in it."""
    folded = name.casefold()
    return any(
        all(_holds(part.strip(), folded) for part in re.split(r"\s+and\s+", either))
        for either in re.split(r"\s+or\s+", expression.casefold())
    )


def _holds(part: str, name: str) -> bool:
    bare = part.removeprefix("not ").strip()
    return (bare in name) != part.startswith("not ")
