"""`${NAME}` in source files and heartbeat.yaml: a value that stands in the environment, never in git."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from heartbeat.errors import ConfigError

FOR_SOURCES = "what reads the source (this command, `heartbeat serve` or `worker`)"
FOR_MESSAGES = "what sends messages (`heartbeat serve` or `worker`, or this command)"
"""Who needs the values: `expand` tells whoever has not set them."""

_PLACEHOLDER = re.compile(r"\$?\$\{([^}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text asks the environment for, in their order. `$${` stands for a literal `${` and asks for nothing."""
    return tuple(match[1] for match in _PLACEHOLDER.finditer(text) if not match[0].startswith("$$"))


def malformed_in(text: str) -> tuple[str, ...]:
    """The placeholders of a text that are none: no closing brace, or a name that no variable can have."""
    found = (match for match in _PLACEHOLDER.finditer(text) if not match[0].startswith("$$"))
    return tuple(match[0] for match in found if not match[0].endswith("}") or not _NAME.fullmatch(match[1]))


def expand(text: str, environment: Mapping[str, str], *, reader: str = FOR_SOURCES) -> str:
    """Put the environment's values into a text.

    Args:
        text: with `${NAME}` where a value belongs, `$${` for a literal `${`.
        environment: values by name; what they hold is not expanded again.
        reader: who needs them, as the hint tells it.

    Raises:
        ConfigError: naming every variable that is not set or holds nothing, or every placeholder that is none.
    """
    if wrong := malformed_in(text):
        raise ConfigError(f"Not a placeholder: {', '.join(wrong)}.", hint="Write ${NAME}; a literal ${ is written $${.")
    names = dict.fromkeys(names_in(text))
    _refuse([name for name in names if name not in environment], "not set", reader)
    # an address of nothing would be filled in by libpq, from whatever else stands in the environment
    _refuse([name for name in names if not environment[name].strip()], "empty", reader)
    return _PLACEHOLDER.sub(lambda match: _value(match, environment), text)


def _refuse(names: Sequence[str], what: str, reader: str) -> None:
    if names:
        noun, it = ("variable is", "it") if len(names) == 1 else ("variables are", "them")
        hint = f"Set {it} for {reader}, and start that again."
        raise ConfigError(f"The environment's {noun} {what}: {', '.join(names)}.", hint=hint)


def _value(match: re.Match[str], environment: Mapping[str, str]) -> str:
    return match[0][1:] if match[0].startswith("$$") else environment[match[1]]
