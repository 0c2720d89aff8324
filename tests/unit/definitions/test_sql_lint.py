"""What is said about a metric's SQL before it meets a database."""

import pytest

from unit.definitions.shop_files import FILE, header, metric_of, read_metric, shop_source, told

AT = header(sources=None).count("\n") + 2  # the line of the statement's first word
ORDERS = "from shop_public.orders o where o.created_at < :as_of"

# the statement of `-- value`, its line (0 is the first), what the message says, what the hint says
REFUSED = [
    (f"select {'1 + ' * 30_000}1 as value", 0, "characters; 100,000 are the most that is run", "a table of a source"),
    ("delete from shop_public.orders", 0, "`DELETE` is no read", "A metric only reads"),
    ("insert into shop_public.orders values (1)", 0, "`INSERT` is no read", "A metric only reads"),
    ("update shop_public.orders set a = 1", 0, "`UPDATE` is no read", "A metric only reads"),
    ("merge into shop_public.a using shop_public.b on true when matched then delete", 0, "`MERGE` is no read", "only reads"),
    ("copy shop_public.orders to '/tmp/x'", 0, "`COPY` is no read", "A metric only reads"),
    ("do $$ begin end $$", 0, "`DO` is no read", "A metric only reads"),
    ("set work_mem = '1GB'", 0, "`SET` is no read", "A metric only reads"),
    ("create table shop_public.x as select 1 as value", 0, "`CREATE` is no read", "A metric only reads"),
    ("explain select 1 as value", 0, "`EXPLAIN` is no read", "A metric only reads"),
    ("call shop_public.f()", 0, "`CALL` is no read", "A metric only reads"),
    ("begin", 0, "`BEGIN` is no read", "A metric only reads"),
    ("truncate shop_public.orders", 0, "`TRUNCATE` is no read", "A metric only reads"),
    ("refresh materialized view shop_public.v", 0, "`REFRESH` is no read", "A metric only reads"),
    ("with x as (\n delete from shop_public.orders returning *)\nselect 1 as value from x", 1, "DELETE writes", "only reads"),
    ("with x as (insert into shop_public.a values (1) returning 1)\nselect 1 as value", 0, "INSERT writes", "only reads"),
    ("with x as (update shop_public.a set b = 1 returning 1)\nselect 1 as value", 0, "UPDATE writes", "only reads"),
    ("with x as (select 1) update shop_public.a set b = 1", 0, "UPDATE writes", "only reads"),
    ("select 1 as value\ninto shop_public.copy", 1, "SELECT INTO makes a table", "only reads"),
    ("select a as value from shop_public.orders\nfor update", 1, "lock rows", "only reads"),
    ("select a as value from shop_public.orders\nfor share skip locked", 1, "lock rows", "only reads"),
    ("values (1)", 0, "VALUES names no columns", "select … as value"),
    ("select count(*) as value\nfrom orders", 1, "`orders` names no dataset", "<source>_<schema>.orders"),
    ("select count(*) as value\nfrom shop_publik.orders", 1, "belongs to no declared source", "Did you mean shop_public.orders"),
    ("select count(*) as value from heartbeat.reading", 0, "belongs to no declared source", "Declared: shop_public"),
    ("select count(*) as value from pg_catalog.pg_authid", 0, "belongs to no declared source", "Declared: shop_public"),
    ("select count(*) as value from prod.shop_public.orders", 0, "names a database", "the marts are one database"),
    ("select 1 as val", 0, "no column `value`", "as value"),
    ("select count(*)", 0, "no column `value`", "as value"),
    ('select 1 as "Value"', 0, "no column `value`", "as value"),
    ("select 1 as value, 2 as value", 0, "given twice", "Keep one"),
    ("select count(*) as value\nfrom shop_public.orders\nwhere a = = 1", 2, "near “=” (column 11)", "psql"),
    ("select count(*)) as value\nfrom shop_public.orders", 0, "near “)” (column 16)", "psql"),
    ("select from\nwhere", 1, "near “where”", "psql"),
    ("select " + "(" * 3000 + "1" + ")" * 3000 + " as value", 0, "nested too deeply", "with … as"),
    (
        "select 1 as value,\n (select max(i.n) from shop_public.lines i where i.order_id = o.id) as n\nfrom shop_public.orders o",
        1, "runs for every row: it names `o.id`", "Rewrite it as a join",
    ),
    (
        ("select count(*) as value from shop_public.orders o\nwhere o.total > (select avg(p.total) from shop_public.orders p\n"
        "where p.customer = o.customer)"),
        1, "runs for every row: it names `o.customer`", "Rewrite it as a join",
    ),
    (
        "select array(select i.id from shop_public.lines i where i.order_id = o.id) as value from shop_public.orders o",
        0, "runs for every row", "Rewrite it as a join",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "line", "message", "hint"), REFUSED, ids=[sql[:50] for sql, *_ in REFUSED])
def test_a_statement_that_is_no_metric_is_refused_at_its_line(sql: str, line: int, message: str, hint: str) -> None:
    metric, problems = read_metric(header(sources=None) + f"-- value\n{sql};\n")
    found = [problem for problem in problems if message in problem.message]
    assert metric is None
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [(FILE, AT + line, "error")], told(problems)
    assert hint in found[0].hint


TAKEN = [
    f"select avg(o.paid::int) as value, count(*) as n {ORDERS}",
    f"with o as (select * {ORDERS}) select count(*) as value from o",
    f"(select count(*) as value {ORDERS})",
    f"select count(*) as value {ORDERS} union all select 0 as value where false",
    "with recursive d as (select 1 as n union all select n + 1 from d where n < 9) select max(n) as value from d",
    "select count(*) as value from generate_series(:as_of - interval '1 day', :as_of, '1 hour') g",
    f"select count(*) as value {ORDERS} and exists (select 1 from shop_public.lines i where i.order_id = o.id)",
    f"select count(*) as value {ORDERS} and o.id in (select i.order_id from shop_public.lines i)",
    "select (select count(*) from shop_public.orders)::float8 / (select count(*) from shop_public.lines) as value",
    f"select percentile_cont(0.9) within group (order by o.total) as value {ORDERS}",
    f"select count(*) filter (where o.a is distinct from o.b and o.j ->> 'k' = any(array['x'])) as value {ORDERS}",
    (
        "select sum(x.total) as value from shop_public.orders o "
        "cross join lateral (select i.total from shop_public.lines i where i.order_id = o.id) x where :as_of > o.created_at"
    ),
    "select count(*) as value from shop_public.orders o where o.created_at between :as_of - interval '1 day' and :as_of",
    "select count(*) as value from shop_public.orders o where o.created_at::date = :as_of::date",
    "select count(*) as value from shop_public.cards c where c.expires_at > :as_of and c.created_at < :as_of",
    (
        "select count(*) as value from shop_public.orders o join shop_public.payments p on p.order_id = o.id "
        "and p.created_at < o.created_at + interval '1 hour' where o.created_at < :as_of"
    ),
    "select 1 as value from shop_public.orders o join shop_public.people c on c.id = o.person where o.created_at < :as_of",
    "select count(*) as value from segments.daily",
    f"select * {ORDERS}",
    'select count(*) as value from "shop_public"."orders" where created_at < :as_of',
]


@pytest.mark.parametrize("sql", TAKEN)
def test_a_sound_statement_is_taken_without_a_word(sql: str) -> None:
    metric, problems = read_metric(header(sources=None, period="snapshot") + f"-- value\n{sql};\n")
    assert metric is not None
    assert [problem for problem in problems if "`sources`" not in problem.message] == []


# the statement, its line (0 is the first), what the message says, what the hint says
DOUBTED = [
    ("select 1 as value, 2 as m", 0, "A column `m` is read by nobody", "`n`"),
    ("select 1 as value, count(*)", 0, "A column without a name is read by nobody", "`n`"),
    ("select count(*) as value from shop_public.orders where created_at > now() - '1 day'", 0, "`now` cannot be", ":as_of"),
    (
        "select count(*) as value from shop_public.orders\nwhere d = CURRENT_DATE",
        1, "`CURRENT_DATE` cannot be", "(:as_of at time zone '<zone>')::date instead",
    ),
    ("select count(*) as value from shop_public.orders where d = 'today'::date", 0, "cannot be backfilled", "-- history"),
    ("select max(age(created_at)) as value from shop_public.orders", 0, "`age` cannot be backfilled", "age(:as_of, …)"),
    (
        "select count(*) as value\nfrom shop_public.orders\nwhere created_at >= :as_of - interval '1 day'",
        1, "read from `:as_of` back, but without an end", "< :as_of",
    ),
    (
        ("select count(*) as value from shop_public.orders o join (select distinct on (l.order_id) l.order_id\n"
        "from shop_public.log l order by l.order_id, l.created_at desc) s on s.order_id = o.id where o.created_at < :as_of"),
        1, "`shop_public.log` are not bounded", "l.created_at < :as_of",
    ),
    (
        ("select count(*) as value from shop_public.orders o where o.created_at < :as_of\n"
        "and o.id in (select i.order_id from shop_public.lines i where i.customer = o.customer)"),
        1, "IN, ANY or ALL that may run for every row: it names `o.customer`", "EXISTS",
    ),
    (
        ("select count(*) as value from shop_public.orders o where o.created_at < :as_of\n"
        "and o.total > all (select p.total from shop_public.payments p where p.order_id = o.id)"),
        1, "IN, ANY or ALL that may run for every row: it names `o.id`", "EXISTS",
    ),
    (
        ("select count(*) as value from shop_public.orders o join shop_public.payments p\n"
        "on p.id = (select max(x.id) from shop_public.payments x where x.order_id = o.id) where o.created_at < :as_of"),
        1, "every pair of rows that a join tries", "left join",
    ),
    (
        ("select count(*) as value from shop_public.orders o where o.created_at < :as_of group by o.customer\n"
        "having count(*) > (select max(i.n) from shop_public.limits i where i.customer = o.customer)"),
        1, "runs for every group", "left join",
    ),
    ("select count(*) as value from shop_public.orders", None, "the statement knows no time", "period: snapshot"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "line", "message", "hint"), DOUBTED, ids=[sql[:60] for sql, *_ in DOUBTED])
def test_a_doubtful_statement_is_a_warning_and_no_more(sql: str, line: int | None, message: str, hint: str) -> None:
    metric, problems = read_metric(header(sources=None) + f"-- value\n{sql};\n")
    found = [problem for problem in problems if message in problem.message]
    assert metric is not None
    period = 4
    assert [(problem.line, problem.severity) for problem in found] == [(period if line is None else AT + line, "warning")], told(
        problems
    )
    assert hint in found[0].hint


def test_a_crosscheck_of_another_moment_than_the_value_s_is_doubted() -> None:
    value = "-- value\nselect count(*) as value from shop_public.orders o where o.created_at < :as_of;\n"
    check = "-- crosscheck\nselect count(*) as value\nfrom shop_public.orders where created_at < {};\n"
    _, problems = read_metric(header() + value + check.format("now()"))
    assert [(problem.line, problem.hint) for problem in problems] == [
        (AT + 4, "Write :as_of instead, so that both tell of one moment."),
    ]
    assert read_metric(header() + value + check.format(":as_of"))[1] == []


def test_a_wall_clock_is_not_doubted_when_the_file_says_that_its_past_is_not_kept() -> None:
    sql = "-- value\nselect count(*) as value from shop_public.orders where created_at > now() - interval '1 day';\n"
    metric, problems = read_metric(header(backfill="no") + sql)
    assert metric is not None
    assert (metric.sql.uses_now, metric.sql.uses_as_of, problems) == (True, False, [])


@pytest.mark.parametrize(
    "sql", ["select n.now as value", "select a.current_date as value", "select 'now()' as value", "select age(a, b) as value"]
)
def test_a_name_that_looks_like_a_clock_is_none(sql: str) -> None:
    assert not metric_of(header(period="snapshot") + f"-- value\n{sql} from shop_public.orders a;\n").sql.uses_now


def test_tables_are_those_of_all_sections_without_the_statement_s_own_names() -> None:
    sql = (
        "-- value\nwith orders as (select 1 from Shop_Public.Orders) select count(*) as value from orders;\n"
        "-- history\nselect d, value from shop_public.days;\n-- crosscheck\nselect count(*) as value from shop_public.lines;\n"
    )
    assert metric_of(header() + sql).sql.tables == ("shop_public.days", "shop_public.lines", "shop_public.orders")


def test_history_gives_a_day_and_a_value() -> None:
    history = f"select o.created_at::date as day, count(*) as value {ORDERS} group by 1"
    _, problems = read_metric(header(sources=None) + f"-- value\nselect count(*) as value {ORDERS};\n-- history\n{history};\n")
    assert f"{FILE}:{AT + 2}: error: The statement gives no column `d`." in told(problems)


def test_a_table_that_its_source_does_not_land_is_a_warning() -> None:
    sql = f"-- value\nselect count(*) as value {ORDERS};\n"
    metric, problems = read_metric(header() + sql, source=shop_source(skip_tables=("Orders",)))
    assert metric is not None
    assert "not landed by source shop" in told(problems)
    assert "sources/shop.yaml" in told(problems)


def test_problems_of_every_section_are_told_at_once() -> None:
    sql = "-- value\nselect 1 as x;\n-- history\ndelete from shop_public.a;\n-- crosscheck\nselect count(*) as value from b;\n"
    _, problems = read_metric(header(sources=None, code="x") + sql)
    assert {problem.line for problem in problems if problem.severity == "error"} == {3, AT, AT + 2, AT + 4}
