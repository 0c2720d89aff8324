"""Finding the files of a workspace: what may be read, and a finding for everything that would vanish without a word."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from heartbeat.definitions.problem import Problem

_NOT_IN_A_NAME = frozenset(("Cc", "Cs", "Zl", "Zp"))  # control characters, bytes that are not UTF-8, ends of lines


@dataclass(frozen=True)
class Part:
    """One part of a workspace: the files with one suffix below a folder, or directly in it. Those `beside` are of another.

    A file whose name begins with `unread` is none of them.
    """

    folder: str
    suffix: str
    nested: bool
    beside: tuple[str, ...] = ()
    unread: str | None = None


METRICS = Part("metrics", ".sql", nested=True, beside=(".test.yaml",))
METRIC_TESTS = Part("metrics", ".test.yaml", nested=True, beside=(".sql",))
SOURCES = Part("sources", ".yaml", nested=False)
CUTS = Part("cuts", ".py", nested=False, beside=(".chart.js",), unread="_")
CUT_PAGES = Part("cuts", ".md", nested=False, beside=(".py", ".chart.js"))
CUT_CHARTS = Part("cuts", ".chart.js", nested=False, beside=(".py",))
DOCS = Part("docs", ".md", nested=True)
SEGMENTS = Part("segments", ".sql", nested=False)


def find_files(workspace: Path, part: Part, note: Callable[[Problem], None]) -> list[str]:
    """The files of one part as paths below the workspace, in their order.

    Args:
        workspace: the folder with `heartbeat.yaml`.
        part: where to look, and for what.
        note: hears of what is not read: an error where a metric or a source might be lost by it, else a warning. Hidden files and
            Markdown are left alone.
    """
    top = workspace / part.folder
    if not os.path.lexists(top):
        return []
    if not top.is_dir():
        note(Problem(part.folder, 1, "This is not a folder.", f"Make it a folder with …{part.suffix} files in it, or remove it."))
        return []
    found = []
    for path in _walk(workspace, top, note):
        file = path.relative_to(workspace).as_posix()
        misplaced = not part.nested and path.parent != top
        skipped = part.unread is not None and path.name.startswith(part.unread)
        if path.name.endswith(part.suffix) and not misplaced and not skipped:
            if _has_usable_name(file, path.name, note):
                found.append(file)
        elif not path.name.endswith(".md" if misplaced else (".md", *part.beside)):
            note(Problem(shown(file), 1, "This file is not read.", _how_named(part, misplaced=misplaced), "warning"))
    return found


def _how_named(part: Part, *, misplaced: bool) -> str:
    names = " or ".join(f"…{suffix}" for suffix in (part.suffix, *part.beside))
    other = f" without a leading {part.unread}" if part.unread else ""
    where = f"directly in {part.folder}/" if misplaced else f"named {names}{other}"
    return f"A file here is {where}; rename, move or remove it."


def doubt_folder(workspace: Path) -> Problem | None:
    """A warning for a workspace whose own path the embedded Postgres cannot live in; another Postgres does not mind."""
    path = str(workspace.absolute())
    if not any(_is_unusable(sign) for sign in path):
        return None
    message = f"The path of this folder is not UTF-8, or has a control character: {shown(path)}."
    return Problem("heartbeat.yaml", 1, message, "Rename it: the embedded Postgres cannot live in it.", "warning")


def shown(path: str) -> str:
    """A path as it can be printed and stored: what cannot is written as an escape."""
    written = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(sign.encode("unicode_escape").decode() if _is_unusable(sign) else sign for sign in written)


def _walk(workspace: Path, top: Path, note: Callable[[Problem], None]) -> Iterator[Path]:
    def cannot_list(error: OSError) -> None:
        folder = Path(error.filename).relative_to(workspace).as_posix()
        message = f"The folder cannot be read: {error.strerror}."
        note(Problem(shown(folder), 1, message, "Give this user the right to list it, or remove it."))

    for root, folders, names in os.walk(top, onerror=cannot_list):
        visible = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        folders[:] = [name for name in visible if _may_be_entered(workspace, Path(root, name), note)]
        yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))


def _may_be_entered(workspace: Path, folder: Path, note: Callable[[Problem], None]) -> bool:
    file = folder.relative_to(workspace).as_posix()
    if folder.is_symlink():
        note(Problem(shown(file), 1, "A link to a folder is not followed.", "Put the folder itself here, or remove the link."))
        return False
    return _has_usable_name(file, folder.name, note)


def _has_usable_name(file: str, name: str, note: Callable[[Problem], None]) -> bool:
    unusable = next((sign for sign in name if _is_unusable(sign)), None)
    if unusable is None:
        return True
    is_no_text = unicodedata.category(unusable) == "Cs"
    what = "is not UTF-8" if is_no_text else f"has a control character, U+{ord(unusable):04X}"
    note(Problem(shown(file), 1, f"The name {what}.", "Rename it; a name cannot be stored with it."))
    return False


def _is_unusable(sign: str) -> bool:
    return unicodedata.category(sign) in _NOT_IN_A_NAME
