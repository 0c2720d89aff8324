"""Files under another name than the one under which their rows landed: packed, unpacked or renamed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from heartbeat.ingest.kinds.files.folder import FoundFile
from heartbeat.marts.records import FilePart

PACKED = ".gz"


def is_packed(name: str) -> bool:
    """Whether a file is packed by its name. What it holds may say so as well."""
    return name.lower().endswith(PACKED)


def counting(files: Iterable[FoundFile], landed: Collection[str], *, is_whole: bool) -> list[FoundFile]:
    """The files without those that lie there a second time, packed or plain: the one that has landed counts, else the plain one.

    Both are one file only where they have one time: gzip gives what it makes the time of what it took, while a program that
    packs a file and begins it anew gives the new one another. Unless all are read anew, what has landed twice stays so.
    """
    same = defaultdict[tuple[str, datetime], list[FoundFile]](list)
    for file in files:
        same[_unpacked(file.name), file.modified_at].append(file)
    first = {min(group, key=lambda one: (one.name not in landed, is_packed(one.name))) for group in same.values()}
    return [file for group in same.values() for file in group if file in first or (file.name in landed and not is_whole)]


def renamed(files: Sequence[FoundFile], landed: Collection[str], gone: Mapping[str, FilePart]) -> dict[str, str]:
    """Of new and changed files, those that may be one that is gone under a new name, and its name: their rows have to tell.

    A file may be the one that had its time and its size, unless these come twice; a new one also that of which its name is the
    packed or plain form.
    """
    new, old = Counter(file.state for file in files), Counter(part.state for part in gone.values())
    names = {part.state: name for name, part in gone.items() if old[part.state] == 1}
    moved = {file.name: names[file.state] for file in files if new[file.state] == 1 and file.state in names}
    others = {_unpacked(name): name for name in gone if name not in moved.values()}
    unknown = (file.name for file in files if file.name not in landed)
    return {name: others[_unpacked(name)] for name in unknown if _unpacked(name) in others} | moved


def _unpacked(name: str) -> str:
    return name[: -len(PACKED)] if is_packed(name) else name
