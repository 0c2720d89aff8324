"""The sections about lines, failures and the people behind the number."""

from __future__ import annotations

from heartbeat.measure.validation.findings import Crossed, Findings
from heartbeat.measure.validation.telling.markdown import Block, Heading, Paragraph, Table
from heartbeat.measure.validation.wording import Figures, moment, number, plural


def lines(found: Findings) -> tuple[Block, ...]:
    """The lines as people read them, and how often the record would have crossed them."""
    shown = found.published
    figures = Figures(found.metric, found.settings, shown.lines)
    side = "below" if shown.lines.direction == "up" else "above"
    named = (("red", shown.lines.alert_value), ("amber", shown.lines.norm_value))
    rows = [(name, f"{side} {figures.line(line)}" if line is not None else "no line") for name, line in named]
    target = shown.lines.target_value
    rows += [("target", figures.line(target) or "no target")]
    band = shown.typical
    rows += [
        (
            "typical",
            f"{figures.value(band.mean - band.stddev)} to {figures.value(band.mean + band.stddev)}, over {plural(band.n, 'day')}"
            if band
            else "not known yet"
            if found.metric.typical
            else "not used",
        )
    ]
    counted = tuple(_crossed(one, figures) for one in found.crossed)
    return (
        Heading("Its lines, and how often they would have been crossed"),
        Table(("colour", "when the value is"), tuple(rows)),
        Paragraph("Each day judged once by the law of today, as heartbeat backtest does. A page is an incident that opens."),
        Table(("last", "days judged", "red", "amber", "pages", "longest red", "worst"), counted, (1, 2, 3, 4, 5, 6)),
    )


def _crossed(one: Crossed, figures: Figures) -> tuple[str, ...]:
    counts = (f"{count:,}" for count in (one.judged, one.red, one.amber, one.pages))
    return (plural(one.days, "day"), *counts, plural(one.longest_red, "day"), figures.value(one.worst))


def failures(found: Findings) -> tuple[Block, ...]:
    """How often it had no value, and what it costs."""
    record = found.readings
    rows = (
        ("Readings", f"{record.total:,}, of which {record.carried:,} carried forward"),
        ("Failed", f"{record.errors:,}"),
        ("Had no data", f"{record.no_data:,}"),
        ("Takes", _takes(record.median_seconds, record.longest_seconds)),
    )
    told: list[Block] = [Heading(f"Failures in the last {record.days} days"), Table(("", ""), rows)]
    if record.last_error:
        told.append(Paragraph(f"The last error, {moment(record.last_error_at, found.settings)}: {record.last_error}"))
    return tuple(told)


def _takes(median: float | None, longest: float | None) -> str:
    if median is None or longest is None:
        return "not known: it was not computed"
    return f"{_duration(median)} as a rule, {_duration(longest)} at the longest"


def _duration(seconds: float) -> str:
    return f"{number(seconds)} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def standing(found: Findings) -> tuple[Block, ...]:
    """Who stands behind it, and whether it still is what they saw."""
    shown, known, settings = found.published, found.standing, found.settings
    verified = f"{known.verified_by}, {moment(known.verified_at, settings)}" if known.verified_by else "nobody yet"
    first = f"since {known.first_day}, {plural(known.days, 'day')}" if known.first_day else "no day yet"
    rows = [
        ("State", "changed since verified" if shown.verification_state == "changed" else shown.verification_state),
        ("Owner", shown.owner or "nobody"),
        ("Verified last by", verified),
    ]
    if known.changed_because:
        rows.append(("That ended because", known.changed_because))
    rows += [
        ("This definition in the record", first),
        ("Earlier definitions in the record", f"{known.earlier_definitions:,}"),
    ]
    return (Heading("Verification"), Table(("", ""), tuple(rows)))
