"""Metric tests in a scratch database: the real sandbox, the real statements, and what each odd file comes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_scratch, standing_database
from heartbeat.definitions.metric_tests.parse import About, parse_tests
from heartbeat.definitions.problem import Findings
from heartbeat.errors import ConfigError
from heartbeat.measure.trials.run import Bench, FileResult, open_bench
from heartbeat.measure.trials.tables import Landed, read_landed
from unit.definitions.shop_files import header, metric_of, told

FILE = "metrics/sales/orders_paid.test.yaml"
VILNIUS = ZoneInfo("Europe/Vilnius")
SHARE = """-- value
select avg(o.paid::int) as value, count(*) as n from shop_public.orders o
where o.created_at >= :as_of - interval '1 day' and o.created_at < :as_of;
"""
COLUMNS = "columns: {shop_public.orders: {id: bigint, paid: boolean, total: numeric, created_at: timestamptz}}\n"
DATED = "as_of: 2026-03-10 12:00\n"
LINES = """given:
  shop_public.orders: |
    id, paid,  created_at
    1,  true,  2026-03-09 12:00
    2,  false, 2026-03-10 11:59:59.999999
    3,  false, 2026-03-10 12:00
    4,  ,      2026-03-10 09:00
"""


@pytest.fixture(scope="module")
def scratch() -> Iterator[Database]:
    with open_scratch() as database:
        yield database


@pytest.fixture
def bench(scratch: Database) -> Iterator[Bench]:
    with open_bench(scratch, Landed(away="nobody was asked"), zone=VILNIUS, timeout_seconds=5) as bench:
        yield bench


def run(bench: Bench, text: str, sql: str = SHARE, **fields: str) -> FileResult:
    metric = metric_of(header(**fields) + sql)
    findings = Findings(FILE)
    tests = parse_tests(FILE, text, About(metric, VILNIUS), findings)
    assert tests is not None, told(findings.problems)
    return bench.run(tests, tests.tests, metric)


def differing(done: FileResult) -> list[tuple[str, str, str]]:
    assert not done.problems, told(done.problems)
    return [(each.what, each.expected, each.got) for result in done.results for each in result.differences]


def one(expect: str) -> str:
    return f"tests:\n  - name: one\n    expect: {expect}\n"


def test_the_window_its_edges_and_null_as_the_real_statement_has_them(bench: Bench) -> None:
    done = run(bench, COLUMNS + DATED + LINES + one("{value: 1/2, n: 3, status: red, reason: alert_crossed}"))
    assert differing(done) == []
    assert done.passed


def test_what_is_not_as_expected_fails_with_what_came(bench: Bench) -> None:
    done = run(bench, COLUMNS + DATED + LINES + one("{value: 0.6, n: 4, status: green}"))
    assert differing(done) == [("value", "0.6", "0.5"), ("n", "4", "3"), ("status", "green", "red (alert_crossed)")]
    assert not done.passed


def test_no_test_sees_the_rows_of_the_one_before(bench: Bench) -> None:
    two = "  - {name: two, given: {shop_public.orders: [{paid: true, created_at: 2026-03-10}]}, expect: {value: 1, n: 1}}\n"
    three = "  - {name: three, expect: {n: 0, health: no_data}}\n"
    assert differing(run(bench, f"{COLUMNS}{DATED}tests:\n{two}{three}{two.replace('two', 'again')}")) == []


def test_a_time_without_an_offset_is_read_in_the_workspaces_zone(bench: Bench) -> None:
    rows = "given: {shop_public.orders: [{created_at: 2026-03-10 12:00:00+02}, {created_at: 2026-03-10 11:59}]}\n"
    assert differing(run(bench, COLUMNS + DATED + rows + one("{n: 1}"))) == []


def test_a_statement_runs_as_the_query_role_and_may_only_read(bench: Bench) -> None:
    read_only = "pg_catalog.current_setting('transaction_read_only')::boolean::int"
    sql = f"-- value\nselect (current_user = 'hb_query')::int as value, {read_only} as n;\n"
    assert differing(run(bench, DATED + one("{value: 1, n: 1}"), sql)) == []


@pytest.mark.parametrize(
    ("sql", "expect"),
    [
        ("select 1 / 0 as value", "{error: division by zero}"),
        ("select 'x'::text as value", "{error: not a number but of type text}"),
        ("select 1 as value union all select 2", "{error: more than one row}"),
        ("select pg_sleep(60)::text::float8 as value", "{health: error}"),
        ("select null::int as value", "{health: no_data, status: amber, reason: no_data}"),
        ("select 'NaN'::float8 as value", "{health: no_data}"),
        ("select 1 as value where false", "{health: no_data}"),
        ("select 'infinity'::float8 as value, 5 as n", "{health: no_data, n: 5}"),
    ],
)
def test_errors_and_missing_values_are_those_of_a_beat(bench: Bench, sql: str, expect: str) -> None:
    assert differing(run(bench, DATED + one(expect), f"-- value\n{sql};\n")) == []


def test_an_error_that_is_not_expected_fails_the_test_and_the_next_one_runs(bench: Bench) -> None:
    tests = "tests:\n  - {name: one, expect: {n: 1}}\n  - {name: two, as_of: 2026-03-11, expect: {value: 1}}\n"
    sql = "-- value\nselect 1 / (extract(day from :as_of at time zone 'Europe/Vilnius')::int - 10) as value;\n"
    done = run(bench, DATED + tests, sql)
    assert [result.passed for result in done.results] == [False, True]
    assert "division by zero" in str(differing(done))


def test_a_statement_that_notices_no_end_is_broken_off_and_the_next_test_has_its_table(bench: Bench) -> None:
    unequal = [f"array(select {sign}i from generate_series(1, 300000) i)" for sign in ("", "-")]
    sql = f"-- value\nselect max(({unequal[0]} && {unequal[1]})::int + id) as value from shop_public.orders;\n"
    tests = (
        "tests:\n  - {name: endless, given: {shop_public.orders: [{id: 1}]}, expect: {value: 1}}\n"
        "  - {name: none, expect: {health: no_data}}\n"
    )
    done = run(bench, COLUMNS + DATED + tests, sql)
    assert "took longer than 5 s" in done.results[0].differences[0].got
    assert done.results[1].passed


def test_a_column_that_the_test_does_not_declare_is_missed_by_postgres(bench: Bench) -> None:
    done = run(bench, "columns: {shop_public.orders: {id: bigint, created_at: timestamptz}}\n" + DATED + one("{n: 0}"))
    assert "o.paid does not exist" in str(differing(done))


def test_min_n_makes_a_value_too_few(bench: Bench) -> None:
    assert differing(run(bench, COLUMNS + DATED + LINES + one("{value: 0.5, status: amber, reason: too_few}"), min_n="20")) == []


HISTORY = (
    SHARE
    + """-- history
select (day at time zone 'Europe/Vilnius')::date as d, count(o.id) as value
from generate_series(date_trunc('day', :as_of, 'Europe/Vilnius') - interval '3 days', :as_of, interval '1 day') day
join shop_public.orders o on o.created_at >= day and o.created_at < day + interval '1 day'
group by 1;
"""
)


@pytest.mark.parametrize(
    ("sql", "first"), [(HISTORY, "1"), (SHARE, "1")], ids=["by its statement", "by the value at the day's end"]
)
def test_history_is_told_by_its_section_or_by_the_value_itself(bench: Bench, sql: str, first: str) -> None:
    expected = f"{{history: {{2026-03-08: null, 2026-03-09: {first}}}}}"
    assert differing(run(bench, COLUMNS + DATED + LINES + one(expected), sql)) == []
    wrong = run(bench, COLUMNS + DATED + LINES + one("{history: {2026-03-09: 7}}"), sql)
    assert [what for what, _, _ in differing(wrong)] == ["history 2026-03-09"]


def test_a_history_that_fails_is_told(bench: Bench) -> None:
    sql = HISTORY.replace("group by 1", "group by o.id, 1")
    ((what, _, got),) = differing(run(bench, COLUMNS + DATED + LINES + one("{history: {2026-03-09: 1}}"), sql))
    assert what == "history"
    assert "gave 2026-03-10 more than once" in got


CROSS = (
    SHARE + "-- crosscheck\nselect 1 - avg((not o.paid)::int) as value from shop_public.orders o where o.created_at < :as_of;\n"
)


def test_the_crosscheck_is_run_beside_every_value(bench: Bench) -> None:
    assert differing(run(bench, COLUMNS + DATED + LINES + one("{value: 0.5}"), CROSS)) == []
    old = LINES + "    5,  true, 2026-01-01\n"
    done = run(bench, COLUMNS + DATED + old + one("{value: 0.5}"), CROSS)
    assert [what for what, _, _ in differing(done)] == ["crosscheck"]
    assert differing(run(bench, COLUMNS + DATED + old + one("{value: 0.5, crosscheck: false}"), CROSS)) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{id: 1, total: 2.5.1}", "shop_public.orders.total cannot be “2.5.1”: invalid input syntax for type numeric"),
        ("{id: 99999999999999999999}", "shop_public.orders.id cannot be “99999999999999999999”: value"),
        ("{created_at: 2026-02-30}", "shop_public.orders.created_at cannot be “2026-02-30”: date/time field value out of range"),
        ("{paid: {a: 1}}", "shop_public.orders.paid cannot be"),
    ],
)
def test_a_cell_that_postgres_refuses_is_told_with_its_line_and_the_others_run(bench: Bench, row: str, message: str) -> None:
    text = (
        f"{COLUMNS}{DATED}tests:\n  - name: bad\n    given:\n      shop_public.orders:\n        - {row}\n    expect: {{n: 1}}\n"
    )
    done = run(bench, text + "  - {name: good, expect: {n: 0}}\n")
    refused = done.results[0].refused
    assert refused is not None
    assert refused.line == 7
    assert message in refused.message
    assert [result.passed for result in done.results] == [False, True]


def test_a_name_from_a_file_is_never_sql(bench: Bench) -> None:
    evil = '{"id bigint); drop schema shop_public cascade; --": bigint, "cr\\"x": text}'
    text = f"columns: {{shop_public.orders: {{id: bigint, paid: boolean, created_at: timestamptz, {evil[1:-1]}}}}}\n"
    rows = 'given: {shop_public.orders: [{"cr\\"x": "\'; drop schema shop_public; --", created_at: 2026-03-10, paid: true}]}\n'
    assert differing(run(bench, text + DATED + rows + one("{value: 1, n: 1}"))) == []


def test_a_column_may_have_a_percent_sign_in_its_name(bench: Bench) -> None:
    text = 'columns: {shop_public.orders: {id: bigint, paid: boolean, created_at: timestamptz, "fee_%s": text}}\n'
    rows = 'given: {shop_public.orders: [{"fee_%s": "5 %", created_at: 2026-03-10, paid: true}]}\n'
    assert differing(run(bench, text + DATED + rows + one("{value: 1, n: 1}"))) == []


def test_nothing_stays_of_a_file(bench: Bench) -> None:
    run(bench, COLUMNS + DATED + LINES + one("{n: 3}"))
    assert bench.loader.execute("select to_regnamespace('shop_public')").fetchone() == (None,)


def test_columns_come_from_the_landed_table_where_the_file_declares_none(bench: Bench, database: Database) -> None:
    with database.connect(Role.LOADER) as connection:
        connection.execute("create schema shop_public")
        connection.execute(
            "create table shop_public.orders (id bigint primary key, paid boolean not null, created_at timestamptz)"
        )
    landed = read_landed(database, ["shop_public.orders", "shop_public.nothing"])
    assert set(landed.columns) == {"shop_public.orders"}
    with open_bench(bench.database, landed, zone=VILNIUS, timeout_seconds=5) as with_landed:
        done = run(with_landed, DATED + LINES + one("{value: 1/2, n: 3}"))  # NULL is taken, though the landed table refuses it
        assert differing(done) == []
        assert done.landed == ("shop_public.orders",)
        unknown = run(with_landed, DATED + LINES.replace("paid", "payd") + one("{n: 0}"))
        doubted = run(with_landed, COLUMNS.replace("boolean", "integer") + DATED + one("{n: 0}"))
    assert [(problem.line, problem.hint) for problem in unknown.problems] == [(5, "Did you mean paid?")]
    assert unknown.results == ()
    assert "declares shop_public.orders.paid as integer; it landed as boolean" in told(doubted.problems)
    assert "declares shop_public.orders.total, which the landed table has not" in told(doubted.problems)
    assert doubted.passed


def test_a_table_that_nobody_knows_is_told_with_what_to_paste(bench: Bench) -> None:
    rows = """given:
  shop_public.orders:
    - {id: 1, total: 2}
    - {total: 2.5, paid: true, created_at: 2026-03-10}
    - {created_at: 2026-03-10 12:00, note: x}
"""
    done = run(bench, DATED + rows + one("{n: 0}"))
    (problem,) = done.problems
    assert "this file does not declare them, and nobody was asked" in problem.message
    draft = problem.hint.removeprefix("Declare those that the SQL reads: ")
    assert (
        draft == "columns: {shop_public.orders: {id: bigint, total: numeric, paid: boolean, created_at: timestamptz, note: text}}"
    )
    assert not done.passed
    assert run(bench, f"{draft}\n{DATED}{rows}{one('{n: 0}')}").problems == ()


def test_a_database_with_data_is_never_taken_for_a_scratch_one(database: Database) -> None:
    with database.connect(Role.LOADER) as connection:
        connection.execute("create schema shop_public")
        connection.execute("create table shop_public.orders as select 1 as id")
    with (
        pytest.raises(ConfigError, match="where data has landed"),
        open_bench(database, Landed(), zone=VILNIUS, timeout_seconds=5),
    ):
        pass
    with database.connect(Role.LOADER) as connection:
        assert connection.execute("select count(*) from shop_public.orders").fetchone() == (1,)


def test_looking_for_a_database_makes_none(tmp_path: Path) -> None:
    assert standing_database(Settings(workspace=tmp_path)) is None
    assert list(tmp_path.iterdir()) == []
    assert read_landed(None, ["a.b"]).away == "the workspace has no database here"


def test_a_database_that_does_not_answer_is_told_and_no_error(database: Database) -> None:
    gone = Database(database.prefix, {Role.APP: "postgresql://hb_app:x@127.0.0.1:1/nothing"})
    assert read_landed(gone, ["a.b"]).away == "the workspace's database does not answer"
