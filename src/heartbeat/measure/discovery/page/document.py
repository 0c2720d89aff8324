"""The candidates as a page of Markdown: readable in any editor, on the docs page, and by `--draft`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heartbeat.marts.profile.model import Table
from heartbeat.measure.discovery.candidate import Candidate, draft
from heartbeat.measure.discovery.figures import PAST_DAYS, Figures
from heartbeat.measure.discovery.page.profile_text import describe_tables
from heartbeat.measure.discovery.page.sparkline import sparkline
from heartbeat.measure.discovery.similar import Near
from heartbeat.rules.numbers import display
from heartbeat.rules.status import Lines

TITLE = "# Metric candidates of {source}, {day}"
_BARS_TOLD = 30


@dataclass(frozen=True)
class Found:
    """A candidate with its figures and the metrics it is like."""

    candidate: Candidate
    figures: Figures
    near: tuple[Near, ...]


@dataclass(frozen=True)
class Page:
    """All that a page tells. `left_out` are candidates in words, with the reason; `currency` and `locale` write numbers."""

    source_id: str
    day: date
    found: Sequence[Found]
    left_out: Sequence[tuple[Candidate, str]]
    tables: Sequence[Table]
    currency: str
    locale: str


def write_page(page: Page) -> str:
    """The page as text. The same data give the same page."""
    parts = [
        TITLE.format(source=page.source_id, day=page.day.isoformat()),
        _opening(page),
        "## At a glance",
        _glance(page),
        "## Candidates",
        *(_candidate(page, number, found) for number, found in enumerate(page.found, start=1)),
        "## Left out",
        _left_out(page),
        "## What has landed",
        describe_tables(page.tables),
    ]
    return "\n\n".join(parts) + "\n"


def drafts_in(text: str) -> dict[str, str]:
    """The drafts that a page holds, by metric id, as they stand in it now: also where a person changed them."""
    found: dict[str, str] = {}
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        named = re.search(r"^`([a-z][a-z0-9_]+)` · ", section, re.MULTILINE)
        fenced = re.search(r"^```sql\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        if named and fenced:
            found.setdefault(named[1], fenced[1])
    return found


def source_in(text: str) -> str | None:
    """The source that a page is about, by its first line; None for a text that is no such page."""
    named = re.match(r"# Metric candidates of ([A-Za-z0-9_-]+), ", text)
    return named[1] if named else None


def _opening(page: Page) -> str:
    rows = sum(table.rows for table in page.tables)
    return (
        f"Found by patterns in {_counted(len(page.tables), 'table')} with {rows:,} rows: times, "
        f"deadlines, states and their logs, "
        f"amounts, references. A pattern knows no business. So each candidate comes with questions, and with no line: "
        f"lines come from a contract, a regulator or an owner, never from these data.\n\n"
        f"1. Strike what nobody would act on.\n"
        f"2. Answer the questions of the rest, here or in the draft itself: what you write stays.\n"
        f"3. `heartbeat discover {page.source_id} --draft ID --area AREA` writes the draft, as it stands here, to "
        f"`metrics/AREA/ID.sql`.\n"
        f"4. `heartbeat test ID --new`, `heartbeat check --live ID`, `heartbeat deploy`, `heartbeat backfill ID`."
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _glance(page: Page) -> str:
    if not page.found:
        return "No pattern fits. The tables are below; perhaps they lack times, or have no rows yet."
    lines = ["| # | candidate | now | last 30 days | score | like |", "|--:|---|--:|---|--:|---|"]
    for number, found in enumerate(page.found, start=1):
        one = found.candidate
        bars = f"`{sparkline(_last_values(found.figures), _BARS_TOLD)}`" if found.figures.days else "–"
        like = f"`{found.near[0].metric_id}` {100 * found.near[0].likeness:.0f} %" if found.near else ""
        lines.append(
            f"| {number} | [{one.name}](#{_anchor(number, one)}) | {number_text(page, found)} | {bars} | {one.score} | {like} |"
        )
    return "\n".join(lines)


def _anchor(number: int, candidate: Candidate) -> str:
    """As GitHub and the docs page make it of a heading."""
    kept = re.sub(r"[^\w\- ]", "", f"{number}. {candidate.name}".lower())
    return kept.replace(" ", "-")


def _last_values(figures: Figures) -> list[float | None]:
    """A value for each of the last days before the one that is looked at; None where there is none."""
    if not figures.days:
        return []
    by_day = dict(figures.days)
    newest = figures.days[-1][0].toordinal()
    return [by_day.get(date.fromordinal(newest - back)) for back in reversed(range(PAST_DAYS))]


def _number(page: Page, candidate: Candidate, value: float) -> str:
    lines = Lines(candidate.direction)
    return display(value, candidate.unit, None, lines, page.currency, page.locale).text


def number_text(page: Page, found: Found) -> str:
    """The value of a candidate as people read it; a dash where there is none."""
    value = found.figures.value
    return "–" if value is None else _number(page, found.candidate, value)


def _candidate(page: Page, number: int, found: Found) -> str:
    one = found.candidate
    parts = [
        f"### {number}. {one.name}",
        (
            f"`{one.metric_id}` · {one.code} · {one.period} · {one.unit} · "
            f"{'higher' if one.direction == 'up' else 'lower'} is better"
        ),
        one.description,
        f"**Why.** {one.why}",
        f"**Rank.** {one.score}: {', '.join(f'{said} {points:+d}' for said, points in one.points)}.",
        f"**Value.** {_value(page, found)}",
        _past(page, found),
        "**Money story, to fill in.**\n\n" + "\n".join(f"- [ ] {question}" for question in one.questions),
        _near(found.near),
        f"```sql\n{draft(one)}```",
    ]
    return "\n\n".join(part for part in parts if part)


def _value(page: Page, found: Found) -> str:
    figures = found.figures
    moment = f"{figures.as_of:%Y-%m-%d %H:%M} UTC"
    said = f"none: {figures.missing}" if figures.value is None else f"{_number(page, found.candidate, figures.value)}"
    is_told = figures.n is not None and figures.value is not None and figures.n != figures.value
    rows = f" over {_counted(figures.n, 'row')}" if is_told and figures.n is not None else ""
    end = " That is the end of the data: nothing newer has landed for over thirty days." if figures.is_at_end else ""
    return f"{said}{rows}, as of {moment}.{end}"


def _past(page: Page, found: Found) -> str:
    figures = found.figures
    if not figures.days:
        return f"**Last {PAST_DAYS} days.** None: {figures.note or 'no day has a value'}."
    values = sorted(value for _, value in figures.days)
    middle = len(values) // 2
    median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    told = " · ".join(
        f"{word} {_number(page, found.candidate, value)}"
        for word, value in (("lowest", values[0]), ("median", median), ("highest", values[-1]))
    )
    first, last = figures.days[0][0], figures.days[-1][0]
    note = f" ({figures.note})" if figures.note else ""
    span = f"{first.isoformat()} to {last.isoformat()}, {_counted(len(values), 'day')} with a value{note}"
    return f"**Last {PAST_DAYS} days.** {told}; {span}.\n\n```text\n{sparkline(_last_values(figures))}\n```"


def _near(near: Sequence[Near]) -> str:
    if not near:
        return ""
    told = ", ".join(f"`{one.metric_id}` ({one.name}; {100 * one.likeness:.0f} % alike)" for one in near)
    return f"**There is already** {told}. Read it before you make another."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _left_out(page: Page) -> str:
    if not page.left_out:
        return "Nothing."
    lines = [f"{_counted(len(page.left_out), 'candidate')}, the best first; `--limit` shows more of them with their drafts.", ""]
    lines += ["| candidate | table | score | why not |", "|---|---|--:|---|"]
    lines += [f"| {one.name} | `{one.table}` | {one.score} | {_cell(reason)} |" for one, reason in page.left_out]
    return "\n".join(lines)
