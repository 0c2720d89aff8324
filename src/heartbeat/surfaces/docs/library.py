"""The whole book as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock

import psycopg

from heartbeat.surfaces.docs.book.page import Book, Node, Page
from heartbeat.surfaces.docs.book.product import Product, product_root, read_product
from heartbeat.surfaces.docs.facts import Facts, read_facts
from heartbeat.surfaces.docs.generated.api import api_contents, api_pages
from heartbeat.surfaces.docs.generated.here import deployed_contents, deployed_pages
from heartbeat.surfaces.docs.generated.program import program_pages
from heartbeat.surfaces.docs.reference import Reference

REFERENCE = "Reference"
"""The part of the table of contents that the pages about the program are added to."""
COMPANY = "company/"
"""Below it are the workspace's own pages."""
_FINDING_OUT = Lock()


def read_book(connection: psycopg.Connection[object] | None, reference: Reference) -> Book:
    """The product's pages, the workspace's, and those that are made; without a connection only what needs no database."""
    facts = Facts() if connection is None else read_facts(connection)
    product = read_product(product_root())
    program = program_book(reference)
    company = [
        Page(f"{COMPANY}{row['path']}", row["title"], row["text"], "workspace", row["file"])
        for row in facts.documented.workspace_pages
    ]
    deployed = [] if connection is None else list(deployed_pages(facts))
    contents = _with_reference(product, program)
    if company:
        contents.append(Node(facts.name or "This company", None, tuple(Node(page.title, page.path) for page in company)))
    if deployed:
        contents.append(Node("What is deployed here", None, tuple(deployed_contents(facts))))
    return Book(_by_path([*product.pages, *company, *deployed, *program]), tuple(contents))


def program_book(reference: Reference) -> tuple[Page, ...]:
    """What the program says about itself does not change while it runs. One request at a time finds it out: that imports much."""
    with _FINDING_OUT:
        return _found_out(reference)


@cache
def _found_out(reference: Reference) -> tuple[Page, ...]:
    return (*program_pages(reference), *api_pages(reference))


def _by_path(pages: Iterable[Page]) -> dict[str, Page]:
    """The pages by their path. Of two with the same path the first stays; the check of the docs tells of it."""
    found: dict[str, Page] = {}
    for page in pages:
        found.setdefault(page.path, page)
    return found


def _with_reference(product: Product, program: Sequence[Page]) -> list[Node]:
    alone = [Node(page.title, page.path) for page in program if page.path.startswith("reference/")]
    more = (*alone, api_contents(program))
    nodes = [
        Node(node.title, node.path, (*node.children, *more)) if node.title == REFERENCE else node for node in product.contents
    ]
    known = any(node.title == REFERENCE for node in product.contents)
    return nodes if known else [*nodes, Node(REFERENCE, None, more)]
