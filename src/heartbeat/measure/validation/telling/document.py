"""The document of an audit: what was found, in the order in which an auditor asks, as blocks."""

from __future__ import annotations

from heartbeat.measure.validation.findings import Findings
from heartbeat.measure.validation.telling.markdown import Block, Bullets, Code, Heading, Paragraph, Table
from heartbeat.measure.validation.telling.past import failures, lines, standing
from heartbeat.measure.validation.telling.value import completeness, crosscheck, freshness, past_days, value_now
from heartbeat.measure.validation.verdict import Verdict
from heartbeat.measure.validation.wording import moment, paragraphs

WORDS = {
    "pass": "Nothing that was looked at speaks against the number.",
    "warn": "The number can be used, with what is said below in mind.",
    "fail": "The number cannot be relied on until what is said below is mended.",
}


def compose(found: Findings, verdict: Verdict) -> tuple[Block, ...]:
    """The whole document. The same findings always give the same text."""
    return (
        *_head(found, verdict),
        *value_now(found),
        *freshness(found),
        *crosscheck(found),
        *past_days(found),
        *completeness(found),
        *_meaning(found),
        *lines(found),
        *failures(found),
        *standing(found),
        *_statements(found),
    )


def _head(found: Findings, verdict: Verdict) -> tuple[Block, ...]:
    metric = found.metric
    facts = (
        ("Metric", f"{metric.name} ({metric.metric_id})"),
        ("Code", metric.code),
        ("File", metric.file + {"same": "", "differs": " (differs from what is deployed)", "gone": " (gone)"}[found.file_state]),
        ("Definition", metric.definition_hash),
        ("Git commit", found.git_commit or "not known: it was deployed from outside a git repository"),
        ("Audited", f"{moment(found.now, found.settings)} ({found.settings.timezone})"),
        ("Run by", "not recorded: whoever commits this file answers for the run"),
    )
    return (
        Heading(f"Audit of {metric.name}", 1),
        Table(("", ""), facts),
        Heading(f"Verdict: {verdict.level}"),
        Paragraph(WORDS[verdict.level]),
        Bullets(tuple(f"{reason.level}: {reason.sentence}" for reason in verdict.reasons) or ("pass: no rule spoke.",)),
    )


def _meaning(found: Findings) -> tuple[Block, ...]:
    metric, shown = found.metric, found.published
    told: list[Block] = [
        Heading("What it means when it turns red"),
        *(Paragraph(text) for text in paragraphs(metric.how_to_read)),
    ]
    told += [Paragraph(f"How it is made: {text}") for text in paragraphs(metric.methodology or "not written down in its file.")]
    pays = shown.verification_state == "verified" and shown.owner is not None
    told.append(
        Table(
            ("", ""),
            (
                ("Description", metric.description),
                ("Priority among reds", f"{metric.priority} (1 is first, 9 last)"),
                ("Owner", shown.owner or "nobody"),
                (
                    "Tells the owner from",
                    metric.page_on + (" on, also when it leaves typical" if metric.page_on_typical else " on"),
                ),
                ("May tell anybody now", "yes" if pays else "no: only a verified metric with an owner does"),
            ),
        )
    )
    return tuple(told)


def _statements(found: Findings) -> tuple[Block, ...]:
    sql = found.metric.sql
    sections = (("value", sql.value), ("history", sql.history), ("crosscheck", sql.crosscheck))
    told: list[Block] = [Heading("The statements that were run")]
    for name, statement in sections:
        if statement is not None:
            told += [Paragraph(f"{name}:"), Code(statement)]
    return tuple(told)
