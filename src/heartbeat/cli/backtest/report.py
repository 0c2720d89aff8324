"""What a change of metric files would have cost, as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heartbeat.definitions.model import MetricDefinition, Typical, WorkspaceSettings
from heartbeat.rules.backtest.change import BUDGET_DAYS, FieldChange, Review, weekly_pages
from heartbeat.rules.backtest.days import Window
from heartbeat.rules.backtest.words import stretch_text
from heartbeat.rules.days import past_of
from heartbeat.rules.numbers import Style, line_text

_HEADINGS = (
    "metric",
    "change",
    "red days in 90",
    "pages in 30 days",
    "pages in 90 days",
    "pages a week",
    "longest red in 90 days",
)
_AS_LINES = ("norm_value", "alert_value", "clear")
_NONE = "–"
_COUNTED = (
    f"A page is an incident that opens, by one value a day, as if the metric was verified and owned; a week is the average "
    f"over {BUDGET_DAYS} days."
)


@dataclass(frozen=True)
class Compared:
    """What is compared: a commit with the files on disk, by the settings that these have."""

    ref: str
    commit: str
    settings: WorkspaceSettings
    unread: tuple[str, ...] = ()

    @property
    def budget_text(self) -> str:
        """Such as `1 page a week`."""
        budget = self.settings.page_budget
        return f"{budget:g} {'page' if budget == 1 else 'pages'} a week"


def is_over(review: Review, settings: WorkspaceSettings) -> bool:
    """Whether a metric would cost more pages a week than the budget of the workspace allows one metric."""
    return review.after is not None and weekly_pages(review.after) > settings.page_budget


def report_lines(reviews: Sequence[Review], compared: Compared) -> Iterator[str]:
    """The report: a table, what is to be known of its rows, and the verdict."""
    yield f"### Backtest against `{compared.ref}` ({compared.commit[:10]})"
    yield ""
    told = [review for review in reviews if review.change.after is not None]
    if not told:
        yield "No metric is judged otherwise: no line, direction, period, paging, `min_n` or SQL changed."
    else:
        yield f"| {' | '.join(_HEADINGS)} |"
        yield "|---|---|--:|--:|--:|--:|---|"
        yield from (_row(review, compared) for review in told)
    notes = [note for review in reviews for note in _notes(review, compared)]
    yield from ["", *(f"- {note}" for note in notes)] if notes else []
    if told:
        yield ""
        yield _verdict(told, compared)


def _row(review: Review, compared: Compared) -> str:
    metric = review.change.metric
    over = " **over budget**" if is_over(review, compared.settings) else ""
    cells = [
        f"`{metric.metric_id}` ({metric.code}){over}",
        _escaped(", ".join(_changes(review, compared.settings)) or "SQL"),
        _pair(review, BUDGET_DAYS, lambda window: str(window.red)),
        _pair(review, 30, lambda window: str(window.pages)),
        _pair(review, BUDGET_DAYS, lambda window: str(window.pages)),
        _pair(review, BUDGET_DAYS, lambda _: "", weekly=True),
        _pair(review, BUDGET_DAYS, lambda window: stretch_text(window.longest_red) if window.longest_red else _NONE),
    ]
    return f"| {' | '.join(cells)} |"


def _pair(review: Review, days: int, text: Callable[[Window], str], *, weekly: bool = False) -> str:
    """`2 → 5`, or `2` where both sides say so; what is not judged is `?`."""

    def told(windows: tuple[Window, ...] | None) -> str:
        if windows is None:
            return "?"
        return f"{weekly_pages(windows):.1f}" if weekly else text(next(one for one in windows if one.days == days))

    if review.change.before is None:
        return told(review.after)
    before, after = told(review.before), told(review.after)
    return before if before == after else f"{before} → {after}"


def _changes(review: Review, settings: WorkspaceSettings) -> Iterator[str]:
    change = review.change
    if change.before is None or change.after is None:
        yield "new"
        return
    for field in change.fields:
        if field.name not in review.kept:
            yield f"{field.name} {_told(field, change.before, settings)} → {_told(field, change.after, settings, after=True)}"
    if not change.same_numbers:
        yield "SQL"


def _told(field: FieldChange, metric: MetricDefinition, settings: WorkspaceSettings, *, after: bool = False) -> str:
    value: Any = field.after if after else field.before
    if value is None or value is False:
        return "none" if value is None else "no"
    if field.name in _AS_LINES:
        return line_text(value, Style(metric.unit, metric.decimals, settings.currency, settings.locale)) or "none"
    if isinstance(value, Typical):
        return f"{value.days} days, {'the bad side' if value.side == 'bad' else 'both sides'}"
    return "yes" if value is True else str(value)


def _notes(review: Review, compared: Compared) -> Iterator[str]:
    change, metric_id = review.change, f"`{review.change.metric.metric_id}`"
    if change.after is None:
        yield f"{metric_id} is removed; its history stays."
        return
    if change.metric.metric_id in compared.unread:
        yield f"{metric_id} had errors at `{compared.ref}`, so it is told as new."
    if review.refused:
        yield f"**{metric_id} would be refused by a deploy**: {_escaped(review.refused)}. An operator set the other line."
    for field in change.fields:
        if field.name in review.kept:
            yield f"{metric_id}: {field.name} stays as an operator set it; the file's new value does not count."
    yield from _evidence(review, metric_id)


def _evidence(review: Review, metric_id: str) -> Iterator[str]:
    """What a side was judged by, where that is not the history alone."""
    if review.after is None:
        yield f"{metric_id} is not judged: {_why_not(review)}"
        return
    if review.computed is not None:
        days = f"{len(review.computed.days):,} past days"
        remark = f" ({_escaped(review.computed.remark)})" if review.computed.remark else ""
        yield f"{metric_id} is judged by what its new SQL says of {days}, computed from what has landed{remark}."
    if review.change.before is not None and review.before is None:
        yield f"{metric_id}: the database has no day by its definition of before."


def _why_not(review: Review) -> str:
    metric = review.change.metric
    uses = {"uses_as_of": metric.sql.uses_as_of, "uses_now": metric.sql.uses_now}
    past = past_of(backfill=metric.backfill, has_history=metric.sql.history is not None, **uses)
    after = "Its past cannot be computed."
    if past != "none":
        after = f"After the deploy, `heartbeat backfill {metric.metric_id}` gives it a past."
    if review.change.same_numbers:
        return f"the database has no day by its definition. {after}"
    reason = "it is new" if review.change.before is None else "its SQL changed, and values by the old one do not judge it"
    if review.computed is None:
        return f"{reason}. {after}"
    return f"{reason}, and nothing could be computed: {_escaped(review.computed.remark or 'it has no value on any past day')}."


def _verdict(reviews: Sequence[Review], compared: Compared) -> str:
    over = [review for review in reviews if is_over(review, compared.settings)]
    if over:
        told = ", ".join(f"`{one.change.metric.metric_id}` ({weekly_pages(one.after or ()):.1f})" for one in over)
        return f"**Over the page budget of {compared.budget_text} for one metric**: {told}. {_COUNTED}"
    judged = [review for review in reviews if review.after is not None]
    if not judged:
        return "Nothing could be judged."
    whole = "Each metric" if len(judged) == len(reviews) else f"{len(judged)} of {len(reviews)} metrics could be judged; each"
    return f"{whole} stays within the page budget of {compared.budget_text}. {_COUNTED}"


def _escaped(text: str) -> str:
    """Text of a file inside a cell or a line of Markdown."""
    return (
        " ".join(text.split())
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("`", "\\`")
        .replace("@", "&#64;")
    )
