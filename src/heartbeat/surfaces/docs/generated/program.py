"""Settings, errors and commands, each as the program itself has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic_core import PydanticUndefined

from heartbeat.config import Settings
from heartbeat.errors import HeartbeatError
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.generated import words
from heartbeat.surfaces.docs.reference import Command, Parameter, Reference


def program_pages(reference: Reference) -> Iterator[Page]:
    """The three of them; one without content is left out."""
    yield _settings()
    yield _errors(reference)
    if commands := reference.commands():
        yield _commands(commands)


def setting_names() -> list[str]:
    """Every variable of the environment that Heartbeat reads."""
    return [f"HEARTBEAT_{name.upper()}" for name in Settings.model_fields]


def every_error() -> list[type[HeartbeatError]]:
    """The tree of errors, each class before those below it."""
    found: list[type[HeartbeatError]] = []
    left: list[type[HeartbeatError]] = [HeartbeatError]
    while left:
        one = left.pop()
        found.append(one)
        left.extend(reversed([below for below in one.__subclasses__() if below.__module__.startswith("heartbeat.errors")]))
    return found


def _settings() -> Page:
    rows = []
    for variable, field in zip(setting_names(), Settings.model_fields.values(), strict=True):
        default = "unset" if field.default in {None, PydanticUndefined} else words.code(field.default)
        rows.append((words.code(variable), default, (field.description or "").replace("\n", " ")))
    intro = "Every variable of the environment that this version reads. What they are for is told in [Settings](/docs/settings)."
    text = words.page("Every setting", intro, words.table(("variable", "default", "means"), rows))
    return Page("reference/settings", "Every setting", text, "program")


def _errors(reference: Reference) -> Page:
    rows = [
        (words.code(error.code), str(reference.status(error)), "yes" if error.retryable else "", _first_line(error.__doc__))
        for error in every_error()
    ]
    intro = "Every code that this version answers with. What to do about each is told in [Errors](/docs/errors)."
    text = words.page("Every error code", intro, words.table(("code", "HTTP", "may go away", "means"), rows))
    return Page("reference/errors", "Every error code", text, "program")


def _commands(commands: Sequence[Command]) -> Page:
    intro = "Every command of this version with all its options. What they are for is told in [Command line](/docs/cli)."
    text = words.page("Every command", intro, *(_command(command) for command in commands))
    return Page("reference/commands", "Every command", text, "program")


def _command(command: Command) -> str:
    arguments = [(words.code(each.metavar), words.plain(each.help)) for each in command.arguments]
    options = [(_written(each), words.code(each.default), words.plain(each.help)) for each in command.options]
    return words.section(
        command.name,
        words.block(_usage(command), "sh"),
        command.help,
        words.table(("argument", "means"), arguments),
        words.table(("option", "default", "means"), options),
    )


def _written(option: Parameter) -> str:
    names = ", ".join(words.code(name) for name in option.names)
    return f"{names} {words.code(option.metavar)}" if option.metavar else names


def _usage(command: Command) -> str:
    parts = [command.name]
    for each in command.arguments:
        name = f"{each.metavar}…" if each.is_repeated else each.metavar
        parts.append(name if each.is_required else f"[{name}]")
    if command.options:
        parts.append("[options]")
    return " ".join(parts)


def _first_line(text: str | None) -> str:
    return words.plain((text or "").strip().partition("\n")[0])
