"""`heartbeat metrics`: every metric as the wall shows it, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import counted, grid, out, print_whole, say, seconds_text, width_of
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import ConfigError
from heartbeat.postgres.embedded import silent

Entry = Mapping[str, Any]

_SIGNS = {"red": ("✗", "red"), "amber": ("!", "yellow"), "stale": ("!", "yellow"), "normal": ("✓", "green")}
_NO_DATA = ("–", "yellow")
_HEALTH = {"ok": "", "error": "failing", "no_data": "no data"}
_SLOW_SECONDS = 5.0  # the gate of `heartbeat check --live`


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics")(metrics)


def metrics(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    area: Annotated[str | None, typer.Option(help="Only this area: the folder below metrics/.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only those of this owner; `none` for those without one.")] = None,
    status: Annotated[str | None, typer.Option(help="Only red, amber or green ones; or stale, failing or unverified.")] = None,
    slow: Annotated[bool, typer.Option("--slow", help="The dearest first: seconds and rows that their SQL reads.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print them for programs.")] = False,
) -> None:
    """Show every metric as the wall shows it, with what its SQL costs: the last run, and the median of the last 24.

    Computes nothing and reads no source.

    Examples: `heartbeat metrics` · `heartbeat metrics --slow` · `heartbeat metrics --status red --owner anna@example.com`
    """
    from heartbeat.readings.overview.catalog import read_catalog
    from heartbeat.wire.json_text import json_bytes

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    if status is not None and status not in _WANTED:
        raise typer.BadParameter(f"Write one of {', '.join(_WANTED)}.", param_hint="--status")
    with (
        open_database(settings, announce=silent if as_json else say) as database,
        database.connect(Role.APP, autocommit=True) as connection,
    ):
        catalog = read_catalog(connection)
    _refuse_unknown_area(catalog, area)
    told = [entry for entry in catalog if _is_wanted(entry, area, owner, status)]
    if slow:
        told.sort(key=lambda entry: entry["cost"]["median_seconds"] if entry["cost"] else -1.0, reverse=True)
    if as_json:
        typer.echo(json_bytes(told).decode())
    else:
        _show(told, catalog, slow=slow)


def _refuse_unknown_area(catalog: Iterable[Entry], area: str | None) -> None:
    areas = sorted({entry["area"] for entry in catalog})
    if area is not None and area not in areas:
        raise ConfigError(f"No metric is in the area {area!r}.", hint=f"Areas: {', '.join(filter(None, areas)) or 'none'}.")


_WANTED: Mapping[str, Callable[[Entry], bool]] = {
    "red": lambda entry: entry["status"] == "red",
    "amber": lambda entry: entry["status"] == "amber",
    "green": lambda entry: entry["status"] == "green",
    "stale": lambda entry: entry["freshness"] != "green",
    "failing": lambda entry: entry["health"] != "ok",
    "unverified": lambda entry: entry["verification_state"] != "verified",
}


def _is_wanted(entry: Entry, area: str | None, owner: str | None, status: str | None) -> bool:
    owners = (None, "") if owner == "none" else (owner,)
    return (
        (area is None or entry["area"] == area)
        and (owner is None or entry["owner"] in owners)
        and (status is None or _WANTED[status](entry))
    )


def _show(told: Sequence[Entry], catalog: Sequence[Entry], *, slow: bool) -> None:
    if not catalog:
        say("No metric is deployed yet. A metric is one file in `metrics/`; `heartbeat deploy` makes it count.")
        return
    if not told:
        say(f"None of {counted(len(catalog), 'metric')}.")
        return
    print_whole(_costs(told) if slow else _fitting(told))
    number = counted(len(told), "metric")
    say(number + ("." if len(told) == len(catalog) else f" of {len(catalog)}."), style="bold")
    late = [entry for entry in told if slow and entry["cost"] and entry["cost"]["median_seconds"] > _SLOW_SECONDS]
    if late:
        what = counted(len(late), "metric takes", "metrics take")
        hint = f"`heartbeat check --live {late[0]['metric_id']}` says why, and which index would help."
        say(f"{what} more than {_SLOW_SECONDS:g} s. {hint}", style="yellow")


def _fitting(told: Sequence[Entry]) -> Table:
    """A narrow terminal goes without the owners."""
    whole = _overview(told, with_owners=True)
    return whole if not out.is_terminal or width_of(whole) <= out.width else _overview(told, with_owners=False)


def _overview(entries: Iterable[Entry], *, with_owners: bool) -> Table:
    table = grid("", "code", "metric", ">value", "status", ">takes", "verified", *(["owner"] if with_owners else []))
    for entry in entries:
        sign, colour = _NO_DATA if entry["health"] == "no_data" else _SIGNS[entry["class"]]
        state = [entry["status"], _HEALTH[entry["health"]], "stale" if entry["freshness"] != "green" else ""]
        table.add_row(
            f"[{colour}]{sign}[/]",
            entry["code"],
            escape(entry["metric_id"]),
            "–" if entry["value"] is None else escape(entry["display"]["text"]),
            f"[{colour}]{', '.join(filter(None, state))}[/]",
            _fine(entry["cost"]["median_seconds"]) if entry["cost"] else "–",
            {"verified": "yes", "changed": "changed since", "unverified": "no"}[entry["verification_state"]],
            *([escape(entry["owner"] or "–")] if with_owners else []),
        )
    return table


def _costs(entries: Iterable[Entry]) -> Table:
    table = grid("code", "metric", ">median", ">last", ">longest", ">rows read", ">runs")
    for entry in entries:
        cost = entry["cost"]
        if cost is None:
            table.add_row(entry["code"], escape(entry["metric_id"]), *["–"] * 4, "0")
            continue
        colour = "red" if cost["median_seconds"] > _SLOW_SECONDS else ""
        median = _fine(cost["median_seconds"])
        table.add_row(
            entry["code"],
            escape(entry["metric_id"]),
            f"[{colour}]{median}[/]" if colour else median,
            _fine(cost["seconds"]),
            _fine(cost["longest_seconds"]),
            "–" if cost["rows_read"] is None else f"{cost['rows_read']:,}",
            str(cost["runs"]),
        )
    return table


def _fine(seconds: float) -> str:
    """Metrics take milliseconds: `12 ms`, `1.4 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else seconds_text(seconds)
