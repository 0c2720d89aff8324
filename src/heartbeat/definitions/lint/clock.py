"""Whether a statement reads the wall clock."""

from __future__ import annotations

import re
from collections.abc import Sequence

from heartbeat.definitions.sql.text import Statement
from heartbeat.definitions.sql.tokens import Kind, Token, fold

_WORDS = frozenset(("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"))
_CALLS = frozenset(("now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"))
_STRINGS = re.compile(r"'\s*(now|today|yesterday|tomorrow)\s*'", re.IGNORECASE)
_LOCAL = "(:as_of at time zone '<zone>')"
_INSTEAD = {
    "current_date": f"{_LOCAL}::date",
    "today": f"{_LOCAL}::date",
    "yesterday": f"{_LOCAL}::date - 1",
    "tomorrow": f"{_LOCAL}::date + 1",
    "current_time": f"{_LOCAL}::time",
    "localtime": f"{_LOCAL}::time",
    "localtimestamp": _LOCAL,
    "age": "age(:as_of, …)",
}
_TIME_TYPES = frozenset(("date", "time", "timetz", "timestamp", "timestamptz"))


def clock_word(statement: Statement) -> str | None:
    """The first word that reads the wall clock, as written, or None. `age(x)` counts: it compares with today."""
    tokens = statement.tokens
    return next((token.text for at, token in enumerate(tokens) if _reads_clock(tokens, at)), None)


def instead_of(word: str) -> str:
    """What to write in place of a word that reads the wall clock, so that the statement can be asked about any past day."""
    return _INSTEAD.get(fold(word).strip("' "), ":as_of")


def _reads_clock(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].kind is Kind.STRING and _STRINGS.fullmatch(tokens[at].text):
        typed = before is not None and fold(before.text) in _TIME_TYPES
        return typed or (after is not None and after.text == "::")
    if tokens[at].kind is not Kind.WORD:
        return False
    word = fold(tokens[at].text)
    called = after is not None and after.text == "("
    if word in _WORDS:
        return before is None or (before.text != "." and fold(before.text) != "as")
    return called and (word in _CALLS or (word == "age" and _arguments(tokens[at + 2 :]) == 1))


def _arguments(tokens: Sequence[Token]) -> int:
    """How many arguments a call has, from the token after its opening bracket."""
    depth, commas = 0, 0
    for token in tokens:
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if depth < 0:
            break
        commas += token.text == "," and depth == 0
    return commas + 1
