"""All patterns over all tables, and the order in which a person should read what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from heartbeat.measure.discovery.candidate import Candidate, free_code, free_id
from heartbeat.measure.discovery.patterns.deadlines import overdue
from heartbeat.measure.discovery.patterns.flows import flows
from heartbeat.measure.discovery.patterns.shares import shares
from heartbeat.measure.discovery.patterns.stands import silent_things, stands
from heartbeat.measure.discovery.patterns.state_logs import state_logs
from heartbeat.measure.discovery.patterns.waiting import waiting
from heartbeat.measure.discovery.subject import Land, Subject

_PATTERNS: tuple[Callable[[Subject], Iterator[Candidate]], ...] = (
    overdue, state_logs, waiting, flows, shares, stands, silent_things,
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """Ids and codes that metrics have, or had."""

    metric_ids: frozenset[str]
    codes: frozenset[str]


def find_candidates(land: Land, names: Iterable[str], taken: Taken) -> list[Candidate]:
    """What the patterns find in the tables of these names, each with an id that nobody has; in the order of the tables."""
    found: list[Candidate] = []
    metric_ids = set(taken.metric_ids)
    for name in names:
        subject = Subject(land.tables[name], land)
        if not subject.table.rows or not subject.is_plain():
            continue
        for pattern in _PATTERNS:
            for candidate in pattern(subject):
                free = free_id(candidate.metric_id, metric_ids)
                metric_ids.add(free)
                found.append(replace(candidate, metric_id=free))
    return found


def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first. Each further candidate of a table counts one less, so that one table does not fill the page."""
    left, ranked, seen = list(candidates), [], dict[str, int]()
    while left:
        best = min(left, key=lambda one: (seen.get(one.table, 0) - one.score, one.table, one.metric_id))
        ranked.append(best)
        left.remove(best)
        seen[best.table] = seen.get(best.table, 0) + 1
    return ranked


def with_codes(candidates: Sequence[Candidate], taken: Taken) -> list[Candidate]:
    """The same with a code for the screen, which no metric and no other candidate has."""
    codes, coded = set(taken.codes), []
    for candidate in candidates:
        code = free_code(candidate.name, codes)
        codes.add(code)
        coded.append(replace(candidate, code=code))
    return coded
