"""The page of a source with its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heartbeat.definitions.model import SourceDefinition
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words


def source_pages(facts: Facts) -> Iterator[Page]:
    """A page for each deployed source."""
    readers = facts.readers()
    for source in facts.sources:
        title = f"Source {source.source_id}"
        yield Page(f"sources/{source.source_id}", title, _text(source, facts, readers), "workspace", source.file)


def tables_of(source: SourceDefinition, facts: Facts) -> list[str]:
    """Its tables as `dataset.table`: those that landed, those that its file declares, those that a metric reads of it."""
    datasets = source.datasets()
    declared = {f"{dataset}.{table}" for dataset in datasets for table in source.declared_tables() or ()}
    known = {*facts.tables, *facts.readers()}
    return sorted(declared | {name for name in known if name.partition(".")[0] in datasets})


def _text(source: SourceDefinition, facts: Facts, readers: Mapping[str, list[str]]) -> str:
    return words.page(
        f"Source {source.source_id}",
        words.link("See how it does", f"/sources?source={source.source_id}"),
        words.facts(
            (
                ("Kind", f"[{source.kind}](/docs/sources#{source.kind})"),
                ("File", words.code(source.file)),
                ("Schedule", words.code(source.schedule)),
                ("Datasets", ", ".join(map(words.code, source.datasets()))),
                ("Deadline", f"{source.deadline_seconds} seconds"),
                ("Compared with the source", words.code(source.reconcile)),
            )
        ),
        words.section("Tables", "", *(_table(name, facts, readers.get(name, [])) for name in tables_of(source, facts))),
    )


def _table(name: str, facts: Facts, readers: list[str]) -> str:
    state = facts.tables.get(name)
    told = f"{state.total_rows:,} rows, kept up to date by {words.code(state.disposition)}" if state else "It has not landed yet"
    when = f", read {words.moment(state.checked_at)}" if state else ""
    links = ", ".join(words.link(facts.metrics[metric].name, f"/docs/metrics/{metric}") for metric in readers)
    return words.section(name, f"{told}{when}.", f"Read by {links}." if links else "No metric reads it.", level=3)
