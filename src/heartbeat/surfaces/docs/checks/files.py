"""The book as the files have it, before anything is deployed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from heartbeat.definitions.workspace import Survey, survey_workspace
from heartbeat.surfaces.docs.book.page import Book, Page
from heartbeat.surfaces.docs.book.product import Product, read_product, title_of
from heartbeat.surfaces.docs.checks.declared import documented_of
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words
from heartbeat.surfaces.docs.generated.here import deployed_pages
from heartbeat.surfaces.docs.library import COMPANY, program_book
from heartbeat.surfaces.docs.reference import Reference

_OF_A_CUT = ("How to read it", "Methodology", "Metrics", "Sources", "Module")


@dataclass(frozen=True)
class Files:
    """What is checked. `folder` and `survey` are those of the workspace; null where there is none."""

    root: Path
    product: Product
    folder: Path | None
    survey: Survey | None
    book: Book
    reference: Reference

    @cached_property
    def audit(self) -> Mapping[str, frozenset[str]]:
        """Every audit page of the workspace by its name, with its cuts; also of modules that cannot be deployed as they are."""
        cuts = {} if self.folder is None else _audit_pages(self.folder)
        texts = () if self.folder is None else (self.folder / "cuts").glob("*.md")
        return {page: frozenset(on) for page, on in ({text.stem: set[str]() for text in texts} | cuts).items()}

    def text(self, page: Page) -> str:
        """What the file of a page holds."""
        above = self.root if page.origin == "product" else self.folder
        return "" if above is None or page.file is None else (above / page.file).read_text(encoding="utf-8")


def read_files(root: Path, folder: Path | None, reference: Reference) -> Files:
    """Read Heartbeat's own pages below `root`, and a workspace if `folder` names one."""
    product, survey = read_product(root), None if folder is None else survey_workspace(folder)
    pages = [*product.pages, *program_book(reference)]
    if folder is not None and survey is not None:
        pages += _of_workspace(folder, survey)
    return Files(root, product, folder, survey, Book({page.path: page for page in pages}, product.contents), reference)


def _of_workspace(folder: Path, survey: Survey) -> Iterator[Page]:
    metrics = {metric.metric_id: metric for metric in survey.metrics}
    made = list(deployed_pages(Facts("", metrics, {}, survey.sources, documented=documented_of(survey))))
    yield from made
    known = {page.path for page in made}
    yield from (page for page in _unread(folder) if page.path not in known)
    for path in sorted((folder / "docs").rglob("*.md")):
        file, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        yield Page(f"{COMPANY}{file.removeprefix('docs/')[:-3]}", title_of(text, path.stem), text, "workspace", file)
    for path in sorted((folder / "cuts").glob("*.md")):
        yield Page(f"audit/{path.stem}", path.stem, path.read_text(encoding="utf-8"), "workspace", f"cuts/{path.name}")


def _audit_pages(folder: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in _modules(folder):
        if page := _meta(path.read_text(encoding="utf-8")).get("page"):
            found.setdefault(page, set()).add(path.stem)
    return found


def _modules(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / "cuts").glob("*.py")) if not path.name.startswith("_")]


def _unread(folder: Path) -> Iterator[Page]:
    """Pages of files that cannot be deployed as they are: what leads to them is right; `heartbeat check` tells the rest."""
    for path in _modules(folder):
        yield Page(f"cuts/{path.stem}", path.stem, _cut(path), "workspace", f"cuts/{path.name}")
    for path in sorted((folder / "segments").glob("*.sql")):
        yield Page(
            f"segments/{path.stem}",
            path.stem,
            f"# {path.stem}\n\n## Methodology\n\n## SQL\n",
            "workspace",
            f"segments/{path.name}",
        )


def _cut(path: Path) -> str:
    """The page of a cut with what its module says in words, as far as that can be read."""
    said = _meta(path.read_text(encoding="utf-8"))
    texts = {"How to read it": said.get("how_to_read", ""), "Methodology": said.get("methodology", "")}
    return words.page(path.stem, *(f"## {title}\n\n{texts.get(title, '')}" for title in _OF_A_CUT))


def _meta(text: str) -> dict[str, str]:
    try:
        for statement in ast.parse(text).body:
            if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "META":
                found = ast.literal_eval(statement.value)
                return {name: value for name, value in found.items() if isinstance(value, str)}
    except (SyntaxError, ValueError, AttributeError):
        pass
    return {}
