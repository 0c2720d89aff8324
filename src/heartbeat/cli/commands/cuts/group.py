"""The commands of the group, and what each prints."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from heartbeat.cli.commands.cuts.view import compute_and_show, show_payload
from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import counted, grid, out, print_whole, say, seconds_text
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.cuts.window import is_window
from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Findings, WorkspaceRefused
from heartbeat.errors import ConfigError, CutFailed, CutNotFound, WindowNotOffered
from heartbeat.measure.cuts.run import RunnableCut, compute_cut
from heartbeat.postgres.embedded import silent
from heartbeat.readings.audit.cuts import read_registry
from heartbeat.readings.audit.refreshes import request
from heartbeat.readings.registry import read_workspace

_NONE = "No cut is deployed: write cuts/<cut>.py, and run `heartbeat deploy`."

Cut = Mapping[str, Any]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    text = "How the cuts of the audit pages stand, and their computation, now or before they are deployed."
    group = typer.Typer(invoke_without_command=True, help=text)
    group.callback()(_list_unless_asked)
    group.command("list")(list_cuts)
    group.command("run")(run)
    group.command("try")(try_out)
    app.add_typer(group, name="cuts", rich_help_panel="Running")


def _list_unless_asked(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_cuts(context)


def list_cuts(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print them for programs.")] = False
) -> None:
    """List every cut: its page, chart, owner, whether a person stands behind it, when it was computed last, and what failed.

    Examples: `heartbeat cuts` · `heartbeat cuts list --json`
    """
    from heartbeat.wire.json_text import json_bytes

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=silent if as_json else say) as database, database.connect(Role.APP) as connection:
        cuts = read_registry(connection)
        zone = ZoneInfo(read_workspace(connection).settings.timezone) if cuts else ZoneInfo("UTC")
    if as_json:
        typer.echo(json_bytes(cuts).decode())
    elif cuts:
        _show(cuts, zone)
    else:
        say(_NONE)


def _show(cuts: Sequence[Cut], zone: ZoneInfo) -> None:
    table = grid("page", "cut", "chart", "owner", "verified", "windows", "oldest computed")
    for cut in cuts:
        verified = "" if cut["verification_state"] == "unverified" else cut["verification_state"]
        cells = (cut["page"], cut["cut_id"], cut["chart"], cut["owner"] or "", verified, " ".join(cut["windows"]))
        table.add_row(*map(escape, cells), _oldest(cut, zone))
    print_whole(table)
    for cut in cuts:
        for failure, windows in _failures(cut).items():
            out.print(f"[red]✗[/] {escape(cut['cut_id'])} ({escape(', '.join(windows))}): {escape(failure)}")


def _oldest(cut: Cut, zone: ZoneInfo) -> str:
    moments = [each["computed_at"] for each in cut["snapshots"]]
    known = [moment for moment in moments if moment is not None]
    if not known:
        return "never"
    missing = len(moments) - len(known)
    return f"{min(known).astimezone(zone):%Y-%m-%d %H:%M}" + (f", {missing} never" if missing else "")


def _failures(cut: Cut) -> dict[str, list[str]]:
    """What failed in which windows: one mistake is told once."""
    failures: dict[str, list[str]] = {}
    for each in cut["snapshots"]:
        if each["failure"]:
            failures.setdefault(each["failure"]["message"], []).append(each["window"])
    return failures


def run(
    context: typer.Context,
    cuts: Annotated[list[str] | None, typer.Argument(metavar="[CUT]...", help="Cuts: names of files without `.py`.")] = None,
    window: Annotated[str | None, typer.Option(metavar="KEY", help="Only this window of each: 30d, 12m, all.")] = None,
) -> None:
    """Compute cuts anew from what has landed, as they were deployed; all of them unless some are named. Reads no source.

    Exit code 1 when one failed: what it had computed before stays on its page.

    Examples: `heartbeat cuts run` · `heartbeat cuts run fees_by_kind --window 90d`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=say) as database:
        with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat cuts") as connection:
            deployed = read_registry(connection)
            chosen = _chosen(deployed, cuts or [], window)
            windows = None if window is None else [window]
            now = database_clock(connection)()
            wanted = request(connection, chosen, windows, trigger="cli", by=getpass.getuser(), now=now)
        if not deployed:
            return say(_NONE)
        if not compute_and_show(database, settings, wanted):
            raise typer.Exit(1)
    return None


def _chosen(deployed: Sequence[Cut], named: Sequence[str], window: str | None) -> list[str]:
    known = {cut["cut_id"]: cut for cut in deployed}
    for cut_id in named:
        if cut_id not in known:
            near = nearest(cut_id, list(known))
            hint = f"Is it {near}?" if near else "`heartbeat cuts` lists them; a new one needs `heartbeat deploy`."
            raise CutNotFound(f"No cut {cut_id!r} is deployed.", hint=hint)
        if window is not None and window not in known[cut_id]["windows"]:
            hint = f"META of {known[cut_id]['file']} names {', '.join(known[cut_id]['windows'])}."
            raise WindowNotOffered(f"The cut {cut_id} is not computed for {window!r}.", hint=hint)
    return list(named) or [cut_id for cut_id, cut in known.items() if window is None or window in cut["windows"]]


def try_out(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A module, deployed or not: cuts/fees.py; or a cut of the workspace: fees.")],
    window: Annotated[str | None, typer.Option(metavar="KEY", help="The window. Default: that of its META.")] = None,
) -> None:
    """Compute a module as it is on disk from what has landed, and print what it returns as a table. Keeps and changes nothing.

    What it prints is shown, too. Exit code 1 when it failed.

    Examples: `heartbeat cuts try fees_by_kind` · `heartbeat cuts try cuts/fees_by_kind.py --window 30d`
    """
    settings: Settings = context.obj
    cut, key = _read(_module(settings.workspace, file), settings.workspace, window)
    with open_database(settings, announce=say) as database:
        with database.connect(Role.APP) as connection:
            timezone, now = read_workspace(connection).settings.timezone, database_clock(connection)()
        computed = compute_cut(database, cut, key, now=now, timezone=timezone, deadline_seconds=settings.cut_deadline)
    if computed.printed:
        say(computed.printed.rstrip("\n"), style="dim")
    if computed.error is not None or computed.chart is None:
        raise computed.error or CutFailed(f"{cut.file}: nothing was computed.")
    show_payload(computed.chart)
    size = counted(len(computed.chart.table().rows), "row")
    say(f"{cut.cut_id} {key}: {size} in {seconds_text(computed.seconds)}. Nothing was kept.", style="green")


def _module(workspace: Path, given: Path) -> Path:
    """The file that was given, or that of the cut of the workspace which is called so."""
    if given.is_file():
        return given
    known = {path.stem: path for path in sorted((workspace / "cuts").glob("[!_]*.py"))}
    if str(given) in known:
        return known[str(given)]
    near = nearest(str(given), list(known))
    hint = f"Is it {near}?" if near else "Name a file, or a cut of the workspace: cuts/fees.py, or fees."
    raise CutNotFound(f"There is neither a file nor a cut {str(given)!r}.", hint=hint)


def _name(file: Path, workspace: Path) -> str:
    """How a module is called: by its path below the workspace, and elsewhere as it was given."""
    whole, above = file.resolve(), workspace.resolve()
    return whole.relative_to(above).as_posix() if whole.is_relative_to(above) else str(file)


def _read(file: Path, workspace: Path, window: str | None) -> tuple[RunnableCut, str]:
    """A module with its chart and a window, read as `heartbeat check` reads it.

    Raises:
        WorkspaceRefused: with each problem of the module and its line.
    """
    findings = Findings(_name(file, workspace))
    cut = parse_cut(findings.file, file.read_text(encoding="utf-8"), findings)
    if cut is None:
        raise WorkspaceRefused(findings.problems)
    key = window or cut.window_default
    if not is_window(key):
        raise ConfigError(f"{key!r} is no window.", hint="Write 24h, 30d, 12w, 6m, 1y or all.")
    return RunnableCut(cut.cut_id, cut.file, cut.chart, cut.text), key
