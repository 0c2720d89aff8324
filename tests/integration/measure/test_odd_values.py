"""Answers that are no ordinary number, through whole beats: unknown is never green, and nothing of it recovers a red."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Role
from heartbeat.readings.board import read_board
from landed_shop import LandedShop
from small_shop import write_metric

# `odd` is whether the newest customer is number 99. A definition stays what it is while its answer turns odd.
STATE = "(select max(id) = 99 as odd, min(id) as least from shop_public.customers) s"
NAN, INFINITE = "the value is NaN", "the value is infinite"
ODD = [
    pytest.param(f"select {{good}} as value from {STATE} where not odd", "no_data", "no row", id="no row"),
    pytest.param(f"select case when not odd then {{good}} end as value from {STATE}", "no_data", "NULL", id="NULL"),
    *(
        pytest.param(f"select case when odd then {value} else {{good}} end as value from {STATE}", "no_data", words, id=value)
        for value, words in (
            ("'NaN'::float8", NAN),
            ("'NaN'::float4", NAN),
            ("'NaN'::numeric", NAN),
            ("'Infinity'::float8", INFINITE),
            ("'-Infinity'::float8", INFINITE),
            ("'Infinity'::numeric", INFINITE),
            ("'-Infinity'::numeric", INFINITE),
            ("10::numeric ^ 400", INFINITE),
            ("-(10::numeric ^ 131000)", INFINITE),
        )
    ),
    *(
        pytest.param(f"select {{good}} * {factor} as value from {STATE}", "error", words, id=factor)
        for factor, words in (
            ("(1 / case when odd then 0 else 1 end)", "division by zero"),
            ("case when odd then 1e308::float8 * least + 1e308 else 1 end * case when odd then 1e308 else 1 end", "out of range"),
            ("(case when odd then 2147483647 else 0 end + 1)", "out of range"),
            ("(9223372036854775807 + case when odd then 1::bigint else 0 end - 9223372036854775806)", "out of range"),
            ("case when odd then (10::numeric ^ (131071 + least)) * 10 else 1 end", "overflows numeric"),
            ("case when odd then (select id from shop_public.customers) else 1 end", "more than one row returned"),
            ("case when odd then (select name from shop_public.customers where id = 99)::int else 1 end", 'integer: "…"'),
        )
    ),
    pytest.param(
        f"select {{good}} as value from {STATE} cross join generate_series(1, case when odd then 2 else 1 end)",
        "error", "more than one row", id="several rows",
    ),
    *(
        pytest.param(f"select {{good}} as value, case when odd then {n} else 3 end as n from {STATE}", "error", "`n`", id=n)
        for n in ("-1", "2.5", "'NaN'::numeric", "'Infinity'::float8", "9223372036854775808")
    ),
]  # fmt: skip


def tile(shop: LandedShop) -> dict[str, Any]:
    with shop.database.connect(Role.APP) as connection:
        (found,) = [tile for tile in read_board(connection).document["metrics"] if tile["metric_id"] == "odd"]
        return dict(found)


def make(shop: LandedShop, sql: str, *, more: str = "") -> None:
    lines = f"norm_value: 50\nalert_value: 10\n{more}"
    write_metric(shop.folder, "odd", sql, code="ODDM", period="snapshot", table="shop_public.customers", more=lines)
    shop.deploy()


def turn_odd(shop: LandedShop) -> None:
    shop.now += timedelta(hours=1)
    shop.land("customers", [(99, "cell of a client")], checked_at=shop.now)


@pytest.mark.parametrize("last", [(100, "green", "stale"), (7, "red", "red")], ids=["green", "red"])
@pytest.mark.parametrize(("sql", "health", "words"), ODD)
def test_an_odd_answer_keeps_the_last_value_and_its_status(
    shop: LandedShop, sql: str, health: str, words: str, last: tuple[int, str, str]
) -> None:
    good, status, tile_class = last
    make(shop, sql.format(good=good))
    shop.measure("odd")
    before = tile(shop)
    assert (before["value"], before["status"], before["health"]) == (good, status, "ok")
    turn_odd(shop)
    line = shop.measure("odd")["odd"]
    after = tile(shop)
    assert (after["value"], after["status"], after["since"]) == (good, status, before["since"])
    assert (after["class"], after["health"]) == (tile_class, health)
    assert words in (line["error"] or line["why"])
    assert words in after["error"]
    assert "cell of a client" not in f"{line}{after}"
    assert [day["value"] for day in shop.history("odd")] == [good], "the day keeps its good reading"
    assert len(shop.rows("select from heartbeat.status_change where metric_id = 'odd'")) == 1, "no change, no recovery"
    assert line["outcome"] == ("error" if health == "error" else "executed")


@pytest.mark.parametrize(("sql", "health", "words"), ODD)
def test_a_metric_that_was_odd_from_the_start_is_amber_and_has_no_value(
    shop: LandedShop, sql: str, health: str, words: str
) -> None:
    shop.land("customers", [(99, "cell of a client")], checked_at=shop.now)
    make(shop, sql.format(good=100))
    shop.measure("odd")
    found = tile(shop)
    assert (found["value"], found["status"], found["class"], found["health"]) == (None, "amber", "amber", health)
    assert words in found["error"]
    assert shop.history("odd") == []


@pytest.mark.parametrize("n", ["49", "0", "null::bigint"])
@pytest.mark.parametrize(("first", "later", "status"), [(100, 5, "green"), (5, 100, "red")])
def test_too_few_rows_are_shown_and_never_judged(shop: LandedShop, n: str, first: int, later: int, status: str) -> None:
    answer = f"case when odd then {later} else {first} end as value, case when odd then {n} else 50 end as n"
    make(shop, f"select {answer} from {STATE}", more="min_n: 50\n")
    shop.measure("odd")
    assert (tile(shop)["status"], tile(shop)["value"]) == (status, first)
    turn_odd(shop)
    shop.measure("odd")
    found = tile(shop)
    assert (found["value"], found["status"], found["reason"], found["health"]) == (later, status, "too_few", "ok")
    assert [day["value"] for day in shop.history("odd")] == [first]
    assert len(shop.rows("select from heartbeat.status_change where metric_id = 'odd'")) == 1


def test_a_first_value_over_too_few_rows_is_amber(shop: LandedShop) -> None:
    make(shop, f"select 100 as value, 3 as n from {STATE}", more="min_n: 50\n")
    shop.measure("odd")
    assert (tile(shop)["status"], tile(shop)["reason"], tile(shop)["class"]) == ("amber", "too_few", "amber")


def test_what_comes_back_after_an_odd_answer_is_judged_anew(shop: LandedShop) -> None:
    make(shop, f"select case when odd then null else count(*) + least * 0 end as value from {STATE}, shop_public.customers "
               "group by odd, least")  # fmt: skip
    shop.measure("odd")
    assert tile(shop)["status"] == "red"
    turn_odd(shop)
    shop.measure("odd")
    assert (tile(shop)["status"], tile(shop)["health"]) == ("red", "no_data")
    shop.now += timedelta(hours=1)
    shop.land("customers", [(100 + extra, "new") for extra in range(60)], checked_at=shop.now)
    shop.measure("odd")
    assert (tile(shop)["status"], tile(shop)["health"], tile(shop)["value"]) == ("green", "ok", 68)
