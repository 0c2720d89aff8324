"""Columns that say how something went, flags, values that are missing, rows that stand there twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heartbeat.definitions.sql.names import literal, written
from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.roles import INTEGERS, NUMBERS, TEXTS, TIMES, changes, tells_outcome
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.patterns.words import direction_of
from heartbeat.measure.discovery.subject import Subject
from heartbeat.measure.discovery.wording import capital

_OUTCOME, _BESIDE = ("how many succeed or fail", 2), ("money stands beside it", 1)
_MISSING, _MOST_MISSING = 0.001, 0.5  # above the half, emptiness is what the column is for
_SAID = {"24h": "the last 24 hours", "7d": "the last seven days", "30d": "the last thirty days"}


def shares(subject: Subject) -> Iterator[Candidate]:
    """The share of rows that a state or a flag calls good or bad, that lack a value, and rows that repeat others."""
    if subject.start is None or subject.table.log or subject.table.rows < 50:
        return
    for column in subject.table.of_role("state"):
        if tells_outcome(column.name) and not (changes(column.name) and subject.land.logged(subject.table)):
            yield from _states(subject, subject.start, column)
    for column in subject.table.of_role("flag"):
        yield from _flag(subject, subject.start, column)
    yield from _missing(subject, subject.start)
    yield from _repeated(subject, subject.start)


def _base(subject: Subject, start: Column) -> Candidate:
    period = subject.period
    return Candidate(
        metric_id=subject.table.table,
        name=capital(subject.nouns),
        period=period,
        unit="ratio",
        direction="down",
        description="",
        methodology=f"Rows of {subject.table.name} whose {start.name} lies in {_SAID[period]}.",
        sql="",
        table=subject.table.name,
        sources=(subject.table.name,),
        why="",
        points=(_OUTCOME, *((_BESIDE,) if subject.amount else ()), *subject.recency()),
        questions=(
            "What does one of them cost, and who bears it?",
            "Which share is normal, and which agreement or law names one?",
            "Who can do something about it on the same day?",
        ),
    )


def _share_sql(subject: Subject, start: Column, condition: str, period_of: Candidate) -> str:
    return (
        f"select avg(({condition})::int) as value, count(*) as n\nfrom {subject.from_table}\n"
        f"where {subject.window(start, period_of.period)}"
    )


def _states(subject: Subject, start: Column, column: Column) -> Iterator[Candidate]:
    judged = [(value, direction_of(value)) for value, _ in column.values]
    bad = [value for value, direction in judged if direction == "down"]
    good = [value for value, direction in judged if direction == "up"]
    wanted = bad or good
    if not wanted or len(wanted) == len(judged):
        return
    base, said = _base(subject, start), " or ".join(wanted[:2]) + (" and the like" if len(wanted) > 2 else "")
    listed = ", ".join(literal(value) for value in wanted)
    shown = ", ".join(f"{value} ({100 * share:.1f} %)" for value, share in column.values)
    condition = f"coalesce({written(column.name)} in ({listed}), false)"
    is_lost = changes(column.name) and subject.is_overwritten
    yield replace(
        base,
        metric_id=f"{subject.table.table}_{wanted[0]}_share",
        name=short_name(f"{capital(subject.nouns)}: {said}", f"{capital(subject.nouns)}: {wanted[0]}"),
        direction="down" if bad else "up",
        description=f"Share of {subject.nouns} of {_SAID[base.period]} whose {column.name} is {said}.",
        sql=_share_sql(subject, start, condition, base),
        why=f"`{column.name}` holds few values, and some say how it went. Of the rows looked at: {shown}.",
        no_past=f"{column.name} is overwritten, so what it was on a past day is not known" if is_lost else None,
    )


def _flag(subject: Subject, start: Column, column: Column) -> Iterator[Candidate]:
    shares = {value: share for value, share in column.values if share > 0}
    if len(shares) < 2:  # all the same: nothing is told by it
        return
    base, said = _base(subject, start), column.name.removeprefix("is_").replace("_", " ")
    yield replace(
        base,
        metric_id=f"{subject.table.table}_{column.name}_share",
        name=short_name(f"{capital(subject.nouns)} {said}", f"{capital(subject.nouns)}: {said}"),
        direction=direction_of(column.name) or "up",
        description=f"Share of {subject.nouns} of {_SAID[base.period]} that are {said}.",
        sql=_share_sql(subject, start, f"coalesce({written(column.name)}, false)", base),
        why=f"`{column.name}` says yes or no of each row; yes for {100 * shares.get('true', 0.0):.1f} % of those looked at.",
    )


def _missing(subject: Subject, start: Column) -> Iterator[Candidate]:
    """Of the columns that are sometimes empty, the one whose emptiness hurts most: a reference before anything else."""
    order = {"reference": 0, "amount": 1, "text": 2, "state": 3}
    found = [
        (order[column.role], -_empty(column), column.name)
        for column in subject.table.columns.values()
        if column.role in order and _MISSING <= _empty(column) <= _MOST_MISSING and column.name not in subject.table.keys
    ]
    if not found:
        return
    column = subject.table.columns[min(found)[2]]
    base, name = _base(subject, start), written(column.name)
    condition = f"{name} is null or {name} = ''" if column.base_type in TEXTS else f"{name} is null"
    yield replace(
        base,
        metric_id=f"{subject.table.table}_without_{column.name}",
        name=short_name(f"{capital(subject.nouns)} without {column.name}", f"Without {column.name}"),
        description=f"Share of {subject.nouns} of {_SAID[base.period]} whose {column.name} is empty.",
        sql=_share_sql(subject, start, condition, base),
        why=f"`{column.name}` is there for most rows and empty for {100 * _empty(column):.1f} % of those looked at.",
        points=(("something should be known and is not", 1), *base.points[1:]),
        questions=(
            f"Who works with `{column.name}`, and what do they do when it is empty: ask, guess, leave it?",
            "Is it a fault of entry, or are these rows of another kind that needs none?",
        ),
    )


def _empty(column: Column) -> float:
    return (column.null_share or 0.0) + (column.empty_share or 0.0)


def _repeated(subject: Subject, start: Column) -> Iterator[Candidate]:
    """Rows that are the same but for their key and their times; without a key, the same in everything."""
    whole = not subject.table.keys
    same = [column.name for column in subject.table.columns.values() if whole or _is_said(subject, column)]
    if not subject.amount or (not whole and len(same) < 4) or any(not _groups(subject.table.columns[name]) for name in same):
        return
    base = _base(subject, start)
    columns = ", ".join(written(name) for name in same)
    yield replace(
        base,
        metric_id=f"{subject.table.table}_repeated",
        name=short_name(f"Repeated {subject.nouns}", "Repeated rows"),
        unit="count",
        description=f"{capital(subject.nouns)} of {_SAID[base.period]} that repeat another one in everything but key and time.",
        methodology=f"{base.methodology} Grouped by {', '.join(same)};\neach row of a group beyond the first counts.",
        sql=(
            f"select coalesce(sum(copies - 1), 0) as value, coalesce(sum(copies), 0) as n\nfrom (\n  select count(*) as copies\n"
            f"  from {subject.from_table}\n  where {subject.window(start, base.period)}\n  group by {columns}\n) same"
        ),
        why=f"A {subject.noun} has an amount; one that comes twice is paid, sent or billed twice.",
        points=(("money would move twice", 2), *base.points[1:]),
        questions=(
            f"Can two {subject.nouns} be the same and both be right? Within which time is it surely a mistake?",
            "Who gets money back that was sent twice, and how often does it not come back?",
        ),
    )


def _is_said(subject: Subject, column: Column) -> bool:
    """Whether a column belongs to what was asked for, not to how it went on."""
    return column.name not in subject.table.keys and column.base_type not in TIMES and not changes(column.name)


def _groups(column: Column) -> bool:
    return column.base_type in (*NUMBERS, *INTEGERS, *TEXTS, *TIMES, "boolean", "uuid")
