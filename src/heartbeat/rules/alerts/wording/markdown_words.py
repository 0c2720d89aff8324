"""The words of a Markdown text without its marks, for messages, which are plain text."""

from __future__ import annotations

import re

_MARKS = (
    (re.compile(r"^[ \t]*(?:(?:#{1,6}|[-*+>])[ \t]+)+", re.MULTILINE), ""),  # headings, lists, quotations
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\*\*(\S(?:[^*]*[^\s*])?)\*\*"), r"\1"),
    (re.compile(r"(?<![^\W_])__(\S(?:[^_]*[^\s_])?)__(?![^\W_])"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_([^\s_](?:[^_]*[^\s_])?)_(?!\w)"), r"\1"),
    (re.compile(r"`+([^`]+)`+"), r"\1"),
)


def words_of(markdown: str) -> str:
    """The text as it is read aloud: a link is its words. A lone `*` or `_`, and those inside words, are no marks."""
    for mark, words in _MARKS:
        markdown = mark.sub(words, markdown)
    return markdown
