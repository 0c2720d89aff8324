"""How near a candidate is to metrics that are there already: the same tables, and the same words in its SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.sql.tokens import Kind, fold, tokenize
from heartbeat.measure.discovery.candidate import Candidate

LEAST = 0.65
_MOST_TOLD = 3
_TABLES, _WORDS = 0.3, 0.5  # what the tables and the words of the SQL weigh
_HEADER = (0.1, 0.05, 0.05)  # and the same unit, direction and period
_SAYS_NOTHING = frozenset(
    [
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "is",
        "null",
        "as",
        "on",
        "join",
        "left",
        "with",
        "group",
        "by",
        "order",
        "having",
        "in",
        "case",
        "when",
        "then",
        "else",
        "end",
        "interval",
        "at",
        "time",
        "zone",
        "int",
        "date",
        "numeric",
        "value",
        "n",
        "as_of",
        "distinct",
        "coalesce",
        "between",
        "limit",
        "asc",
        "desc",
        "nullif",
    ]
)


@dataclass(frozen=True)
class Near:
    """A metric like a candidate: how like, 0 to 1, and what both read."""

    metric_id: str
    name: str
    likeness: float
    shared: tuple[str, ...]


def near_duplicates(candidate: Candidate, metrics: Iterable[MetricDefinition]) -> tuple[Near, ...]:
    """The metrics that compute nearly the same, the nearest first, three at most."""
    own, read = _words(candidate.sql), frozenset(candidate.sources)
    found = []
    for metric in metrics:
        theirs = frozenset(metric.sql.tables)
        alike = [candidate.unit == metric.unit, candidate.direction == metric.direction, candidate.period == metric.period]
        likeness = sum(weight for weight, same in zip(_HEADER, alike, strict=True) if same)
        likeness += _TABLES * _overlap(read, theirs) + _WORDS * _overlap(own, _words(metric.sql.value))
        if read & theirs and likeness >= LEAST:
            shared = sorted(read & theirs)
            found.append(Near(metric.metric_id, metric.name, round(likeness, 2), tuple(shared)))
    return tuple(sorted(found, key=lambda near: (-near.likeness, near.metric_id))[:_MOST_TOLD])


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first | second else 0.0


@lru_cache(maxsize=512)
def _words(sql: str) -> frozenset[str]:
    """The names and literals of a statement that say what it computes: no keywords, no aliases of one letter."""
    spoken = (token for token in tokenize(sql) if token.kind in (Kind.WORD, Kind.QUOTED, Kind.STRING, Kind.NUMBER))
    words = (fold(token.text).strip('"') for token in spoken)
    return frozenset(word for word in words if word not in _SAYS_NOTHING and (len(word) > 1 or word.isdigit()))
