"""Nothing new, no work: the decision about one metric."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from heartbeat.definitions.model import MetricDefinition, MetricSql
from heartbeat.marts.loads import TableState
from heartbeat.measure.decide import Sight, decide
from heartbeat.readings.commit import MetricState

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)
READ_AT = NOW - timedelta(minutes=1)
EARLIER = NOW - timedelta(hours=1)
A, B = "shop.a", "shop.b"


def metric(*tables: str, as_of: bool = False, now: bool = False) -> MetricDefinition:
    sql = MetricSql("select 1 as value", None, None, tables, as_of, now)
    texts = {"name": "M", "description": "d", "how_to_read": "h", "area": "", "file": "metrics/m.sql", "code": "MMMM"}
    return MetricDefinition("m", period="24h", unit="count", direction="up", sql=sql, definition_hash="v1:a", **texts)  # type: ignore[arg-type]


def state(source_as_of: datetime | None = READ_AT) -> MetricState:
    return MetricState(
        "m", seq=1, beat_id=1, value=1.0, n=None, as_of=source_as_of, source_as_of=source_as_of, computed_at=EARLIER,
        definition_hash="v1:a", status="green", reason="within", since=EARLIER, changed_from=None, value_before=None,
        health="ok", health_since=EARLIER, error=None, loads={A: "load-1", B: "load-1"},
    )  # fmt: skip


def table(name: str, *, checked_at: datetime = READ_AT, load_id: str | None = "load-1") -> TableState:
    dataset, _, table_name = name.partition(".")
    return TableState(dataset, table_name, "shop", load_id, checked_at, None, 0, 0)


SIGHT = Sight(NOW, {A: table(A), B: table(B)})


def test_a_metric_is_as_of_the_oldest_of_its_tables() -> None:
    sight = Sight(NOW, {A: table(A), B: table(B, checked_at=EARLIER)})
    decision = decide(metric(A, B, as_of=True), None, sight)
    assert (decision.as_of, decision.source_as_of) == (EARLIER, EARLIER)


def test_a_metric_that_reads_the_wall_clock_is_as_of_the_beat() -> None:
    decision = decide(metric(A, now=True), state(), SIGHT)
    assert (decision.action, decision.as_of, decision.source_as_of) == ("execute", NOW, READ_AT)


def test_a_metric_bound_to_as_of_keeps_it_though_it_reads_the_wall_clock_too() -> None:
    assert decide(metric(A, as_of=True, now=True), state(), SIGHT).as_of == READ_AT


def test_a_metric_whose_tables_were_not_read_stands_still() -> None:
    for each in (metric(A, as_of=True), metric(A), metric(A, B)):
        decision = decide(each, state(), SIGHT)
        assert (decision.action, decision.why) == ("stand_still", "no table it reads has been read since")


def test_one_of_two_tables_does_not_move_a_metric_that_is_bound_to_as_of() -> None:
    sight = Sight(NOW, {A: table(A, load_id="load-2"), B: table(B, checked_at=EARLIER)})
    decision = decide(metric(A, B, as_of=True), state(EARLIER), sight)
    assert (decision.action, decision.why) == ("stand_still", "shop.b has not been read since")


def test_without_a_clock_rows_of_one_table_execute_though_another_stands_still() -> None:
    sight = Sight(NOW, {A: table(A, load_id="load-2"), B: table(B, checked_at=EARLIER)})
    decision = decide(metric(A, B), state(EARLIER), sight)
    assert (decision.action, decision.why) == ("execute", "shop.a received rows")
    assert (decision.as_of, decision.source_as_of) == (EARLIER, EARLIER)


def test_without_a_clock_a_table_read_without_rows_moves_nothing_while_another_stands_still() -> None:
    sight = Sight(NOW, {A: table(A), B: table(B, checked_at=EARLIER)})
    decision = decide(metric(A, B), state(EARLIER), sight)
    assert decision.action == "stand_still"
    assert decision.why == "shop.b has not been read since, and the others received no rows"


def test_without_a_clock_new_rows_execute_and_none_carry_forward() -> None:
    assert decide(metric(A), state(EARLIER), SIGHT).action == "carry"
    executed = decide(metric(A, B), state(EARLIER), Sight(NOW, {A: table(A), B: table(B, load_id="load-2")}))
    assert (executed.action, executed.why) == ("execute", "shop.b received rows")


def test_with_as_of_a_check_without_rows_executes() -> None:
    assert decide(metric(A, as_of=True), state(EARLIER), SIGHT).action == "execute"


def test_what_failed_or_had_no_data_is_tried_again() -> None:
    failed, empty = replace(state(), health="error"), replace(state(), health="no_data")
    assert decide(metric(A), failed, SIGHT).why == "it failed last time"
    assert decide(metric(A), empty, SIGHT).why == "it had no data last time"


def test_a_definition_that_never_gave_a_value_is_new_until_it_does() -> None:
    assert decide(metric(A), None, SIGHT).new_definition
    assert decide(metric(A), replace(state(), health="error", definition_hash=""), SIGHT).new_definition
    assert not decide(metric(A), replace(state(), health="error"), SIGHT).new_definition


def test_a_changed_definition_executes_and_is_new() -> None:
    decision = decide(metric(A), replace(state(), definition_hash="v1:old"), SIGHT)
    assert (decision.action, decision.why, decision.new_definition) == ("execute", "its definition changed", True)


def test_a_table_that_has_not_landed_is_reported_once() -> None:
    first = decide(metric(A, "mint.c"), None, SIGHT)
    assert (first.action, first.why, first.source_as_of) == ("report_missing", "table mint.c has not landed yet", None)
    told = replace(state(), health="no_data", error=first.why)
    assert decide(metric(A, "mint.c"), told, SIGHT).action == "stand_still"


def test_a_table_beside_others_that_landed_says_so_because_waiting_will_not_help() -> None:
    beside = decide(metric("shop.typo"), None, SIGHT)
    assert beside.why == "table shop.typo has not landed yet, though others of its dataset have"
    assert decide(metric("mint.coin"), None, SIGHT).why == "table mint.coin has not landed yet"


def test_a_mistyped_table_is_told_the_one_that_was_meant() -> None:
    sight = Sight(NOW, {name: table(name) for name in ("shop.orders", "shop.customers", "mint.order")})
    why = decide(metric("shop.order"), None, sight).why
    assert why == "table shop.order has not landed yet, though others of its dataset have; did you mean shop.orders?"


def test_a_metric_of_no_table_is_computed_each_time() -> None:
    decision = decide(metric(), state(), SIGHT)
    assert (decision.action, decision.why, decision.source_as_of) == ("execute", "it reads no table", NOW)
