"""A table in which rows keep arriving: how many, how much money, whether they stopped, how long what they measure takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heartbeat.definitions.model import Period
from heartbeat.definitions.sql.names import written
from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.roles import is_stock, words_of
from heartbeat.measure.discovery.candidate import Candidate, short_name
from heartbeat.measure.discovery.patterns.deadlines import unsure
from heartbeat.measure.discovery.subject import HOURS, Amount, Subject
from heartbeat.measure.discovery.wording import as_of, capital, plural

_MONEY, _BESIDE, _VOLUME = ("the number is money", 3), ("money stands beside it", 1), ("volume", 1)
_SAID = {"24h": "the last 24 hours", "7d": "the last seven days", "30d": "the last thirty days"}
_INCOME = {"fee", "fees", "interchange", "commission", "revenue", "premium"}
_LEAST_NEGATIVE, _MOST_NEGATIVE = 0.0005, 0.4  # a ledger with both signs is no list of returns
_DOCUMENTS = {"invoice", "order", "booking", "receipt", "basket", "trip", "session", "shipment", "claim"}
_SECONDS = {"seconds": 1.0, "sec": 1.0, "secs": 1.0, "ms": 0.001, "millis": 0.001, "milliseconds": 0.001, "minutes": 60.0}


def flows(subject: Subject) -> Iterator[Candidate]:
    """Rows and money per period, money that goes the other way, and the age of the newest row."""
    start = subject.start
    if start is None or subject.table.log or _is_stand(subject) or subject.table.rows < 30:
        return
    base = _base(subject, start)
    yield base
    amount = subject.amount
    if amount:
        yield _sum(subject, base, amount, direction_up=True)
        yield from _other_way(subject, base, amount)
    yield from _documents(subject, base)
    yield from _income(subject, base, amount)
    yield from _durations(subject, start)
    if base.period == "24h":  # what comes seldom is silent on most days
        yield _silence(subject, base, start)


def _is_stand(subject: Subject) -> bool:
    """Whether each row tells what is there, rather than that something happened."""
    amounts = subject.table.of_role("amount")
    return bool(amounts) and all(is_stock(column.name) for column in amounts)


def _base(subject: Subject, start: Column) -> Candidate:
    period = subject.period
    a_day = subject.table.per_day
    pace = f"; about {a_day[0]:,.1f} a day in the last 30 days, {a_day[1]:,.1f} in the last 90" if a_day and a_day[1] else ""
    return Candidate(
        metric_id=f"{subject.table.table}_count_{period}",
        name=short_name(f"{capital(subject.nouns)} of {_SAID[period]}", capital(subject.nouns)),
        period=period,
        unit="count",
        direction="up",
        description=f"Number of {subject.nouns} in {_SAID[period]}.",
        methodology=f"Rows of {subject.table.name} whose {start.name} lies in {_SAID[period]}.",
        sql=f"select count(*) as value, count(*) as n\nfrom {subject.from_table}\nwhere {subject.window(start, period)}",
        table=subject.table.name,
        sources=(subject.table.name,),
        why=f"Rows keep arriving by `{start.name}`{pace}.",
        points=(_VOLUME, *((_BESIDE,) if subject.amount else ()), *subject.recency()),
        questions=(
            f"What do we earn or save by one {subject.noun}? Then half as many cost us what?",
            "Which interruption would show here first, and who could end it?",
            "How few are too few on the quietest day of the week?",
        ),
    )


def _sum(subject: Subject, base: Candidate, amount: Amount, *, direction_up: bool) -> Candidate:
    where = base.sql.partition("\nwhere ")[2]
    condition = f"\n  and {amount.condition}" if amount.condition else ""
    said = _SAID[base.period]
    return replace(
        base,
        metric_id=f"{subject.table.table}_amount_{base.period}",
        name=short_name(f"{capital(subject.nouns)}, amount", f"{capital(subject.noun)} amount"),
        unit=amount.unit,
        direction="up" if direction_up else "down",
        description=f"Sum of {amount.said} over {subject.nouns} of {said}.",
        sql=(
            f"select coalesce(sum({amount.expression}), 0) as value, count(*) as n\n"
            f"from {subject.from_table}\nwhere {where}{condition}"
        ),
        points=(_MONEY, *base.points[:1], *subject.recency()),
        questions=(*base.questions, *unsure(amount.said, amount.unit, is_sure=amount.is_sure)),
    )


def _other_way(subject: Subject, base: Candidate, amount: Amount) -> Iterator[Candidate]:
    """Negative amounts or quantities, where they are the rarer ones: returns, refunds, corrections."""
    names = [part for part in amount.expression.split(" * ") if part.strip('"') in subject.table.columns]
    signed = [subject.table.columns[name.strip('"')] for name in names]
    found = [column for column in signed if _LEAST_NEGATIVE <= (column.negative_share or 0.0) <= _MOST_NEGATIVE]
    if not found:
        return
    column, whole = found[0], _sum(subject, base, amount, direction_up=False)
    yield replace(
        whole,
        metric_id=f"{subject.table.table}_negative_amount_{base.period}",
        name=short_name(f"{capital(subject.nouns)} taken back, amount", f"{capital(subject.noun)}: taken back"),
        description=f"Sum of {amount.said} over {subject.nouns} of {_SAID[base.period]} with a negative "
        f"{column.name}, without its sign.",
        methodology=f"{base.methodology} Only those whose {column.name} is below zero.",
        sql=f"{whole.sql.replace('sum(', '-sum(', 1)}\n  and {written(column.name)} < 0",
        why=f"{100 * (column.negative_share or 0):.2g} % of the rows have a negative `{column.name}`: "
        f"returns, refunds or corrections.",
        points=(_MONEY, ("something goes the other way", 1), *subject.recency()),
        questions=(
            "Are these returns, refunds or corrections of mistakes? Who bears each of them?",
            "What does one cost besides its amount: shipping, work, a fee of the card scheme?",
            "Which share is normal in this trade, and who would notice a wave of them first?",
        ),
    )


def _documents(subject: Subject, base: Candidate) -> Iterator[Candidate]:
    """Where several rows make one order or invoice: how many of those."""
    for column in subject.table.of_role("reference"):
        words = [word for word in words_of(column.name) if word in _DOCUMENTS]
        several = column.distinct is not None and 1.5 * column.distinct <= subject.table.rows
        if not words or not several or any(held.column == column.name for held in subject.table.references):
            continue
        name = written(column.name)
        yield replace(
            base,
            metric_id=f"{subject.table.table}_{column.name}_count_{base.period}",
            name=short_name(f"{plural(words[0])} of {_SAID[base.period]}", plural(words[0])),
            description=f"Number of different {column.name} among {subject.nouns} of {_SAID[base.period]}.",
            sql=base.sql.replace("count(*) as value", f"count(distinct {name}) as value", 1),
            why=f"Several {subject.nouns} share one `{column.name}`: {column.distinct:,} of them in {subject.table.rows:,} rows.",
            questions=tuple(question.replace(subject.noun, words[0]) for question in base.questions),
        )
        return


def _income(subject: Subject, base: Candidate, amount: Amount | None) -> Iterator[Candidate]:
    for column in subject.table.of_role("amount"):
        if set(words_of(column.name)) & _INCOME and (amount is None or column.name != amount.said):
            fees = _sum(subject, base, subject.amount_of(column), direction_up=True)
            yield replace(
                fees,
                metric_id=f"{subject.table.table}_{column.name}_{base.period}",
                name=short_name(
                    f"{capital(column.name.replace('_', ' '))} of {subject.nouns}", f"{capital(subject.nouns)}: fees"
                ),
                why=f"`{column.name}` is what each {subject.noun} earns or costs.",
            )
            return


def _durations(subject: Subject, start: Column) -> Iterator[Candidate]:
    for column in subject.table.of_role("number"):
        factor = next((_SECONDS[word] for word in words_of(column.name) if word in _SECONDS), None)
        if factor is None:
            continue
        scaled = written(column.name) if factor == 1.0 else f"{written(column.name)} * {factor}"
        base, period = _base(subject, start), subject.period
        yield replace(
            base,
            metric_id=f"{subject.table.table}_{column.name}_p90",
            name=short_name(f"{capital(column.name.replace('_', ' '))}, p90", "Duration, p90"),
            unit="seconds",
            direction="down",
            description=f"Nine in ten {subject.nouns} have a {column.name} of at most this.",
            methodology=f"The 90th percentile of {column.name} of {subject.nouns} of {_SAID[period]}.",
            sql=(
                f"select percentile_cont(0.9) within group (order by {scaled}) as value, count(*) as n\n"
                f"from {subject.from_table}\nwhere {subject.window(start, period)}"
            ),
            why=f"`{column.name}` says how long something took.",
            points=(("how long somebody waits", 1), ("a share or a time of many", 1), *subject.recency()),
            questions=(
                "How long do people stay before they give up?",
                "What did we promise, and to whom do we owe something when not?",
            ),
        )


def _silence(subject: Subject, base: Candidate, start: Column) -> Candidate:
    name, zone = written(start.name), subject.land.zone
    now = as_of(start, zone)
    age = f"({now} - max({name})) * 86400.0" if start.base_type == "date" else f"extract(epoch from {now} - max({name}))"
    period: Period = "snapshot"
    return replace(
        base,
        metric_id=f"{subject.table.table}_newest_age",
        name=short_name(f"Silence of {subject.nouns}", f"No new {subject.noun} for"),
        period=period,
        unit="seconds",
        direction="down",
        description=f"Time since the newest {subject.noun}.",
        methodology=f"From the newest {start.name} of the last thirty days to the moment up to which the source was read.",
        sql=(
            f"select {age} as value, count(*) as n\nfrom {subject.from_table}\n"
            f"where {name} >= {subject.back(start, HOURS['30d'])} and {name} < {now}"
        ),
        points=(_VOLUME, *subject.recency()),
        questions=(
            "How long may nothing come, at night and on a holiday, before it is a fault?",
            f"What is lost meanwhile: {subject.nouns}, or only our knowledge of them?",
        ),
    )
