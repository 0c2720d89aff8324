"""Which files of a workspace a command was asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import ConfigError


def chosen_files(files: Iterable[str], folder: Path, wanted: Sequence[str]) -> frozenset[str]:
    """The files that somebody named, as paths below the workspace: by metric id, by a file, or by a folder of files.

    Args:
        files: all of the workspace, as paths below it.
        folder: of the workspace; a path counts from there, or from the current folder.
        wanted: the names; none means all files.

    Raises:
        ConfigError: a name that fits no file.
    """
    known = frozenset(files)
    return known if not wanted else frozenset(file for name in wanted for file in _named(name, known, folder))


def _named(name: str, files: frozenset[str], folder: Path) -> list[str]:
    below = _below(name, folder)
    found = [file for file in files if below in (file, *map(str, PurePosixPath(file).parents))]
    found += [file for file in files if _metric_id(file) == name]
    if not found:
        near = nearest(name, sorted(filter(None, map(_metric_id, files))))
        hint = "Name a metric by its id, or a file or a folder below the workspace: metrics/payments."
        message = f"No metric and no file of the workspace is called {name!r}."
        raise ConfigError(message, hint=f"Did you mean {near}? {hint}" if near else hint)
    return found


def _metric_id(file: str) -> str:
    """The metric whose file, or whose test, a file is; '' for any other one."""
    return PurePosixPath(file).name.partition(".")[0] if file.startswith("metrics/") else ""


def _below(name: str, folder: Path) -> str:
    """A path as the workspace has it: `./my-company/metrics/a.sql` is `metrics/a.sql`."""
    path = Path(name)
    if path.exists() and path.resolve().is_relative_to(folder.resolve()):
        return path.resolve().relative_to(folder.resolve()).as_posix()
    return path.as_posix()
