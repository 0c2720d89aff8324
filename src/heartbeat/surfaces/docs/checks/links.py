"""Links that lead nowhere, and pages that nothing leads to."""

from __future__ import annotations

from collections.abc import Iterator

from heartbeat.definitions.problem import Problem
from heartbeat.surfaces.docs.book.links import IMAGES, file_at, links_in, page_at
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.book.product import INDEX
from heartbeat.surfaces.docs.checks.files import Files
from heartbeat.wire.markdown import headings_of, parse

_ELSEWHERE = ("http://", "https://", "mailto:")
_PLACES = frozenset(
    {"", "alerts", "metrics", "sources", "runs", "audit", "docs", "api", "access", "feedback", "llms.txt", "llms-full.txt"}
)
"""What an address of the cockpit may begin with."""

_CUT = "cut-"
"""What the anchor of a cut on its audit page begins with."""


def link_problems(files: Files) -> Iterator[Problem]:
    """Every link of every page that comes from a file, as far as it does not leave Heartbeat."""
    for page in files.book.pages.values():
        if page.file is None:
            continue
        for href in dict.fromkeys(links_in(parse(page.text))):
            if (what := _wrong(files, page, href)) is not None:
                yield from _told(files, page, href, what)


def index_problems(files: Files) -> Iterator[Problem]:
    """Pages that the table of contents lacks, and those of its own that are not there."""
    listed = {path for node in files.product.contents[:-1] for path in node.pages()}
    last = files.product.contents[-1]
    if last.title != "More":
        return
    for path in last.pages():
        if path not in listed:
            hint = f"Add a line to {INDEX}: `- [Title]({path}.md): what somebody finds there`."
            yield Problem(files.book.pages[path].file or INDEX, 1, "This page is not in the table of contents.", hint)


def _wrong(files: Files, page: Page, href: str) -> str | None:
    """Why a link leads nowhere, or nothing."""
    if href.startswith(_ELSEWHERE):
        return None
    target, _, anchor = href.partition("#")
    if target.startswith("/") and not target.startswith("/docs"):
        return _wrong_place(files, target) or _wrong_audit(files, page, target, anchor)
    found = page_at(files.book, page, target) if target else page
    if found is None:
        return None if _is_picture(files, page, target) else f"There is no page {target}."
    if anchor and anchor not in {heading.anchor for heading in headings_of(found.text)}:
        return f"The page {found.file or found.address} has no heading #{anchor}."
    return None


def _wrong_place(files: Files, target: str) -> str | None:
    first, _, rest = target.partition("?")[0].strip("/").partition("/")
    if first not in _PLACES:
        return f"Heartbeat has no page {target}."
    is_known = files.survey is None or first != "metrics" or not rest or f"metrics/{rest}" in files.book.pages
    return None if is_known else f"There is no metric {rest}."


def _wrong_audit(files: Files, page: Page, target: str, anchor: str) -> str | None:
    """Of a link of the workspace to an audit page: its page or its cut, where there is none."""
    place, _, name = target.partition("?")[0].strip("/").partition("/")
    if files.folder is None or page.origin != "workspace" or place != "audit" or not name:
        return None
    if name not in files.audit:
        return f"There is no audit page {name}."
    cut_id = anchor.removeprefix(_CUT)
    is_known = not anchor.startswith(_CUT) or cut_id in files.audit[name]
    return None if is_known else f"The audit page {name} has no cut {cut_id}."


def _is_picture(files: Files, page: Page, target: str) -> bool:
    file = file_at(page, target) if not target.startswith("/docs/images/") else IMAGES + target.removeprefix("/docs/images/")
    return page.origin == "product" and file.startswith(IMAGES) and (files.root / file).is_file()


def _told(files: Files, page: Page, href: str, what: str) -> Iterator[Problem]:
    lines = [at for at, line in enumerate(files.text(page).splitlines(), start=1) if href in line]
    for line in lines or [1]:
        hint = "Anchors are those of GitHub: small letters, hyphens for spaces." if "#" in what else "Correct the link."
        yield Problem(page.file or page.path, line, f"The link {href} leads nowhere. {what}", hint)
