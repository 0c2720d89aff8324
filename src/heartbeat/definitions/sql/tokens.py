"""Our own reading of Postgres SQL as tokens: enough to bind `:as_of`, to split statements and to hash a definition.

It is small and ours on purpose: a hash that followed a parser's rendering would end verifications with that parser's next
release. Tokens lose nothing (joined, they are the text again), and no text makes the tokenizer fail.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

HASH_VERSION = "v1"
"""Version of the hash's algorithm; a change of any rule below needs a new one."""


class Kind(StrEnum):
    """What a token is. `BROKEN` is a string, name or comment without its end; it reaches to the end of the text."""

    SPACE = "space"
    COMMENT = "comment"
    STRING = "string"
    QUOTED = "quoted name"
    WORD = "word"
    NUMBER = "number"
    VARIABLE = "variable"
    PARAMETER = "parameter"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    STRAY = "stray"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SQL. `start` counts characters from the beginning of the text."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset of the first character after it."""
        return self.start + len(self.text)

    @property
    def is_silent(self) -> bool:
        """Whether Postgres reads over it."""
        return self.kind in (Kind.SPACE, Kind.COMMENT)


# Possessive quantifiers (`*+`) keep a long unterminated string from being tried in exponentially many ways.
_PATTERN = re.compile(
    r"""
      (?P<SPACE>       [ \t\n\r\f\v]+ )
    | (?P<COMMENT>     --[^\n\r]*+ )
    | (?P<BLOCK>       /\* )
    | (?P<STRING>      [eE]'(?:[^'\\]++|\\.|'')*+' | (?:[uU]&|[bBxXnN])?'(?:[^']++|'')*+'
                       | \$(?P<tag>(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)?)\$.*?\$(?P=tag)\$ )
    | (?P<QUOTED>      (?:[uU]&)?"(?:[^"]++|"")*+" )
    | (?P<BROKEN>      (?:[eEbBxXnN]|[uU]&)?['"].*+ | \$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)?\$.*+ )
    | (?P<PARAMETER>   \$[0-9]+ )
    | (?P<WORD>        [A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*+ )
    | (?P<NUMBER>      0[xX][0-9a-fA-F_]++ | 0[oO][0-7_]++ | 0[bB][01_]++
                       | (?:[0-9][0-9_]*+(?:\.(?!\.)[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]+)? )
    | (?P<VARIABLE>    :(?:(?![0-9]+\b)[A-Za-z0-9_\x80-\U0010ffff]++|'[A-Za-z0-9_]+'|"[A-Za-z0-9_]+") )
    | (?P<PUNCTUATION> :: | := | [()\[\],;.:] )
    | (?P<OPERATOR>    [-+*/<>=~!@\#%^&|`?]+ )
    | (?P<STRAY>       . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_KEEPS_TRAILING_SIGN = re.compile(r"[~!@#%^&|`?]")


def tokenize(sql: str) -> list[Token]:
    """Read SQL as tokens, none lost: the texts joined are the input."""
    return list(_tokens(sql))


def bind_as_of(sql: str, moment: str = "$1::timestamptz") -> str:
    """Replace each `:as_of` by `moment`, never inside a string, a name, a comment or a cast."""
    return "".join(_bound(tokenize(sql), moment))


def statement_hash(sql: str) -> str:
    """Hash of what a statement says: sha256 over its tokens, 64 hexadecimal digits.

    Whitespace, comments and a final `;` do not count. Letters A to Z of unquoted words do not count as upper or lower case
    either, because Postgres folds them the same way: a formatter that writes keywords in capitals changes no number and must
    not end a verification. Quoted names and strings count as they are.
    """
    spoken = [_canonical(token) for token in tokenize(sql) if not token.is_silent]
    while spoken and spoken[-1] == ";":
        spoken.pop()
    return digest(spoken)


def digest(parts: Iterable[str]) -> str:
    """sha256 over texts, each with its length, so that no two lists of texts can be confused."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()


def _tokens(sql: str) -> Iterator[Token]:
    at = 0
    while at < len(sql):
        match = _PATTERN.match(sql, at)
        assert match is not None and match.lastgroup is not None  # noqa: S101, PT018 - the last branch takes any character
        token = _token(match.lastgroup, match, sql)
        yield token
        at = token.end


def _token(group: str, match: re.Match[str], sql: str) -> Token:
    start = match.start()
    if group == "BLOCK":
        return _block_comment(sql, start)
    if group == "OPERATOR":
        return Token(Kind.OPERATOR, _operator(match.group()), start)
    return Token(Kind[group], match.group(), start)


def _block_comment(sql: str, start: int) -> Token:
    """Comments nest in Postgres, which no regular expression can follow."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return Token(Kind.COMMENT, sql[start : edge.end()], start)
    return Token(Kind.BROKEN, sql[start:], start)


def _operator(run: str) -> str:
    """Postgres ends an operator before a comment, and before a trailing sign unless a special character is in it: `=-1`."""
    for edge in ("--", "/*"):
        at = run.find(edge, 1)
        run = run[:at] if at > 0 else run
    while len(run) > 1 and run[-1] in "+-" and not _KEEPS_TRAILING_SIGN.search(run[:-1]):
        run = run[:-1]
    return run


def _bound(tokens: list[Token], moment: str) -> Iterator[str]:
    before = ""
    for token in tokens:
        text = token.text
        if token.kind is Kind.VARIABLE and text == ":as_of":
            # `and:as_of` must not become the word `and$1`
            text = f" {moment}" if before[-1:].isalnum() or before[-1:] in ("_", "$") else moment
        elif before == moment and text.startswith("$"):
            text = f" {text}"
        yield text
        before = text


def _canonical(token: Token) -> str:
    if token.kind is Kind.WORD:
        return fold(token.text)
    if token.kind is Kind.STRING and not token.text.startswith("$"):
        prefix, quote, rest = token.text.partition("'")
        return fold(prefix) + quote + rest
    return token.text


def fold(word: str) -> str:
    """An unquoted word as Postgres stores it: A to Z in lower case, every other letter as it is."""
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in word)
