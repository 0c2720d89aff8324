"""A beat as it goes on: a line for each source and metric that is done, and on a terminal one moving line below them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.markup import escape

from heartbeat.cli.say import counted, out, seconds_text

_PHASES = {"ingest": "Reading sources", "measure": "Measuring", "publish": "Publishing the board"}
_SOURCE_DONE = {"ok", "error", "held"}
_METRIC_DONE = {
    "executed": ("computed", "green"),
    "carried": ("carried forward", "dim"),
    "stood_still": ("stands still", "dim"),
    "error": ("failed", "red"),
}


class BeatView:
    """Prints what is new in a job each time it is shown one; a job has the shape of `GET /api/metrics/recompute/{job_id}`."""

    def __init__(self, console: Console = out, files: Mapping[str, str] | None = None) -> None:
        """`files` leads from a metric to its file, which is where a failing one is corrected."""
        self._console = console
        self._files = files or {}
        self._status = console.status("")
        self._told: set[tuple[int, str]] = set()

    def __enter__(self) -> BeatView:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._status.stop()

    def show(self, job: Mapping[str, Any]) -> None:
        """Print the lines for what has finished since the last call."""
        for source in job["sources"]:
            if source["state"] in _SOURCE_DONE or (source["state"] == "waiting" and source["note"]):
                self._tell((job["job_id"], f"source {source['dataset']}"), _source_line(source))
        for metric in job["metrics"]:
            if metric["outcome"] in _METRIC_DONE:
                line = _metric_line(metric, self._files.get(metric["metric_id"], ""))
                self._tell((job["job_id"], f"metric {metric['metric_id']}"), line)
        self._move(job)

    def _move(self, job: Mapping[str, Any]) -> None:
        if job["state"] not in {"queued", "running"}:
            self._status.stop()
        elif self._console.is_terminal:
            self._status.update(_moving_line(_PHASES.get(job["phase"] or "", ""), job))
            self._status.start()

    def _tell(self, key: tuple[int, str], line: str) -> None:
        if key not in self._told:
            self._told.add(key)
            self._console.print(line)


def _source_line(source: Mapping[str, Any]) -> str:
    name, took = escape(source["dataset"]), seconds_text(source["seconds"])
    if source["state"] == "ok":
        told = "".join(f"\n      [yellow]![/] {escape(line)}" for line in (source["note"] or "").splitlines())
        return f"  [green]✓[/] {name}: {_landed(source)} in {took}{told}"
    if source["state"] == "waiting":
        return f"  [dim]–[/] {name} waits: {escape(source['note'])}"
    word = "held, not published" if source["state"] == "held" else "failed"
    return (
        f"  [red]✗[/] {name}: {word}. {escape(_first_line(source['error']))}{_others(source['error'])}{_remedy(source['error'])}"
    )


def _metric_line(metric: Mapping[str, Any], file: str) -> str:
    word, colour = _METRIC_DONE[metric["outcome"]]
    sign = {"error": "✗", "stood_still": "–"}.get(metric["outcome"], "✓")
    reason = _first_line(metric["error"] or metric["why"])
    took = _cost(metric) if metric["outcome"] == "executed" else ""
    tail = " ".join(part for part in (took, f"({escape(reason)})" if reason else "") if part)
    place = f" in {escape(file)}" if file and metric["error"] else ""
    return f"  [{colour}]{sign}[/] {metric['metric_id']}: {word}{place} {tail}".rstrip() + _remedy(metric["error"])


def _cost(metric: Mapping[str, Any]) -> str:
    read = "" if metric["rows_read"] is None else f"{counted(metric['rows_read'], 'row')} read"
    return ", ".join(part for part in (seconds_text(metric["seconds"]), read) if part)


def _moving_line(phase: str, job: Mapping[str, Any]) -> str:
    if job["phase"] == "measure":
        done = sum(metric["outcome"] in _METRIC_DONE for metric in job["metrics"])
        return f"{phase}: {done} of {counted(len(job['metrics']), 'metric')}"
    running = [f"{source['dataset']}: {_landed(source)}" for source in job["sources"] if source["state"] == "running"]
    return escape(f"{phase}  {'  '.join(running)}".strip() or "Waiting for the beat to begin …")


def _landed(source: Mapping[str, Any]) -> str:
    return f"{counted(source['tables'] or 0, 'table')}, {counted(source['rows'] or 0, 'row')}"


def _first_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return lines[0] if lines else ""


def _remedy(text: str | None) -> str:
    """The hint of the first error, below its line: an error is one line of text, and indented lines that say what to do."""
    hint = takewhile(lambda line: line.startswith(" "), (text or "").strip().splitlines()[1:])
    return "".join(f"\n      [dim]{escape(line.strip())}[/]" for line in hint)


def _others(text: str | None) -> str:
    """How many more tables of a source failed: each has a line, and hints are indented."""
    more = sum(not line.startswith(" ") for line in (text or "").strip().splitlines()) - 1
    return f" (and {more} more)" if more > 0 else ""


def advice(job: Mapping[str, Any]) -> list[str]:
    """What to do about sources that failed."""
    failed = sorted({source["source_id"] for source in job["sources"] if source["state"] in {"error", "held"}})
    return [f"`heartbeat ingest {source_id}` reads it again and tells each table, and what to do." for source_id in failed]


def summary(job: Mapping[str, Any]) -> str:
    """One sentence about a beat that has ended."""
    outcomes = [metric["outcome"] for metric in job["metrics"]]
    failed = outcomes.count("error")
    landed = sum(source["rows"] or 0 for source in job["sources"])
    bad_sources = sum(source["state"] in {"error", "held"} for source in job["sources"])
    parts = [
        f"{counted(landed, 'row')} landed" if job["sources"] else "",
        f"{counted(outcomes.count('executed'), 'metric')} computed",
    ]
    parts.append(f"{outcomes.count('carried') + outcomes.count('stood_still')} unchanged")
    parts.append(f"{counted(failed, 'metric')} failed" if failed else "")
    parts.append(f"{counted(bad_sources, 'source')} failed" if bad_sources else "")
    return f"Beat {job['job_id']} {job['state']}: " + ", ".join(part for part in parts if part) + "."
