"""All that explains the numbers, and whether it fits together: cuts and pages, links to metrics, charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartbeat.definitions.charts.catalog import chart_kinds
from heartbeat.definitions.cuts.model import AuditPage, ChartModule, CutDefinition
from heartbeat.definitions.cuts.prose import CutPlace, split_page
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.cuts.code import chart_named
from heartbeat.definitions.parse.cuts.pages import title_of
from heartbeat.definitions.parse.metric_file import Declared
from heartbeat.definitions.problem import Problem
from heartbeat.definitions.segments.model import SEGMENTS

Note = Callable[[Problem], None]


@dataclass(frozen=True)
class Parts:
    """What could be read below `cuts/`. `unread` names files with an error: nothing is said of what they may hold."""

    cuts: tuple[CutDefinition, ...]
    texts: tuple[AuditPage, ...]
    charts: tuple[ChartModule, ...]
    unread: frozenset[str]


@dataclass(frozen=True)
class Linked:
    """The metrics that cuts may name. `unread` are the ids of files with an error."""

    metrics: Sequence[MetricDefinition]
    unread: frozenset[str]


def arrange(parts: Parts, contents: Mapping[str, str], note: Note) -> tuple[tuple[AuditPage, ...], tuple[CutDefinition, ...]]:
    """The pages in their order, and all cuts in that of their pages.

    A page stands where its first cut does: by `order`, then by its name. A page without a text has its name as its title.

    Args:
        parts: what was read.
        contents: each file's text, for lines of problems.
        note: hears what does not fit.
    """
    first: dict[str, int] = {}
    for cut in parts.cuts:
        first[cut.page] = min(first.get(cut.page, cut.order), cut.order)
    texts = {text.page: text for text in parts.texts}
    named = sorted(first, key=lambda page: (first[page], page))
    pages = tuple(texts.get(page) or AuditPage(page, title_of(page), None, "") for page in named)
    _check_charts(parts, contents, note)
    for text in parts.texts:
        _check_text(text, parts, contents, note)
    places = {page: at for at, page in enumerate(named)}
    return pages, tuple(sorted(parts.cuts, key=lambda cut: (places[cut.page], cut.order, cut.cut_id)))


def check_links(parts: Parts, linked: Linked, contents: Mapping[str, str], note: Note) -> None:
    """Whether cuts and metrics name each other, each by the same role."""
    by_id = {metric.metric_id: metric for metric in linked.metrics}
    cuts = {cut.cut_id: cut for cut in parts.cuts}
    for cut in parts.cuts:
        for metric_id, role in cut.metrics.items():
            line = line_with(contents.get(cut.file, ""), metric_id, below="META")
            metric = by_id.get(metric_id)
            if metric is None and metric_id not in linked.unread:
                hint = "Write the id of one of this workspace, or remove it."
                note(Problem(cut.file, line, f"There is no metric `{metric_id}`.", hint))
            elif metric is not None and metric.links.get(cut.cut_id, role) != role:
                hint = f"{metric.file} says {metric.links[cut.cut_id]}; let both say the same, or only one say it."
                note(Problem(cut.file, line, f"It is linked to {metric_id} as {role}.", hint))
    for metric in linked.metrics:
        for cut_id in metric.links:
            if cut_id not in cuts and cut_id not in parts.unread:
                line = line_with(contents.get(metric.file, ""), cut_id, below="links")
                note(Problem(metric.file, line, f"There is no cut `{cut_id}`.", f"Write cuts/{cut_id}.py, or remove the link."))


def check_sources(cuts: Sequence[CutDefinition], declared: Declared, contents: Mapping[str, str], note: Note) -> None:
    """Whether some source lands the tables that cuts tell their freshness from."""
    for cut in cuts:
        for table in cut.sources:
            dataset, _, name = table.partition(".")
            line = line_with(contents.get(cut.file, ""), table, below="META")
            source = declared.sources.get(dataset)
            if not declared.knows(dataset):
                hint = f"Known datasets are: {', '.join(sorted({*declared.sources, SEGMENTS}))}."
                note(Problem(cut.file, line, f"No source lands `{table}`.", hint))
            elif source and not source.lands(name):
                hint = f"Change `tables` or `skip_tables` in {source.file}, or name another table."
                note(Problem(cut.file, line, f"`{table}` is not landed by source {source.source_id}.", hint, "warning"))


def line_with(text: str, word: str, *, below: str) -> int:
    """The line, from 1, at which a word stands, in quotes or else whole, from the line on that begins with `below`; 1 if none."""
    lines = text.split("\n")
    begins = next((at for at, line in enumerate(lines) if line.startswith(below)), 0)
    whole = re.escape(word)
    for form in (f"[\"']{whole}[\"']", rf"(?<!\w){whole}(?!\w)"):
        for number, line in enumerate(lines[begins:], start=begins + 1):
            if re.search(form, line):
                return number
    return 1


def _check_charts(parts: Parts, contents: Mapping[str, str], note: Note) -> None:
    own = {chart.kind for chart in parts.charts}
    known = {*chart_kinds(), *own, *parts.unread}
    for file, kind in _charts_named(parts, contents).items():
        if kind not in known:
            hint = f"Write one of: {', '.join(sorted({*chart_kinds(), *own}))}; or draw it by cuts/{kind}.chart.js."
            line = line_with(contents.get(file, ""), "chart", below="META")
            note(Problem(file, line, f"There is no chart `{kind}`.", hint))
    for chart in parts.charts:
        if all(cut.chart != chart.kind for cut in parts.cuts) and not parts.unread:
            note(
                Problem(
                    chart.file,
                    1,
                    "No cut is drawn by this chart.",
                    f'A cut takes it by META["chart"] = "{chart.kind}".',
                    "warning",
                )
            )


def _charts_named(parts: Parts, contents: Mapping[str, str]) -> dict[str, str]:
    """The chart of each module by its file, also of those with an error: all that is wrong with a META is told at once."""
    unread = {file: text for file, text in contents.items() if file.startswith("cuts/") and file.endswith(".py")}
    found = {file: kind.strip() for file, text in unread.items() if (kind := chart_named(text)) and kind.strip()}
    return found | {cut.file: cut.chart for cut in parts.cuts}


def _check_text(text: AuditPage, parts: Parts, contents: Mapping[str, str], note: Note) -> None:
    file = text.file or ""
    cuts = {cut.cut_id: cut for cut in parts.cuts}
    if all(cut.page != text.page for cut in parts.cuts) and not parts.unread:
        note(
            Problem(
                file, 1, "No cut names this page.", f'A cut stands on it by META["page"] = "{text.page}"; or remove the file.'
            )
        )
        return
    whole = contents.get(file, "")
    places = [place for place in split_page(whole) if isinstance(place, CutPlace)]
    for place in places:
        if place.cut_id not in cuts and place.cut_id not in parts.unread:
            note(
                Problem(
                    file, place.line, f"There is no cut `{place.cut_id}`.", f"Write cuts/{place.cut_id}.py, or remove the line."
                )
            )
        elif place.cut_id in cuts and cuts[place.cut_id].page != text.page:
            note(
                Problem(
                    file,
                    place.line,
                    f"The cut `{place.cut_id}` stands on the page {cuts[place.cut_id].page}.",
                    "A cut stands on one page.",
                )
            )
    for place in _again(places):
        note(Problem(file, place.line, f"The cut `{place.cut_id}` has its place already.", "Remove one of the two lines."))


def _again(places: Iterable[CutPlace]) -> list[CutPlace]:
    seen: set[str] = set()
    found = []
    for place in places:
        if place.cut_id in seen:
            found.append(place)
        seen.add(place.cut_id)
    return found
