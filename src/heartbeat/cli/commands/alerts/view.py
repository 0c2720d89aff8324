"""What `heartbeat alerts list` and `explain` print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from heartbeat.cli.say import ago_text, counted, few, grid, moment_text, out, print_whole

Entry = Mapping[str, Any]

_REASONS = {
    "unverified": "not verified",
    "changed": "changed since verified",
    "no_owner": "without an owner",
    "no_channel": "without a channel",
    "muted": "muted",
    "silenced": "silenced",
    "snoozed": "snoozed",
}
_COLOURS = {"red": "red", "amber": "yellow", "green": "green"}


class IncidentsView:
    """Prints the inbox: one line for each open incident, and what may not page."""

    def __init__(self, inbox: Entry, console: Console = out) -> None:
        self._inbox, self._console = inbox, console
        self._now: datetime = inbox["now"]

    def show(self) -> None:
        """Print all of it."""
        if self._inbox["incidents"]:
            table = grid(">number", "severity", "what", "since", "state", "who is on it", "told")
            for row in self._inbox["incidents"]:
                table.add_row(*self._cells(row))
            print_whole(table, self._console)
        else:
            self._console.print("[green]✓[/] No incident is open.")
        for one in self._inbox["suppressions"]:
            names = escape(few([metric["metric_id"] for metric in one["metrics"]]))
            verb = "is" if one["count"] == 1 else "are"
            what = counted(one["count"], "metric")
            self._console.print(f"[yellow]–[/] {what} {verb} red and may not page, {_REASONS[one['reason']]}: {names}")
        for channel in self._inbox["channels"]:
            if channel["down"]:
                self._console.print(f"[red]✗[/] channel {escape(channel['name'])} is down: {escape(channel['error'] or '')}")

    def _cells(self, row: Entry) -> Iterator[str]:
        colour = _COLOURS[row["severity"]]
        yield str(row["incident_id"])
        yield f"[{colour}]{row['severity']}[/]"
        yield escape(row["title"])
        yield ago_text((self._now - row["since"]).total_seconds())
        yield f"{row['state']}{', flapping' if row['flapping'] else ''}"
        yield escape(row["acked_by"] or "nobody")
        yield _told(row)


class ExplainView:
    """Prints why a metric would tell somebody now, or why not."""

    def __init__(self, told: Entry, environment: Mapping[str, str], console: Console = out) -> None:
        self._told, self._environment, self._console = told, environment, console
        self._zone = ZoneInfo(told["timezone"])
        self._channels = {channel["name"]: channel for channel in told["channels"]}

    def show(self) -> None:
        """Print the answer first, and then all that decides it."""
        metric = self._told["metric"]
        name = f"[bold]{metric['code']}[/] {escape(metric['name'])}"
        if self._told["pages"]:
            self._console.print(f"[green]✓[/] {name} pages now.")
        else:
            self._console.print(f"[yellow]–[/] {name} does not page now:")
            for reason in self._told["against"]:
                self._console.print(f"    {escape(reason)}")
        for label, lines in (
            ("value", self._value()),
            ("incident", self._incident()),
            ("pages", self._line()),
            ("silence", self._quiet()),
            ("budget", self._budget()),
            ("tells", self._targets()),
        ):
            for place, line in enumerate(lines):
                self._console.print(f"  [dim]{'' if place else label:<9}[/] {line}")

    def _value(self) -> Iterator[str]:
        metric = self._told["metric"]
        colour = _COLOURS[metric["status"]]
        health = "" if metric["health"] == "ok" else f", health {metric['health']}"
        yield f"{escape(metric['display']['text'])}, [{colour}]{metric['status']}[/] ({metric['reason']}){health}"

    def _incident(self) -> Iterator[str]:
        row = self._told["incident"]
        if row is None:
            yield "none is open"
            return
        on_it = f"{escape(row['acked_by'])} is on it" if row["acked_by"] else "nobody is on it"
        yield f"{row['incident_id']}, {row['severity']}, {row['state']} since {self._moment(row['since'])}; {on_it}; {_told(row)}"
        if row["next"]:
            yield f"next a {row['next']['what']}, {self._moment(row['next']['at'])}"

    def _line(self) -> Iterator[str]:
        rules = self._told["rules"]
        if rules["line"] is None:
            yield "never: it has no line that pages"
            return
        yield f"beyond {escape(rules['line']['text'])}, after {counted(rules['for_readings'], 'reading')}"
        if rules["clear"]:
            yield f"good again from {escape(rules['clear'])}, for {counted(rules['keep_readings'], 'reading')}"

    def _quiet(self) -> Iterator[str]:
        quiet = self._told["quiet"]
        if quiet is None:
            yield "none"
            return
        until = f"until {self._moment(quiet['until'])}" if quiet["until"] else "until somebody ends it"
        yield f"{quiet['kind']} {quiet['silence_id']} of {escape(quiet['by'])}, {until}: {escape(quiet['reason'])}"

    def _budget(self) -> Iterator[str]:
        budget = self._told["rules"]["budget"]
        yield f"{counted(budget['pages'], 'page')} in the last {budget['days']:.0f} days, of {budget['most']} that it may"

    def _targets(self) -> Iterator[str]:
        targets = self._told["targets"]
        if not targets:
            has_owner = self._told["rules"]["owner"] is not None
            yield "nobody: no route leads to a channel" if has_owner else "nobody, while nobody owns it"
        for target in targets:
            to = f" to {escape(target['recipient'])}" if target["recipient"] else ""
            quiet = target["quiet_until"]
            wait = f"; waits for the end of quiet hours, {self._moment(quiet)}" if quiet else ""
            yield f"{escape(target['channel'])}{to}{wait}"
            yield from self._troubles(self._channels[target["channel"]])

    def _troubles(self, channel: Entry) -> Iterator[str]:
        unset = [name for name in channel["variables"] if not self._environment.get(name)]
        if unset:
            yield f"  [red]✗[/] not set in this environment: {', '.join(unset)}"
        if channel["down"]:
            yield f"  [red]✗[/] it is down since {self._moment(channel['failed_at'])}: {escape(channel['error'] or '')}"
        elif channel["proven_at"] is None:
            yield f"  [yellow]–[/] it has never proven itself: `heartbeat alerts test {escape(channel['name'])}`"

    def _moment(self, moment: datetime) -> str:
        return moment_text(moment, self._zone, self._told["now"])


def _told(row: Entry) -> str:
    delivery = row["delivery"]
    by = f" ({', '.join(delivery['channels'])})" if delivery["channels"] else ""
    if delivery["state"] == "none":
        return "nothing to tell yet"
    reason = f", {delivery['reason']}" if delivery["state"] not in {"delivered", "waiting"} and delivery["reason"] else ""
    return escape(f"{delivery['state']}{by}{reason}")
