"""Tables of Postgres whose policies hide rows from the login that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from integration.ingest.landing_site import LandingSite, told_of

SECRET = "of-the-reader"
TABLE = (
    "create table core.t (id int primary key, region text, updated_at timestamptz not null default now() - interval '2 days')",
    "insert into core.t select n, case when n % 2 = 0 then 'EU' else 'US' end from generate_series(1, 100) n",
)
POLICY = ("alter table core.t enable row level security", "create policy eu on core.t using (region = 'EU')")


@dataclass(frozen=True)
class Reader:
    name: str
    url: str


@pytest.fixture
def reader(site: LandingSite) -> Iterator[Reader]:
    name = f"reader_{site.url.rpartition('/')[2]}"
    site.at_source(
        *TABLE,
        f"create role {name} login password '{SECRET}'",
        f"grant usage on schema core to {name}",
        f"grant select on all tables in schema core to {name}",
    )
    yield Reader(name, site.url.replace(site.url.partition("://")[2].rpartition("@")[0], f"{name}:{SECRET}"))
    site.at_source(f"drop owned by {name}", f"drop role {name}")


def test_a_comparison_deletes_no_row_that_a_policy_may_hide(site: LandingSite, reader: Reader) -> None:
    site.run(url=reader.url)
    site.at_source(
        *POLICY,
        "delete from core.t where id = 4",
        "insert into core.t values (200, 'EU', now() - interval '3 days')",
        "update core.t set updated_at = updated_at - interval '1 hour' where id = 2",
    )
    told = site.reconcile("t", url=reader.url)["t"]
    assert (told.state, told.deleted, told.missed, told.changed) == ("held", 0, 1, 1)
    assert "51 rows of webbank_core.t are not shown by the source, whose row-level security may hide rows" in (told.error or "")
    assert "bypassrls" in told.hint
    assert site.marts("select count(*), count(*) filter (where region = 'US') from webbank_core.t") == [(101, 50)]
    assert site.landing("select state, deleted, missed, changed from landing.reconciliation") == [("held", 0, 1, 1)]
    assert site.landing("select total_rows from landing.table_load order by id desc limit 1") == [(101,)]
    site.at_source(f"alter role {reader.name} bypassrls")
    assert site.reconcile("t", url=reader.url)["t"].deleted == 1
    assert site.equal("t", key="id")


def test_rows_that_a_harmless_policy_does_not_show_are_gone_once_somebody_says_so(site: LandingSite, reader: Reader) -> None:
    site.at_source("alter table core.t enable row level security", "create policy every on core.t using (true)")
    site.run(url=reader.url)
    site.at_source("delete from core.t where id = 4")
    told = site.reconcile("t", url=reader.url)["t"]
    assert (told.state, told.deleted) == ("held", 0)
    assert "If the rows are gone: `heartbeat ingest webbank --reconcile --accept-shrink`" in told.hint
    told = site.reconcile("t", url=reader.url, accept_shrink=True)["t"]
    assert (told.state, told.deleted) == ("ok", 1)
    assert site.reconcile("t", url=reader.url)["t"].state == "ok"
    assert site.equal("t", key="id")


def test_a_changed_row_without_a_key_does_not_count_beside_its_old_self(site: LandingSite, reader: Reader) -> None:
    declared: dict[str, Any] = {"url": reader.url, "cursor": {"t": "updated_at"}}
    site.at_source("alter table core.t drop constraint t_pkey", "insert into core.t values (4000, 'EU', now())", *POLICY)
    site.run(**declared)
    before = site.marts("select count(*), sum(id) from webbank_core.t")
    site.at_source("update core.t set id = id + 1000 where id <= 10", "insert into core.t values (5000, 'EU', now())")
    for _ in range(2):
        told = site.reconcile("t", **declared)["t"]
        assert (told.state, told.missed) == ("held", None)
        assert (told.error or "").endswith("It has no key, so nothing was mended.")
        assert site.marts("select count(*), sum(id) from webbank_core.t") == before
    site.run(**declared)
    told = site.reconcile("t", accept_shrink=True, **declared)["t"]
    assert (told.state, told.deleted, told.missed) == ("ok", 5, 5)
    assert site.marts("select count(*) from webbank_core.t") == [(52,)]


def test_only_a_login_from_which_rows_are_hidden_is_told_so(site: LandingSite, reader: Reader) -> None:
    site.at_source(*POLICY)
    told = told_of(site.run(url=reader.url), "t")
    assert (told.total_rows, told.note) == (50, "row-level security: only rows that the source's role may see")
    assert told_of(site.run(), "t").note is None


def test_a_login_that_may_not_read_a_part_is_told_why_it_is_refused(site: LandingSite, reader: Reader) -> None:
    site.at_source(*POLICY, f"alter role {reader.name} set row_security = off")
    told = told_of(site.run(url=reader.url), "t")
    assert "row-level security policy" in (told.error or "")
    assert "bypassrls" in told.hint
    assert "Grant select" not in told.hint
