"""A table of things and a log of the states each one reached: shares, what is stuck, how long a state takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from heartbeat.definitions.model import Direction
from heartbeat.definitions.sql.names import literal, written
from heartbeat.marts.profile.model import LoggedState, StateLog, Table
from heartbeat.marts.profile.roles import INTEGERS, words_of
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.patterns.words import direction_of
from heartbeat.measure.discovery.subject import HOURS, Subject
from heartbeat.measure.discovery.wording import capital, round_span, seconds_between, span

_LOG, _WAITS, _LONG = ("a state log", 3), ("somebody waits for something", 2), ("how long somebody waits", 1)
_OUTCOME = ("how many succeed or fail", 2)
_MONEY, _BESIDE = ("the number is money", 3), ("money stands beside it", 1)
_RARE = 0.0005  # of all things: below it a share is zero on most days
_OTHERS = 2


@dataclass(frozen=True)
class _Logged:
    subject: Subject  # the things
    log_table: Table
    log: StateLog

    @property
    def from_log(self) -> str:
        return Subject(self.log_table, self.subject.land).from_table

    @property
    def beginnings(self) -> list[LoggedState]:
        """The states in which things begin."""
        return [state for state in self.log.states if state.began >= 0.5 * max(state.reached, 1e-9)]

    @property
    def outcomes(self) -> list[LoggedState]:
        """What becomes of them, the most frequent first."""
        begin = {state.value for state in self.beginnings}
        return [state for state in self.log.states if state.value not in begin and state.reached >= _RARE]

    def value(self, state: LoggedState) -> str:
        """A state as SQL compares it."""
        is_number = self.log_table.columns[self.log.state].base_type in INTEGERS
        return state.value if is_number else literal(state.value)

    def label(self, state: LoggedState) -> str:
        """A state in words."""
        said = state.label or state.value
        return f"state {said}" if said.isdigit() else " ".join(words_of(said)) or said


def state_logs(subject: Subject) -> Iterator[Candidate]:
    """For a table whose states are logged: the share that comes through, others, what is stuck, and how long it takes."""
    found = subject.land.logged(subject.table)
    if found is None or found.log is None or subject.start is None:
        return
    logged = _Logged(subject, found, found.log)
    times = {subject.start.base_type, found.columns[found.log.time].base_type}
    if not logged.outcomes or not logged.beginnings or len(times) > 1:
        return
    main, *others = logged.outcomes
    yield _share(logged, main, is_main=True)
    yield from (_share(logged, state, is_main=False) for state in others[:_OTHERS])
    yield from _stuck(logged, main)
    yield _time_to(logged, main)


def _base(logged: _Logged) -> dict[str, Any]:
    subject, log = logged.subject, logged.log
    states = ", ".join(f"{logged.label(state)} ({100 * state.reached:.1f} %)" for state in log.states)
    return {
        "table": subject.table.name,
        "sources": tuple(sorted((subject.table.name, logged.log_table.name))),
        "why": (
            f"`{logged.log_table.name}` has a row for each state that a {subject.noun} reached: "
            f"`{log.reference}`, `{log.state}`, "
            f"`{log.time}`. Of the {subject.nouns} looked at, these reached: {states}."
        ),
        "points": (_LOG, *((_BESIDE,) if subject.amount else ()), *subject.recency()),
    }


def _hours(state: LoggedState) -> int:
    """Whole hours in which 95 of 100 reach a state."""
    return max(1, -(-round_span(state.lapse.most) // 60)) if state.lapse else 1


def _since(logged: _Logged, condition: str, hours: int) -> str:
    """A derived table of the things with a row in the log of the last hours that meets a condition on their state."""
    subject, log = logged.subject, logged.log
    time = logged.log_table.columns[log.time]
    return (
        f"(\n  select distinct {written(log.reference)} as thing\n  from {logged.from_log}\n"
        f"  where {written(log.state)} {condition}\n"
        f"    and {written(log.time)} >= {subject.back(time, hours)} and {written(log.time)} < {subject.as_of(time)}\n)"
    )


def _share(logged: _Logged, state: LoggedState, *, is_main: bool) -> Candidate:
    subject, said, period = logged.subject, logged.label(state), logged.subject.period
    start, hours = subject.table.columns[log_start(subject)], _hours(state)
    begun, whole = f"p.{written(start.name)}", HOURS[period] + hours
    base = _base(logged)
    direction: Direction = direction_of(state.label or state.value) or ("up" if is_main else "down")
    return Candidate(
        metric_id=f"{subject.table.table}_{said.replace(' ', '_')}_share",
        name=short_name(f"{subject.nouns}: {said} reached", f"{subject.nouns}: {said}"),
        period=period,
        unit="ratio",
        direction=direction,
        description=f"Share of {subject.nouns} that reached {said}, of those that had the usual time for it.",
        methodology=(
            f"{capital(subject.nouns)} of the period that ended {span(hours * 60)} before, so that each had the time in which\n"
            f"95 of 100 get there; numerator are those with a row of {said} in {logged.log_table.name}."
        ),
        sql=(
            f"select avg((r.thing is not null)::int) as value, count(*) as n\nfrom {subject.from_table} p\n"
            f"left join {_since(logged, f'= {logged.value(state)}', whole)} r on r.thing = p.{written(logged.log.owner_key)}\n"
            f"where {begun} >= {subject.back(start, whole)} and {begun} < {subject.back(start, hours)}"
        ),
        questions=(
            f"What does {said} mean to the one whose {subject.noun} it is, and what do they do if it fails: call, leave, claim?",
            "What does one point less cost in a day: fees, penalties, calls? Which agreement names a share?",
            f"Do all {subject.nouns} belong together, or does one kind or direction hide another?",
        ),
        **{**base, "points": (*base["points"], _OUTCOME)},
    )


def log_start(subject: Subject) -> str:
    """The name of the time at which a thing began."""
    if subject.table.start is None:
        raise LookupError("a thing whose states are logged has a time")
    return subject.table.start


def _stuck(logged: _Logged, main: LoggedState) -> Iterator[Candidate]:
    """How many went no further than where they began, for longer than usual; and how much money is in them."""
    subject, hours = logged.subject, _hours(main)
    long, days, base = span(hours * 60), 30 if hours < 15 * 24 else 90, _base(logged)
    count = Candidate(
        metric_id=f"{subject.table.table}_stuck",
        name=short_name(f"{subject.nouns} stuck for {long}", f"Stuck {subject.nouns}"),
        period="snapshot",
        unit="count",
        direction="down",
        description=f"{capital(subject.nouns)} that began more than {long} ago and went no further.",
        methodology=(
            f"{capital(subject.nouns)} between {long} and {days} days old without any state but the first in the log.\n"
            f"95 of 100 reach {logged.label(main)} within {long}, as the rows looked at say."
        ),
        sql=f"select count(*) as value, count(*) as n\n{_stuck_rows(logged, hours, days)}",
        questions=(
            f"Whose money or time is held while a {subject.noun} is stuck, and what do we owe them for it?",
            "How many are one slow case each, and from which number on has a queue stopped?",
            "Who can restart it, and how do they hear of it at night?",
        ),
        **{**base, "points": (*base["points"], _WAITS)},
    )
    yield count
    amount = subject.amount
    if amount and not amount.condition:
        yield replace(
            count,
            metric_id=f"{count.metric_id}_amount",
            name=short_name(f"{count.name}, amount", f"Stuck {subject.nouns}, amount"),
            unit=amount.unit,
            description=f"Sum of {amount.said} over {subject.nouns} that began more than {long} ago and went no further.",
            sql=f"select coalesce(sum({amount.prefixed('p.')}), 0) as value, count(*) as n\n{_stuck_rows(logged, hours, days)}",
            points=(_LOG, _MONEY, _WAITS, *subject.recency()),
        )


def _stuck_rows(logged: _Logged, hours: int, days: int) -> str:
    """FROM and WHERE of the things between so many hours and days old that have no state but the first ones."""
    subject = logged.subject
    start = subject.table.columns[log_start(subject)]
    begun, first = f"p.{written(start.name)}", ", ".join(logged.value(state) for state in logged.beginnings)
    return (
        f"from {subject.from_table} p\n"
        f"left join {_since(logged, f'not in ({first})', days * 24)} a on a.thing = p.{written(logged.log.owner_key)}\n"
        f"where a.thing is null\n"
        f"  and {begun} >= {subject.back(start, days * 24)} and {begun} < {subject.back(start, hours)}"
    )


def _time_to(logged: _Logged, main: LoggedState) -> Candidate:
    subject, log, said = logged.subject, logged.log, logged.label(main)
    start, time = subject.table.columns[log_start(subject)], logged.log_table.columns[log.time]
    begun, reached = f"p.{written(start.name)}", f"l.{written(log.time)}"
    taken = seconds_between(begun, reached, time)
    base = _base(logged)
    return Candidate(
        metric_id=f"{subject.table.table}_to_{said.replace(' ', '_')}_p90",
        name=short_name(f"{capital(subject.noun)} to {said}, p90", f"{capital(subject.noun)} time, p90"),
        period=subject.period,
        unit="seconds",
        direction="down",
        description=f"Nine in ten {subject.nouns} that reach {said} do so within this time.",
        methodology=f"Time from {start.name} to the row of {said} of those that reached it in the period; the 90th percentile.",
        sql=(
            f"select percentile_cont(0.9) within group (order by {taken}) as value, count(*) as n\nfrom {logged.from_log} l\n"
            f"join {subject.from_table} p on p.{written(log.owner_key)} = l.{written(log.reference)} "
            f"and {begun} < {subject.as_of(start)}\n"
            f"where l.{written(log.state)} = {logged.value(main)}\n  and {subject.window(time, subject.period, 'l.')}"
        ),
        questions=(
            f"What was promised: within which time must a {subject.noun} reach {said}, and to whom do we owe something when not?",
            "Does a quarter of an hour more cost anything, or only a missed cut-off time?",
        ),
        **{**base, "points": (*base["points"], _LONG)},
    )
