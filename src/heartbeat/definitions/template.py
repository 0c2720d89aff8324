"""The files of a new workspace."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from heartbeat.errors import ConfigError

_NEW_HINT = "Name a new folder; nothing is ever overwritten."
_SKILLS_HINT = f"It is a workspace already: `heartbeat init FOLDER --skills` adds the runbooks that it lacks. {_NEW_HINT}"
_IGNORED = frozenset((".git",))  # `git init` may come first
_BARE = ("heartbeat.yaml", "gitignore", ".gitignore", "skills/")
_WRITTEN_AS = {"gitignore": ".gitignore"}  # under its own name it would hide files of this repository


def write_workspace(folder: Path, name: str, *, is_bare: bool = False) -> tuple[Path, ...]:
    """Write a workspace that checks clean: commented settings, a source, a metric, a cut, a segment, a README.

    Args:
        folder: made when it is not there; must be empty.
        name: the company's name, one line of 80 characters at most.
        is_bare: without examples and the README that tells of them.

    Returns:
        The files written.

    Raises:
        ConfigError: the folder is not empty, cannot be written, or the name is none.
    """
    title = _title(name)
    try:
        _refuse_occupied(folder)
        parts = [(part, text) for part, text in sorted(_templates().items()) if not is_bare or part.startswith(_BARE)]
        return tuple(_write(folder, part, text, title) for part, text in parts)
    except OSError as error:
        hint = "Name a folder in which you may write."
        raise ConfigError(f"The workspace cannot be written to {folder}: {error.strerror}.", hint=hint) from error


def add_skills(folder: Path) -> tuple[Path, ...]:
    """Write the runbooks that an older workspace lacks; one that is there stays as it is.

    Returns:
        The files written.

    Raises:
        ConfigError: it is no workspace, or cannot be written.
    """
    if not (folder / "heartbeat.yaml").is_file():
        hint = "`heartbeat init FOLDER` makes one, with the runbooks in it."
        raise ConfigError(f"There is no workspace in {folder.resolve()}: it has no heartbeat.yaml.", hint=hint)
    missing = [(part, text) for part, text in sorted(_templates().items()) if part.startswith("skills/")]
    missing = [(part, text) for part, text in missing if not (folder / part).exists()]
    try:
        return tuple(_write(folder, part, text, "") for part, text in missing)
    except OSError as error:
        raise ConfigError(
            f"The runbooks cannot be written to {folder}: {error.strerror}.", hint="Name a folder in which you may write."
        ) from error


def _title(name: str) -> str:
    title = name.strip()
    if not title or len(title) > 80 or any(unicodedata.category(letter).startswith("C") for letter in title):
        raise ConfigError(f"“{title[:100]}” is no name for a workspace.", hint="Write one line of 80 characters at most.")
    return title


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is a file.", hint="Name a folder; it is made when it is not there.")
    found = sorted(path.name for path in folder.iterdir() if path.name not in _IGNORED) if folder.exists() else []
    if found:
        shown = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
        raise ConfigError(
            f"The folder {folder} is not empty: {shown}.", hint=_SKILLS_HINT if "heartbeat.yaml" in found else _NEW_HINT
        )


def _templates() -> dict[str, str]:
    """Texts by their path below the workspace."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, Traversable]] = [("", files(__package__).joinpath("templates"))]
    while waiting:
        path, node = waiting.pop()
        for part in node.iterdir():
            below = f"{path}{_WRITTEN_AS.get(part.name, part.name)}"
            if part.is_dir():
                waiting.append((f"{below}/", part))
            else:
                found[below] = part.read_text(encoding="utf-8")
    return found


def _write(folder: Path, part: str, text: str, title: str) -> Path:
    path = folder / part
    path.parent.mkdir(parents=True, exist_ok=True)
    # a JSON string is a YAML string, whatever the name holds
    filled = text.replace("@NAME@", json.dumps(title, ensure_ascii=False)).replace("@TITLE@", title)
    path.write_text(filled, encoding="utf-8")
    return path
