"""What `heartbeat backfill` says: a line for each metric that has ended, and one that moves, or one each minute in a log."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.status import Status

from heartbeat.cli.say import can_move, counted, out, say, seconds_text
from heartbeat.errors import HeartbeatError

if TYPE_CHECKING:
    from heartbeat.measure.past.run import Progress, Todo

_LINE_EVERY_SECONDS = 60.0  # where nothing can move: a log
_LONG_SECONDS = 600.0  # from here on a cheaper way is told
_LEAST_SECONDS = 0.1  # a rate over less time than that says nothing
_MANY_MOMENTS = 4


@dataclass
class PastView:
    """Follows the metrics one after another. `failed`: whether anything of what was heard failed."""

    todos: Sequence[Todo]
    most_moments: int | None
    failed: bool = False
    _todo: Todo | None = None
    _progress: Progress | None = None
    _number: int = 0
    _filled: int = 0
    _began_at: float = field(default_factory=time.monotonic)
    _started_at: float = 0.0
    _said_at: float = 0.0
    _told_cheaper: bool = False
    _status: Status = field(default_factory=lambda: out.status("…"))

    def __enter__(self) -> PastView:
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def start(self, todo: Todo) -> None:
        """A metric begins."""
        self._todo, self._progress, self._number = todo, None, self._number + 1
        self._started_at = self._said_at = time.monotonic()
        self._status.update(escape(f"{todo.metric.metric_id} … {self._place}"))

    def hear(self, progress: Progress) -> None:
        """Say how far it is."""
        self._progress = progress
        line = f"{self._metric_id}: {pace_line(progress, self._seconds)} {self._place}".rstrip()
        self._status.update(escape(line))
        if not can_move(out) and time.monotonic() - self._said_at >= _LINE_EVERY_SECONDS:
            self._said_at = time.monotonic()
            say(f"  {line}")
        self._tell_cheaper(progress)

    def done(self) -> None:
        """Say what became of the metric."""
        assert self._todo is not None  # noqa: S101 - it began
        progress = self._progress
        failed = progress is not None and progress.failed > 0
        self.failed |= failed
        self._filled += progress.filled if progress else 0
        sign, colour = ("✗", "red") if failed else ("✓", "green")
        lines = [ended_line(self._todo, progress, self._seconds), *details(self._todo, progress)]
        head, *rest = (escape(line) for line in lines)
        out.print("\n      ".join([f"  [{colour}]{sign}[/] {head}", *rest]))

    def fail(self, error: HeartbeatError) -> None:
        """Say why the metric went no further."""
        self.failed = True
        told = [escape(line) for part in (error.message, error.hint) if part for line in part.splitlines()]
        out.print("\n      ".join([f"  [red]✗[/] {self._metric_id}: {self._so_far()}", *told]))

    def interrupt(self) -> None:
        """The metric did not come to its end; what was committed stays."""
        self._filled += self._progress.filled if self._progress else 0
        say(f"  {self._metric_id} stopped: {self._so_far()}. What is filled in stays; the same command goes on with the rest.")

    def end(self) -> None:
        """Sum up, where there is more than one metric."""
        if len(self.todos) > 1:
            seconds = seconds_text(time.monotonic() - self._began_at)
            filled = f"{counted(self._filled, 'day')} filled in, in {seconds}" if self._filled else "no day was missing"
            say(f"{counted(self._number, 'metric')}: {filled}.", style="bold")
        elif not self.todos:
            say("No metric has a past to fill in.")

    @property
    def _metric_id(self) -> str:
        return self._todo.metric.metric_id if self._todo else ""

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started_at

    @property
    def _place(self) -> str:
        return f"(metric {self._number} of {len(self.todos)})" if len(self.todos) > 1 else ""

    def _so_far(self) -> str:
        if self._todo is None or self._progress is None:
            return "nothing was filled in"
        return f"{self._progress.filled:,} of {counted(len(self._todo.missing), 'day')} filled in"

    def _tell_cheaper(self, progress: Progress) -> None:
        is_dear = self._todo is not None and self._todo.metric.period == "snapshot" and (self.most_moments or 24) > _MANY_MOMENTS
        if self._told_cheaper or not is_dear or seconds_left(progress, self._seconds) < _LONG_SECONDS:
            return
        self._told_cheaper = True
        left = seconds_text(seconds_left(progress, self._seconds))
        say(f"  {self._metric_id} takes about {left}: each day is the worst of its whole hours.", style="yellow")
        say(f"  `--moments {_MANY_MOMENTS}` looks at four of them, in about a sixth of the time.", style="yellow")


def seconds_left(progress: Progress, seconds: float) -> float:
    """How long it may still take; 0 while nothing is known."""
    return (progress.days - progress.done) * seconds / progress.done if progress.done else 0.0


def pace_line(progress: Progress, seconds: float) -> str:
    """Such as `120 of 369 days, 41 days/s, about 6 s left`."""
    parts = [f"{progress.done:,} of {counted(progress.days, 'day')}", days_per_second(progress.done, seconds)]
    if progress.done < progress.days and progress.done:
        parts.append(f"about {seconds_text(seconds_left(progress, seconds))} left")
    return ", ".join(part for part in parts if part)


def days_per_second(days: int, seconds: float) -> str:
    """`41 days/s`; '' where it cannot be told."""
    if not days or seconds < _LEAST_SECONDS:
        return ""
    return f"{days / seconds:,.0f} days/s" if days >= 10 * seconds else f"{days / seconds:.1f} days/s"


def ended_line(todo: Todo, progress: Progress | None, seconds: float) -> str:
    """Such as `open_tickets: 369 days filled in, in 3.2 s, 115 days/s; 31 were there already`."""
    there = len(todo.days) - len(todo.missing)
    if not todo.missing:
        told = f"its {counted(there, 'day')} are there already" if there else "nothing to fill in"
        return f"{todo.metric.metric_id}: {told}"
    filled = progress.filled if progress else 0
    parts = [f"{counted(filled, 'day')} filled in, in {seconds_text(seconds)}", days_per_second(len(todo.missing), seconds)]
    more = f"; {there:,} were there already" if there else ""
    return f"{todo.metric.metric_id}: {', '.join(part for part in parts if part)}{more}"


def details(todo: Todo, progress: Progress | None) -> list[str]:
    """What is to be said of the days that have no point."""
    lines = []
    if todo.begins is not None and todo.left_out:
        why = todo.begins.words(todo.metric)
        lines.append(f"{counted(todo.left_out, 'day')} before that left out: {why}")
    if progress is None:
        return lines
    lines += _empty(todo, progress)
    if progress.error is not None:
        lines += [f"{counted(progress.failed, 'day')} failed; the newest of them: {line}" for line in [progress.error.message]]
        lines += [progress.error.hint] if progress.error.hint else []
    if progress.given_up:
        lines.append(f"given up after {progress.done:,} of {counted(progress.days, 'day')}: one after another failed")
    return lines


def _empty(todo: Todo, progress: Progress) -> Iterator[str]:
    """Of the days for which there is no value: those that have no point, and those that keep an older one."""
    who = "the SQL" if todo.metric.sql.history is None else "the history statement"
    if without := progress.empty - progress.older:
        yield f"{counted(without, 'day')} left without a point: {who} has no value for them"
    if progress.older:
        keep = counted(progress.older, "day keeps an older value", "days keep an older value")
        yield f"{keep}, though {who} has none for them now: a day of the history is replaced, never taken away"
