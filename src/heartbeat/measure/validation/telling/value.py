"""The sections about the number itself: now, its tables, against a second formulation, on past days, and its rows."""

from __future__ import annotations

from datetime import datetime

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.measure.validation.findings import Computed, DayCompared, Findings, SourceTable
from heartbeat.measure.validation.telling.markdown import Block, Bullets, Heading, Paragraph, Table
from heartbeat.measure.validation.verdict import agree
from heartbeat.measure.validation.wording import RULES_THAT_SPOKE, Figures, exact, moment, number, period_text, plural, span

_MOST_DAYS_TOLD = 5


def figures_of(found: Findings) -> Figures:
    """How values of the audited metric are written."""
    return Figures(found.metric, found.settings, found.published.lines)


def value_now(found: Findings) -> tuple[Block, ...]:
    """The value that the screens show beside the same SQL, run again."""
    shown, again, figures = found.published, found.computed, figures_of(found)
    rows = (
        ("on the screens", figures.value(shown.value), exact(shown.value), _count(shown.n), moment(shown.as_of, found.settings)),
        ("computed again", _told(again, figures), exact(again.value), _count(again.n), moment(found.as_of, found.settings)),
    )
    status = f"Its status is {shown.status} since {moment(shown.since, found.settings)}: {RULES_THAT_SPOKE[shown.reason]}."
    told: list[Block] = [
        Heading("The value now"),
        Table(("", "value", "in full", "rows behind it (n)", "as of"), rows, (1, 2, 3)),
        Paragraph(_compared(found, figures)),
        Paragraph(status),
    ]
    if again.error:
        told.append(Paragraph(f"The error: {again.error}"))
    return tuple(told)


def _compared(found: Findings, figures: Figures) -> str:
    shown, again = found.published.value, found.computed.value
    if shown is None or again is None:
        return "There are no two values to compare."
    if not found.published.is_of_this_definition:
        return "The value on the screens is of an earlier definition, so the two are not compared."
    if agree(shown, again):
        return "The two agree."
    received = [table.name for table in found.tables if table.received_rows]
    why = "no table received rows between the two, so the same rows gave another value"
    if received:
        why = f"rows have arrived since it was computed, in {', '.join(received)}"
    elif found.metric.sql.uses_now:
        why = "its SQL reads the wall clock, which has gone on"
    return f"They differ by {figures.difference(shown, again)}: {why}."


def freshness(found: Findings) -> tuple[Block, ...]:
    """Up to when each table was read, judged by the period."""
    rows = tuple(
        (
            table.name,
            table.source_id or "none of the workspace",
            moment(table.checked_at, found.settings),
            span((found.now - table.checked_at).total_seconds()) if table.checked_at else "–",
            table.freshness if table.checked_at else "never read",
            f"{table.trouble} since {moment(table.trouble_since, found.settings)}" if table.trouble else "well",
        )
        for table in found.tables
    )
    told: list[Block] = [Heading("How fresh its tables are")]
    if not rows:
        return (*told, Paragraph("Its SQL reads no table."))
    return (
        *told,
        Table(("table", "source", "read until", "age", f"for {period_text(found.metric.period)}", "its source"), rows, (3,)),
        *([Bullets(tuple(what for table in found.tables for what in table.changed))] if _any_changed(found) else []),
    )


def _any_changed(found: Findings) -> bool:
    return any(table.changed for table in found.tables)


def crosscheck(found: Findings) -> tuple[Block, ...]:
    """What an independent second formulation says."""
    check, figures = found.crosscheck, figures_of(found)
    told: list[Block] = [Heading("Independent cross-check")]
    if check.by == "none":
        hint = "There is no independent second formulation: write a section -- crosscheck into its file."
        return (*told, Paragraph(f"{hint} Without one the verdict is warn at best."))
    if check.by == "history":
        intro = "By its history statement, day for day against its value at the end of the day."
        return (*told, Paragraph(intro), *_replayed(found, history=True))
    if check.other is None:
        return (*told, Paragraph("Its cross-check was not run, since a table is missing."))
    rows = (
        ("value", _told(found.computed, figures), exact(found.computed.value), _count(found.computed.n)),
        ("crosscheck", _told(check.other, figures), exact(check.other.value), _count(check.other.n)),
    )
    told.append(Table(("statement", "value", "in full", "rows behind it (n)"), rows, (1, 2, 3)))
    return (*told, Paragraph(_outcome(found, figures)))


def _outcome(found: Findings, figures: Figures) -> str:
    one, other = found.computed.value, found.crosscheck.other
    if other is not None and other.error:
        return f"The cross-check fails: {other.error}"
    if found.is_crosscheck_copied:
        return "Both are one statement, written twice, so that they agree tells nothing."
    if found.crosscheck.agrees:
        return f"Both were run as of {moment(found.as_of, found.settings)}. They agree."
    if other is None or one is None or other.value is None:
        return "Only one of the two has a value."
    tail = " Rows arrived between the two statements, also when both were run again." if found.is_disturbed else ""
    return f"They differ by {figures.difference(one, other.value)}.{tail}"


def past_days(found: Findings) -> tuple[Block, ...]:
    """What its own SQL says today of days that it recorded."""
    intro = "Its own SQL, run again as of the moments for which its record keeps a value. It tells whether the past stands still."
    return (Heading("Past days, computed again"), Paragraph(intro), *_replayed(found, history=False))


def _replayed(found: Findings, *, history: bool) -> tuple[Block, ...]:
    replay = found.crosscheck.replay if history else found.replay
    figures = figures_of(found)
    if not replay.days:
        return (Paragraph(f"Not possible: {(replay.stopped or 'a table is missing').rstrip('.')}."),)
    agreeing = len(replay.days) - len(replay.differing)
    stopped = f" Then it ended: {replay.stopped.rstrip('.')}." if replay.stopped else ""
    told: list[Block] = [Paragraph(f"{agreeing} of {plural(len(replay.days), 'day')} agree.{stopped}")]
    if not replay.differing:
        return tuple(told)
    worst = sorted(replay.differing, key=_gap, reverse=True)[:_MOST_DAYS_TOLD]
    rows = tuple((str(day.d), figures.value(day.recorded), figures.value(day.now), _by(day, figures)) for day in worst)
    names = ("history", "value") if history else ("recorded", "computed now")
    told.append(Table(("day", *names, "difference"), rows, (1, 2, 3)))
    return (*told, Paragraph(_likely(found, history=history)))


def _gap(day: DayCompared) -> float:
    return float("inf") if day.now is None else abs(day.now - day.recorded)


def _by(day: DayCompared, figures: Figures) -> str:
    return "no value now" if day.now is None else figures.difference(day.now, day.recorded)


def _likely(found: Findings, *, history: bool) -> str:
    if history:
        return "The two statements are not the same formula for these days: correct one of them."
    replaced = [table.name for table in found.tables if table.disposition == "replace"]
    if replaced:
        return f"Likely: {', '.join(replaced)} is read in full each time and keeps only what is true now."
    days = [day.d for day in found.replay.days]
    newest = set(days[: max(1, len(days) // 3)])
    if {day.d for day in found.replay.differing} <= newest:
        return "Likely: rows of the newest days arrived after the days had been computed."
    return "Likely: rows of those days were changed, removed or brought later at the source; the record keeps what was known."


def completeness(found: Findings) -> tuple[Block, ...]:
    """Rows, NULLs, repeated keys, and the oldest and newest row of each table: counts alone, no cell of any."""
    told: list[Block] = [Heading("How complete its tables are")]
    there = [table for table in found.tables if table.profile is not None]
    if not there:
        return (*told, Paragraph("Its tables have not landed." if found.tables else "Its SQL reads no table."))
    rows = tuple(_table_row(table, found.settings) for table in there)
    told.append(Table(("table", "rows", "repeated keys", "by column", "oldest", "newest"), rows, (1, 2)))
    told += [Paragraph(note) for table in there if (note := _note(table))]
    shares = tuple(row for table in there for row in _null_rows(table))
    if shares:
        told += [
            Paragraph("NULL in the columns that its SQL reads:"),
            Table(("column", "NULL", "rows looked at", "the SQL asks for it"), shares, (1, 2)),
        ]
    return tuple(told)


def _table_row(table: SourceTable, settings: WorkspaceSettings) -> tuple[str, ...]:
    profile = table.profile
    assert profile is not None  # noqa: S101 - the caller chose those that have one
    rows = "not known" if profile.total_rows is None else f"{profile.total_rows:,}"
    keyed = {"held": "none: an index forbids it", "unknown": "no key known"}.get(table.key)
    if keyed is None:
        keyed = "not counted" if profile.doubled is None else f"{profile.doubled:,}"
    return (table.name, rows, keyed, profile.moment or "–", *(_time(end, settings) for end in (profile.oldest, profile.newest)))


def _time(written: str | None, settings: WorkspaceSettings) -> str:
    """A time as Postgres writes it; with an offset it is told in the workspace's zone."""
    if written is None:
        return "–"
    try:
        at = datetime.fromisoformat(written)
    except ValueError:  # infinity, or a year beyond any calendar
        return written
    return moment(at, settings) if at.tzinfo else written


def _note(table: SourceTable) -> str:
    profile = table.profile
    if profile is None:
        return ""
    if profile.trouble:
        return f"{table.name} could not be counted: {profile.trouble}"
    if profile.share < 100:
        return (
            f"{table.name} is large: {number(profile.share)} % of its pages were looked at, always the same ones "
            "(TABLESAMPLE SYSTEM with a seed); oldest and newest are of these. Its rows are those that the last load recorded."
        )
    return ""


def _null_rows(table: SourceTable) -> list[tuple[str, ...]]:
    profile = table.profile
    if profile is None or profile.trouble or not profile.counted:
        return []
    return [
        (f"{table.name}.{column}", _percent(profile.null_share(column)), f"{profile.counted:,}", "yes" if asked else "no")
        for column, asked in sorted(table.columns.items())
    ]


def _percent(share: float) -> str:
    return "0 %" if share == 0 else f"{number(100 * share)} %"


def _count(n: int | None) -> str:
    return "not told" if n is None else f"{n:,}"


def _told(computed: Computed, figures: Figures) -> str:
    if computed.error:
        return "fails"
    return f"none: {computed.missing}" if computed.value is None else figures.value(computed.value)
