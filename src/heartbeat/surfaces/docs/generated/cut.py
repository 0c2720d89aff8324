"""The page of a cut, and that of a segment."""

from __future__ import annotations

from collections.abc import Iterator

from heartbeat.readings.overview.documented import Row
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words


def cut_pages(facts: Facts) -> Iterator[Page]:
    """A page for each deployed cut."""
    for cut in facts.documented.cuts:
        yield Page(f"cuts/{cut['cut_id']}", cut["title"], _cut(cut, facts), "workspace", cut["file"])


def segment_pages(facts: Facts) -> Iterator[Page]:
    """A page for each deployed segment."""
    for segment in facts.documented.segments:
        name = segment["segment"]
        yield Page(
            f"segments/{name}", segment["name"], _segment(segment, facts), "workspace", segment["file"], segment["description"]
        )


def _cut(cut: Row, facts: Facts) -> str:
    windows = ", ".join(words.code(window) for window in cut["windows"])
    return words.page(
        cut["title"],
        words.link("See it in the audit pages", f"/audit/{cut['page']}#{cut['cut_id']}"),
        words.facts(
            (
                ("Id", words.code(cut["cut_id"])),
                ("File", words.code(cut["file"])),
                ("Page", words.code(cut["page"])),
                ("Chart", words.code(cut["chart"])),
                ("Windows", f"{windows}; {words.code(cut['window_default'])} unless asked"),
                ("Owner", words.plain(cut["owner"] or "nobody")),
                ("Verification", words.code(cut["verification_state"])),
            )
        ),
        words.section("How to read it", cut["how_to_read"]),
        words.section("Methodology", cut["methodology"] or ""),
        words.section("Metrics", _metrics(cut["cut_id"], facts)),
        words.section("Sources", _tables(cut["sources"], facts)),
        words.section("Module", words.block(cut["module"], "python")),
    )


def _segment(segment: Row, facts: Facts) -> str:
    return words.page(
        segment["name"],
        words.plain(segment["description"]),
        words.facts(
            (
                ("Id", words.code(segment["segment"])),
                ("File", words.code(segment["file"])),
                ("Entity", words.code(segment["entity"])),
                ("Values", ", ".join(words.code(value) for value in segment["segment_values"])),
                ("Owner", words.plain(segment["owner"] or "nobody")),
            )
        ),
        words.section("Methodology", segment["methodology"] or ""),
        words.section("Sources", _tables(segment["tables"], facts)),
        words.section("SQL", words.block(segment["sql"], "sql")),
    )


def _metrics(cut_id: str, facts: Facts) -> str:
    links = [row for row in facts.documented.links if row["cut_id"] == cut_id and row["metric_id"] in facts.metrics]
    return words.table(
        ("metric", "role"),
        [
            (words.link(facts.metrics[row["metric_id"]].name, f"/docs/metrics/{row['metric_id']}"), words.code(row["role"]))
            for row in links
        ],
    )


def _tables(names: list[str], facts: Facts) -> str:
    return words.table(
        ("table", "source"),
        [
            (words.code(name), words.link(source, f"/docs/sources/{source}") if (source := facts.source_of(name)) else words.NONE)
            for name in names
        ],
    )
