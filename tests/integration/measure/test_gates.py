"""Metric files on landed rows: what is not there, what does not fit, what takes too long, and what a plan costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.problem import Problem
from heartbeat.measure.gates.one_metric import Outcome, Site
from heartbeat.measure.gates.run import try_metrics
from heartbeat.postgres.roles import with_database
from integration.measure.ended import end_statement
from integration.measure.gate_site import FIRST_LINE, NOW, PAYMENTS, SOURCE, job_of, make_marts, site_of, tried
from postgres_fixtures import Cluster, cloned_house


@pytest.fixture(scope="module")
def marts(cluster: Cluster) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        make_marts(database)
        yield database


@pytest.fixture(scope="module")
def admin_url(cluster: Cluster, marts: Database) -> str:
    return with_database(cluster.admin_url, marts.url(Role.OWNER).rpartition("/")[2])


@pytest.fixture(scope="module")
def site(marts: Database) -> Site:
    return site_of(marts)


def only(outcome: Outcome) -> Problem:
    assert len(outcome.problems) == 1, outcome.problems
    return outcome.problems[0]


def test_a_sound_metric_is_told_with_seconds_rows_and_its_largest_table(site: Site) -> None:
    outcome = tried("select count(*) as value from shop_public.rate r", site)
    value = outcome.tried[0]
    assert (outcome.problems, outcome.as_of) == ([], NOW)
    assert (value.rows_read, value.largest, value.no_data) == (3, "shop_public.rate", None)
    assert value.seconds is not None
    assert 0 < value.seconds < 5


def test_a_statement_that_costs_its_session_is_told_with_its_line_and_the_others_are_tried(site: Site, admin_url: str) -> None:
    slow = "select count(*) as value from shop_public.payment p, generate_series(1, 100000) pause"
    jobs = [job_of(slow, metric_id="slow"), job_of("select count(*) as value from shop_public.rate r", metric_id="quick")]
    ending = threading.Thread(target=end_statement, args=(admin_url, "%pause%"))
    ending.start()
    outcomes = {outcome.metric.metric_id: outcome for outcome in try_metrics(jobs, site)}
    ending.join()
    problem = only(outcomes["slow"])
    assert (problem.line, problem.severity) == (FIRST_LINE, "error")
    assert problem.message.startswith("Postgres went away while the SQL of slow ran")
    assert problem.hint.startswith("Its session was ended")
    assert outcomes["quick"].problems == []


def test_a_value_that_is_none_is_no_error(site: Site) -> None:
    value = tried("select max(r.rate) as value from shop_public.rate r where r.rate < 0", site).tried[0]
    assert (value.problems, value.no_data) == ((), "the value is NULL")


def test_every_column_that_is_missing_is_named_at_once_with_line_and_nearest_name(site: Site) -> None:
    sql = "select count(*) as value\nfrom shop_public.payment p\nwhere p.creat_time < :as_of\n  and p.typ_id = 3"
    outcome = tried(sql, site)
    assert [(problem.line, problem.severity) for problem in outcome.problems] == [
        (FIRST_LINE + 2, "error"), (FIRST_LINE + 3, "error"),
    ]  # fmt: skip
    assert [problem.message for problem in outcome.problems] == [
        "`shop_public.payment` has no column `creat_time`; did you mean create_time?",
        "`shop_public.payment` has no column `typ_id`; did you mean type_id?",
    ]


def test_a_column_without_its_table_is_told_in_postgres_words_with_its_line(site: Site) -> None:
    problem = only(tried("select count(*) as value\nfrom shop_public.payment\nwhere creat_time < :as_of", site))
    assert (problem.line, problem.hint) == (FIRST_LINE + 2, "Did you mean create_time?")
    assert "creat_time" in problem.message
    assert "42703" in problem.message


def test_a_column_of_the_statement_s_own_making_is_not_taken_for_one_of_a_table(site: Site) -> None:
    sql = (
        "with payment as (select p.id as own from shop_public.payment p where p.create_time < :as_of) "
        "select count(payment.own) as value, count(q.b) as n from payment, shop_public.rate as q (a, b)"
    )
    assert [problem for problem in tried(sql, site).problems if problem.severity == "error"] == []


def test_a_misspelt_table_is_an_error_and_one_that_waits_for_its_load_a_warning(marts: Database, site: Site) -> None:
    misspelt = only(tried("select count(*) as value from shop_public.paymnt", site))
    assert (misspelt.severity, misspelt.message) == (
        "error",
        "`shop_public.paymnt` does not exist; did you mean shop_public.payment?",
    )
    unknown = only(tried("select count(*) as value from shop_public.zebra", site))
    assert (unknown.severity, "others of its dataset have" in unknown.message) == ("warning", True)
    assert "heartbeat sources shop" in unknown.hint
    declared = site_of(marts, source=replace(SOURCE, tables=("payment", "paymnt")))
    assert only(tried("select count(*) as value from shop_public.paymnt", declared)).severity == "warning"
    nothing = replace(site, read_until={}, tables={})
    waiting = only(tried("select count(*) as value from shop_public.payment", nothing))
    assert (waiting.severity, waiting.hint) == ("warning", "`heartbeat ingest shop` reads the source now.")


@pytest.mark.parametrize(
    ("sql", "line", "message", "hint"),
    [
        ("select 'a' as value from shop_public.rate limit 1", 0, "not a number but of type text", "Cast it to a number"),
        ("select r.rate as value\nfrom shop_public.rate r", 0, "more than one row", "Aggregate"),
        ("select 1 / (count(*) - 3) as value from shop_public.rate", 0, "(22012)", "nullif"),
        ("select sum(r.currency::int) as value from shop_public.rate r", 0, "(22P02)", "cast only what fits"),
        ("select count(*) as value from shop_public.rate r\nwhere r.currency = 1", 1, "(42883)", "Cast one side"),
        ("select count(*) as value\nfrom shop_public.rate r\nwhere nonsense(r.rate) = 1", 2, "nonsense", "Cast"),
    ],
)
def test_an_answer_that_is_no_value_is_an_error_with_its_line(sql: str, line: int, message: str, hint: str, site: Site) -> None:
    problem = only(tried(sql, site))
    assert (problem.line, problem.severity) == (FIRST_LINE + line, "error")
    assert message in problem.message
    assert hint in problem.hint
    assert "n/a" not in problem.message, "a cell is told to nobody"


def test_history_and_crosscheck_are_tried_too(site: Site) -> None:
    outcome = tried(
        "select count(*) as value from shop_public.rate",
        site,
        history="select at::date as d, count(*) as value\nfrom shop_public.payment_log\nwhere att < :as_of group by 1",
        crosscheck="select count(currency) as value from shop_public.rate",
    )
    assert [each.section for each in outcome.tried] == ["value", "history", "crosscheck"]
    assert only(outcome).line == FIRST_LINE + 4
    assert outcome.tried[2].seconds is not None


def test_a_value_over_the_gate_is_an_error_and_tried_once_more_alone(site: Site) -> None:
    problem = only(tried("select count(*) as value from shop_public.rate", replace(site, gate_seconds=0.0)))
    assert (problem.severity, "s; it has 0 s." in problem.message) == ("error", True)
    endless = "select count(md5(g::text)) as value from generate_series(1, 1000000000) g"
    jobs = [job_of(endless, metric_id="slow"), *(job_of("select 1 as value", metric_id=f"fast_{at}") for at in range(5))]
    started = time.perf_counter()
    outcomes = list(try_metrics(jobs, replace(site, gate_seconds=1.0)))
    assert time.perf_counter() - started >= 4, "each of two attempts is stopped after two seconds"
    assert outcomes[-1].metric.metric_id == "slow"
    assert [outcome.is_over_gate for outcome in outcomes] == [False] * 5 + [True]


def test_a_value_that_does_not_end_is_stopped_and_its_plan_is_looked_at_without_running_it(site: Site) -> None:
    sql = "select count(*) as value from shop_public.payment a, shop_public.payment b where a.note < b.note"
    outcome = tried(sql, replace(site, gate_seconds=0.2, timeout_seconds=0.5))
    assert outcome.is_over_gate
    assert outcome.problems[0].message == "The value takes more than 0.5 s and was stopped; it has 0.2 s."
    assert any("Postgres expects" in problem.message for problem in outcome.problems)


def test_an_index_is_advised_for_what_a_large_table_is_filtered_by_equality_first(site: Site) -> None:
    sql = (
        "select count(*) as value from shop_public.payment p where p.create_time >= :as_of - interval '3 days' "
        "and p.create_time < :as_of and p.type_id = 7 and p.state = 'open'"
    )
    outcome = tried(sql, site)
    finding, advice = only(outcome), outcome.tried[0].advice
    assert finding.severity == "warning"
    assert finding.message.startswith("shop_public.payment is read whole: ")
    assert f"{PAYMENTS:,} rows, of which " in finding.message
    assert [one.columns for one in advice] == [("type_id", "state", "create_time")]
    assert "An index over (type_id, state, create_time) would leave about" in finding.hint


def test_an_advised_index_once_made_is_used_and_not_advised_again(cluster: Cluster) -> None:
    sql = (
        "select count(*) as value from shop_public.payment p where p.create_time >= :as_of - interval '3 days' "
        "and p.create_time < :as_of and p.type_id = 7"
    )
    with cloned_house(cluster) as database:
        make_marts(database)
        before = tried(sql, site_of(database)).tried[0]
        (advice,) = before.advice
        with database.connect(Role.LOADER, autocommit=True) as loader:
            loader.execute(f"create index on {advice.table} ({', '.join(advice.columns)})")
        after = tried(sql, site_of(database)).tried[0]
    assert (after.advice, after.problems) == ((), ())
    assert before.rows_read is not None
    assert after.rows_read is not None
    assert advice.wanted is not None
    assert after.rows_read <= 3 * advice.wanted < before.rows_read / 100


def test_no_index_is_advised_that_would_lie_idle_or_is_declared(marts: Database, site: Site) -> None:
    most = tried("select count(*) as value from shop_public.payment p where p.state <> 'open' and p.create_time < :as_of", site)
    assert (most.tried[0].advice, "would lie idle" in only(most).hint or "narrows" in only(most).hint) == ((), True)
    whole = tried("select avg(p.type_id) as value from shop_public.payment p", site)
    assert (whole.tried[0].advice, "Nothing in the statement narrows it" in only(whole).hint) == ((), True)
    declaring = site_of(marts, source=replace(SOURCE, indexes={"Payment": (("type_id",),)}))
    waits = tried("select count(*) as value from shop_public.payment p where p.type_id = 7", declaring)
    assert (waits.tried[0].advice, "declared already" in only(waits).hint) == ((), True)


def test_an_index_for_a_join_to_few_rows(site: Site) -> None:
    sql = (
        "select count(*) as value from shop_public.rate r join shop_public.payment p on p.id = length(r.currency) "
        "join shop_public.payment_log l on l.payment_id = p.id"
    )
    advice = {(one.table, one.columns) for one in tried(sql, site).tried[0].advice}
    assert ("shop_public.payment_log", ("payment_id",)) in advice


@pytest.mark.parametrize(
    ("condition", "expression", "remedy"),
    [
        ("p.create_time::date = :as_of::date", "create_time::date", "create_time >= <begin> and create_time < <end>"),
        ("date_trunc('day', p.create_time) = :as_of", "date_trunc('day', create_time)", "both ends"),
        ("p.create_time + interval '1 day' > :as_of", "create_time + ", "Leave create_time bare"),
        ("lower(p.state) = 'x'", "lower(", "Leave state bare"),
    ],
)
def test_an_expression_that_hides_a_column_from_an_index_is_named(
    condition: str, expression: str, remedy: str, site: Site
) -> None:
    outcome = tried(f"select count(*) as value from shop_public.payment p where {condition}", site)
    hint = only(outcome).hint
    assert f"`{expression}" in hint
    assert remedy in hint


def test_rows_that_are_gone_through_for_each_row_of_a_join_are_told(site: Site) -> None:
    sql = (
        "select count(*) as value from (select id, create_time from shop_public.payment order by id limit 20) r "
        "join shop_public.payment p on p.create_time between r.create_time - interval '1 hour' and r.create_time"
    )
    found = [problem for problem in tried(sql, site).problems if "is gone through" in problem.message]
    assert [problem.message.endswith("2,000,000 rows.") for problem in found] == [True]
    assert "Join it by `=`" in found[0].hint


def test_a_sub_select_that_postgres_runs_for_each_row_is_told_where_the_text_did_not_show_it(site: Site) -> None:
    sql = (
        "select count(*) as value from (select id as pid from shop_public.payment order by id limit 200) p "
        "where (select count(*) from shop_public.rate where rate < pid) > 1"
    )
    assert "A sub-select runs 200 times" in [problem.message[:27] for problem in tried(sql, site).problems]


def test_a_sort_that_goes_through_the_disk_is_told_with_its_size(site: Site) -> None:
    sql = (
        "select count(*) as value from (select l.id, row_number() over (order by l.at, l.id, repeat(l.state_id::text, 400)) as r "
        "from shop_public.payment_log l) x where x.r > 10"
    )
    assert any("A sort has no room in memory" in problem.message for problem in tried(sql, site).problems)


def test_a_table_without_statistics_is_told_by_name(cluster: Cluster) -> None:
    with cloned_house(cluster) as database:
        make_marts(database)
        with database.connect(Role.LOADER, autocommit=True) as loader:
            loader.execute("create table shop_public.fresh (id int)")
            loader.execute("alter table shop_public.fresh set (autovacuum_enabled = off)")
            loader.execute("insert into shop_public.fresh select generate_series(1, 5000)")
            loader.execute("grant select on shop_public.fresh to hb_query")
        site = site_of(database)
        site = replace(site, read_until={**site.read_until, "shop_public.fresh": NOW})
        problem = only(tried("select count(*) as value from shop_public.fresh", site))
    assert "no statistics of shop_public.fresh" in problem.message


def test_a_value_is_asked_for_as_of_the_oldest_of_its_tables(site: Site) -> None:
    earlier = replace(site, read_until={**site.read_until, "shop_public.payment_log": NOW - timedelta(days=1)})
    sql = "select count(*) as value from shop_public.payment_log l, shop_public.rate r where l.at > :as_of"
    outcome = tried(sql, earlier)
    assert outcome.as_of == NOW - timedelta(days=1)
