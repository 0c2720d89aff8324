"""The page of a metric: what it says, how it is computed, from what, who stands behind it, and which lines judge it."""

from __future__ import annotations

from collections.abc import Iterator

from heartbeat.definitions.model import MetricDefinition
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words
from heartbeat.surfaces.docs.generated.stages import MEANING


def metric_pages(facts: Facts) -> Iterator[Page]:
    """A page for each deployed metric."""
    for metric in facts.metrics.values():
        yield Page(f"metrics/{metric.metric_id}", metric.name, _text(metric, facts), "workspace", metric.file, metric.description)


def _text(metric: MetricDefinition, facts: Facts) -> str:
    return words.page(
        metric.name,
        words.plain(metric.description),
        words.link("See it in the cockpit", f"/metrics/{metric.metric_id}"),
        _particulars(metric),
        words.section("How to read it", metric.how_to_read),
        words.section("Methodology", metric.methodology or ""),
        words.section("Lines", _lines(metric, facts)),
        words.section("Owner and verification", _standing(metric, facts)),
        words.section("Sources", _sources(metric, facts)),
        words.section("Cuts", cuts_of(metric.metric_id, facts)),
        words.section("SQL", *_statements(metric)),
    )


def _particulars(metric: MetricDefinition) -> str:
    better = {"up": "higher is better", "down": "lower is better"}[metric.direction]
    return words.facts(
        (
            ("Code", words.code(metric.code)),
            ("Id", words.code(metric.metric_id)),
            ("File", words.code(metric.file)),
            ("Area", words.plain(metric.area)),
            ("Period", words.code(metric.period)),
            ("Unit", words.plain(metric.unit)),
            ("Direction", f"{words.code(metric.direction)}: {better}"),
        )
    )


def _lines(metric: MetricDefinition, facts: Facts) -> str:
    entry = facts.entries.get(metric.metric_id, {})
    shown = entry.get("display") or {}
    rows = [
        ("Norm: worse is amber", words.plain(shown.get("norm") or metric.norm_value)),
        ("Alert: worse is red", words.plain(shown.get("alert") or metric.alert_value)),
        ("Target", words.plain(shown.get("target") or metric.target_value)),
        ("Pages on", words.code(metric.page_on)),
        ("For / keep", f"{metric.for_readings} / {metric.keep_readings} readings"),
        ("Fewest rows", words.plain(metric.min_n)),
    ]
    return words.facts(row for row in rows if row[1] != words.NONE)


def _standing(metric: MetricDefinition, facts: Facts) -> str:
    entry = facts.entries.get(metric.metric_id, {})
    audit, stage = entry.get("audit"), entry.get("stage")
    verified = f"{words.plain(entry.get('verified_by'))}, {words.moment(entry.get('verified_at'))}"
    told = f"{audit['verdict']}, {words.moment(audit['audited_at'])}" if audit else "none yet"
    if audit and not audit["is_of_this_definition"]:
        told += ", of an earlier definition"
    rows = [
        ("Owner", words.plain(entry.get("owner") or metric.owner or "nobody")),
        ("Stage", f"[{stage}](/docs/here/stages#{stage}): {MEANING.get(stage, '')}" if stage else words.NONE),
        ("Verified by", verified if entry.get("verified_by") else "nobody"),
        ("Newest audit", told),
    ]
    return words.facts(rows) + (f"\nNext: {step}" if (step := entry.get("next_step")) else "")


def _sources(metric: MetricDefinition, facts: Facts) -> str:
    def row(name: str) -> tuple[str, str]:
        source = facts.source_of(name)
        anchor = name.replace(".", "")
        return words.code(name), words.link(
            source, f"/docs/sources/{source}#{anchor}"
        ) if source else "no source of the workspace"

    return words.table(("table", "source"), [row(name) for name in sorted({*metric.sql.tables, *metric.sources})])


def cuts_of(metric_id: str, facts: Facts) -> str:
    """The cuts that explain a metric or go into its detail."""
    titles = {cut["cut_id"]: cut["title"] for cut in facts.documented.cuts}
    links = [row for row in facts.documented.links if row["metric_id"] == metric_id and row["cut_id"] in titles]
    rows = [(words.link(titles[row["cut_id"]], f"/docs/cuts/{row['cut_id']}"), words.code(row["role"])) for row in links]
    return words.table(("cut", "role"), rows)


def _statements(metric: MetricDefinition) -> Iterator[str]:
    named = (("Value", metric.sql.value), ("History", metric.sql.history), ("Crosscheck", metric.sql.crosscheck))
    for name, statement in named:
        if statement:
            yield words.section(name, words.block(statement, "sql"), level=3)
