"""What is deployed here as lists: metrics by area, cuts by page, sources, segments."""

from __future__ import annotations

from collections.abc import Iterator

from heartbeat.readings.overview.documented import Row
from heartbeat.surfaces.docs.book.page import Node, Page
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words
from heartbeat.surfaces.docs.generated.cut import cut_pages, segment_pages
from heartbeat.surfaces.docs.generated.metric import metric_pages
from heartbeat.surfaces.docs.generated.source import source_pages, tables_of
from heartbeat.surfaces.docs.generated.stages import stages_page

_EMPTY = "Nothing is deployed here yet."


def deployed_pages(facts: Facts) -> Iterator[Page]:
    """Every page about what is deployed."""
    yield from (_metrics(facts), _cuts(facts), _sources(facts), _segments(facts), stages_page(facts))
    yield from metric_pages(facts)
    yield from cut_pages(facts)
    yield from source_pages(facts)
    yield from segment_pages(facts)


def deployed_contents(facts: Facts) -> Iterator[Node]:
    """Where they stand in the table of contents."""
    metrics = [(metric.area, Node(metric.name, f"metrics/{metric.metric_id}")) for metric in facts.metrics.values()]
    yield Node("Metrics", "here/metrics", _groups(metrics))
    titles = {page["page"]: page["title"] for page in facts.documented.pages}
    cuts = [(titles[cut["page"]], Node(cut["title"], f"cuts/{cut['cut_id']}")) for cut in _in_order(facts)]
    yield Node("Cuts", "here/cuts", _groups(cuts))
    yield Node("Sources", "here/sources", tuple(Node(one.source_id, f"sources/{one.source_id}") for one in facts.sources))
    segments = tuple(Node(one["name"], f"segments/{one['segment']}") for one in facts.documented.segments)
    yield Node("Segments", "here/segments", segments)
    yield Node("Stages of metrics", "here/stages")


def _groups(entries: list[tuple[str, Node]]) -> tuple[Node, ...]:
    names = dict.fromkeys(group for group, _ in entries)
    return tuple(Node(name or "Others", None, tuple(node for group, node in entries if group == name)) for name in names)


def _in_order(facts: Facts) -> list[Row]:
    place = {page["page"]: at for at, page in enumerate(facts.documented.pages)}
    return sorted(facts.documented.cuts, key=lambda cut: place[cut["page"]])


def _metrics(facts: Facts) -> Page:
    head = ("code", "metric", "answers", "owner", "stage")
    parts = []
    for area in dict.fromkeys(metric.area for metric in facts.metrics.values()):
        rows = []
        for metric in (metric for metric in facts.metrics.values() if metric.area == area):
            entry = facts.entries.get(metric.metric_id, {})
            name = words.link(metric.name, f"/docs/metrics/{metric.metric_id}")
            owner, stage = words.plain(entry.get("owner")), words.plain(entry.get("stage"))
            rows.append((words.code(metric.code), name, words.plain(metric.description), owner, stage))
        parts.append(words.section(words.plain(area or "Others"), words.table(head, rows)))
    return Page("here/metrics", "Metrics", words.page("Metrics", *(parts or [_EMPTY])), "program")


def _cuts(facts: Facts) -> Page:
    head = ("cut", "chart", "windows", "verification")
    parts = []
    for page in facts.documented.pages:
        rows = [
            (
                words.link(cut["title"], f"/docs/cuts/{cut['cut_id']}"),
                words.code(cut["chart"]),
                ", ".join(cut["windows"]),
                words.plain(cut["verification_state"]),
            )
            for cut in facts.documented.cuts
            if cut["page"] == page["page"]
        ]
        parts.append(words.section(words.plain(page["title"]), words.table(head, rows)))
    return Page("here/cuts", "Cuts", words.page("Cuts", *(parts or [_EMPTY])), "program")


def _sources(facts: Facts) -> Page:
    rows = [
        (words.link(one.source_id, f"/docs/sources/{one.source_id}"), words.code(one.kind), str(len(tables_of(one, facts))))
        for one in facts.sources
    ]
    text = words.page("Sources", words.table(("source", "kind", "tables"), rows) or _EMPTY)
    return Page("here/sources", "Sources", text, "program")


def _segments(facts: Facts) -> Page:
    rows = [
        (words.link(one["name"], f"/docs/segments/{one['segment']}"), words.plain(one["entity"]), words.plain(one["description"]))
        for one in facts.documented.segments
    ]
    text = words.page("Segments", words.table(("segment", "of", "says"), rows) or _EMPTY)
    return Page("here/segments", "Segments", text, "program")
