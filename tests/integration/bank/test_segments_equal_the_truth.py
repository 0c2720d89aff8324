"""Each segment of the example, taken over marts day by day, against who belongs where by the rows that were made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bank_source.truth.bank import Bank
from bank_source.truth.segments import TELLERS
from heartbeat.db import Database, Role
from heartbeat.definitions.parse.metric_file import Declared
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.segments.run import Studio, take_past
from heartbeat.rules.days import day_end
from integration.bank.bank_marts import a_bank, land_directly
from postgres_fixtures import Cluster, cloned_house

BANK_FOLDER = Path(__file__).parents[3] / "examples" / "bank"
TIMEZONE = "Europe/Vilnius"
DAYS_AGO = (1, 2, 3, 13, 29, 60)


def definitions() -> dict[str, SegmentDefinition]:
    workspace = load_workspace(BANK_FOLDER).workspace
    declared = Declared({dataset: source for source in workspace.sources for dataset in source.datasets()})
    found = {}
    for path in sorted((BANK_FOLDER / "segments").glob("*.sql")):
        findings = Findings(f"segments/{path.name}")
        segment = parse_segment(findings.file, path.read_text(), declared, findings)
        assert segment is not None, findings.problems
        assert findings.problems == []
        found[segment.segment] = segment
    return found


SEGMENTS = definitions()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return a_bank()


@pytest.fixture(scope="module")
def marts(cluster: Cluster, bank: Bank) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        land_directly(database, bank)
        yield database


def test_every_segment_has_a_truth() -> None:
    assert TELLERS.keys() == SEGMENTS.keys()


@pytest.mark.parametrize("name", sorted(TELLERS))
def test_who_belongs_where_equals_the_truth_on_every_day(marts: Database, bank: Bank, name: str) -> None:
    segment, now = SEGMENTS[name], datetime.fromtimestamp(bank.world.until, UTC)
    days = [now.date() - timedelta(days=days) for days in DAYS_AGO]
    with marts.connect(Role.WORKER, autocommit=True) as connection:
        studio = Studio(connection, Sandbox(marts, timeout_seconds=30))
        taken = [
            *take_past(studio, segment, days, now=now, timezone=TIMEZONE),
            studio.take(segment, now.date(), as_of=now, now=now),
        ]
        assert len(taken) == 7
        told: dict[object, dict[int, str]] = {}
        for d, entity, value in connection.execute("select d, entity, value from segments.daily where segment = %s", (name,)):
            told.setdefault(d, {})[int(entity)] = value
        ended = connection.execute(
            """select count(*) from segments.membership m join segments.membership n using (segment, entity)
                where segment = %s and m.to_d = n.from_d and m.value <> n.value""",
            (name,),
        ).fetchone()
    assert told[now.date()] == TELLERS[name](bank, bank.world.until)
    for d in days:
        assert told[d] == TELLERS[name](bank, day_end(d, TIMEZONE).timestamp()), d
    assert set(told[now.date()].values()) == set(segment.values), "every value occurs, or a cut has an empty colour"
    assert ended, "somebody moves within two months"
    assert ended[0] > 20
