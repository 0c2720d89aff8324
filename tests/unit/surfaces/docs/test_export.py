"""The documentation as a folder: it holds together, leads nowhere else, is the same twice, and spares what is not its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from heartbeat.app import documented_program
from heartbeat.cli.reference import read_commands
from heartbeat.errors import ConfigError
from heartbeat.surfaces.docs.book.links import IMAGES
from heartbeat.surfaces.docs.book.page import Book, Node, Page
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.export.folder import MARK, refuse_foreign, write_site
from heartbeat.surfaces.docs.export.layout import Layout, lost_links
from heartbeat.surfaces.docs.export.markdown import with_links
from heartbeat.surfaces.docs.export.site import site_files
from heartbeat.surfaces.docs.library import read_book
from static_site import dead_links, foreign_assets

REFERENCE = documented_program(read_commands)
FILES = {"index.html": b"a", "api/shapes.html": b"b"}


def site(layout: Layout) -> dict[str, bytes]:
    return dict(site_files(layout, REFERENCE, product_root() / IMAGES, "Docs"))


def small(text: str) -> Layout:
    pages = (
        Page("", "First", "# First\n", "product", "docs/index.md"),
        Page("how-to/b", "Bee & <c>", text, "product", "docs/how-to/b.md"),
        Page("metrics/stuck", "Stuck", "# Stuck\n\n## SQL\n", "workspace", "metrics/core/stuck.sql"),
        Page("company/our fees", "Fees", "# Fees\n", "workspace", "docs/our fees.md"),
    )
    return Layout(Book({page.path: page for page in pages}, tuple(Node(page.title, page.path) for page in pages)))


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return site(Layout(read_book(None, REFERENCE)))


def test_every_link_of_the_product_and_every_anchor_is_there(whole: dict[str, bytes]) -> None:
    assert dead_links(whole) == []
    assert {"index.html", "index.md", "how-to/add-a-source.html", "reference/errors.html", "llms.txt", "images/cockpit.png"} <= {
        *whole
    }


def test_no_page_needs_another_site(whole: dict[str, bytes]) -> None:
    assert foreign_assets(whole) == []
    assert not any(re.search(rb"\sstyle=|<script>|<style", whole[name]) for name in whole if name.endswith(".html"))


def test_the_same_state_gives_the_same_bytes(whole: dict[str, bytes]) -> None:
    assert site(Layout(read_book(None, REFERENCE))) == whole


def test_links_are_relative_wherever_the_folder_is() -> None:
    text = "[a](../index.md) [b](/docs/metrics/stuck#sql) [c](/docs/company/our%20fees) [d](../images/cockpit.png) [e](#x)\n"
    html = site(small(text))["how-to/b.html"].decode()
    for href in ("../index.html", "../metrics/stuck.html#sql", "#x", "../company/our%20fees.html"):
        assert f'href="{href}"' in html, href
    assert "Bee &amp; &lt;c&gt;" in html
    assert 'href="/' not in html


def test_what_leads_into_the_cockpit_is_text_or_leads_to_its_address() -> None:
    layout = small("[a](/metrics/stuck) [b](/docs/metrics/gone) [c](lost.md)\n")
    assert "<a>a</a> <a>b</a> <a>c</a>" in site(layout)["how-to/b.html"].decode()
    there = site(Layout(layout.book, "https://wall.example.com/"))["how-to/b.html"].decode()
    assert 'href="https://wall.example.com/metrics/stuck"' in there
    assert 'href="https://wall.example.com/docs/metrics/gone"' in there


def test_links_that_become_text_are_counted() -> None:
    text = (
        "[a](/metrics/stuck) [b](/docs/metrics/gone) [c](lost.md) [d](../index.md) [e](#x) [f](https://example.com) [g](/audit)\n"
    )
    assert lost_links(small(text)) == (2, 2)
    assert lost_links(Layout(small(text).book, "https://wall.example.com")) == (0, 1)


def test_the_markdown_beside_a_page_leads_to_markdown() -> None:
    text = "[a](/docs/metrics/stuck#sql) [b](/metrics/stuck)\n\n```md\n[a](/docs/metrics/stuck#sql)\n```\n"
    layout = small(text)
    written = with_links(text, layout.link(layout.book.page("how-to/b"), suffix=".md"))
    assert written == text.replace("/docs/metrics/stuck#sql", "../metrics/stuck.md#sql", 1)


def test_an_export_is_replaced_and_what_it_has_no_more_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "new/site"
    write_site(folder, FILES)
    (folder / "CNAME").write_text("docs.example.com")
    write_site(folder, {"index.html": b"c"})
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MARK}
    assert found == {"index.html": b"c", "CNAME": b"docs.example.com"}


@pytest.mark.parametrize("name", ["notes.txt", MARK])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine\nindex.html\n")
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match="no export has written"):
        refuse_foreign(tmp_path)
    with pytest.raises(ConfigError, match="no export has written"):
        write_site(tmp_path, FILES)
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_foreign_file_in_an_export_is_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(folder, {"index.html": b"a"})
    (folder / "api").symlink_to(tmp_path)
    with pytest.raises(ConfigError, match="is in the way"):
        write_site(folder, FILES)
    assert not (tmp_path / "shapes.html").exists()
    (folder / MARK).write_text((folder / MARK).read_text() + "../other\n")
    (tmp_path / "other").write_text("mine")
    with pytest.raises(ConfigError):
        write_site(folder, {"index.html": b"b"})
    assert (tmp_path / "other").exists()


def test_a_file_or_a_closed_place_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="is a file"):
        write_site(tmp_path / "file", FILES)
    with pytest.raises(ConfigError, match="cannot be written"):
        write_site(tmp_path / "file/site", FILES)
