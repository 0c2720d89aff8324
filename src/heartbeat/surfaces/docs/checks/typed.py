"""Command lines in the pages that the program would refuse: an unknown command, or an option that it does not have."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token

from heartbeat.definitions.problem import Problem
from heartbeat.surfaces.docs.checks.files import Files
from heartbeat.surfaces.docs.reference import Command
from heartbeat.wire.markdown import parse

_BEFORE = frozenset({"-w", "--workspace", "--version", "-h", "--help"})
_SHELL = frozenset({"sh", "bash", "console", ""})
_CALL = re.compile(r"(?:^|&&|[;|(])\s*(?:\$ )?(?:\w+=\S+\s+)*(?:\S*/)?heartbeat\s+([^&;|]+)")
"""Where a command stands; `sudo -u heartbeat git` names a user."""
_WORD = re.compile(r"[a-z][a-z-]*")
_OPTION = re.compile(r"--?[a-z][a-z-]*")
_ENDS = re.compile(r"&&|\|\||[;|#)…>]")
_TOLD_OF_OLD = frozenset({"CHANGELOG.md", "docs/decisions.md"})


def typed_problems(files: Files) -> Iterator[Problem]:
    """Every `heartbeat …` in a block of shell and in the text."""
    known = {command.words: command for command in files.reference.commands()}
    for page in files.product.pages:
        if page.file in _TOLD_OF_OLD:
            continue
        for line, text in _lines(parse(page.text)):
            for call in _CALL.findall(text):
                if (what := wrong_call(call, known)) is not None:
                    yield Problem(
                        page.file or "", line, f"`heartbeat {call.strip()}`: {what}", "`heartbeat --help` has them all."
                    )


def wrong_call(call: str, known: Mapping[tuple[str, ...], Command]) -> str | None:
    """Why the program would refuse what stands behind `heartbeat`, or nothing."""
    parts = _parts(_ENDS.split(call.replace("[", " ").replace("]", " "))[0])
    while parts and parts[0] in _BEFORE:
        parts = parts[2 if parts[0] in {"-w", "--workspace"} else 1 :]
    if not parts or not _WORD.fullmatch(parts[0]):
        return None
    words = _command_of(parts, known)
    if words is None:
        return f"there is no command {parts[0]}."
    command = known.get(words)
    if command is None:
        return None  # a group is spoken of
    options = {name for option in command.options for name in option.names} | {"-h", "--help"}
    unknown = [part for part in (part.partition("=")[0] for part in parts) if _OPTION.fullmatch(part) and part not in options]
    return f"it has no option {unknown[0]}." if unknown else None


def _command_of(parts: Sequence[str], known: Mapping[tuple[str, ...], Command]) -> tuple[str, ...] | None:
    """The words of the command or of the group that a call begins with."""
    if (parts[0],) in known:
        return (parts[0],)
    if not any(words[0] == parts[0] for words in known):
        return None
    pair = tuple(parts[:2])
    return pair if pair in known else (parts[0],) if len(parts) == 1 or not _WORD.fullmatch(parts[1]) else None


def _parts(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quotation that goes on in the next line
        return text.split()


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The lines that may have a call, each with its line in the page."""
    for token in tokens:
        start = token.map[0] + 1 if token.map else 1
        if token.type == "fence" and (token.info.split() or [""])[0] in _SHELL:
            yield from ((start + 1 + at, line) for at, line in enumerate(token.content.splitlines()))
        elif token.type == "inline":
            line = start
            for child in token.children or ():
                line += child.type == "softbreak"
                if child.type == "code_inline" and "heartbeat " in child.content:
                    yield line, child.content
