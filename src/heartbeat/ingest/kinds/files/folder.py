"""A folder wherever fsspec reads: listed once, its files opened one by one."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import IO, Any

from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable

_HINT = "Check the url in the source's file, and that the folder can be reached from here; it is tried again with the next beat."
# How file systems call the time of the last change.
_TIMES = ("mtime", "LastModified", "last_modified", "last_write_time", "modified", "updated", "created")
_BUFFER_BYTES = 1 << 20
_LOGIN = re.compile(r"(?<=://)[^/]*@")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class FoundFile:
    """A file as a listing found it: its path below the folder, with forward slashes; when it was changed (UTC); its bytes."""

    name: str
    path: str  # as the file system takes it
    modified_at: datetime
    size: int

    @property
    def state(self) -> tuple[datetime, int]:
        """What differs as soon as the file was written."""
        return self.modified_at, self.size


@dataclass(frozen=True)
class Listing:
    """What lies in a folder, in the order of its names.

    `left_out` are names of what is never read: links that lead out of the folder, what is no file, names that are no text.
    `closed` counts folders that may not be read.
    """

    files: tuple[FoundFile, ...]
    left_out: tuple[str, ...] = ()
    closed: int = 0


class Folder:
    """The folder of a source.

    Args:
        url: a path, or a URL that fsspec knows.
        where: the source and its address without a login, for messages.
    """

    def __init__(self, url: str, where: str) -> None:
        self.where = where
        from fsspec.core import url_to_fs

        try:
            self._files, root = url_to_fs(url, skip_instance_cache=True)
        except ImportError as error:
            raise SourceRejected(f"The source {where} needs a driver: {error}", hint="Install it beside Heartbeat.") from error
        except ValueError as error:
            raise SourceRejected(
                f"The url of {where} is none that can be read.", hint="Write a path, or s3://bucket/folder."
            ) from error
        except Exception as error:
            raise _broken(where, error) from error
        self._root = str(root).rstrip("/")
        self._is_local = "file" in _protocols(self._files)

    def find(self, depth: int | None) -> Listing:
        """List the files down to so many levels of folders; null for all.

        A link is read only if it leads to a file within the folder.

        Raises:
            SourceUnreachable: the folder is not there.
            SourceRejected: it may not be read, or is a file.
        """
        closed: list[str] = []
        with self.reached():
            self._files.invalidate_cache()
            if not self._files.exists(self._root or "/"):
                raise SourceUnreachable(f"The folder of {self.where} does not exist, or holds nothing.", hint=_HINT)
            if self._files.isfile(self._root):
                raise SourceRejected(f"{self.where} is a file.", hint="Give its folder in `url`, and its name in `glob`.")
            entries = self._entries(depth, closed)
        if self._root in closed:
            raise SourceRejected(f"The folder of {self.where} may not be read.", hint="Let Heartbeat's user read it.")
        names = {path: path.removeprefix(self._root).lstrip("/") for path in sorted(entries)}
        files = {name: self._found(name, entries[path]) for path, name in names.items() if name and name[-1] != "/"}
        found = tuple(file for file in files.values() if file is not None)
        return Listing(found, tuple(name for name, file in files.items() if file is None), len(closed))

    def _entries(self, depth: int | None, closed: list[str]) -> dict[str, dict[str, Any]]:
        """All but folders, by path. `closed` takes the folders that may not be read."""
        if self._files.async_impl:  # stores of objects list all levels at once
            return dict(self._files.find(self._root, maxdepth=depth, detail=True))
        found: dict[str, dict[str, Any]] = {}
        waiting = [(self._root or "/", 1)]
        while waiting:
            path, level = waiting.pop()
            try:
                entries = self._files.ls(path, detail=True)
            except PermissionError:
                closed.append(path)
                continue
            folders = [entry["name"] for entry in entries if entry["type"] == "directory"]
            found |= {entry["name"]: entry for entry in entries if entry["type"] != "directory"}
            waiting += [(name, level + 1) for name in folders if depth is None or level < depth]
        return found

    @contextlib.contextmanager
    def open(self, file: FoundFile) -> Iterator[IO[bytes]]:
        """Read a file.

        Raises:
            FileNotFoundError, PermissionError: this file; the others may well be read.
            SourceUnreachable: the file system does not answer any more.
        """
        with self.reached():
            if self._leads_out(file.path):
                raise FileNotFoundError(file.name)
            opened = self._files.open(file.path, "rb")
        with contextlib.closing(opened), io.BufferedReader(_Guarded(opened, self.reached), _BUFFER_BYTES) as read:
            yield read

    @contextlib.contextmanager
    def reached(self) -> Iterator[None]:
        """Tell what a file system raises when it does not answer: each has errors of its own."""
        try:
            yield
        except (IngestError, FileNotFoundError, PermissionError):
            raise
        except Exception as error:
            raise _broken(self.where, error) from error

    def _found(self, name: str, entry: dict[str, Any]) -> FoundFile | None:
        """Null for what is never read."""
        path = str(entry["name"])
        if _UNSHOWN.search(name) or (self._leads_out(path) if entry.get("islink") else entry.get("type") != "file"):
            return None
        if entry.get("islink"):  # what it says is told of the link
            now = os.stat(path)  # noqa: PTH116 - fsspec gives paths as text
            return FoundFile(name, path, _utc(now.st_mtime), now.st_size)
        return FoundFile(name, path, self._time(entry), int(entry.get("size") or 0))

    def _leads_out(self, path: str) -> bool:
        """Whether a path of this machine is, or has become, a link out of the folder or to no file."""
        if not self._is_local:
            return False
        true_root, true_path = os.path.realpath(self._root), os.path.realpath(path)
        return not (true_path.startswith(f"{true_root.rstrip('/')}/") and os.path.isfile(true_path))  # noqa: PTH113

    def _time(self, entry: dict[str, Any]) -> datetime:
        value = next((entry[key] for key in _TIMES if entry.get(key) is not None), None)
        if value is None:
            with self.reached(), contextlib.suppress(NotImplementedError):
                value = self._files.modified(entry["name"])
        if isinstance(value, int | float | datetime):
            return _utc(value)
        hint = "Without it nobody knows which files are new: read them from a file system that tells."
        raise SourceRejected(f"{self.where} does not tell when its files were changed.", hint=hint)


class _Guarded(io.RawIOBase):
    """A file of which every error is told in our words."""

    def __init__(self, file: Any, reached: Callable[[], contextlib.AbstractContextManager[None]]) -> None:
        super().__init__()
        self._file, self._reached = file, reached

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def readinto(self, buffer: Any) -> int:
        with self._reached():
            piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        with self._reached():
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())


def address(url: str) -> str:
    """The url without logins and parameters, as messages show it."""
    return _LOGIN.sub("", url).partition("?")[0] if "://" in url else url


def depth_of(globs: Sequence[str]) -> int | None:
    """How many levels of folders these globs look into; null for all."""
    return None if any("**" in glob.split("/") for glob in globs) else max(glob.count("/") + 1 for glob in globs)


def matches(name: str, glob: str) -> bool:
    """Whether a path below the folder matches a glob: `*` within a name, `**` for folders of any depth; none of them hidden."""
    return _matches(name.split("/"), glob.split("/"))


def _matches(parts: list[str], patterns: list[str]) -> bool:
    if not patterns:
        return not parts
    first, others = patterns[0], patterns[1:]
    if first == "**":
        visible = next((at for at, part in enumerate(parts) if part.startswith(".")), len(parts))
        return any(_matches(parts[at:], others or ["*"]) for at in range(visible + 1))
    if not parts or (parts[0].startswith(".") and not first.startswith(".")):
        return False
    return fnmatchcase(parts[0], first) and _matches(parts[1:], others)


def refuse_glob(glob: str, table: str) -> None:
    """Refuse a glob that leads out of the folder.

    Raises:
        SourceRejected: it does.
    """
    if ".." in glob.split("/") or glob.startswith("/") or "://" in glob or "\\" in glob:
        message = f"The glob of {table} leads out of the source's folder, or is no path below it."
        raise SourceRejected(message, hint="Write it below the url, with forward slashes: settlement/*.csv.")


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _utc(value: float | datetime) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return datetime.fromtimestamp(value, UTC)


def _broken(where: str, error: Exception) -> SourceUnreachable:
    """What a driver said stays out: it repeats urls as it likes."""
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__
    return SourceUnreachable(f"The source {where} does not answer: {said}.", hint=_HINT)
