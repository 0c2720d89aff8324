"""Markdown becomes HTML, once and in one way: for the docs, for the text of audit pages, and for the static site.

What it gives is safe to put into the page as it is: raw HTML is shown as text, a link or an image leads only where `_SCHEMES`
allow, and nothing carries a style of its own, as the page's policy refuses those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

Link = Callable[[str], str | None]

_SCHEMES = frozenset({"http", "https", "mailto"})
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\-]*):")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ALIGNED = re.compile(r"text-align:(left|center|right)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level from 1 to 6, its plain text, and the fragment that leads to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of a text, and its headings in their order."""

    html: str
    headings: tuple[Heading, ...]


def render(text: str, *, link: Link | None = None, anchor_prefix: str = "", permalinks: bool = False) -> Rendered:
    """The text as HTML.

    Args:
        text: Markdown as GitHub has it, with tables and strikethrough.
        link: where a link or an image leads, given what was written, or nothing for what has to be plain text; without it a link
            leads where it was written to.
        anchor_prefix: stands before every anchor, where several texts share a page.
        permalinks: every heading below the first level ends with a link to itself.
    """
    tokens = _parser().parse(text)
    for token in _all(tokens):
        _rewrite(token, link)
    headings = tuple(_headings(tokens, anchor_prefix, permalinks=permalinks))
    parser = _parser()
    return Rendered(parser.renderer.render(tokens, parser.options, {}), headings)


def parse(text: str) -> list[Token]:
    """The tokens of a text, for who looks for its links and examples: read in the same way as they are shown."""
    return _parser().parse(text)


def headings_of(text: str) -> tuple[Heading, ...]:
    """The headings of a text, with the anchors that `render` gives them."""
    return tuple(_headings(_parser().parse(text), "", permalinks=False))


def slug_of(text: str) -> str:
    """The anchor of a heading as GitHub makes it, before doubled ones are told apart."""
    return "".join("-" if sign == " " else sign for sign in text.strip().lower() if _stays(sign))


def is_allowed(href: str) -> bool:
    """Whether a link may lead there: an address below this page, or one with a scheme that runs nothing."""
    scheme = _SCHEME.match(href)
    return scheme is None or scheme[1].lower() in _SCHEMES


def _stays(sign: str) -> bool:
    return sign in " -" or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) in {"Nd", "Pc"}


@cache
def _parser() -> MarkdownIt:
    # With `html` a comment is told from text; what is no comment is shown as text (`_raw`).
    parser = MarkdownIt("commonmark", {"html": True, "highlight": None}).enable(["table", "strikethrough"])
    parser.validateLink = is_allowed  # type: ignore[assignment,method-assign]
    for name in ("html_block", "html_inline"):
        parser.add_render_rule(name, _raw)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _rewrite(token: Token, link: Link | None) -> None:
    """What a single token leads to, and how it stands."""
    for name in ("href", "src"):
        written = token.attrGet(name)
        if written is None:
            continue
        target = link(str(written)) if link else str(written)
        if target is None:
            del token.attrs[name]
            continue
        token.attrSet(name, target if is_allowed(target) else "#")
        if name == "href" and target.startswith(("http://", "https://")):
            token.attrSet("rel", "noreferrer")
    if aligned := _ALIGNED.fullmatch(str(token.attrs.pop("style", ""))):
        token.attrJoin("class", f"align-{aligned[1]}")


def _headings(tokens: list[Token], prefix: str, *, permalinks: bool) -> Iterator[Heading]:
    """The headings, each of which is given its anchor."""
    taken: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = _plain(inline.children or ())
        anchor = prefix + _free(slug_of(text), taken)
        level = int(opening.tag[1])
        opening.attrSet("id", anchor)
        if permalinks and level > 1:
            inline.children = [*(inline.children or ()), *_permalink(anchor, text)]
        yield Heading(level, text, anchor)


def _free(slug: str, taken: set[str]) -> str:
    """The slug, with the first number that makes it the only one."""
    free, number = slug, 0
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free


def _plain(tokens: Sequence[Token]) -> str:
    """What is read of inline tokens."""
    parts = (
        _plain(token.children) if token.children else " " if token.type == "softbreak" else token.content for token in tokens
    )
    return "".join(parts)


def _permalink(anchor: str, text: str) -> Iterator[Token]:
    attributes: dict[str, str | int | float] = {"class": "permalink", "href": f"#{anchor}", "aria-label": f"Link to “{text}”"}
    yield Token("link_open", "a", 1, attrs=attributes)
    yield Token("text", "", 0, content="#")
    yield Token("link_close", "a", -1)


def _raw(_renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Any) -> str:
    """Raw HTML as the text that it is; comments are for who reads the file."""
    text = _COMMENT.sub("", tokens[at].content)
    if tokens[at].type == "html_inline" or not text.strip():
        return escape(text.strip("\n"))
    return f"<p>{escape(text.strip())}</p>\n"


def _fence(_renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Any) -> str:
    token = tokens[at]
    language = (token.info.split() or [""])[0]
    named = f' data-language="{escape(language)}"' if language else ""
    return f'<pre class="code-block" tabindex="0"{named}><code>{_coloured(token.content, language)}</code></pre>\n'


def _coloured(code: str, language: str) -> str:
    """Code with a class for each kind of word; as it is where nobody knows the language."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    coloured: str = highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix="hl-"))
    return coloured


def _table_open(_renderer: RendererProtocol, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: Any) -> str:
    return '<div class="table-wide" tabindex="0"><table>\n'


def _table_close(_renderer: RendererProtocol, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: Any) -> str:
    return "</table></div>\n"
