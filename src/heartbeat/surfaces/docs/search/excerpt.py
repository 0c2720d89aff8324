"""A few words around a hit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_AROUND = 70
_LENGTH = 190
_LEAST_BEGUN = 3


def excerpt(text: str, words: Collection[str]) -> list[tuple[str, bool]]:
    """A piece of the text around the first of the words, in parts: each with whether it is one of them."""
    pattern = "|".join(_form(word) for word in sorted(words, key=len, reverse=True))
    hits = re.compile(rf"(?<![^\W_])(?:{pattern})", re.IGNORECASE) if pattern else None
    first = hits.search(text) if hits else None
    shown = _cut_out(text, first.start() if first else 0)
    return list(_parts(shown, hits)) if hits else [(shown, False)]


def _form(word: str) -> str:
    """A word of three letters and more also where another begins so."""
    return re.escape(word) if len(word) >= _LEAST_BEGUN else rf"{re.escape(word)}(?![^\W_])"


def _cut_out(text: str, at: int) -> str:
    start = max(0, at - _AROUND)
    start = 0 if start == 0 else text.find(" ", start, at) + 1 or start
    end = len(text) if len(text) <= start + _LENGTH else text.rfind(" ", start, start + _LENGTH)
    end = end if end > at else min(len(text), start + _LENGTH)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _parts(text: str, hits: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    done = 0
    for hit in hits.finditer(text):
        if hit.start() > done:
            yield text[done : hit.start()], False
        yield hit.group(), True
        done = hit.end()
    if done < len(text):
        yield text[done:], False
