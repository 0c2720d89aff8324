"""A workspace folder as frozen objects, or all of its problems."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TypeVar

from heartbeat.definitions.files import (
    CUT_CHARTS,
    CUT_PAGES,
    CUTS,
    DOCS,
    METRICS,
    SEGMENTS,
    SOURCES,
    Part,
    doubt_folder,
    find_files,
)
from heartbeat.definitions.model import Explained, MetricDefinition, SourceDefinition, Workspace, WorkspaceSettings
from heartbeat.definitions.parse.alerts.reach import doubt_messages
from heartbeat.definitions.parse.cuts.explained import Linked, Parts, arrange, check_links, check_sources
from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.parse.cuts.pages import parse_chart, parse_page, parse_workspace_page
from heartbeat.definitions.parse.document import read_text
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.parse.settings_file import FILE, parse_settings
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.parse.sources.names import collisions
from heartbeat.definitions.problem import Findings, Problem, WorkspaceRefused
from heartbeat.definitions.sql.tokens import digest

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
"""A workspace may come from anywhere; no setting inside its repository may start a program of its own."""

_Parsed = TypeVar("_Parsed")
_PARTS = (SOURCES, METRICS, SEGMENTS, CUTS, CUT_PAGES, CUT_CHARTS)  # docs decide no number, and commands write some
_CODE = re.compile(r"^[ ]*code:[ ]*[\"']?([A-Z0-9]{4})\b", re.MULTILINE)


@dataclass(frozen=True)
class LoadedWorkspace:
    """A workspace without an error, and what is doubtful in it, in file and line order."""

    workspace: Workspace
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Survey:
    """All that can be read of a workspace, whatever else is wrong in it.

    `settings` is null where heartbeat.yaml is missing or wrong; a source or metric with an error is not among the others.
    `problems` are in file and line order; `texts` holds what each file says, by its path below the folder.
    """

    settings: WorkspaceSettings | None
    sources: tuple[SourceDefinition, ...]
    metrics: tuple[MetricDefinition, ...]  # in catalog order: area, then file name
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    explained: Explained = field(default_factory=Explained)

    @property
    def has_error(self) -> bool:
        """Whether a deploy would refuse it."""
        return self.settings is None or any(problem.severity == "error" for problem in self.problems)


@dataclass
class _Reading:
    """What has been read so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)

    def read(self, file: str, parse: Callable[[str, str, Findings], _Parsed | None]) -> _Parsed | None:
        """Read and parse one file; `file` is its path below the folder."""
        findings = Findings(file)
        text = read_text(self.folder / file, findings)
        if text is not None:
            self.contents[file] = text
        parsed = parse(file, text, findings) if text is not None else None
        self.problems.extend(findings.problems)
        return parsed

    def note(self, problem: Problem) -> None:
        """Note a problem between files."""
        self.problems.append(problem)


def load_workspace(folder: Path) -> LoadedWorkspace:
    """Read everything a workspace declares.

    Args:
        folder: holds `heartbeat.yaml`, and `sources/` and `metrics/` where there are any.

    Returns:
        The workspace, metrics in catalog order (area, then file name), and the warnings.

    Raises:
        WorkspaceRefused: with every problem of every file.
    """
    return load_surveyed(survey_workspace(folder), folder)


def load_surveyed(survey: Survey, folder: Path) -> LoadedWorkspace:
    """The workspace that was surveyed in a folder; raises as `load_workspace` does."""
    if survey.settings is None or survey.has_error:
        raise WorkspaceRefused(survey.problems)
    facts = _hash_of(survey.texts), git_commit(folder)
    workspace = Workspace(survey.settings, survey.sources, survey.metrics, *facts, survey.explained)
    return LoadedWorkspace(workspace, survey.problems)


def survey_workspace(folder: Path) -> Survey:
    """Read everything a workspace declares, as far as it can be read; takes what `load_workspace` does and never raises."""
    reading = _Reading(folder)
    if (doubt := doubt_folder(folder)) is not None:
        reading.note(doubt)
    settings = _settings(reading)
    sources, unread = _sources(reading)
    by_dataset = {dataset: source for source in sources for dataset in source.datasets()}
    segments = tuple(Path(file).stem for file in find_files(folder, SEGMENTS, _unheard))
    declared = Declared(by_dataset, unread, segments)
    metrics, unread_metrics = _metrics(reading, declared)
    explained = _explained(reading, declared, metrics, unread_metrics)
    if settings is not None:
        findings = Findings(FILE)
        doubt_messages(settings, metrics, reading.contents, findings)
        reading.problems.extend(findings.problems)
    return Survey(settings, sources, metrics, tuple(sorted(reading.problems)), reading.contents, explained)


def content_hash_of(folder: Path) -> str | None:
    """The hash over all files of a workspace without parsing them, so wrong ones have one too; None in another folder."""
    if not (folder / FILE).is_file():
        return None
    files = [FILE, *(file for part in _PARTS for file in find_files(folder, part, _unheard))]
    texts = {file: read_text(folder / file, Findings(file)) for file in files}
    return _hash_of({file: text for file, text in texts.items() if text is not None})


def _hash_of(contents: Mapping[str, str]) -> str:
    deciding = (file for file in sorted(contents) if not file.startswith(f"{DOCS.folder}/"))
    return digest(part for file in deciding for part in (file, contents[file]))


def _unheard(_: Problem) -> None:
    """What is wrong with a file is told by whoever reads it."""


def git_commit(folder: Path) -> str | None:
    """The commit a folder is at, with `-dirty` when files below it are changed or new.

    None where git does not answer, and for a folder that git ignores: no commit says what is in it.
    """
    head = _git(folder, "rev-parse", "--verify", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--", ".")
    if head is None or changed is None or not (changed or _git(folder, "ls-files", "--", FILE)):
        return None
    return f"{head}-dirty" if changed else head


def _git(folder: Path, *arguments: str) -> str | None:
    command = [*GIT, "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _settings(reading: _Reading) -> WorkspaceSettings | None:
    if not (reading.folder / FILE).is_file():
        hint = f"`heartbeat init FOLDER` makes a workspace. Looked in {reading.folder.resolve()}."
        reading.note(Problem(FILE, 1, "There is no heartbeat.yaml here.", hint))
        return None
    return reading.read(FILE, lambda _, text, findings: parse_settings(text, findings))


def _sources(reading: _Reading) -> tuple[tuple[SourceDefinition, ...], tuple[str, ...]]:
    """The sources, and the names of those that could not be read."""
    files = find_files(reading.folder, SOURCES, reading.note)
    found = {file: reading.read(file, parse_source) for file in files}
    sources = {file: source for file, source in found.items() if source}
    for second, dataset, first in collisions(sources):
        message = f"`{dataset}` is filled by {first.file} already."
        reading.note(Problem(second.file, 1, message, "Rename one of the two files, or remove the schema from one."))
    return tuple(sources.values()), tuple(Path(file).stem for file, source in found.items() if source is None)


def _metrics(reading: _Reading, declared: Declared) -> tuple[tuple[MetricDefinition, ...], frozenset[str]]:
    """The metrics in catalog order, and the ids of those that could not be read."""
    files = find_files(reading.folder, METRICS, reading.note)
    _refuse_doubled([(Path(file).stem, file) for file in files], "metric id", "Rename one of the two files.", reading)
    found = {file: reading.read(file, lambda name, text, told: parse_metric(name, text, declared, told)) for file in files}
    codes = [(metric.code if metric else _code_in(reading.contents.get(file, ""))[0], file) for file, metric in found.items()]
    _refuse_doubled(codes, "code", "Give one of the two another code; the wall tells them apart by it.", reading)
    metrics = (metric for metric in found.values() if metric)
    in_order = tuple(sorted(metrics, key=lambda metric: (metric.area, metric.metric_id)))
    return in_order, frozenset(Path(file).stem for file, metric in found.items() if metric is None)


def _explained(
    reading: _Reading, declared: Declared, metrics: Sequence[MetricDefinition], unread_metrics: frozenset[str]
) -> Explained:
    """Segments, audit pages with their cuts and charts, and the workspace's own docs, and whether all of it fits together."""
    segments = _each(reading, SEGMENTS, lambda file, text, told: parse_segment(file, text, declared, told))
    cuts = _each(reading, CUTS, parse_cut)
    texts, charts = _each(reading, CUT_PAGES, parse_page, is_told=False), _each(reading, CUT_CHARTS, parse_chart, is_told=False)
    docs = _each(reading, DOCS, parse_workspace_page, is_told=False)
    unread = frozenset(PurePath(file).name.split(".")[0] for part in (cuts, charts) for file, one in part.items() if one is None)
    parts = Parts(_read(cuts), _read(texts), _read(charts), unread)
    pages, in_order = arrange(parts, reading.contents, reading.note)
    check_links(parts, Linked(metrics, unread_metrics), reading.contents, reading.note)
    check_sources(parts.cuts, declared, reading.contents, reading.note)
    return Explained(pages, in_order, parts.charts, _read(segments), _read(docs))


def _each(
    reading: _Reading, part: Part, parse: Callable[[str, str, Findings], _Parsed | None], *, is_told: bool = True
) -> dict[str, _Parsed | None]:
    """The files of a part with what each says, null for one with an error; what else lies there is told once for a folder."""
    return {file: reading.read(file, parse) for file in find_files(reading.folder, part, reading.note if is_told else _unheard)}


def _read(found: Mapping[str, _Parsed | None]) -> tuple[_Parsed, ...]:
    return tuple(one for one in found.values() if one is not None)


def _refuse_doubled(named: Sequence[tuple[str, str]], what: str, hint: str, reading: _Reading) -> None:
    first: dict[str, str] = {}
    for name, file in named:
        if not name:
            continue
        if name in first:
            line = _code_in(reading.contents.get(file, ""))[1] if what == "code" else 1
            reading.note(Problem(file, line, f"The {what} `{name}` is taken by {first[name]}.", hint))
        first.setdefault(name, file)


def _code_in(text: str) -> tuple[str, int]:
    """The code a metric file gives itself, and its line, also when the rest of the file is wrong; '' when it gives none."""
    match = _CODE.search(text)
    return (match[1], text.count("\n", 0, match.start(1)) + 1) if match else ("", 1)
