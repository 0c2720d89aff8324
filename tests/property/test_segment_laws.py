"""Laws of segments: whatever was seen on which day, in whatever order it came, is what the intervals tell, and they are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartbeat.db import Role
from heartbeat.marts.segments.write import Snapshot, keep
from postgres_fixtures import Cluster, cloned_house

FIRST, AT = date(2026, 3, 1), datetime(2026, 3, 20, tzinfo=UTC)
VALUES = ("gold", "plain", "none")
Seen = Mapping[str, str]
Interval = tuple[str, str, date, date | None]

members = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(VALUES))
days = st.integers(0, 9).map(lambda number: FIRST + timedelta(days=number))
stories = st.lists(st.tuples(days, members), min_size=1, max_size=14)


@pytest.fixture(scope="module")
def worker(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with cloned_house(cluster) as database, database.connect(Role.WORKER, autocommit=True) as connection:
        yield connection


def fewest(seen: Mapping[date, Seen]) -> set[Interval]:
    """The intervals that a person would write: one for each row of days looked at on which the value is the same."""
    found: set[Interval] = set()
    following = dict(pairwise(sorted(seen)))
    for entity in {entity for members in seen.values() for entity in members}:
        begun: tuple[str, date] | None = None
        for d in sorted(seen):
            value = seen[d].get(entity)
            if begun is None and value is not None:
                begun = value, d
            then = following.get(d)
            if begun is not None and (then is None or seen[then].get(entity) != begun[0]):
                found.add((entity, *begun, then))
                begun = None
    return found


@given(stories, st.sampled_from(["tier", "risk"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_seen_is_what_is_told_by_as_few_intervals_as_can_be(
    worker: psycopg.Connection[Any], story: list[tuple[date, Seen]], segment: str
) -> None:
    worker.execute("delete from segments.membership")
    worker.execute("delete from segments.snapshot")
    seen: dict[date, Seen] = {}
    keep(worker, Snapshot("other", FIRST, AT, AT), [b"a\tgold\n"], VALUES)
    for d, members in story:
        seen[d] = members
        rows = "".join(f"{entity}\t{value}\n" for entity, value in members.items())
        kept = keep(worker, Snapshot(segment, d, AT, AT), [rows.encode()], VALUES)
        earlier = max((day for day in seen if day < d), default=None)
        before = seen[earlier] if earlier else {}
        assert kept == (len(members), sum(before.get(entity, value) != value for entity, value in members.items()))
    told = worker.execute("select d, entity, value from segments.daily where segment = %s", (segment,)).fetchall()
    intervals = worker.execute("select entity, value, from_d, to_d from segments.membership where segment = %s", (segment,))
    assert sorted(told) == sorted((d, entity, value) for d, members in seen.items() for entity, value in members.items())
    assert set(intervals.fetchall()) == fewest(seen)
    assert worker.execute("select entity, value from segments.daily where segment = 'other'").fetchall() == [("a", "gold")]
