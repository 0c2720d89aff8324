"""The product's pages as a book: what is listed where, what a link leads to."""

from pathlib import Path

import pytest

from heartbeat.errors import DocNotFound
from heartbeat.surfaces.docs.book.contents import Entry, entries_of
from heartbeat.surfaces.docs.book.links import linker
from heartbeat.surfaces.docs.book.page import Book, Node, Page
from heartbeat.surfaces.docs.book.product import product_root, read_product
from heartbeat.surfaces.docs.document import llms_full_text, llms_text, page_document

INDEX = """# Docs

Text with [a link](b.md).

## First

- [B](b.md): about
  b
- [C](how-to/c.md)
- no link

## Last

- [Changes](../CHANGELOG.md)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs/how-to").mkdir(parents=True)
    files = {
        "docs/index.md": INDEX,
        "docs/b.md": "# Bee\n\n[up](how-to/c.md#x)",
        "docs/how-to/c.md": "# Cee\n",
        "docs/lost.md": "# Lost\n",
    }
    for name, text in {**files, "CHANGELOG.md": "# Changelog\n"}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def book_of(root: Path) -> Book:
    product = read_product(root)
    return Book({page.path: page for page in product.pages}, product.contents)


def test_a_table_of_contents_is_headings_with_lists_of_links() -> None:
    assert entries_of(INDEX) == (
        Entry("First", "B", "b.md", "about b"),
        Entry("First", "C", "how-to/c.md", ""),
        Entry("Last", "Changes", "../CHANGELOG.md", ""),
    )


def test_the_book_follows_it_and_loses_no_page(root: Path) -> None:
    assert read_product(root).contents == (
        Node("Docs", ""),
        Node("First", None, (Node("B", "b"), Node("C", "how-to/c"))),
        Node("Last", None, (Node("Changes", "changelog"),)),
        Node("More", None, (Node("Lost", "lost"),)),
    )


def test_a_page_knows_what_comes_before_and_after(root: Path) -> None:
    document = page_document(book_of(root), "b")
    assert (document["previous"], document["next"]) == ({"path": "", "title": "Docs"}, {"path": "how-to/c", "title": "Cee"})
    assert document["trail"] == ("First",)
    assert page_document(book_of(root), "index")["previous"] is None


def test_links_between_files_lead_to_pages(root: Path) -> None:
    book = book_of(root)
    link = linker(book, book.page("how-to/c"))
    assert link("../b.md#bee") == "/docs/b#bee"
    assert link("../index.md") == "/docs"
    assert link("../../CHANGELOG.md") == "/docs/changelog"
    assert link("../images/a.png") == "/docs/images/a.png"
    assert link("../../setup.py") == "#"
    assert (link("#x"), link("/metrics/a"), link("https://a.example")) == ("#x", "/metrics/a", "https://a.example")


def test_links_of_a_workspace_stay_in_it() -> None:
    metric = Page("metrics/fees", "Fees", "# Fees", "workspace", "metrics/pay/fees.sql")
    own = Page("company/fees", "Fees", "# Fees", "workspace", "docs/fees.md")
    product = Page("fees", "Fees", "# Fees", "product", "docs/fees.md")
    link = linker(Book({page.path: page for page in (metric, own, product)}, ()), own)
    assert link("../metrics/pay/fees.sql#sql") == "/docs/metrics/fees#sql"
    assert link("fees.md") == "/docs/company/fees"


def test_an_unknown_page_is_an_error_with_a_name(root: Path) -> None:
    with pytest.raises(DocNotFound):
        book_of(root).page("nothing")


def test_a_language_model_gets_the_list_and_the_whole(root: Path) -> None:
    assert "## First\n\n- [Bee](/docs/b.md): about b\n- [Cee](/docs/how-to/c.md)" in llms_text(book_of(root))
    assert "<!-- /docs/b -->\n\n# Bee" in llms_full_text(book_of(root))


def test_this_installation_has_its_docs() -> None:
    product = read_product(product_root())
    assert [node.title for node in product.contents][-1] != "More"
    assert {"quickstart", "changelog", "decisions", "glossary"} <= {page.path for page in product.pages}
