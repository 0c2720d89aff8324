"""A folder that holds an exported site, and nothing that somebody else put there is touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

from heartbeat.errors import ConfigError

MARK = ".heartbeat-docs"
_SAID = "Written by `heartbeat docs export`, which may replace and remove these files:"
_HINT = "Name a folder that is new, empty, or an earlier export."


def refuse_foreign(folder: Path) -> None:
    """Say that a folder cannot take a site before the work of making one is done.

    Raises:
        ConfigError: it holds something, and no export; or it cannot be read.
    """
    try:
        _listed(folder)
    except OSError as error:
        raise _not_written(folder, error) from error


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder hold these files: those of an earlier export are replaced, and removed where they are no more.

    The list of what is ours is written before the first file and again after the last, so an export that was broken off is one.

    Raises:
        ConfigError: the folder is somebody else's, a file in it is, or it cannot be written.
    """
    try:
        ours = _listed(folder)
        _refuse_files(folder, files, ours)
        folder.mkdir(parents=True, exist_ok=True)
        _mark(folder, ours | files.keys())
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        _remove(folder, ours - files.keys())
        _mark(folder, files.keys())
    except OSError as error:
        raise _not_written(folder, error) from error


def _listed(folder: Path) -> frozenset[str]:
    """The files that an earlier export wrote."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is a file.", hint=_HINT)
    mark = folder / MARK
    if mark.is_file():
        first, *names = mark.read_text(encoding="utf-8").splitlines()
        if first == _SAID and all(_is_inside(folder, name) for name in names):
            return frozenset(names)
    elif not folder.exists() or not any(folder.iterdir()):
        return frozenset()
    raise ConfigError(f"{folder} holds files that no export has written.", hint=_HINT)


def _refuse_files(folder: Path, files: Mapping[str, bytes], ours: Collection[str]) -> None:
    """A file of ours that became a link to elsewhere is not ours any more."""
    for name in files:
        path = folder / name
        if not _is_inside(folder, name) or (name not in ours and (path.exists() or path.is_symlink())):
            hint = "Move it away, or name another folder."
            raise ConfigError(f"{path} is in the way: no export has written it.", hint=hint)


def _is_inside(folder: Path, name: str) -> bool:
    pure = PurePosixPath(name)
    return not pure.is_absolute() and ".." not in pure.parts and (folder / name).resolve() == folder.resolve() / name


def _remove(folder: Path, names: Collection[str]) -> None:
    for name in sorted(names):
        (folder / name).unlink(missing_ok=True)
    above = {parent for name in names for parent in PurePosixPath(name).parents if parent.name}
    for parent in sorted(above, key=lambda each: len(each.parts), reverse=True):
        path = folder / parent
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _mark(folder: Path, names: Collection[str]) -> None:
    (folder / MARK).write_text("\n".join([_SAID, *sorted(names)]) + "\n", encoding="utf-8")


def _not_written(folder: Path, error: OSError) -> ConfigError:
    place = f"{error.filename}: " if error.filename else ""
    return ConfigError(f"{folder} cannot be written: {place}{error.strerror or error}.", hint=_HINT)
