"""One page as an HTML file: the contents beside it, its text, its headings, the pages around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from heartbeat.surfaces.docs.book.page import Book, Node, Page
from heartbeat.surfaces.docs.export.layout import Layout, file_of, leading
from heartbeat.wire.markdown import Heading, render

ASSETS = "site/"
"""Below it is what the pages share; no page is called so, as their files end otherwise."""
_STYLES = ("style", "columns", "written", "narrow")
_LOWEST, _MOST = 3, 60  # of the headings that are listed: their level, and how many of that are no help any more

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>{title}</title>
<link rel="icon" href="data:,">
{styles}<link rel="alternate" type="text/markdown" href="{markdown}">
<script src="{root}{assets}site.js" defer></script>
</head>
<body data-root="{root}">
<a class="skip" href="#docs.text">To the text</a>
<header class="bar">
<a class="home" href="{home}">{name}</a>
<button type="button" class="menu" aria-expanded="false" aria-controls="docs.tree">Contents</button>
<search class="search"><input type="search" aria-label="Search the docs" placeholder="Search the docs" autocomplete="off">
<div class="hits" hidden></div></search>
</header>
<div class="docs">
<nav class="tree" id="docs.tree" aria-label="Docs">
{tree}</nav>
<main class="article" id="docs.text">
{trail}<div class="written">
{html}</div>
{around}<p class="origin">{origin}<a href="{markdown}">as Markdown</a></p>
</main>
{here}</div>
</body>
</html>
"""


def page_html(layout: Layout, page: Page, trail: Sequence[str], name: str) -> str:
    """The file of a page; `name` is what the whole is called."""
    rendered = render(page.text, link=layout.link(page), permalinks=True)
    file = file_of(page.path)
    root = "../" * file.count("/")
    return _FRAME.format(
        title=escape(f"{page.title} – {name}" if page.path else name),
        name=escape(name),
        root=root,
        assets=ASSETS,
        styles="".join(f'<link rel="stylesheet" href="{root}{ASSETS}{each}.css">\n' for each in _STYLES),
        home=leading(file, file_of("")),
        markdown=leading(file, file_of(page.path, ".md")),
        tree=_tree(layout.book.contents, page.path),
        trail=f'<p class="trail">{escape(" › ".join(trail))}</p>\n' if trail else "",
        html=rendered.html,
        around=_around(layout.book, page.path),
        origin=_origin(page),
        here=_headings(rendered.headings),
    )


def _origin(page: Page) -> str:
    above = " of the workspace" if page.origin == "workspace" else ""
    return f"From <code>{escape(page.file)}</code>{above} · " if page.file else ""


def _tree(nodes: Sequence[Node], path: str, depth: int = 0) -> str:
    return f"<ul>\n{''.join(f'<li>{_node(node, path, depth)}</li>{chr(10)}' for node in nodes)}</ul>\n"


def _node(node: Node, path: str, depth: int) -> str:
    if not node.children:
        return _link(node.title, node.path or "", path)
    is_open = " open" if depth == 0 or path in node.pages() else ""
    alone = "" if node.path is None else _link("All of them", node.path, path)
    inside = _tree(node.children, path, depth + 1)
    return f'<details class="depth-{depth}"{is_open}><summary>{escape(node.title)}</summary>{alone}\n{inside}</details>'


def _link(title: str, to: str, path: str) -> str:
    current = ' aria-current="page"' if to == path else ""
    return f'<a href="{leading(file_of(path), file_of(to))}"{current}>{escape(title)}</a>'


def _around(book: Book, path: str) -> str:
    before, after = book.around(path)
    links = [_neighbour(path, page, way) for page, way in ((before, "Previous"), (after, "Next")) if page is not None]
    return f'<nav class="around" aria-label="Pages around this one">\n{"".join(links)}</nav>\n'


def _neighbour(path: str, page: Page, way: str) -> str:
    address = leading(file_of(path), file_of(page.path))
    return f'<a class="{way.lower()}" href="{address}"><span>{way}</span> {escape(page.title)}</a>\n'


def _headings(headings: Sequence[Heading]) -> str:
    lowest = _LOWEST - 1 if len(headings) > _MOST else _LOWEST
    shown = [heading for heading in headings if 1 < heading.level <= lowest]
    if len(shown) < 2:
        return ""
    return f'<nav class="here" aria-label="On this page">\n<b>On this page</b>\n<ul>\n{"".join(_items(shown))}</ul>\n</nav>\n'


def _items(headings: Sequence[Heading]) -> Iterator[str]:
    for heading in headings:
        yield f'<li class="level-{heading.level}"><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a></li>\n'
