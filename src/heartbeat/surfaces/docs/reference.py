"""What the program says about itself, as the doors know it: a surface imports neither the whole API nor the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heartbeat.errors import HeartbeatError


@dataclass(frozen=True)
class Parameter:
    """An argument or an option of a command: how it is written, what it is by default, what it does."""

    names: tuple[str, ...]
    metavar: str  # what follows it; empty for a switch
    help: str
    default: str
    is_required: bool
    is_repeated: bool


@dataclass(frozen=True)
class Command:
    """One command as it is typed behind `heartbeat`."""

    words: tuple[str, ...]
    panel: str
    help: str
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """`heartbeat alerts list`."""
        return " ".join(("heartbeat", *self.words))


@dataclass(frozen=True)
class Reference:
    """The sources of the pages about the program; each is asked when its page is."""

    api: Callable[[], Mapping[str, Any]]
    role: Callable[[str, str], str | None]  # of a method and a path, the least role; none where everybody may ask
    status: Callable[[type[HeartbeatError]], int]
    commands: Callable[[], Sequence[Command]]
