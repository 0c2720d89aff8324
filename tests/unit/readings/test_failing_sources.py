"""Which sources the board says are failing, and what it says of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from heartbeat.readings.tiles.document import failing_sources
from heartbeat.rules.condition import SourceCondition

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AWAY = SourceCondition("support", "support_desk", "error", "no answer", NOON, None, "source-unreachable")
WELL = SourceCondition("bank", "bank_core", "ok", None, None, NOON)


def test_a_source_that_is_well_or_not_deployed_is_not_told() -> None:
    assert failing_sources([WELL, replace(AWAY, source_id="gone")], {"bank", "support"}) == []


def test_the_longest_trouble_comes_first_in_words_and_with_its_time() -> None:
    held = replace(AWAY, source_id="bank", state="held", error_code="load-held", since=NOON - HOUR)
    odd = replace(AWAY, source_id="odd", error_code="something-else", since=NOON + HOUR)
    assert failing_sources([AWAY, odd, held], {"bank", "support", "odd"}) == [
        {"source_id": "bank", "state": "held", "trouble": "load held", "since": "2026-11-26T11:00:00Z"},
        {"source_id": "support", "state": "error", "trouble": "unreachable", "since": "2026-11-26T12:00:00Z"},
        {"source_id": "odd", "state": "error", "trouble": "failing", "since": "2026-11-26T13:00:00Z"},
    ]


def test_a_source_with_several_datasets_is_told_once_with_the_worst_of_them() -> None:
    held = replace(AWAY, dataset="support_archive", state="held", error_code="load-held", since=NOON - 9 * HOUR)
    earlier = replace(AWAY, dataset="support_chat", since=NOON - HOUR)
    (told,) = failing_sources([earlier, held, AWAY], {"support"})
    assert (told["trouble"], told["since"]) == ("unreachable", "2026-11-26T11:00:00Z")
