"""What is there: balances that are overwritten, levels that are reported again and again; and who fell silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heartbeat.definitions.sql.names import written
from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.privacy import may_ask
from heartbeat.marts.profile.roles import is_stock, words_of
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.patterns.deadlines import unsure
from heartbeat.measure.discovery.subject import HOURS, Amount, Subject
from heartbeat.measure.discovery.wording import capital, plural, span

_MONEY, _STAND = ("the number is money", 3), ("what is there now", 1)
_HELD = {"deposited", "safeguarded", "held", "covered", "paid", "available", "collected", "reserved"}
_WANTED = {"required", "needed", "owed", "due", "liability", "liabilities", "exposure", "client"}
_PERSONS = ("client", "customer", "user", "account", "member", "merchant", "partner", "supplier", "shop", "store", "driver")
_LEAST_THINGS, _LEAST_ROWS_EACH = 5, 4
_SELDOM = "it is overwritten, so what it was on a past day is not known"


def stands(subject: Subject) -> Iterator[Candidate]:
    """Sums of balances, and how far what is held covers what is wanted."""
    amounts = [column for column in subject.table.of_role("amount") if is_stock(column.name)]
    if not amounts or subject.table.rows == 0:
        return
    for column in amounts[:2]:
        yield _sum(subject, column, subject.amount_of(column))
    held = next((column for column in amounts if set(words_of(column.name)) & _HELD), None)
    wanted = next((column for column in amounts if set(words_of(column.name)) & _WANTED and column != held), None)
    if held and wanted:
        yield _coverage(subject, held, wanted)


def _rows(subject: Subject, condition: str | None) -> tuple[str, str, str | None]:
    """FROM and WHERE of what is there now, what that is in words, and why there is no past."""
    start = subject.start
    extra = [condition] if condition else []
    if subject.is_overwritten or start is None:
        begun = [f"{written(start.name)} < {subject.as_of(start)}"] if start else []
        where = " and ".join((*begun, *extra))
        return f"from {subject.from_table}" + (f"\nwhere {where}" if where else ""), "All rows as they are now.", _SELDOM
    day = next((column for column in subject.table.of_role("event time") if column.base_type == "date"), start)
    thing = _thing(subject)
    before = f"{written(start.name)} < {subject.as_of(start)}"
    if day.base_type == "date" or thing is None:
        newest = f"(select max({written(day.name)}) from {subject.from_table} where {before})"
        where = "\n  and ".join((f"{written(day.name)} = {newest}", before, *extra))
        return f"from {subject.from_table}\nwhere {where}", f"The rows of the newest {day.name} that was reported.", None
    columns = ", ".join(written(column.name) for column in subject.table.of_role("amount"))
    recent = f"{written(start.name)} >= {subject.back(start, HOURS['7d'])} and {before}"
    inner = (
        f"  select distinct on ({written(thing.name)}) {columns}\n  from {subject.from_table}\n"
        f"  where {' and '.join((recent, *extra))}\n  order by {written(thing.name)}, {written(start.name)} desc"
    )
    return f"from (\n{inner}\n) newest", f"The newest row of each {thing.name}, of the last seven days.", None


def _base(subject: Subject) -> Candidate:
    return Candidate(
        metric_id=subject.table.table,
        name=capital(subject.nouns),
        period="snapshot",
        unit="ratio",
        direction="up",
        description="",
        methodology="",
        sql="",
        table=subject.table.name,
        sources=(subject.table.name,),
        why="",
        points=(_MONEY, _STAND, *subject.recency()),
        questions=(
            "Who holds this money or stock, and what can no longer be done when it runs low?",
            "From which amount on must somebody act, and who laid that down: a regulator, a bank, a contract?",
            "How fast can it be filled up, and by whom?",
        ),
    )


def _sum(subject: Subject, column: Column, amount: Amount) -> Candidate:
    rows, said, no_past = _rows(subject, amount.condition)
    base, words = _base(subject), column.name.replace("_", " ")
    return replace(
        base,
        metric_id=f"{subject.table.table}_{column.name}_total",
        name=short_name(f"{capital(subject.nouns)}: {words}", capital(words)),
        unit=amount.unit,
        description=f"Sum of {column.name} over all {subject.nouns}.",
        methodology=said,
        sql=f"select coalesce(sum({amount.expression}), 0) as value, count(*) as n\n{rows}",
        why=f"`{column.name}` tells what is there, not what moved.",
        questions=(*base.questions, *unsure(amount.said, amount.unit, is_sure=amount.is_sure)),
        no_past=f"{no_past}" if no_past else None,
    )


def _coverage(subject: Subject, held: Column, wanted: Column) -> Candidate:
    rows, said, no_past = _rows(subject, None)
    words = f"{held.name.replace('_', ' ')} of {wanted.name.replace('_', ' ')}"
    return replace(
        _base(subject),
        metric_id=f"{subject.table.table}_{held.name}_share",
        name=short_name(f"{capital(subject.noun)}: {words}", capital(words)),
        description=f"{capital(held.name)} divided by {wanted.name}, over all {subject.nouns}.",
        methodology=said,
        sql=f"select sum({written(held.name)}) / nullif(sum({written(wanted.name)}), 0) as value, count(*) as n\n{rows}",
        why=f"`{held.name}` stands beside `{wanted.name}`: what is there, and what has to be.",
        points=(_MONEY, ("something has to be covered", 2), *subject.recency()),
        no_past=no_past,
    )


def silent_things(subject: Subject) -> Iterator[Candidate]:
    """Clients, machines, suppliers that used to have rows and have none of late."""
    start, thing = subject.start, _thing(subject)
    if start is None or thing is None or not thing.distinct or subject.table.log or subject.deadline:
        return
    each = subject.table.rows / thing.distinct
    if thing.distinct < _LEAST_THINGS or each < _LEAST_ROWS_EACH:
        return
    days = 2 if _each_day(subject, thing) else 30
    name, began, word = written(thing.name), written(start.name), _word(thing)
    yield Candidate(
        metric_id=f"{subject.table.table}_silent_{word.replace(' ', '_')}",
        name=short_name(f"{plural(word)} without {subject.nouns}", f"Silent: {word}"),
        period="snapshot",
        unit="count",
        direction="down",
        description=f"Values of {thing.name} with {subject.nouns} in the {3 * days} days before, and none in the "
        f"last {days} days.",
        methodology=f"Grouped by {thing.name} over {3 * days} days; those whose newest {start.name} is older than "
        f"{span(days * 1440)}.",
        sql=(
            f"select count(*) filter (where newest < {subject.back(start, days * 24)}) as value, count(*) as n\nfrom (\n"
            f"  select {name}, max({began}) as newest\n  from {subject.from_table}\n"
            f"  where {began} >= {subject.back(start, 3 * days * 24)} and {began} < {subject.as_of(start)}"
            f" and {name} is not null\n  group by {name}\n) things"
        ),
        table=subject.table.name,
        sources=(subject.table.name,),
        why=f"`{thing.name}` has about {thing.distinct:,} values with {each:,.0f} rows each: who comes "
        f"again and again can stay away.",
        points=(
            ("somebody stopped, and nobody is told", 2),
            *((("money stands beside it", 1),) if subject.amount else ()),
            *subject.recency(),
        ),
        questions=(
            "What is one of them worth to us in a year?",
            "After how many days without anything is it unusual for one of them, and who would ask them why?",
        ),
    )


def _each_day(subject: Subject, thing: Column) -> bool:
    a_day = subject.table.per_day[1] if subject.table.per_day else 0.0
    return bool(thing.distinct) and a_day / (thing.distinct or 1) >= 0.5


def _word(thing: Column) -> str:
    words = [word for word in words_of(thing.name) if word not in {"id", "no", "nr", "number", "key"}]
    return " ".join(words) or thing.name


def _thing(subject: Subject) -> Column | None:
    """The column that says whose a row is: a person or a partner first, else one with few values that names no state."""
    table = subject.table
    held = {reference.column for reference in table.references}
    named = [
        column
        for column in table.columns.values()
        if column.name not in table.keys and (column.role == "reference" or column.name in held) and column.distinct
    ]
    ranked = sorted(named, key=lambda column: (_person(column), column.name not in held, column.name))
    if ranked and _person(ranked[0]) < len(_PERSONS):
        return ranked[0]
    texts = [
        column
        for column in table.of_role("text")
        if not may_ask(column.name, column.type) and column.base_type in {"text", "character varying"} and column.distinct
    ]
    few = [column for column in texts if column.distinct and column.distinct <= 1000 and table.rows >= 20 * column.distinct]
    return ranked[0] if ranked else min(few, key=lambda column: column.name, default=None)


def _person(column: Column) -> int:
    return next((at for at, word in enumerate(_PERSONS) if word in words_of(column.name)), len(_PERSONS))
