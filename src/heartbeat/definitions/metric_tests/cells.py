"""Cells of a row: the text that Postgres reads, or None for NULL."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import yaml

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_AS_IN_JSON = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false")
# Possessive quantifiers: a long run of spaces before a stray quotation mark is tried in one way only.
_CELL = re.compile(r'[ \t]*+(?:"(?P<quoted>(?:[^"]|"")*+)"|(?P<plain>[^",]*+))[ \t]*+(?P<end>,|$)')


def cell_of(node: yaml.Node) -> str | None:
    """A value of a YAML row. Words without quotes that stand for nothing are NULL; a list or a mapping is JSON."""
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NULL else str(node.value)
    return _json(node)


def cells_of_line(line: str) -> Sequence[str | None] | None:
    """The cells of a line with commas; spaces around a cell align it. None where a quotation mark stands wrongly.

    Nothing, or `null` without quotes, is NULL; `""` is the empty text.
    """
    cells: list[str | None] = []
    at, end = 0, ","
    while end == ",":
        match = _CELL.match(line, at)
        if match is None:
            return None
        at, end = match.end(), match["end"]
        cells.append(_unquoted(match))
    return cells


def _unquoted(match: re.Match[str]) -> str | None:
    if match["quoted"] is not None:
        return match["quoted"].replace('""', '"')
    plain = match["plain"].strip()
    return None if plain in _NULL else plain


def _json(node: yaml.Node) -> str:
    """Every digit of a number is kept; a plain word that JSON does not know is a text."""
    if isinstance(node, yaml.MappingNode):
        pairs = (f"{json.dumps(str(key.value), ensure_ascii=False)}: {_json(value)}" for key, value in node.value)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(map(_json, node.value))}]"
    text = cell_of(node)
    if text is None:
        return "null"
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style and _AS_IN_JSON.fullmatch(text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)
