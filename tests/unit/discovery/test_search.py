"""The order of candidates, and what counts as nearly the same."""

from __future__ import annotations

from dataclasses import replace

from heartbeat.definitions.model import MetricDefinition, MetricSql
from heartbeat.measure.discovery.candidate import Candidate
from heartbeat.measure.discovery.search import Taken, rank, with_codes
from heartbeat.measure.discovery.similar import near_duplicates

SQL = "select coalesce(sum(amount), 0) as value, count(*) as n\nfrom shop.bill\nwhere due_at < :as_of and paid_at is null"
ONE = Candidate(
    metric_id="bill_overdue_amount",
    name="Bills overdue, amount",
    period="snapshot",
    unit="EUR",
    direction="down",
    description="",
    methodology="",
    sql=SQL,
    table="shop.bill",
    sources=("shop.bill",),
    why="",
    points=(("the number is money", 3), ("a deadline", 3)),
    questions=(),
)


def candidate(table: str, metric_id: str, score: int) -> Candidate:
    return replace(ONE, table=table, metric_id=metric_id, points=(("a reason", score),))


def metric(sql: str, *tables: str, unit: str = "EUR") -> MetricDefinition:
    told = MetricSql(sql, None, None, tables, uses_as_of=True, uses_now=False)
    return MetricDefinition("known", "a", "metrics/a/known.sql", "KNOW", "Known", "snapshot", unit, "down", "", "", told)


def test_the_score_is_the_sum_of_its_reasons() -> None:
    assert ONE.score == 6


def test_each_further_candidate_of_a_table_counts_one_less() -> None:
    found = [
        candidate("a", "a1", 7),
        candidate("a", "a2", 7),
        candidate("a", "a3", 7),
        candidate("b", "b1", 6),
        candidate("c", "c1", 5),
    ]
    assert [one.metric_id for one in rank(found)] == ["a1", "a2", "b1", "a3", "c1"]
    assert rank(list(reversed(found))) == rank(found)


def test_every_candidate_gets_a_code_of_its_own() -> None:
    coded = with_codes([ONE, replace(ONE, metric_id="other")], Taken(frozenset(), frozenset({"BOAM"})))
    assert len({one.code for one in coded} | {"BOAM"}) == 3


def test_the_same_question_in_other_letters_is_a_near_duplicate() -> None:
    same = metric(SQL.upper().replace(":AS_OF", ":as_of").replace("\n", "  -- said so\n"), "shop.bill")
    (near,) = near_duplicates(ONE, [same])
    assert (near.metric_id, near.likeness, near.shared) == ("known", 1.0, ("shop.bill",))


def test_another_table_or_another_question_is_none() -> None:
    assert near_duplicates(ONE, [metric(SQL, "shop.order")]) == ()
    assert near_duplicates(ONE, [metric("select max(age) as value from shop.bill", "shop.bill", unit="days")]) == ()
