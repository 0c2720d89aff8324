"""Markdown of a workspace: the text of an audit page, and its own docs. And the charts that it draws itself."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from heartbeat.definitions.charts.catalog import chart_kinds
from heartbeat.definitions.cuts.model import CUT_ID, AuditPage, ChartModule
from heartbeat.definitions.model import WorkspacePage
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.tokens import digest

CHART_SUFFIX = ".chart.js"
_HEADING = re.compile(r"#[ \t]+(?P<title>\S.*?)(?:[ \t]+#+)?[ \t]*\Z")
_DRAWS = re.compile(r"^[ \t]*export\s+default\b|\bas\s+default\b", re.MULTILINE)


def parse_page(file: str, text: str, findings: Findings) -> AuditPage | None:
    """Read the text of an audit page, `cuts/revenue.md`; None when a finding is an error."""
    page = PurePosixPath(file).stem
    if not CUT_ID.fullmatch(page):
        hint = "Its name is that of the page, as `page` of its cuts says: revenue.md."
        findings.error(1, f"The file name `{page}` is no page's name.", hint)
    title, rest = split_title(text)
    if findings.has_error:
        return None
    return AuditPage(page, title or title_of(page), file, rest, digest([text]))


def parse_workspace_page(file: str, text: str, findings: Findings) -> WorkspacePage | None:  # noqa: ARG001 - as all parsers
    """Read one file of the workspace's `docs/`. Any Markdown will do; without a heading its name is its title."""
    path = PurePosixPath(file).relative_to("docs").with_suffix("").as_posix()
    title, _ = split_title(text)
    return WorkspacePage(path, file, title or title_of(PurePosixPath(path).name), text, digest([text]))


def parse_chart(file: str, text: str, findings: Findings) -> ChartModule | None:
    """Read a chart that the workspace draws itself, `cuts/calendar.chart.js`; None when a finding is an error."""
    kind = PurePosixPath(file).name.removesuffix(CHART_SUFFIX)
    if not CUT_ID.fullmatch(kind):
        findings.error(
            1, f"The file name `{kind}` is no chart's name.", "A letter, then 2 to 62 of a-z, 0-9 and _: calendar.chart.js."
        )
    if kind in chart_kinds():
        findings.error(1, f"Heartbeat draws `{kind}` itself.", "Give the file another name, and its cuts the same.")
    if not _DRAWS.search(text):
        findings.error(
            1, "The module has no default export.", "Write `export default function draw(element, payload, {theme, format}) {`."
        )
    return None if findings.has_error else ChartModule(kind, file, text, digest([text]))


def split_title(text: str) -> tuple[str | None, str]:
    """The first heading, where it is the first line that says anything, and what follows; null where there is none."""
    for number, line in enumerate(lines := text.split("\n")):
        if not line.strip():
            continue
        match = _HEADING.match(line)
        return (match["title"], "\n".join(lines[number + 1 :]).strip("\n")) if match else (None, text.strip("\n"))
    return None, ""


def title_of(name: str) -> str:
    """A name as a title: `client_money` is “Client money”."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
