"""What a column is for, as its name and its type tell."""

from __future__ import annotations

import re
from typing import Literal

from heartbeat.marts.landed.columns import is_of_a_life

Role = Literal[
    "reference", "event time", "deadline", "technical time", "personal time", "state", "flag", "amount", "number", "text"
]

TIMES = ("timestamp with time zone", "timestamp without time zone", "date")
INTEGERS = ("smallint", "integer", "bigint")
NUMBERS = (*INTEGERS, "numeric", "double precision", "real")
TEXTS = ("text", "character varying", "character")

_TECHNICAL = {"updated", "update", "modified", "changed", "synced", "loaded", "inserted", "ingested", "imported", "refreshed"}
_DEADLINE = {"due", "deadline", "expires", "expiry", "expiration", "until", "maturity", "matures", "promised", "sla", "payable"}
_REFERENCE = {"id", "no", "nr", "number", "key", "uuid", "guid", "ref"}
_CHANGING = {"state", "status", "stage", "phase", "outcome", "result"}
_KINDS = {
    "type", "kind", "direction", "category", "class", "reason", "channel", "severity", "level", "priority", "method", "mode",
    "operation", "side", "currency", "country", "segment", "tier", "rule", "frequency", "event", "flag", "symbol", "region",
}  # fmt: skip
_MONEY = {
    "amount", "amt", "total", "sum", "fee", "fees", "cost", "costs", "charge", "revenue", "turnover", "tax", "vat", "interchange",
    "credit", "debit", "net", "gross", "sales", "owed", "premium", "paid", "payment", "payments", "deposit", "salary",
}  # fmt: skip
_STOCK = {
    "balance", "required", "deposited", "limit", "stock", "cash", "holding", "holdings", "safeguarded", "money", "inventory",
    "reserve", "position", "exposure",
}  # fmt: skip
_NO_SUM = {"rate", "price", "percent", "pct", "ratio", "score", "share", "lat", "lon", "latitude", "longitude", "year", "month"}


def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name in lower case: `dueAt` and `due_at` are `due` and `at`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return tuple(word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word)


def singular(word: str) -> str:
    """One of several."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("statuses", "classes", "boxes", "addresses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def base_type(type_name: str) -> str:
    """A type without its modifiers: `numeric(18,2)` is `numeric`, `timestamp(3) with time zone` one with time zone."""
    return re.sub(r"\(.*?\)", "", type_name).strip()


def role_of(name: str, type_name: str) -> Role:
    """What a column is for. A name that says nothing leaves `number` or `text`."""
    words, kind = set(words_of(name)), base_type(type_name)
    if kind in TIMES:
        return _role_of_time(name)
    if kind == "boolean":
        return "flag"
    if words & (_CHANGING | _KINDS) and kind in (*INTEGERS, *TEXTS):
        return "state"
    if words_of(name)[-1:] and words_of(name)[-1] in _REFERENCE:
        return "reference"
    if kind not in NUMBERS:
        return "text"
    is_sum = not words & _NO_SUM and (bool(words & (_MONEY | _STOCK)) or (kind == "numeric" and type_name.endswith(",2)")))
    return "amount" if is_sum else "number"


def _role_of_time(name: str) -> Role:
    words = set(words_of(name))
    if is_of_a_life(name):
        return "personal time"
    return "technical time" if words & _TECHNICAL else "deadline" if words & _DEADLINE else "event time"


def changes(name: str) -> bool:
    """Whether a state column tells how far something has come, so that its past values are overwritten."""
    return bool(set(words_of(name)) & _CHANGING)


def tells_outcome(name: str) -> bool:
    """Whether a state column tells how something went, rather than why, where or of what kind it is."""
    return changes(name) or bool(set(words_of(name)) & {"type", "kind", "event", "operation", "flag"})


def is_stock(name: str) -> bool:
    """Whether an amount tells what is there, not what moved: a balance, a limit."""
    return bool(set(words_of(name)) & _STOCK)
