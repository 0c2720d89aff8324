"""Pages in the workspace's `docs/`: written whole or not at all, and never over what a person wrote."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from datetime import date
from pathlib import Path

from heartbeat.errors import ConfigError
from heartbeat.measure.discovery.page.document import drafts_in, source_in

FOLDER = "docs"
_SEAL = "<!-- As written by heartbeat discover: {} -->"
_SEALED = re.compile(r"\n<!-- As written by heartbeat discover: ([0-9a-f]{64}) -->\s*\Z")
_NAME = re.compile(r"metric-candidates-(\d{4}-\d{2}-\d{2})(?:-(?P<rest>.*))?\.md")


def keep(workspace: Path, text: str, *, source_id: str, day: date, alone: bool) -> Path:
    """Write a page as the one of its day and return its path; `alone` when the workspace has no other source.

    A page of the same day that nobody touched gives way. One that somebody wrote into stays, and the new one gets a number.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder = workspace / FOLDER
    folder.mkdir(exist_ok=True)
    stem = f"metric-candidates-{day.isoformat()}" + ("" if alone else f"-{source_id}")
    written = _write_aside(folder, f"{text}\n{_SEAL.format(_digest(text))}\n")
    try:
        for number in range(1, 1000):
            path = folder / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")
            if _take(written, path):
                return path
    finally:
        written.unlink(missing_ok=True)
    raise ConfigError(f"{folder} holds a thousand pages of {stem}.", hint="Remove those that nobody needs.")


def _write_aside(folder: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=".metric-candidates-", suffix=".tmp", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
    except BaseException:  # also Ctrl-C: half a page must not stay
        path.unlink(missing_ok=True)
        raise
    return path


def _take(written: Path, path: Path) -> bool:
    """Put a page in its place, if that is free or holds one that nobody touched."""
    try:
        path.hardlink_to(written)  # whoever comes second at the same moment finds it taken
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            written.replace(path)
            return True
    else:
        return True
    if not is_untouched(path.read_text(encoding="utf-8", errors="replace")):
        return False
    written.replace(path)
    return True


def is_untouched(text: str) -> bool:
    """Whether a page is as it was written."""
    sealed = _SEALED.search(text)
    return sealed is not None and _digest(text[: sealed.start()]) == sealed[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pages_of(workspace: Path, source_id: str) -> list[Path]:
    """The pages about a source, the newest first."""
    found = []
    for path in (workspace / FOLDER).glob("metric-candidates-*.md"):
        named = _NAME.fullmatch(path.name)
        if named and source_in(path.read_text(encoding="utf-8", errors="replace")) == source_id:
            number = re.search(r"-?(\d+)$", named["rest"] or "")
            found.append((named[1], int(number[1]) if number else 1, path))
    return [path for _, _, path in sorted(found, reverse=True)]


def find_draft(workspace: Path, source_id: str, metric_id: str) -> tuple[Path, str] | None:
    """The newest draft of this id in the pages of a source, with its page."""
    for path in pages_of(workspace, source_id):
        drafts = drafts_in(path.read_text(encoding="utf-8", errors="replace"))
        if metric_id in drafts:
            return path, drafts[metric_id]
    return None
