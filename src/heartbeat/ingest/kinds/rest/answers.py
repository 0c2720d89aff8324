"""What an answer says: JSON with every digit, and where in it the rows lie."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dlt.common import jsonpath
from dlt.sources.helpers.requests import Response
from dlt.sources.helpers.rest_client.detector import RECORD_KEY_PATTERNS, find_all_lists
from requests import codes

from heartbeat.errors import SourceRejected

Rows = list[Mapping[str, Any]]

WHOLE = "$"  # the answer itself is the list, or the one row
_QUOTED = 160  # characters of what a server said, in a message
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]{0,1000}>|[\x00-\x1f\x7f]", re.DOTALL | re.IGNORECASE)
_EXPRESSION = re.compile(r"[$\[\]*@?]")
_COUNTS = {
    "total", "totalcount", "totalrows", "totalitems", "totalresults", "totalrecords", "totalelements", "totalhits", "count",
}  # fmt: skip
_PROMISES = {"hasmore", "hasnext", "hasnextpage", "more", "moreavailable"}


class Answer(Response):
    """An answer whose body is here. Whoever asks it for its JSON gets the same object, read once."""

    def __init__(self, response: Response, body: bytes) -> None:
        super().__init__()
        self.__dict__.update(response.__dict__)
        self.body = body
        self._said: Any = None

    def read(self) -> None:
        """Read its JSON, numbers as int and Decimal. An empty answer is no row only if its status (204) says that it is meant.

        Raises:
            ValueError, RecursionError: it is none.
            ArithmeticError: a number has an exponent that is too large for any type.
        """
        text: str | bytes = self.body
        charset = (self.encoding or "utf-8").lower()
        if "charset" in self.headers.get("Content-Type", "").lower() and not charset.startswith("utf"):
            text = self.body.decode(charset)
        is_meant_empty = self.status_code == codes.no_content and not self.body
        self._said = [] if is_meant_empty else json.loads(text, parse_float=Decimal, parse_constant=Decimal)

    def json(self, **_: Any) -> Any:
        """What it says."""
        return self._said

    @property
    def kind(self) -> str:
        """The kind of content that it claims to have."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower() or "no content type"


def quoted(body: bytes, clean: Callable[[str], str]) -> str:
    """The beginning of what a server said, as a person would read it; '' for nothing.

    `clean` takes secrets out of a text: of the one that came, of the one that is read, and before they are cut.
    """
    text = clean(body[: _QUOTED * 200].decode(errors="replace"))[: _QUOTED * 100]
    words = clean(" ".join(html.unescape(_UNSEEN.sub(" ", text)).split()))
    return f"“{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}”" if words else ""


def find_rows(said: Any, table: str) -> str:
    """Where the rows of an answer lie: the path of the only list of objects, or of the only one with a telling name.

    Raises:
        SourceRejected: there is none, or it cannot be told which.
    """
    if isinstance(said, list):
        return WHOLE
    found = find_all_lists(said, result=[]) if isinstance(said, dict) else []
    lists = [path for path, values in found or [] if all(isinstance(value, dict) for value in values)]
    telling = [path for path in lists if path[-1].lower() in RECORD_KEY_PATTERNS]
    for candidates in (lists, telling):
        if len(candidates) == 1:
            return ".".join(candidates[0])
    if lists:
        message = f"The answer for {table} has several lists: {_listed('.'.join(path) for path in lists)}."
        raise SourceRejected(message, hint="Name the one with the rows in `data`.")
    message = f"The answer for {table} has no list of rows{_keys(said)}."
    raise SourceRejected(message, hint="Name where they lie in `data`; `data: $` makes the whole answer one row.")


def rows_at(said: Any, path: str, table: str) -> Rows:
    """The rows that lie there; a single object is one row.

    Raises:
        SourceRejected: nothing lies there, or no rows.
    """
    found = said if path == WHOLE else _walk(said, path, table)
    if found is None:
        return []
    rows = found if isinstance(found, list) else [found]
    for at, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            message = f"What lies at `{path}` of the answer for {table} are no rows: the {_ordinal(at)} of them is {_kind(row)}."
            raise SourceRejected(message, hint="Name in `data` where a list of objects lies.")
    return rows


def refuse_unread(said: Any, rows: int, table: str, *, by_count: bool) -> None:
    """Refuse the only answer there was, where it says that there is more than it holds.

    Args:
        said: the answer.
        rows: that it holds.
        table: for messages.
        by_count: a count that it names must not be greater either. Of an increment it may count all there are.

    Raises:
        SourceRejected: it says so.
    """
    for name, value in near_values(said):
        bare = re.sub(r"[\W_]", "", name).lower()
        is_more = by_count and value > rows if type(value) is int and bare in _COUNTS else value is True and bare in _PROMISES
        if is_more:
            told = json.dumps(value)
            message = f"The answer for {table} holds {rows} rows, says `{name}: {told}`, and nothing in it leads to the rest."
            hint = "Declare how its pages are turned in `pagination`, or `pagination: single_page` if this is all."
            raise SourceRejected(message, hint=hint)


def near_values(said: Any) -> list[tuple[str, Any]]:
    """Names and values of an answer, and those one step deeper."""
    if not isinstance(said, dict):
        return []
    return [pair for name, value in said.items() for pair in (value.items() if isinstance(value, dict) else [(name, value)])]


def _walk(said: Any, path: str, table: str) -> Any:
    if _EXPRESSION.search(path):
        found = jsonpath.find_values(path, said)
        if found:
            return found[0] if len(found) == 1 else found
        raise _missing(path, path, said, table)
    at = said
    for name in path.split("."):
        if not isinstance(at, dict) or name not in at:
            raise _missing(path, name, at, table)
        at = at[name]
    return at


def _missing(path: str, name: str, at: Any, table: str) -> SourceRejected:
    message = f"The answer for {table} has nothing at `{path}`: there is no `{name}`{_keys(at)}."
    return SourceRejected(message, hint="Correct `data`: where the list of rows lies, such as `result.items`.")


def _keys(said: Any) -> str:
    if isinstance(said, dict):
        return f"; it has {_listed(said)}" if said else "; it is an empty object"
    return f"; it is {_kind(said)}"


def _listed(names: Any) -> str:
    some = [str(name) for name in names]
    return ", ".join(some[:12]) + (", …" if len(some) > 12 else "")


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
