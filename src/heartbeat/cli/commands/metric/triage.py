"""`heartbeat today`: what needs somebody, in the order in which it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import ago_text, counted, moment_text, out, say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.parse import formats
from heartbeat.postgres.embedded import silent

Entry = Mapping[str, Any]

_COLOURS = {"red": "red", "amber": "yellow", "green": "green"}
_LINES = {"alert_crossed": "alert", "norm_crossed": "norm"}
_TYPICAL = frozenset({"typical_2s", "typical_1s"})
_NAMES = {"owner": "owner", "verification_state": "verification", "norm_value": "amber line", "alert_value": "red line"}
_NAMES |= {"target_value": "target", "target_due_date": "target's date"}
_LONGEST_BACK = timedelta(days=3660)
_LONGEST_TOLD = 8  # of one kind of change: a deploy of two hundred files is one event


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics")(today)


def today(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="How far back changes are told: 24h, 3d.")] = "24h",
    as_json: Annotated[bool, typer.Option("--json", help="Print it for programs.")] = False,
) -> None:
    """What needs somebody now: reds and since when, sources and metrics that fail, what is stale, what changed since yesterday.

    Reads what the wall shows; computes nothing and reads no source.

    Examples: `heartbeat today` · `heartbeat today --since 3d` on a Monday · `heartbeat today --json`
    """
    from heartbeat.readings.overview.triage import read_triage
    from heartbeat.wire.json_text import json_bytes

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    if wrong := formats.duration(since):
        raise typer.BadParameter(wrong, param_hint="--since")
    with (
        open_database(settings, announce=silent if as_json else say) as database,
        database.connect(Role.APP, autocommit=True) as connection,
    ):
        now = database_clock(connection)()
        back = min(timedelta(seconds=formats.seconds_of(since)), _LONGEST_BACK)
        triage = read_triage(connection, since=now - back, now=now)
    if as_json:
        typer.echo(json_bytes(triage).decode())
    else:
        TriageView(triage).show()


class TriageView:
    """Prints the triage: the worst first, a part without anything in it not at all."""

    def __init__(self, triage: Entry, console: Console = out) -> None:
        self._triage, self._console = triage, console
        self._now: datetime = triage["read_at"]
        self._zone = ZoneInfo(triage["timezone"])

    def show(self) -> None:
        """Print all of it."""
        self._head()
        triage = self._triage
        self._part("Red", (self._red(entry) for entry in triage["red"]), len(triage["red"]))
        self._part("Failing sources", (self._source(one) for one in triage["failing_sources"]), len(triage["failing_sources"]))
        self._part("Failing metrics", (self._failing(entry) for entry in triage["failing"]), len(triage["failing"]))
        self._part("Stale", (self._stale(entry) for entry in triage["stale"]), len(triage["stale"]))
        if not (triage["red"] or triage["failing_sources"] or triage["failing"] or triage["stale"]):
            self._line("")
            self._line("[green]✓[/] Nothing is red, nothing fails and nothing is stale.")
        self._changes()
        self._may_not_page()

    def _head(self) -> None:
        counts = self._triage["counts"]
        told = ", ".join(f"{counts[name]} {name}" for name in ("red", "amber", "green"))
        day = f"{self._now.astimezone(self._zone):%A %d %B %Y, %H:%M}"
        self._line(f"[bold]{escape(self._triage['workspace'])}[/], {day}: {told}.")
        published: datetime = self._triage["published_at"]
        age = f"The board was published {ago_text((self._now - published).total_seconds())}"
        if self._triage["is_frozen"]:
            hint = "no beat has ended since. `heartbeat serve` or `heartbeat worker` keeps the schedule."
            self._line(f"[red]✗[/] {age}: it is frozen, {escape(hint)}")
        else:
            going_on = "; a beat goes on" if self._triage["active_job"] else ""
            self._line(f"[dim]{age}{going_on}.[/]")

    def _red(self, entry: Entry) -> list[str]:
        shown = entry["display"]
        line = _LINES.get(entry["reason"])
        why = f"beyond {shown[line]}" if line else "far from typical" if entry["reason"] in _TYPICAL else "kept, for want of rows"
        owner = entry["owner"] or "no owner"
        name = f"[bold]{entry['code']}[/] {escape(entry['name'])}"
        return [
            f"[red]✗[/] {name}: [red]{escape(shown['text'])}[/], {escape(why)}, {self._since(entry['since'])}",
            f"{entry['metric_id']}, {escape(owner)}, {_VERIFIED[entry['verification_state']]}",
            *([escape(entry["cause"])] if entry["cause"] else []),
        ]

    def _source(self, source: Entry) -> list[str]:
        return [f"[red]✗[/] {escape(source['source_id'])}: {escape(source['trouble'])} {self._since(source['since'])}"]

    def _failing(self, entry: Entry) -> list[str]:
        sign, word = ("[red]✗[/]", "failing") if entry["health"] == "error" else ("[yellow]–[/]", "no data")
        told = escape((entry["error"] or "").strip().split("\n")[0])
        return [f"{sign} {entry['code']} {escape(entry['name'])}: {word} {self._since(entry['health_since'])}", told]

    def _stale(self, entry: Entry) -> list[str]:
        colour = _COLOURS[entry["freshness"]]
        return [f"[{colour}]![/] {entry['code']} {escape(entry['name'])}: {escape(entry['cause'] or 'old')}"]

    def _changes(self) -> None:
        triage, told = self._triage, self._moment(self._triage["since"])
        lines = [
            *(self._change(one) for one in triage["changes"]),
            *_few(
                [self._edit(list(edits)) for _, edits in groupby(triage["edits"], key=_edited)], "metric edited", "metrics edited"
            ),
            *_few([self._deployed(one) for one in triage["deployed"]], "metric deployed", "metrics deployed"),
            *_few([self._retired(one) for one in triage["retired"]], "metric retired", "metrics retired"),
        ]
        self._part(f"Changed since {told}", ([line] for line in lines), len(lines))
        if not lines:
            self._line("")
            self._line(f"[dim]Nothing changed since {told}.[/]")

    def _change(self, one: Entry) -> str:
        often = f", changed {one['times']} times" if one["times"] > 1 else ""
        towards = f"{one['status_from']} → [{_COLOURS[one['status_to']]}]{one['status_to']}[/]"
        return f"{one['code']} {escape(one['name'])}: {towards} {self._moment(one['at'])}{often}"

    def _edit(self, edits: list[Entry]) -> str:
        """What one person made of one metric at one time, in the order of the columns."""
        one = edits[0]
        told = ", ".join(f"{_NAMES.get(each['column'], each['column'])} {_towards(each)}" for each in reversed(edits))
        why = f' ("{one["reason"]}")' if one["reason"] else ""
        return escape(f"{one['code'] or one['metric_id']}: {told} by {one['by']} {self._moment(one['at'])}{why}")

    def _deployed(self, one: Entry) -> str:
        return f"{one['code']} {escape(one['name'])}: {escape(one['file'])} deployed {self._moment(one['at'])}"

    def _retired(self, one: Entry) -> str:
        answers = f"`heartbeat metric history {one['metric_id']}` still answers"
        return f"{one['code']} {escape(one['name'])}: retired {self._moment(one['at'])}; {answers}"

    def _may_not_page(self) -> None:
        mute = [one for one in self._triage["red"] if one["verification_state"] != "verified" or not one["owner"]]
        if mute:
            what = counted(len(mute), "red metric is", "red metrics are")
            self._line("")
            self._line(f"[yellow]{what} unverified or without an owner: nobody is paged.[/]")

    def _part(self, title: str, entries: Iterable[list[str]], size: int) -> None:
        if not size:
            return
        self._line("")
        self._line(f"[bold]{title}[/] [dim]({size})[/]")
        for first, *rest in entries:
            self._line(f"  {first}")
            for line in filter(None, rest):
                self._line(f"      [dim]{line}[/]")

    def _since(self, moment: str) -> str:
        since = datetime.fromisoformat(moment)
        return f"since {self._moment(since)} [dim]({ago_text((self._now - since).total_seconds())})[/]"

    def _moment(self, moment: datetime) -> str:
        return moment_text(moment, self._zone, self._now)

    def _line(self, line: str) -> None:
        self._console.print(line)


_VERIFIED = {"verified": "verified", "unverified": "unverified", "changed": "changed since verified"}


def _few(lines: list[str], one: str, many: str) -> Iterator[str]:
    """The first lines of one kind, and how many more there are."""
    yield from lines[:_LONGEST_TOLD]
    if len(lines) > _LONGEST_TOLD:
        yield f"… and {counted(len(lines) - _LONGEST_TOLD, f'more {one}', f'more {many}')}"


def _edited(one: Entry) -> tuple[Any, ...]:
    return one["metric_id"], one["at"], one["by"], one["reason"]


def _towards(edit: Entry) -> str:
    return f"{edit['value_from'] or 'none'} → {edit['value_to'] or 'none'}"
