"""The rules of the verdict: each looks at the findings and says one sentence, or nothing. The worst level is the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from heartbeat.measure.validation.findings import Crossed, Findings
from heartbeat.measure.validation.wording import number, period_text, plural, span
from heartbeat.rules.status import LEAST_POINTS, Lines

Level = Literal["pass", "warn", "fail"]
_RANK: dict[Level, int] = {"pass": 0, "warn": 1, "fail": 2}

MOST_NULLS = 0.2
"""The share of NULL in a column that the SQL reads as if it were always there, above which its rows fall out in silence."""
MOST_DAYS_CROSSED = 0.5
MOST_DAYS_CHANGED = 0.25
MOST_READINGS_FAILED = 0.1
NEAR_LINE, NEAR_SPREADS = 0.25, 3.0
"""A worst day is near a line within this share of the line, or within so many standard deviations of the days."""
LEAST_DAYS_NEAR = 90
"""Of a shorter record nobody can say that it never comes near a line."""
CHANGE_DAYS = 30
"""How long a column that changed is told."""


@dataclass(frozen=True)
class Reason:
    """Why a verdict is what it is: the rule that spoke, how much it weighs, and one sentence."""

    code: str
    level: Level
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The worst level of all reasons; reasons stand with the worst first, else in the order of the rules."""

    level: Level
    reasons: tuple[Reason, ...]


def judge(findings: Findings) -> Verdict:
    """Judge what an audit found. Something that no rule objects to passes."""
    reasons = [reason for rule in _RULES for reason in rule(findings)]
    ordered = sorted(reasons, key=lambda reason: -_RANK[reason.level])
    level: Level = ordered[0].level if ordered else "pass"
    return Verdict(level, tuple(ordered))


def _table_missing(found: Findings) -> Iterator[Reason]:
    for table in found.missing_tables:
        yield Reason("table_missing", "fail", f"The table {table} has not landed, so the number cannot be computed.")


def _failing(found: Findings) -> Iterator[Reason]:
    if found.computed.error and not found.missing_tables:
        yield Reason("value_fails", "fail", "Its SQL fails when it is run now.")
    elif found.published.health == "error":
        yield Reason("health_error", "fail", "The last beat could not compute it, so the screens show an older value.")
    elif found.computed.value is None and not found.missing_tables:
        yield Reason("no_value", "warn", f"It has no value now: {found.computed.missing or 'nothing was found'}.")


def _reproduced(found: Findings) -> Iterator[Reason]:
    """The same SQL over the same rows at the same moment gives the same number; where rows arrived since, it need not."""
    shown, again = found.published, found.computed
    if shown.value is None or again.value is None or not shown.is_of_this_definition:
        return
    if agree(shown.value, again.value):
        yield Reason("reproduced", "pass", "Computed again as of the same moment, it gives the value that the screens show.")
    elif not any(table.received_rows for table in found.tables) and not found.metric.sql.uses_now and not found.is_disturbed:
        sentence = "Computed again as of the same moment over the same loads, it does not give the value that the screens show."
        yield Reason("not_reproduced", "fail", sentence)


def _second_formulation(found: Findings) -> Iterator[Reason]:
    check = found.crosscheck
    if check.by == "none":
        sentence = "There is no independent second formulation: write a section -- crosscheck into its file."
        yield Reason("no_second_formulation", "warn", sentence)
    elif check.by == "history":
        yield from _by_history(found)
    elif found.is_crosscheck_copied:
        sentence = "Its cross-check is the statement of its value once more, which can only agree: formulate it another way."
        yield Reason("crosscheck_copied", "warn", sentence)
    elif check.other is not None and check.other.error:
        yield Reason("crosscheck_fails", "warn", "Its cross-check fails when it is run, so nothing stands against the value.")
    elif check.agrees:
        what = "has no value either" if found.computed.value is None else "gives the same value"
        yield Reason("crosscheck_agrees", "pass", f"The cross-check, formulated another way, {what}.")
    elif found.is_disturbed:
        sentence = "The value and its cross-check differ, but rows arrived between the two: validate it again."
        yield Reason("crosscheck_disturbed", "warn", sentence)
    elif check.agrees is False:
        yield Reason("crosscheck_differs", "fail", "The value and its cross-check differ.")


def _by_history(found: Findings) -> Iterator[Reason]:
    replay = found.crosscheck.replay
    if not replay.days:
        sentence = (
            f"Its history statement could not be compared with the value: {(replay.stopped or 'a table is missing').rstrip('.')}."
        )
        yield Reason("history_not_compared", "warn", sentence)
    elif replay.differing:
        days = plural(len(replay.differing), "day")
        sentence = f"The history statement and the value differ on {days} of {len(replay.days)}."
        yield Reason("history_differs", "fail", sentence)
    else:
        sentence = f"The history statement gives what the value gives, on {plural(len(replay.days), 'day')}."
        yield Reason("history_agrees", "pass", sentence)


def _stale(found: Findings) -> Iterator[Reason]:
    old = [table for table in found.tables if table.checked_at and table.freshness != "green"]
    for table in old:
        age = span((found.now - table.checked_at).total_seconds()) if table.checked_at else ""
        limit = "too old" if table.freshness == "red" else "old"
        sentence = f"The source of {table.name} was read {age} ago, which is {limit} for {period_text(found.metric.period)}."
        yield Reason("stale", "warn", sentence)
    if not old and found.tables and not found.missing_tables:
        yield Reason("fresh", "pass", "Every table it reads is as fresh as its period asks.")


def _source_failing(found: Findings) -> Iterator[Reason]:
    """Told before the age of its tables does: until then they are as fresh as ever."""
    for source, trouble in sorted({(table.source_id or table.name, table.trouble) for table in found.tables if table.trouble}):
        yield Reason("source_failing", "warn", f"The source {source} is not well, so its tables may lack rows: {trouble}.")


def _past_changed(found: Findings) -> Iterator[Reason]:
    days, differing = found.replay.days, found.replay.differing
    if len(differing) > MOST_DAYS_CHANGED * len(days):
        sentence = f"Its own SQL says something else today about {len(differing)} of the last {len(days)} days that it recorded."
        yield Reason("past_changed", "warn", sentence)


def _nulls(found: Findings) -> Iterator[Reason]:
    for table in found.tables:
        if table.profile is None or not table.profile.counted:
            continue
        for column, is_asked in sorted(table.columns.items()):
            share = table.profile.null_share(column)
            if share > MOST_NULLS and not is_asked:
                told = f"is NULL in {number(100 * share)} % of the rows, and the SQL does not ask for it."
                sentence = f"{table.name}.{column} {told}"
                yield Reason("many_nulls", "warn", sentence)


def _not_counted(found: Findings) -> Iterator[Reason]:
    for table in found.tables:
        if table.profile is not None and table.profile.trouble:
            sentence = f"The table {table.name} could not be counted, so nobody knows of its gaps and its repeated keys."
            yield Reason("not_counted", "warn", sentence)


def _empty_or_doubled(found: Findings) -> Iterator[Reason]:
    for table in found.tables:
        profile = table.profile
        if profile is not None and profile.total_rows == 0:
            yield Reason("empty_table", "warn", f"The table {table.name} is empty.")
        if profile is not None and profile.doubled:
            sentence = f"{plural(profile.doubled, 'row')} of {table.name} repeat the key of another row."
            yield Reason("doubled_keys", "warn", sentence)


def _columns_changed(found: Findings) -> Iterator[Reason]:
    for table in found.tables:
        for what in table.changed:
            yield Reason("column_changed", "warn", f"A column that it reads has changed lately: {what}.")


def _lines(found: Findings) -> Iterator[Reason]:
    lines = found.published.lines
    if lines.norm_value is None and lines.alert_value is None:
        if found.metric.typical is None:
            yield Reason("no_line", "warn", "Nothing can turn it red: it has no line and is not judged by what is typical.")
        return
    recent, year = found.crossed[0], found.crossed[-1]
    if recent.judged >= LEAST_POINTS and recent.red + recent.amber > MOST_DAYS_CROSSED * recent.judged:
        bad = recent.red + recent.amber
        sentence = f"It was red or amber on {bad} of {recent.judged} days: a colour that is always there tells nobody anything."
        yield Reason("mostly_crossed", "warn", sentence)
    if year.judged >= LEAST_DAYS_NEAR and not year.red + year.amber and not _came_near(year, lines):
        sentence = f"In {plural(year.judged, 'day')} it never came near a line: ask whether the line is where it should be."
        yield Reason("never_near", "warn", sentence)


def _came_near(year: Crossed, lines: Lines) -> bool:
    line = lines.norm_value if lines.norm_value is not None else lines.alert_value
    if line is None or year.worst is None or year.spread is None:
        return False
    return abs(year.worst - line) <= max(NEAR_LINE * abs(line), NEAR_SPREADS * year.spread)


def _little_history(found: Findings) -> Iterator[Reason]:
    days = found.standing.days
    if days < LEAST_POINTS and not found.missing_tables:
        sentence = f"Its record has {plural(days, 'day')} of this definition; {LEAST_POINTS} are the least to say what is usual."
        yield Reason("little_history", "warn", sentence)


def _often_failing(found: Findings) -> Iterator[Reason]:
    record = found.readings
    bad = record.errors + record.no_data
    if record.total and bad > MOST_READINGS_FAILED * record.total:
        sentence = f"It failed or had no data in {bad} of {record.total} readings of the last {record.days} days."
        yield Reason("often_without_value", "warn", sentence)


def _people(found: Findings) -> Iterator[Reason]:
    if found.published.owner is None:
        yield Reason("no_owner", "warn", "Nobody owns it, so it pages nobody.")
    if found.published.verification_state == "changed":
        yield Reason("changed_since_verified", "warn", "It has changed since it was verified, and nobody has verified it again.")


def _deployed(found: Findings) -> Iterator[Reason]:
    if found.file_state == "differs":
        sentence = "Its file on disk says something else than what is deployed: what is deployed was audited."
        yield Reason("file_differs", "warn", sentence)
    elif found.file_state == "gone":
        yield Reason("file_gone", "warn", "Its file is not on disk any more; the next deploy retires it.")
    if not found.published.is_of_this_definition and not found.missing_tables and found.published.health != "error":
        yield Reason("not_measured", "warn", "Its definition has not been measured yet: run heartbeat beat.")


Rule = Callable[[Findings], Iterator[Reason]]
_RULES: tuple[Rule, ...] = (
    _table_missing,
    _failing,
    _reproduced,
    _second_formulation,
    _stale,
    _source_failing,
    _past_changed,
    _columns_changed,
    _not_counted,
    _empty_or_doubled,
    _nulls,
    _lines,
    _little_history,
    _often_failing,
    _people,
    _deployed,
)

_SAME = 1e-9
"""Relative: sums in another order differ by less, and one row more or less in a hundred million differs by more."""


def agree(one: float | None, other: float | None) -> bool:
    """Whether two values are the same number, up to the last digits of floating point; none agrees with none."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)


def is_recent(found_at_age: timedelta) -> bool:
    """Whether a changed column is still to be told."""
    return found_at_age <= timedelta(days=CHANGE_DAYS)
