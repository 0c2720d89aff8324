"""Two times of one row without a deadline: what is open, for how long, how much, and how long it usually takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from heartbeat.definitions.sql.names import written
from heartbeat.marts.profile.model import Column
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.patterns.deadlines import unsure
from heartbeat.measure.discovery.subject import Subject
from heartbeat.measure.discovery.wording import capital, days_since, round_span, seconds_between, span, undone

_WAITS, _LONG = ("somebody waits for something", 2), ("how long somebody waits", 1)
_MONEY, _BESIDE = ("the number is money", 3), ("money stands beside it", 1)
_LEAST_SECONDS = 60.0  # what usually takes less is done by a machine, and shows elsewhere when it stops


@dataclass(frozen=True)
class _Way:
    subject: Subject
    start: Column
    done: Column

    def is_open(self, hours: int = 0) -> str:
        """Begun, for so many hours at least, and not done; as of `:as_of`."""
        begun = self.subject.back(self.start, hours) if hours else self.subject.as_of(self.start)
        done = written(self.done.name)
        return f"{written(self.start.name)} < {begun}\n  and ({done} is null or {done} >= {self.subject.as_of(self.done)})"


def waiting(subject: Subject) -> Iterator[Candidate]:
    """What is open and since when, if something can be; and the time that nine in ten take."""
    start, done = subject.start, subject.finished
    if start is None or done is None or start.base_type != done.base_type:
        return
    way = _Way(subject, start, done)
    if done.null_share:
        yield from _open_ones(way)
    lapse = subject.table.lapses.get(done.name)
    if lapse and lapse.most >= _LEAST_SECONDS:
        yield _time_to(way)


def _base(way: _Way) -> Candidate:
    subject, state = way.subject, undone(way.done.name)
    beside = (_BESIDE,) if subject.amount else ()
    return Candidate(
        metric_id=f"{subject.table.table}_open",
        name=short_name(f"{capital(state)} {subject.nouns}", f"Open {subject.nouns}"),
        period="snapshot",
        unit="count",
        direction="down",
        description=f"{capital(subject.nouns)} that have begun and are {state}.",
        methodology=f"{way.start.name} has passed, and {way.done.name} is empty or later than the moment that is looked at.",
        sql=f"select count(*) as value, count(*) as n\nfrom {subject.from_table}\nwhere {way.is_open()}",
        table=subject.table.name,
        sources=(subject.table.name,),
        why=f"`{way.start.name}` says when a row began and `{way.done.name}` when it was done; "
        f"{_percent(way.done)} have no end yet.",
        points=(_WAITS, *beside, *subject.recency()),
        questions=(
            f"Who waits while {subject.nouns} are {state}, and what does a day of it cost us or them?",
            "How many are a normal day's work? From which number on can the people who do it not catch up?",
            "Was a term promised to somebody, in a contract or on the web site? That is the red line.",
        ),
    )


def _percent(column: Column) -> str:
    return f"{100 * (column.null_share or 0.0):.1f} %".replace(".0 %", " %")


def _open_ones(way: _Way) -> Iterator[Candidate]:
    base, subject = _base(way), way.subject
    yield base
    yield from _amount(way, base)
    lapse = subject.table.lapses.get(way.done.name)
    if lapse and lapse.most >= _LEAST_SECONDS:
        yield _longer_than_usual(way, base, lapse.most)
    yield replace(
        base,
        metric_id=f"{subject.table.table}_open_oldest",
        name=short_name(f"Oldest open {subject.noun}", f"Oldest {subject.noun}"),
        unit="days",
        description=f"Days since the {way.start.name} of the one that is open for longest; zero when none is.",
        sql=(
            f"select coalesce({days_since(way.start, subject.land.zone)}, 0) as value, count(*) as n\n"
            f"from {subject.from_table}\nwhere {way.is_open()}"
        ),
        points=(_WAITS, *subject.recency()),
    )


def _amount(way: _Way, base: Candidate) -> Iterator[Candidate]:
    amount = way.subject.amount
    if amount is None:
        return
    where = f"{way.is_open()}\n  and {amount.condition}" if amount.condition else way.is_open()
    yield replace(
        base,
        metric_id=f"{base.metric_id}_amount",
        name=short_name(f"{base.name}, amount", f"Open {way.subject.nouns}, amount"),
        unit=amount.unit,
        description=f"Sum of {amount.said} over {way.subject.nouns} that are {undone(way.done.name)}.",
        sql=f"select coalesce(sum({amount.expression}), 0) as value, count(*) as n\nfrom {way.subject.from_table}\nwhere {where}",
        points=(_MONEY, _WAITS, *way.subject.recency()),
        questions=(*base.questions, *unsure(amount.said, amount.unit, is_sure=amount.is_sure)),
    )


def _longer_than_usual(way: _Way, base: Candidate, usual_seconds: float) -> Candidate:
    hours = max(1, -(-round_span(usual_seconds) // 60))
    long = span(hours * 60)
    return replace(
        base,
        metric_id=f"{way.subject.table.table}_open_too_long",
        name=short_name(f"{base.name} over {long}", f"{capital(way.subject.nouns)} open over {long}"),
        description=f"{capital(way.subject.nouns)} that are {undone(way.done.name)} for more than {long}.",
        methodology=f"{base.methodology} 95 of 100 are done within {long}, as the rows looked at say.",
        sql=f"select count(*) as value, count(*) as n\nfrom {way.subject.from_table}\nwhere {way.is_open(hours)}",
        why=f"{base.why} 95 of 100 are done within {long}.",
        points=(*base.points, ("longer than usual", 1)),
    )


def _time_to(way: _Way) -> Candidate:
    base, subject = _base(way), way.subject
    start, done = written(way.start.name), written(way.done.name)
    period = subject.period
    taken = f"percentile_cont(0.9) within group (order by {seconds_between(start, done, way.done)})"
    return replace(
        base,
        metric_id=f"{subject.table.table}_time_p90",
        name=short_name(f"Time to {_event(way.done)}, {subject.nouns}, p90", f"{capital(subject.nouns)}: time taken, p90"),
        period=period,
        unit="seconds",
        description=f"Nine in ten {subject.nouns} get their {way.done.name} within this time.",
        methodology=f"Time from {way.start.name} to {way.done.name} of those done in the period; the 90th "
        f"percentile, interpolated.",
        sql=(
            f"select {taken} as value, count(*) as n\nfrom {subject.from_table}\nwhere {start} < {subject.as_of(way.start)}\n"
            f"  and {subject.window(way.done, period)}"
        ),
        why=f"`{way.start.name}` and `{way.done.name}` of a row tell how long it took.",
        points=(_LONG, *((_BESIDE,) if subject.amount else ()), *subject.recency()),
    )


def _event(column: Column) -> str:
    return column.name.removesuffix("_at").removesuffix("_time").removesuffix("_date").replace("_", " ")
