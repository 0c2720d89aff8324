"""Segments come and go with their files; what their entities were stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from heartbeat.db import Database, Role
from heartbeat.definitions.model import Explained, Workspace
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.definitions.workspace import survey_workspace
from heartbeat.measure.segments.run import take_due
from heartbeat.readings.audit.segments import read_segments
from heartbeat.readings.deployed.explained import Changes
from integration.readings.small_house import apply, metric, workspace
from integration.segments.shop_segments import ALL, NOW, TIER, daily, land_orders
from small_shop import write_workspace


def house(*segments: SegmentDefinition) -> Workspace:
    return replace(workspace(metric("orders", "ORDE")), explained=Explained(segments=segments))


def deployed(database: Database) -> tuple[SegmentDefinition, ...]:
    with database.connect(Role.WORKER) as connection:
        return read_segments(connection)


def test_a_deploy_makes_the_files_what_is_deployed(database: Database) -> None:
    apply(database, house(TIER, ALL))
    assert deployed(database) == (ALL, TIER)
    renamed = replace(TIER, name="Tier of clients", content_hash="other")
    apply(database, house(renamed))
    assert deployed(database) == (renamed,)


def test_what_a_removed_segment_knew_stays(database: Database) -> None:
    land_orders(database)
    apply(database, house(TIER))
    assert [one.error for one in take_due(database, now=NOW, timezone="UTC")] == [None]
    apply(database, house())
    assert deployed(database) == ()
    assert len(daily(database)) == 1


def test_the_changes_are_told(database: Database) -> None:
    other = replace(TIER, definition_hash="v1:other", content_hash="other")
    steps = ((TIER,), (TIER, ALL), (other, ALL), (ALL,), (ALL,))
    told = [apply(database, house(*segments)).explained.segments for segments in steps]
    assert told == [
        Changes(("client_tier",), (), ()),
        Changes(("all_clients",), (), ()),
        Changes((), ("client_tier",), ()),
        Changes((), (), ("client_tier",)),
        Changes((), (), ()),
    ]


def test_a_segment_with_an_error_refuses_the_workspace_and_belongs_to_its_hash(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments/client_tier.sql").write_text("-- members\nselect 1 as entity;\n")
    survey = survey_workspace(tmp_path)
    assert survey.has_error
    assert {problem.file for problem in survey.problems if problem.severity == "error"} == {"segments/client_tier.sql"}
    assert "segments/client_tier.sql" in survey.texts
