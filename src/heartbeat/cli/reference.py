"""Every command with its arguments and options, as the program itself knows them: for the docs, and for who checks them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer

from heartbeat.surfaces.docs.reference import Command, Parameter


@cache
def read_commands() -> tuple[Command, ...]:
    """Every command in the order of the help. Imports all of them, so it is asked only where somebody wants to know."""
    from heartbeat.cli.root import app

    return tuple(_commands(typer.main.get_command(app), ()))


def program_options() -> frozenset[str]:
    """The options that stand before a command."""
    from heartbeat.cli.root import app

    root: Any = typer.main.get_command(app)
    return frozenset(name for each in root.params for name in (*each.opts, *each.secondary_opts)) | {"-h", "--help"}


def _commands(found: Any, words: tuple[str, ...]) -> Iterator[Command]:
    inner = getattr(found, "commands", None)
    if inner is not None:
        for name in inner:
            yield from _commands(inner[name], (*words, name))
        return
    arguments = tuple(_parameter(each) for each in found.params if each.param_type_name == "argument")
    options = tuple(_parameter(each) for each in found.params if each.param_type_name == "option" and not each.hidden)
    panel = getattr(found, "rich_help_panel", None)
    yield Command(words, panel if isinstance(panel, str) else "", (found.help or "").strip(), arguments, options)


def _parameter(found: Any) -> Parameter:
    is_switch = getattr(found, "is_flag", False)
    default = found.default
    shown = "" if default is None or default is False or default == () or callable(default) or is_switch else str(default)
    is_argument = found.param_type_name == "argument"
    if is_argument:
        name = (found.metavar or found.name.upper()).strip("[]….")
    else:
        name = "" if is_switch else found.metavar or _type(found)
    return Parameter(
        names=(*found.opts, *found.secondary_opts),
        metavar=name,
        help=found.help or "",
        default=shown,
        is_required=found.required,
        is_repeated=found.multiple or found.nargs == -1,
    )


def _type(found: Any) -> str:
    """What follows an option: a number for numbers, a file for paths, a text else."""
    wanted = found.type_descriptor.annotation
    return "N" if wanted in {int, float} else "PATH" if wanted is Path else "TEXT"
