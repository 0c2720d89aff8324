"""Sources and their tables as the command line prints them: readable at 100 columns, the same in a terminal and a pipe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from textwrap import fill
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from heartbeat.cli.say import ago_text, counted, few, grid, moment_text, out, print_grid, seconds_text
from heartbeat.rules.notation import size_text

Entry = Mapping[str, Any]

_NARROWEST = 100  # also where nobody knows how wide it is
_STATES = {
    "ok": ("✓", "green", "well"),
    "running": ("…", "green", "being read"),
    "late": ("!", "yellow", "late"),
    "never_ran": ("–", "dim", "never read yet"),
    "held": ("✗", "yellow", "held"),
    "failing": ("✗", "red", "failing"),
}
_TABLE_STATES = {
    "ok": ("✓", "green"), "error": ("✗", "red"), "held": ("✗", "yellow"), "unread": ("·", "red"), "gone": ("!", "yellow"),
    "left_out": ("–", "dim"), "never_landed": ("–", "dim"),
}  # fmt: skip
_TABLE_WORDS = {
    "unread": "not read while its source fails",
    "gone": "no longer at the source; its rows stay",
    "left_out": "its file does not land it any more; its rows stay",
    "never_landed": "has not landed yet",
}
_MENDERS = {
    "next_run": "The next run mends",
    "reconcile": "Only a comparison mends",
    "sender": "Only the sender mends",
}
_UNCOMPARED = {"held": "was held", "error": "failed"}
_DEAREST = 8  # full reloads that are told one by one


class SourcesView:
    """Prints the document of `GET /api/sources`."""

    def __init__(self, document: Entry, console: Console = out) -> None:
        self._document, self._console = document, console
        self._now: datetime = document["read_at"]
        self._zone = ZoneInfo(document["timezone"])

    def show_all(self) -> None:
        """Every source in one line, what fails below it, then what full reloads cost and what belongs to no source."""
        if not self._document["sources"]:
            self._say("No source is deployed. A source is one file in `sources/`; `heartbeat deploy` makes it count.")
        else:
            print_grid(self._overview(), self._console, narrowest=_NARROWEST)
        for source in self._document["sources"]:
            self._problems(source["problems"])
        self._uncompared(table for source in self._document["sources"] for table in source["tables"])
        self._full_reloads(self._document["full_reloads"]["tables"], most=1)
        self._left_out()
        self._strangers()
        if self._document["sources"]:
            totals = self._document["totals"]
            failing = f", {totals['failing']} failing" if totals["failing"] else ""
            self._say(f"{counted(totals['sources'], 'source')}{failing}: {_extent(totals)}.", style="bold")
            self._say("`heartbeat sources SOURCE` shows its tables, `--tables` those of all.", style="dim")

    def show_one(self, source_id: str) -> None:
        """One source with all its tables, what mends them, and how full reloads of it end."""
        source = next(one for one in self._document["sources"] if one["source_id"] == source_id)
        sign, colour, word = _STATES[source["state"]]
        self._console.print(f"[{colour}]{sign}[/] [bold]{escape(source_id)}[/]: {word}, {_extent(source)}")
        self._say(f"  {source['file']}: {source['kind']}, read {_schedule(source['schedule'])}", style="dim")
        if source["backfill"]:
            self._say(
                f"  a backfill goes on: {source['backfill']['done']} of {counted(source['backfill']['tables'], 'table')} loaded"
            )
        self._problems(source["problems"])
        if source["tables"]:
            self._tables(source["tables"])
        for table in source["tables"]:
            self._remarks(table)
        self._uncompared(source["tables"])
        self._mending(source)
        self._full_reloads([one for one in self._document["full_reloads"]["tables"] if one["source_id"] == source_id])

    def _overview(self) -> Table:
        table = grid("", "source", "kind", "state", ">tables", ">rows", ">size", "read", wrapping="state")
        for source in self._document["sources"]:
            sign, colour, word = _STATES[source["state"]]
            since = min((one["since"] for one in source["problems"] if one["since"]), default=None)
            table.add_row(
                f"[{colour}]{sign}[/]",
                escape(source["source_id"]),
                source["kind"],
                f"[{colour}]{word}{f' since {self._moment(since)}' if since else ''}[/]",
                f"{source['table_count']:,}",
                f"{source['rows']:,}",
                size_text(source["bytes"]),
                self._ago(source["checked_at"]),
            )
        return table

    def _tables(self, tables: list[Entry]) -> None:
        """A line for each table, and below it why it is kept up to date as it is."""
        headings = ("", "table", "how", ">rows", ">size", "read", "rows came")
        is_short = len({table["dataset"] for table in tables}) == 1
        lines = [headings, *(self._cells(table, is_short=is_short) for table in tables)]
        widths = [max(len(line[index].lstrip(">")) for line in lines) for index in range(len(headings))]
        self._console.print()
        for line, table in zip(lines, (None, *tables), strict=True):
            aligned = (
                cell.rjust(width) if heading.startswith(">") else cell.ljust(width)
                for cell, width, heading in zip((cell.lstrip(">") for cell in line), widths, headings, strict=True)
            )
            text = escape("  ".join(aligned).rstrip())
            if table is None:
                self._console.print(f"[dim]{text}[/]")
                continue
            sign, colour = _TABLE_STATES[table["state"]]
            self._console.print(f"[{colour}]{sign}[/]{text.lstrip(sign)}")
            self._say(f"   {table['reason']}" if table["reason"] else "", style="dim")

    def _cells(self, table: Entry, *, is_short: bool) -> tuple[str, ...]:
        return (
            _TABLE_STATES[table["state"]][0],
            table["name"] if is_short else table["table"],
            table["disposition"] or "",
            "" if table["rows"] is None else f"{table['rows']:,}",
            "" if table["bytes"] is None else size_text(table["bytes"]),
            self._ago(table["checked_at"]) + (" (late)" if table["punctuality"] == "late" else ""),
            self._last_load(table["last_load"]),
        )

    def _last_load(self, load: Entry | None) -> str:
        return "" if load is None else f"{load['rows']:,} in {seconds_text(load['seconds'])}, {self._ago(load['at'])}"

    def _files(self, files: Entry) -> Iterator[str]:
        yield f"{counted(files['files'], 'file')}, the newest of {self._moment(files['newest_at'])}"
        if files["rows_left_out"]:
            yield f"{counted(files['rows_left_out'], 'row')} could not be read and are left out, first in {files['left_out_of']}"

    def _remarks(self, table: Entry) -> None:
        """What is to be known of a table beyond its line."""
        told = [_TABLE_WORDS.get(table["state"], ""), table["note"] or ""]
        told += [
            f"{one['column']} {one['what']}, found {self._ago(one['found_at'])}" for one in table["drift"] if not table["note"]
        ]
        if table["files"]:
            told += self._files(table["files"])
        if table["waiting"]:
            waiting = counted(table["waiting"]["deliveries"], "delivery", "deliveries")
            told.append(f"{waiting} since {self._moment(table['waiting']['oldest_at'])} for the next beat to land")
        if table["reconciliation"] and table["reconciliation"]["state"] not in _UNCOMPARED:
            told.append(self._compared(table["reconciliation"]))
        for line in filter(None, told):
            self._say(f"  {table['table']}: {line}")

    def _compared(self, found: Entry) -> str:
        counts = [f"{found[what]:,} {what}" for what in ("deleted", "missed", "changed") if found[what] is not None]
        return f"compared with the source {self._ago(found['started_at'])}: {', '.join(counts) or found['state']}"

    def _uncompared(self, tables: Iterable[Entry]) -> None:
        """Comparisons that failed or were held: once for all tables of a dataset for which they ended alike."""
        alike = defaultdict[tuple[str, ...], list[Entry]](list)
        for table in tables:
            if (found := table["reconciliation"]) and found["state"] in _UNCOMPARED:
                alike[table["dataset"], found["state"], found["error"]].append(table)
        for (dataset, state, error), some in alike.items():
            where = some[0]["table"] if len(some) == 1 else f"{dataset}, {few([table['name'] for table in some])}"
            when = self._ago(max(table["reconciliation"]["started_at"] for table in some))
            self._console.print(f"\n[yellow]![/] {escape(where)}: comparing with the source {_UNCOMPARED[state]} {when}.")
            self._say(f"  {error}")

    def _mending(self, source: Entry) -> None:
        """Which differences from the source are mended by what, once for all tables that are kept up to date alike."""

        def alike(table: Entry) -> str:
            return repr(table["repairs"])

        for _, group in groupby(sorted((table for table in source["tables"] if table["repairs"]), key=alike), key=alike):
            tables = list(group)
            self._console.print(f"\n[bold]{escape(few([table['name'] for table in tables]))}[/]")
            for mender, words in _MENDERS.items():
                mended = [_difference(repair) for repair in tables[0]["repairs"] if repair["by"] == mender]
                if mended:
                    told = f"{words}{_how_often(source, mender)}: {'; '.join(mended)}."
                    self._say(fill(told, _NARROWEST, initial_indent="  ", subsequent_indent="    "))

    def _problems(self, problems: Iterable[Entry]) -> None:
        for problem in problems:
            where = problem["table"] or problem["dataset"]
            word, colour = ("held", "yellow") if problem["state"] == "held" else ("failing", "red")
            since = f" since {self._moment(problem['since'])}" if problem["since"] else ""
            self._console.print(f"\n[{colour}]✗ {escape(where)}[/] is {word}{since}.")
            for line in problem["error"].splitlines():
                self._say(f"  {line}")
            if problem["hint"]:
                self._say(f"  {problem['hint']}", style="dim")

    def _full_reloads(self, reloads: list[Entry], *, most: int | None = None) -> None:
        """What each costs, and at most so many ways to end it; all unless said."""
        reported = [one for one in reloads if one["accepted"] is None]
        for one in reported[:_DEAREST]:
            self._console.print(f"\n[yellow]![/] {escape(one['table'])} is read in full each time: {_cost(one)}.")
            self._say(f"  {one['reason']}" if one["reason"] else "", style="dim")
            for remedy in one["remedies"][:most]:
                self._say(f"  → {remedy['text']}{':' if remedy['yaml'] else '.'}")
                for line in (remedy["yaml"] or "").splitlines():
                    self._say(f"      {line}", style="bold")
        if len(reported) > _DEAREST:
            more = counted(len(reported) - _DEAREST, "more table")
            self._say(f"\n{more} in full each time: `heartbeat sources SOURCE` tells those of each source.")
        accepted = len(reloads) - len(reported)
        if accepted:
            rows = sum(one["rows_per_hour"] for one in reloads if one["accepted"] is not None)
            self._say(f"\n{counted(accepted, 'table')} read in full with a reason (`replace_ok`): {_number(rows)} rows an hour.")

    def _left_out(self) -> None:
        """Rows that stand in no table, for as long as their file does: a report tells them once."""
        for table in (table for source in self._document["sources"] for table in source["tables"]):
            if table["files"] and (rows := table["files"]["rows_left_out"]):
                where = escape(f"{table['dataset']}.{table['name']}")
                first = escape(table["files"]["left_out_of"])
                self._console.print(f"\n[yellow]![/] {where}: {counted(rows, 'row')} could not be read, first in {first}.")

    def _strangers(self) -> None:
        for one in self._document["missing"]:
            source = f"{one['source_id']} has not landed it" if one["source_id"] else "no deployed source lands it"
            self._console.print(
                f"\n[yellow]![/] {escape(one['table'])} never landed: {source}; read by {', '.join(one['metrics'])}."
            )
        for one in self._document["unclaimed"]:
            whose = "its source is not deployed any more" if one["was_ours"] else "another pipeline fills it"
            self._say(f"\n{one['dataset']} belongs to no deployed source: {whose}. {_extent(one)}.")

    def _ago(self, moment: datetime | None) -> str:
        return "never" if moment is None else ago_text((self._now - moment).total_seconds())

    def _moment(self, moment: datetime) -> str:
        return moment_text(moment, self._zone, self._now)

    def _say(self, line: str, *, style: str = "") -> None:
        if line:
            self._console.print(escape(line), style=style or None)


def _extent(totals: Entry) -> str:
    return f"{counted(totals['table_count'], 'table')}, {counted(totals['rows'], 'row')}, {size_text(totals['bytes'])}"


def _schedule(schedule: str) -> str:
    return {"hourly": "with each beat", "daily": "with the first beat of each day"}.get(schedule, f"by its schedule, {schedule}")


def _cost(reload: Entry) -> str:
    once = f"{counted(reload['rows'], 'row')} in {seconds_text(reload['seconds'])}"
    if reload["per_hour"] == 1:
        return f"{once}, each hour"
    return f"{once}, {_number(reload['rows_per_hour'])} rows an hour on average"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:.2g}"


def _difference(repair: Entry) -> str:
    return f"{repair['difference']} ({repair['note']})" if repair["note"] else str(repair["difference"])


def _how_often(source: Entry, mender: str) -> str:
    if mender != "reconcile":
        return ""
    return " (it is off: `reconcile: daily` in its file)" if source["reconcile"] == "off" else f" ({source['reconcile']})"


def sources_named(document: Entry) -> Iterator[str]:
    """The ids of the deployed sources, in the document's order."""
    return (source["source_id"] for source in document["sources"])
