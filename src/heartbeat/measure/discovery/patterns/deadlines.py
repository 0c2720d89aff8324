"""A time by which something is due, and a time at which it was done: what is overdue, how much, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from heartbeat.definitions.model import Period
from heartbeat.definitions.sql.names import written
from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.roles import words_of
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.subject import Subject
from heartbeat.measure.discovery.wording import capital, days_since, undone

_DEADLINE, _WAITS, _MONEY = ("a deadline", 3), ("somebody waits for something", 2), ("the number is money", 3)


@dataclass(frozen=True)
class _Due:
    subject: Subject
    due: Column
    done: Column

    @property
    def overdue(self) -> str:
        """The condition, each part of it as of `:as_of`, so that it holds for past days too."""
        begun = [self.subject.start] if self.subject.start else []
        before = [f"{written(column.name)} < {self.subject.as_of(column)}" for column in (*begun, self.due)]
        done = written(self.done.name)
        return f"{' and '.join(before)}\n  and ({done} is null or {done} >= {self.subject.as_of(self.done)})"


def overdue(subject: Subject) -> Iterator[Candidate]:
    """Amount, number and age of what is past its deadline and not done, and the share that was done in time."""
    if subject.deadline is None or subject.done is None:
        return
    due = _Due(subject, subject.deadline, subject.done)
    yield from _amount(due)
    yield _count(due)
    yield _oldest(due)
    if not subject.is_life(subject.done):
        yield _in_time(due)


def _base(due: _Due) -> Candidate:
    subject, state = due.subject, undone(due.done.name)
    nouns = subject.nouns
    return Candidate(
        metric_id=f"{subject.table.table}_overdue",
        name=short_name(
            f"{'' if state == 'open' else f'{state} '}{nouns} past {_term(due)}", f"{nouns} past due", f"{nouns} overdue"
        ),
        period="snapshot",
        unit="count",
        direction="down",
        description=f"{capital(nouns)} whose {due.due.name} has passed and that are {state}.",
        methodology=f"{due.due.name} has passed, and {due.done.name} is empty or later than the moment that is looked at.",
        sql=f"select count(*) as value, count(*) as n\nfrom {subject.from_table}\nwhere {due.overdue}",
        table=subject.table.name,
        sources=(subject.table.name,),
        why=f"`{due.due.name}` says by when, `{due.done.name}` when it was done; a row may have passed "
        f"the one without the other.",
        points=(_DEADLINE, _WAITS, *subject.recency()),
        questions=_questions(due),
    )


def _term(due: _Due) -> str:
    """What is due, in words: `due`, `report due`."""
    words = [word for word in words_of(due.due.name) if word not in {"at", "on", "date", "time", "by"}]
    return " ".join(words) or "due"


def _questions(due: _Due) -> tuple[str, ...]:
    nouns, others = due.subject.nouns, _other_ends(due)
    doubt = f" Does {', '.join(f'`{name}`' for name in others)} end it too, or is that another matter?" if others else ""
    return (
        f"Who pays when {nouns} stay {undone(due.done.name)} past `{due.due.name}`: we, the client, a partner? How much a day?",
        "After how many days is it an emergency, and which contract or rule says so? That is the red line.",
        "Who is told first, and what can they stop on the same day?",
        (
            f"Does the source overwrite `{due.due.name}` or `{due.done.name}`? Then past days cannot be "
            f"rebuilt: `backfill: no`.{doubt}"
        ),
    )


def _other_ends(due: _Due) -> list[str]:
    taken = {due.due.name, due.done.name, due.subject.table.start}
    return [column.name for column in due.subject.table.of_role("event time") if column.name not in taken]


def _amount(due: _Due) -> Iterator[Candidate]:
    amount = due.subject.amount
    if amount is None:
        return
    base, nouns = _base(due), due.subject.nouns
    where = f"{due.overdue}\n  and {amount.condition}" if amount.condition else due.overdue
    yield replace(
        base,
        metric_id=f"{base.metric_id}_amount",
        name=short_name(f"{base.name}, amount", f"{capital(nouns)} overdue, amount", f"Overdue: {nouns}, amount"),
        unit=amount.unit,
        description=f"Sum of {amount.said} over {nouns} whose {due.due.name} has passed and that are {undone(due.done.name)}.",
        sql=f"select coalesce(sum({amount.expression}), 0) as value, count(*) as n\nfrom {due.subject.from_table}\nwhere {where}",
        points=(_MONEY, *base.points),
        questions=(*base.questions, *unsure(amount.said, amount.unit, is_sure=amount.is_sure)),
    )


def unsure(said: str, unit: str, *, is_sure: bool) -> tuple[str, ...]:
    """The question that an amount without a currency raises."""
    return () if is_sure else (f"Is `{said}` in {unit}? No column says so.",)


def _count(due: _Due) -> Candidate:
    return _base(due)


def _oldest(due: _Due) -> Candidate:
    base, nouns = _base(due), due.subject.nouns
    return replace(
        base,
        metric_id=f"{base.metric_id}_oldest",
        name=short_name(f"Oldest {due.subject.noun} past due", f"Oldest overdue {due.subject.noun}", f"Oldest: {nouns}"),
        unit="days",
        description=f"Days since the {due.due.name} of the one that is past due for longest; zero when none is.",
        sql=(
            f"select coalesce({days_since(due.due, due.subject.land.zone)}, 0) as value, count(*) as n\n"
            f"from {due.subject.from_table}\nwhere {due.overdue}"
        ),
    )


def _in_time(due: _Due) -> Candidate:
    base, subject = _base(due), due.subject
    done, limit = written(due.done.name), written(due.due.name)
    period: Period = "30d"
    begun = f"\n  and {written(subject.start.name)} < {subject.as_of(subject.start)}" if subject.start else ""
    in_time = f"{done} <= {limit} and {done} < {subject.as_of(due.done)}"
    return replace(
        base,
        metric_id=f"{subject.table.table}_in_time_share",
        name=short_name(f"{capital(subject.nouns)} done in time", f"{capital(subject.nouns)} in time"),
        period=period,
        unit="ratio",
        direction="up",
        description=f"Share of {subject.nouns} due in the last thirty days whose {due.done.name} was not after {due.due.name}.",
        methodology=f"Those whose {due.due.name} lies in the last thirty days; in time if {due.done.name} is "
        f"there and not later.",
        sql=(
            f"select avg(coalesce({in_time}, false)::int) as value, count(*) as n\n"
            f"from {subject.from_table}\nwhere {subject.window(due.due, period)}{begun}"
        ),
        points=(_DEADLINE, *subject.recency()),
    )
