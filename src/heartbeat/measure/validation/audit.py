"""One audit from beginning to end: facts, verdict, document, and where it is kept."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import ConfigError
from heartbeat.measure.validation.gather import Office, gather
from heartbeat.measure.validation.tables import Landscape
from heartbeat.measure.validation.telling.document import compose
from heartbeat.measure.validation.telling.markdown import Block, as_json, as_markdown
from heartbeat.measure.validation.verdict import Verdict, judge
from heartbeat.readings.audits import AuditRecord, record_audit

FOLDER = "docs/metric-audits"


@dataclass(frozen=True)
class Audit:
    """An audit that was made. `file` is below the workspace; `replaced` an earlier one of the same day."""

    metric_id: str
    verdict: Verdict
    file: str
    blocks: tuple[Block, ...]
    replaced: bool


def audit(office: Office, metric: MetricDefinition, landscape: Landscape) -> Audit:
    """Audit one deployed metric: write its file, then keep it in the read model.

    Raises:
        ConfigError: the file cannot be written; nothing is kept of this audit.
        DatabaseUnavailable: Postgres went away.
    """
    found = gather(office, metric, landscape)
    verdict = judge(found)
    blocks = compose(found, verdict)
    day = landscape.now.astimezone(office.zone).date()
    file = f"{FOLDER}/{day}-{metric.metric_id}.md"
    text = as_markdown(blocks)
    replaced = _write(office.folder / file, text)
    reasons = tuple({"code": one.code, "level": one.level, "sentence": one.sentence} for one in verdict.reasons)
    kept = AuditRecord(
        metric.metric_id, landscape.now, verdict.level, metric.definition_hash, file, reasons, text, tuple(as_json(blocks))
    )
    record_audit(office.connection, kept)
    return Audit(metric.metric_id, verdict, file, blocks, replaced)


def prepare_folder(workspace: Path) -> None:
    """Make the folder of the audits, before anything is run for a file that could not be written.

    Raises:
        ConfigError: it cannot be made or written into.
    """
    folder = workspace / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def _write(path: Path, text: str) -> bool:
    """Write a file whole or not at all; whether there was one already."""
    try:
        existed = path.exists()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".md")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return existed


def _unwritable(path: Path, error: OSError) -> ConfigError:
    hint = "Give this user the right to write there, or run it where the workspace can be written."
    return ConfigError(f"The audit cannot be written to {path}: {error.strerror or error}.", hint=hint)
