"""A draft of a page as a metric file of the workspace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from heartbeat.definitions.model import METRIC_ID, SourceDefinition, Workspace
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.errors import ConfigError
from heartbeat.measure.discovery.candidate import free_code
from heartbeat.measure.discovery.page.document import drafts_in
from heartbeat.measure.discovery.page.keeping import find_draft, pages_of

_AREA = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")
_CODE = re.compile(r"^code:[ ]*(\S+)[ ]*$", re.MULTILINE)
_NAME = re.compile(r"^name:[ ]*(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """A file that was made, the page it comes from, and what `heartbeat check` will say of it. Paths are below the workspace."""

    path: str
    page: str
    problems: tuple[Problem, ...]
    new_code: str | None


def write_draft(folder: Path, workspace: Workspace, source: SourceDefinition, metric_id: str, area: str) -> Written:
    """Make the metric file of a candidate as it stands in the newest page of its source; no file is ever written over.

    Raises:
        ConfigError: no page has it, a metric of this id is there, or the area is no name of a folder.
    """
    if not _AREA.fullmatch(area):
        raise ConfigError(f"{area!r} is no area.", hint="Write lower-case letters, digits, - and _: --area payments.")
    page, text = _draft(folder, source.source_id, metric_id)
    for metric in workspace.metrics:
        if metric.metric_id == metric_id:
            hint = f"To have both, change the id in {page.relative_to(folder)} below its heading, and ask for the new one."
            raise ConfigError(f"The metric {metric_id} is there already: {metric.file}.", hint=hint)
    text, new_code = _with_free_code(text, workspace)
    file = f"metrics/{area}/{metric_id}.sql"
    _write_new(folder / file, text, file)
    declared = Declared({dataset: one for one in workspace.sources for dataset in one.datasets()})
    findings = Findings(file)
    parse_metric(file, text, declared, findings)
    return Written(file, str(page.relative_to(folder)), tuple(findings.problems), new_code)


def _draft(folder: Path, source_id: str, metric_id: str) -> tuple[Path, str]:
    found = find_draft(folder, source_id, metric_id) if METRIC_ID.fullmatch(metric_id) else None
    if found is not None:
        return found
    pages = pages_of(folder, source_id)
    if not pages:
        hint = f"`heartbeat discover {source_id}` makes one."
        raise ConfigError(f"There is no page of candidates of {source_id} in docs/.", hint=hint)
    known = list(drafts_in(pages[0].read_text(encoding="utf-8", errors="replace")))
    near = nearest(metric_id, known)
    hint = f"Did you mean {near}?" if near else f"{pages[0].relative_to(folder)} has: {', '.join(known) or 'none'}."
    raise ConfigError(f"No page of {source_id} has a candidate {metric_id!r}.", hint=hint)


def _with_free_code(text: str, workspace: Workspace) -> tuple[str, str | None]:
    """The draft, and its new code if the one it has was taken since."""
    taken = {metric.code for metric in workspace.metrics}
    code, name = _CODE.search(text), _NAME.search(text)
    if code is None or code[1] not in taken:
        return text, None
    new = free_code(name[1] if name else "metric", taken)
    return text[: code.start(1)] + new + text[code.end(1) :], new


def _write_new(path: Path, text: str, shown: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError(f"{shown} is there already; nothing was written.", hint="Name another --area.") from error
