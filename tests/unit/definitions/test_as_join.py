"""A correlated sub-select is named with the join that takes its place, or with the pattern where that is not certain."""

import pytest

from unit.definitions.shop_files import header, read_metric

PATTERN = "left join (select key, … from … group by key) x on x.key = …."

# the sub-select over `shop_public.orders o`, the join, and what stands in its place
JOINED = [
    (
        "(select max(p.at) from shop_public.payments p where p.order_id = o.id and p.at < :as_of)",
        ("left join (select p.order_id, max(p.at) as max_at from shop_public.payments as p where p.at < :as_of "
        "group by p.order_id) per_order_id on per_order_id.order_id = o.id"),
        "per_order_id.max_at",
    ),
    (
        "(select count(*) from shop_public.payments where order_id = o.id)",
        ("left join (select order_id, count(*) as n from shop_public.payments group by order_id) per_order_id "
        "on per_order_id.order_id = o.id"),
        "coalesce(per_order_id.n, 0)",
    ),
    (
        ("(select coalesce(sum(p.a) - sum(p.b), 0) as open from shop_public.payments p join shop_public.kinds k on k.id = p.kind "
        "where o.id = p.order_id and (k.a = 1 or k.b = 2) and p.currency = o.currency)"),
        ("left join (select p.order_id, p.currency, sum(p.a) - sum(p.b) as open from shop_public.payments as p "
        "join shop_public.kinds as k on k.id = p.kind where (k.a = 1 or k.b = 2) group by p.order_id, p.currency) per_order_id "
        "on per_order_id.order_id = o.id and per_order_id.currency = o.currency"),
        "coalesce(per_order_id.open, 0)",
    ),
    (
        "(select l.state from shop_public.log l where l.order_id = o.id order by l.at desc, l.id limit 1)",
        ("left join (select distinct on (l.order_id) l.order_id, l.state as state from shop_public.log as l "
        "order by l.order_id, l.at desc, l.id) per_order_id on per_order_id.order_id = o.id"),
        "per_order_id.state",
    ),
    (
        '(select min(p."paidAt") from shop_public."Payments" p where p."orderId" = o.id)',
        ('left join (select p."orderId", min(p."paidAt") as result from shop_public."Payments" as p group by p."orderId") '
        'per_key on per_key."orderId" = o.id'),
        "per_key.result",
    ),
    (
        '(select count(*) from shop_public.payments p where p."user" = o.id)',  # without its quotes, `user` is who is logged in
        ('left join (select p."user", count(*) as n from shop_public.payments as p group by p."user") '
        'per_key on per_key."user" = o.id'),
        "coalesce(per_key.n, 0)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "join", "instead"), JOINED, ids=[inner[:40] for inner, *_ in JOINED])
def test_the_join_of_this_very_statement_is_given(inner: str, join: str, instead: str) -> None:
    for sql in (
        f"select 1 as value from shop_public.orders o where o.at < :as_of and {inner} is null",
        f"select sum({inner}) as value from shop_public.orders o where o.at < :as_of",
    ):
        assert hint_of(sql).split("\n")[1:] == [f"  {join}", f"and in its place: {instead}"]


@pytest.mark.parametrize(
    "inner",
    [
        "(select count(*) * 2 from shop_public.payments p where p.order_id = o.id)",
        "(select max(p.at) from shop_public.payments p where p.order_id = o.id or p.id = 1)",
        "(select max(p.at) from shop_public.payments p where p.at < o.at)",
        "(select max(p.at) from shop_public.payments p where p.order_id = o.id having count(*) > 1)",
        "(select max(p.at) - o.at from shop_public.payments p where p.order_id = o.id)",
        "(select bool_or(p.ok) from shop_public.payments p where p.order_id = o.id)",
        "(select coalesce(max(p.a), p.b) from shop_public.payments p where p.order_id = o.id group by p.b)",
        "(select 1 from shop_public.payments p where p.order_id = o.id)",
        "(select p.a from shop_public.payments p where p.order_id = o.id)",
        "(select p.a from shop_public.payments p where p.order_id = o.id order by p.at limit 2)",
        "(select p.a from shop_public.payments p where p.order_id = o.id order by p.at offset 1 limit 1)",
        "(select max(p.a) from shop_public.payments p where p.order_id = o.id union select 1)",
        "(select max(p.a) from shop_public.payments p join shop_public.k on k.id = o.kind where p.order_id = o.id)",
        "(with x as (select 1) select max(p.a) from shop_public.payments p where p.order_id = o.id)",
        "array(select p.a from shop_public.payments p where p.order_id = o.id)",
    ],
)
def test_where_the_answer_might_change_the_pattern_is_given(inner: str) -> None:
    assert hint_of(f"select 1 as value from shop_public.orders o where {inner} is null and o.at < :as_of").endswith(PATTERN)


def test_what_would_need_another_group_by_around_it_is_left_to_the_author() -> None:
    inner = "(select max(p.a) from shop_public.payments p where p.kind = o.kind)"
    assert hint_of(f"select {inner} as value from shop_public.orders o where o.at < :as_of group by o.kind").endswith(PATTERN)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as value from shop_public.orders o, shop_public.days d where {} > d.at",
        "select 1 as value from shop_public.orders o where exists (select 1 from shop_public.days d where {} > d.at)",
    ],
)
def test_where_a_join_would_not_see_the_column_the_pattern_is_given(sql: str) -> None:
    assert hint_of(sql.format("(select max(p.at) from shop_public.payments p where p.order_id = o.id)")).endswith(PATTERN)


def test_the_join_s_name_is_one_that_is_not_taken() -> None:
    inner = "(select max(p.a) from shop_public.payments p where p.id = per_id.id)"
    assert "per_id2 on per_id2.id = per_id.id" in hint_of(f"select max({inner}) as value from shop_public.orders per_id")


def hint_of(sql: str) -> str:
    _, problems = read_metric(header(sources=None, period="snapshot") + f"-- value\n{sql};\n")
    (found,) = [problem.hint for problem in problems if "runs for every row" in problem.message]
    return found
