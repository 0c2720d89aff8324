"""What the commands print: plain lines that read the same in a terminal, a pipe and a log."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from heartbeat.definitions.problem import Problem, WorkspaceRefused
from heartbeat.errors import HeartbeatError

out = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)


def can_move(console: Console) -> bool:
    """Whether a line can be drawn again in its place: neither in a log nor on a terminal that says it is dumb."""
    return console.is_terminal and not console.is_dumb_terminal


def say(line: str = "", *, style: str = "") -> None:
    """Print one line as it is; brackets are not markup."""
    out.print(escape(line), style=style or None)


def complain(line: str) -> None:
    """Print one line to standard error: what a person reads while standard output goes elsewhere."""
    complaints.print(escape(line))


def say_error(error: HeartbeatError) -> None:
    """Print an error in its three parts: what happened and where, what to do next, and its code."""
    if isinstance(error, WorkspaceRefused):
        for problem in error.problems:
            say_problem(problem, to=complaints)
    complaints.print(f"[bold red]error:[/] {escape(error.message)}")
    if error.hint and not isinstance(error, WorkspaceRefused):
        for line in error.hint.splitlines():
            complaints.print(f"  {escape(line)}")
    complaints.print(f"  [dim]({error.code}, see docs/errors.md)[/]")


def say_problem(problem: Problem, *, to: Console = out) -> None:
    """Print one problem of a workspace: file and line first, as editors and terminals link them."""
    colour = "red" if problem.severity == "error" else "yellow"
    place = f"{problem.file}:{problem.line}:"
    to.print(f"[bold]{escape(place)}[/] [{colour}]{problem.severity}:[/] {escape(problem.message)}")
    for line in problem.hint.splitlines():
        to.print(f"    {escape(line)}", style="dim")


def grid(*headings: str, wrapping: str = "") -> Table:
    """A table without lines; a heading that begins with `>` is that of a column of numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        name = heading.lstrip(">")
        table.add_column(name, justify="right" if heading.startswith(">") else "left", no_wrap=name != wrapping)
    return table


def print_grid(table: Table, console: Console = out, *, narrowest: int) -> None:
    """Print a table as wide as the terminal; where nobody knows how wide that is, in a pipe or a log, so wide at least."""
    width = console.width if console.is_terminal else max(narrowest, console.width)
    Console(file=console.file, width=width, highlight=False).print(table)


def print_whole(table: Table, console: Console = out) -> None:
    """Print a table with no cell cut, whatever the terminal's width: a line that is too long for it is better than `C…`."""
    width = max(width_of(table), console.width if console.is_terminal else 0)
    Console(file=console.file, width=width, highlight=False, force_terminal=console.is_terminal).print(table)


def width_of(table: Table) -> int:
    """How many columns a table takes when no cell of it is folded or cut."""
    return Console(width=1_000).measure(table).maximum


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 metric`, `2 metrics`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def few(names: list[str]) -> str:
    """Names, of which six at most are told, as `card, client, … and 3 more`."""
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def ago_text(seconds: float) -> str:
    """How long ago something was: `just now`, `12 min ago`, `3 h ago`, `4 days ago`."""
    for size, unit, least in ((86_400, "days", 2 * 86_400), (3_600, "h", 3_600), (60, "min", 60)):
        if seconds >= least:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"


def seconds_text(seconds: float | None) -> str:
    """A duration as people say it: `0.4 s`, `12 s`, `3 min 20 s`."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def moment_text(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """When something was: `Fri 10:20` in the last days, `28 Oct 2026 10:20` before, in the workspace's time zone."""
    is_near = timedelta(0) <= now - moment < timedelta(days=6)
    return f"{moment.astimezone(zone):{'%a %H:%M' if is_near else '%d %b %Y %H:%M'}}"
