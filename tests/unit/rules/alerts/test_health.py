"""The life of a health incident, and which metrics are a failing source's affair."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from heartbeat.errors import MeasureError, WrongShape
from heartbeat.marts.sandbox import Column
from heartbeat.measure.shape import pick_value, read_number, read_value
from heartbeat.rules.alerts.health import (
    Condition,
    HealthTrack,
    MetricHealth,
    after_publish,
    cannot_heal,
    condition_of_metric,
    condition_of_source,
    fold,
    health_track_from_json,
    health_track_to_json,
)
from heartbeat.rules.condition import ConditionState, SourceCondition
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.status import Health

OK, LATE, STALE, NO_DATA = Condition("ok"), Condition("late"), Condition("stale"), Condition("no_data")
ERROR, LASTING = Condition("error"), Condition("error", heals=False)


def told(*conditions: Condition) -> list[str | None]:
    track = HealthTrack()
    changes: list[str | None] = []
    for condition in conditions:
        track, change = after_publish(track, condition)
        track = health_track_from_json(health_track_to_json(track))
        changes.append(change)
    return changes


@pytest.mark.parametrize(
    ("conditions", "changes"),
    [
        ([OK, LATE, OK], [None, None, None]),
        ([STALE, STALE, OK], ["fire", None, "resolve"]),
        ([NO_DATA, OK, OK], ["fire", "resolve", None]),
        ([ERROR, ERROR, ERROR, OK], [None, "fire", None, "resolve"]),
        ([ERROR, OK, ERROR, OK], [None, None, None, None]),
        ([ERROR, LATE, ERROR, ERROR], [None, None, None, "fire"]),
        ([LASTING, OK], ["fire", "resolve"]),
        ([ERROR, LASTING], [None, "fire"]),
        ([ERROR, STALE], [None, "fire"]),
        ([STALE, ERROR, NO_DATA, LASTING, OK], ["fire", None, None, None, "resolve"]),
        ([STALE, LATE, STALE], ["fire", "resolve", "fire"]),
    ],
)
def test_what_is_told_beat_by_beat(conditions: Sequence[Condition], changes: list[str | None]) -> None:
    assert told(*conditions) == changes


def test_the_reason_is_what_is_true_now() -> None:
    track, _ = after_publish(HealthTrack(), STALE)
    assert track == HealthTrack("firing", 0, "stale")
    track, _ = after_publish(track, ERROR)
    assert track == HealthTrack("firing", 0, "error")
    assert after_publish(track, OK) == (HealthTrack(), "resolve")


@pytest.mark.parametrize(
    ("health", "error", "freshness", "condition"),
    [
        ("ok", None, "green", OK),
        ("ok", None, "amber", LATE),
        ("ok", None, "red", STALE),
        ("no_data", "the value is NULL", "red", NO_DATA),
        ("error", "The SQL of m took longer than 30 s and was stopped.", "red", ERROR),
        ("error", "Postgres refused the SQL of m: permission denied for schema landing (42501).", "green", LASTING),
    ],
)
def test_a_metric_is_as_its_last_computation_and_the_age_of_its_data(
    health: Health, error: str | None, freshness: Freshness, condition: Condition
) -> None:
    assert condition_of_metric(health, error, freshness) == condition


def misshapen(columns: Sequence[Column]) -> str:
    with pytest.raises(WrongShape) as raised:
        pick_value(columns)
    return str(raised.value)


def test_columns_of_the_wrong_kind_stay_so() -> None:
    number = Column("value", "numeric")
    assert cannot_heal(misshapen([]))
    assert cannot_heal(misshapen([number, number]))
    assert cannot_heal(misshapen([Column("value", "text")]))
    assert cannot_heal(misshapen([number, Column("n", "text")]))


def test_rows_of_the_wrong_kind_may_change() -> None:
    with pytest.raises(MeasureError) as several:
        read_value(["value"], [[1], [2]])
    with pytest.raises(MeasureError) as half:
        read_number(1.0, 2.5)
    assert not cannot_heal(str(several.value))
    assert not cannot_heal(str(half.value))


@pytest.mark.parametrize(
    "error",
    [
        None,
        "",
        "unforeseen KeyError: 'x'",
        "Postgres went away while the SQL of m ran: server closed the connection",
        "Postgres refused the SQL of m: division by zero (22012).\n  Correct the SQL of its file.",
        'Postgres refused the SQL of m: invalid input syntax: "(42601)." (22P02), at line 2 of the statement: x',
        "Postgres refused the SQL of m: canceling statement due to conflict with recovery (40001).",
        "Postgres refused the SQL of m: out of memory (53200).",
    ],
)
def test_what_may_heal(error: str | None) -> None:
    assert not cannot_heal(error)


def source(state: ConditionState, source_id: str = "shop", schema: str = "public", **more: object) -> SourceCondition:
    return SourceCondition(source_id, f"{source_id}_{schema}", state, None, None, None, **more)  # type: ignore[arg-type]


def test_a_source_is_as_its_datasets() -> None:
    assert condition_of_source([source("ok"), source("ok", schema="b")]) == OK
    assert condition_of_source([source("ok"), source("error", schema="b")]) == ERROR
    assert condition_of_source([source("running"), source("error", error_code="source-rejected")]) == ERROR
    assert condition_of_source([source("error"), source("held", schema="b")]) == LASTING
    assert condition_of_source([source("error", error_code="schema-drift")]) == LASTING
    assert condition_of_source([source("ok"), source("running", schema="b")]) is None
    assert condition_of_source([]) is None


def test_a_failing_source_folds_in_what_it_keeps_from_being_read() -> None:
    metrics = [
        MetricHealth("stale", STALE, ("shop_public.orders",)),
        MetricHealth("missing", NO_DATA, ("shop_public.orders", "bank_public.cards")),
        MetricHealth("broken", ERROR, ("shop_public.items",)),
        MetricHealth("late", LATE, ("shop_public.orders",)),
        MetricHealth("well", OK, ("shop_public.orders",)),
        MetricHealth("elsewhere", STALE, ("desk_public.calls",)),
        MetricHealth("nothing", NO_DATA),
    ]
    found = fold(metrics, [source("error"), source("held", "bank"), source("error", "idle"), source("ok", "desk")])
    assert found.by_source == {"shop": ("stale", "missing", "broken"), "bank": ("missing",), "idle": ()}
    assert found.alone == ("late", "well", "elsewhere", "nothing")


def test_a_source_that_failed_in_part_folds_in_what_reads_that_part() -> None:
    part = source("error", is_partial=True, unread=frozenset({"shop_public.items"}))
    metrics = [MetricHealth("a", STALE, ("shop_public.items",)), MetricHealth("b", STALE, ("shop_public.orders",))]
    found = fold(metrics, [part, source("error", schema="b")])
    assert (found.by_source, found.alone) == ({"shop": ("a",)}, ("b",))


def test_a_source_of_two_failing_datasets_names_a_metric_once() -> None:
    both = MetricHealth("m", STALE, ("shop_public.orders", "shop_b.items"))
    assert fold([both], [source("error"), source("held", schema="b")]).by_source == {"shop": ("m",)}
