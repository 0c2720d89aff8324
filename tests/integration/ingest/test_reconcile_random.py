"""Changes of every sort in a random order, runs and comparisons between them: in the end marts are the source, row by row."""

from __future__ import annotations

import random
from typing import Any

import pytest

from integration.ingest.landing_site import LandingSite

TABLES = {
    "merged": "id int primary key, v text, at timestamptz",
    "appended": "id int, v text, at timestamptz",
    "keyed": "id int, v text, at timestamp, unique nulls not distinct (id)",  # a key that may hold NULL
}
MOMENTS = (
    "now()", "now() - interval '4 minutes'", "now() - interval '10 minutes'", "now() - interval '3 hours'",
    "now() - interval '9 days'", "now() + interval '2 days'", "'infinity'", "null",
)  # fmt: skip
DECLARED: dict[str, Any] = {"cursor": dict.fromkeys(TABLES, "at"), "primary_key": {"keyed": ("id",)}}


def change(chance: random.Random, number: int) -> str:
    table, moment = chance.choice(list(TABLES)), chance.choice(MOMENTS)
    where = f"where ctid = (select ctid from core.{table} order by md5(id::text || '{number}') limit 1)"
    value = f"v{number % 3}"  # so that equal rows arise where there is no key
    key = chance.choice([number, number, "null"]) if table == "keyed" else number
    return chance.choice(
        [
            f"insert into core.{table} values ({key}, '{value}', {moment}) on conflict do nothing",
            f"insert into core.{table} values ({key}, '{value}', {moment}) on conflict do nothing",
            f"update core.{table} set v = 'u{number}' {where}",
            f"update core.{table} set v = 'c{number}', at = {moment} {where}",
            f"update core.{table} set at = {moment} {where}",
            f"delete from core.{table} {where}",
        ]
    )


@pytest.mark.parametrize("seed", [4, 11])
def test_after_a_run_and_a_comparison_nothing_differs(site: LandingSite, seed: int) -> None:
    chance, numbers = random.Random(seed), iter(range(1, 1000))
    site.at_source(*(f"create table core.{table} ({columns})" for table, columns in TABLES.items()))
    site.at_source(*(change(chance, next(numbers)) for _ in range(90)))
    site.run(**DECLARED)
    for _ in range(6):
        site.at_source(*(change(chance, next(numbers)) for _ in range(chance.randint(1, 12))))
        if chance.random() < 0.6:
            assert site.run(accept_shrink=True, **DECLARED).state == "ok"
        if chance.random() < 0.4:
            assert {one.state for one in site.reconcile(*TABLES, accept_shrink=True, **DECLARED).values()} == {"ok"}
    site.run(accept_shrink=True, **DECLARED)
    site.reconcile(*TABLES, accept_shrink=True, **DECLARED)
    assert [table for table in TABLES if not site.equal(table, f"({table}.*)::text")] == []
    assert {one.repaired for one in site.reconcile(*TABLES, **DECLARED).values()} == {0}
    totals = "select distinct on (table_name) table_name, total_rows from landing.table_load order by table_name, id desc"
    assert dict(site.landing(totals)) == {
        table: site.marts(f"select count(*) from webbank_core.{table}")[0][0] for table in TABLES
    }
