"""Files under another name than the one under which their rows landed: packed, unpacked or renamed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from heartbeat.ingest.kinds.files.folder import FoundFile
from heartbeat.marts.records import FilePart

PACKED = ".gz"


def is_packed(name: str) -> bool:
    """Whether a file is packed by its name. What it holds may say so as well."""
    return name.lower().endswith(PACKED)


def counting(files: Iterable[FoundFile], landed: Collection[str]) -> list[FoundFile]:
    """The files without those that lie there a second time, packed or plain: the one that was changed last counts.

    Whoever packs a file has both for a moment.
    """
    same = defaultdict[str, list[FoundFile]](list)
    for file in files:
        same[_unpacked(file.name)].append(file)
    return [max(group, key=lambda one: (one.modified_at, one.name in landed, not is_packed(one.name))) for group in same.values()]


def repacked(files: Iterable[FoundFile], landed: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of files, those whose rows stand under the name of their packed or plain form, with these names."""
    same = defaultdict[str, list[str]](list)
    for name in sorted(landed):
        same[_unpacked(name)].append(name)
    found = {file.name: tuple(name for name in same[_unpacked(file.name)] if name != file.name) for file in files}
    return {name: names for name, names in found.items() if names}


def renamed(files: Sequence[FoundFile], gone: Mapping[str, FilePart]) -> dict[str, str]:
    """Of new and changed files, those that have the time and the size of one that is gone, and its name.

    A time or a size that comes twice tells nothing.
    """
    new, old = Counter(file.state for file in files), Counter(part.state for part in gone.values())
    names = {part.state: name for name, part in gone.items() if old[part.state] == 1}
    return {file.name: names[file.state] for file in files if new[file.state] == 1 and file.state in names}


def _unpacked(name: str) -> str:
    return name[: -len(PACKED)] if is_packed(name) else name
