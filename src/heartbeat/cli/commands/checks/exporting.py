"""`heartbeat docs export`: the documentation as a folder of files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heartbeat.cli.reference import read_commands
from heartbeat.cli.say import counted, say
from heartbeat.config import Settings
from heartbeat.db import Role, open_database, standing_database
from heartbeat.definitions.placeholders import expand

if TYPE_CHECKING:
    from heartbeat.surfaces.docs.book.page import Book
    from heartbeat.surfaces.docs.reference import Reference

_ALONE = "Heartbeat's own pages alone, and those about the program"


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to write it: new, empty, or an earlier export.")],
    no_workspace: Annotated[bool, typer.Option("--no-workspace", help="Leave out the workspace and what is deployed.")] = False,
) -> None:
    """Write the documentation as a static site: all that /docs shows, with a search, to be opened from a disk or served anywhere.

    The pages of the workspace and those of what is deployed are in it, with SQL and owners, as far as a database stands here.
    The Markdown of every page lies beside it, and `llms.txt` lists all. An earlier export in the folder is replaced; a folder
    with anything else is refused.

    Examples: `heartbeat docs export site` · `heartbeat docs export site --no-workspace`
    """
    from heartbeat.app import documented_program  # the web framework costs every other command 0.4 s
    from heartbeat.surfaces.docs.book.links import IMAGES
    from heartbeat.surfaces.docs.book.product import product_root
    from heartbeat.surfaces.docs.export.folder import refuse_foreign, write_site
    from heartbeat.surfaces.docs.export.layout import Layout, lost_links
    from heartbeat.surfaces.docs.export.site import site_files

    refuse_foreign(folder)
    reference = documented_program(read_commands)
    book, name, cockpit = _read(context.obj, reference, no_workspace=no_workspace)
    say(f"Writing {counted(len(book.order), 'page')} …")
    layout = Layout(book, cockpit)
    files = dict(site_files(layout, reference, product_root() / IMAGES, f"{name} docs" if name else "Heartbeat docs"))
    write_site(folder, files)
    size = sum(map(len, files.values())) / 1_000_000
    say(
        f"{counted(len(book.order), 'page')} in {counted(len(files), 'file')} of {size:.1f} MB: {folder / 'index.html'}",
        style="green",
    )
    _tell_lost(*lost_links(layout))


def _tell_lost(into_cockpit: int, dead: int) -> None:
    if into_cockpit:
        say(f"{counted(into_cockpit, 'link')} into the cockpit became text: no `server.public_url` says where it is.")
    if dead:
        say(f"{counted(dead, 'link')} lead nowhere: `heartbeat docs check` names them.", style="yellow")


def _read(settings: Settings, reference: Reference, *, no_workspace: bool) -> tuple[Book, str, str | None]:
    """The book, the name of the company, and where its cockpit is."""
    from heartbeat.readings.deployed.workspace import settings_or_defaults
    from heartbeat.surfaces.docs.library import read_book

    if no_workspace or standing_database(settings) is None:
        say(f"{_ALONE}." if no_workspace else f"No database stands here: {_ALONE}. `heartbeat deploy` makes one.")
        return read_book(None, reference), "", None
    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection:
        deployed = settings_or_defaults(connection)
        # The environment of this process is the door's to read.
        cockpit = expand(deployed.public_url, os.environ) if deployed.public_url else None  # noqa: TID251
        return read_book(connection, reference), deployed.name, cockpit
