"""One statement of a file, and where each of its characters stands in that file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from heartbeat.definitions.sql.tokens import Kind, Token, fold, tokenize

LONGEST_STATEMENT = 100_000
"""Characters. Reading a longer one takes seconds before Postgres has it, and no time limit holds there."""


class Lines:
    """The lines of a text, to tell where an offset is."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]

    def line(self, offset: int) -> int:
        """1-based line of an offset."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """1-based column of an offset."""
        return offset - self._starts[self.line(offset) - 1] + 1


@dataclass(frozen=True)
class Statement:
    """A statement from its first word to its last, without `;`. `line` and `column` are where it begins in the file."""

    section: str
    sql: str
    line: int
    column: int

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """What Postgres reads: without whitespace and comments."""
        return tuple(token for token in tokenize(self.sql) if not token.is_silent)

    @cached_property
    def lines(self) -> Lines:
        """The statement's own lines."""
        return Lines(self.sql)

    @property
    def uses_as_of(self) -> bool:
        """Whether `:as_of` stands in it."""
        return any(token.kind is Kind.VARIABLE and token.text == ":as_of" for token in self.tokens)

    def line_at(self, offset: int) -> int:
        """The line of the file at which an offset of the statement stands."""
        return self.line + self.lines.line(offset) - 1

    def line_of_word(self, word: str) -> int:
        """The line of the first unquoted `word`, or of the statement."""
        found = (token for token in self.tokens if token.kind is Kind.WORD and fold(token.text) == word)
        first = next(found, None)
        return self.line_at(first.start) if first else self.line
