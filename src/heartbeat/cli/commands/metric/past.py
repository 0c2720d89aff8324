"""`heartbeat metric history` and `heartbeat metric retired`: what stays of a number, also when its file is gone."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import counted, grid, print_whole, say
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import ConfigError
from heartbeat.postgres.embedded import silent
from heartbeat.readings.deployed.retired import read_retired
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.overview.past import read_past

_COLUMNS = ("d", "value", "unit", "n", "status", "origin", "definition_hash")
_FEW_DAYS = 30
_COLOURS = {"red": "red", "amber": "yellow", "green": "green", None: "dim"}


def history(
    context: typer.Context,
    metric: Annotated[str, typer.Argument(help="The id of a metric that is deployed or was once.")],
    days: Annotated[int | None, typer.Option(min=1, help="The newest so many. Default: 30, for programs all.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, with every definition that was deployed.")] = False,
) -> None:
    """Print the value of each day of a metric, oldest first, and where its definition changed. Retired ones answer too.

    Examples: `heartbeat metric history open_tickets` · `heartbeat metric history open_tickets --days 365` ·
    `heartbeat metric history open_tickets --csv > open_tickets.csv`
    """
    if as_csv and as_json:
        raise ConfigError("--csv and --json at once.", hint="Leave out one of the two.")
    past = _read(context.obj, metric, quiet=as_csv or as_json)
    wanted = days or (len(past["days"]) if as_csv or as_json else _FEW_DAYS)
    shown = past["days"][-wanted:] if wanted else []
    if as_json:
        from heartbeat.wire.json_text import json_bytes

        typer.echo(json_bytes({**past, "days": shown}).decode())
    elif as_csv:
        typer.echo(_csv(shown), nl=False)
    else:
        _say_past(past, shown)


def retired(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """List the metrics that were deployed once and whose files are gone: since when, and what stays of them.

    Examples: `heartbeat metric retired` · `heartbeat metric retired --json`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=silent if as_json else say) as database, database.connect(Role.APP) as connection:
        zone = ZoneInfo(read_workspace(connection).settings.timezone)
        metrics = read_retired(connection)
    if as_json:
        from heartbeat.wire.json_text import json_bytes

        typer.echo(json_bytes([{**vars(one), "code": one.code, "name": one.name} for one in metrics]).decode())
        return
    if not metrics:
        say("No metric is retired. One is when its file is removed and `heartbeat deploy` has run.")
        return
    table = grid("code", "metric", "name", "retired", ">days", "first", "last")
    for one in metrics:
        span = [str(day or "") for day in (one.first_day, one.last_day)]
        table.add_row(one.code, one.metric_id, escape(one.name), _moment(one.retired_at, zone), f"{one.days:,}", *span)
    print_whole(table)
    say(f"{counted(len(metrics), 'metric')} retired; `heartbeat metric history METRIC` prints the days of one.")


def _read(settings: Settings, metric: str, *, quiet: bool) -> dict[str, Any]:
    refuse_elsewhere(settings)
    with open_database(settings, announce=silent if quiet else say) as database, database.connect(Role.APP) as connection:
        return read_past(connection, metric)


def _csv(days: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(days)
    return text.getvalue()


def _say_past(past: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> None:
    zone = ZoneInfo(past["timezone"])
    say(f"{past['name']} ({past['metric_id']}) · {past['code']} · {past['period']} · {past['unit']}", style="bold")
    if past["retired_at"] is not None:
        commit = f", commit {past['retired_commit'][:10]}" if past["retired_commit"] else ""
        say(f"Retired since {_moment(past['retired_at'], zone)}{commit}: its file {past['file']} is gone.", style="yellow")
    if not shown:
        say("No day of it was ever shown." if past["retired_at"] else "No day yet: `heartbeat beat` computes the first.")
        return
    table = grid("day", ">value", ">n", "status", "origin", "")
    for at, day in enumerate(shown):
        is_mark = day["changed"] is not None and at > 0
        colour = _COLOURS[day["status"]]
        cells = (
            escape(day["text"]),
            "" if day["n"] is None else f"{day['n']:,}",
            f"[{colour}]{day['status'] or '–'}[/]",
            day["origin"],
        )
        table.add_row(str(day["d"]), *cells, f"[yellow]new definition: {escape(day['changed'])}[/]" if is_mark else "")
    print_whole(table)
    _say_end(past, shown)


def _say_end(past: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> None:
    whole = past["days"]
    gave = len({day["definition_hash"] for day in whole})
    parts = [f"{counted(len(whole), 'day')} from {whole[0]['d']} to {whole[-1]['d']}", f"by {counted(gave, 'definition')}"]
    if len(shown) < len(whole):
        parts.append(f"the newest {len(shown):,} are shown: `--days {len(whole)}` shows all")
    say(", ".join(parts) + ".")


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
