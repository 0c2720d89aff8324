"""Comparisons after a run: when one is due, in a process of its own, killed at any moment."""

from __future__ import annotations

import pytest

from heartbeat.db import Role
from integration.ingest.landing_site import LandingSite, only, told_of

PAYMENT = (
    "create table core.payment (id int primary key, v text, updated_at timestamptz not null default now())",
    "insert into core.payment select g, 'a', now() - g * interval '1 minute' from generate_series(1, 3000) g",
    "create table core.currency (code text)",
)
SILENT = (
    "delete from core.payment where id between 2001 and 2007",
    "insert into core.payment values (5000, 'late', now() - interval '2 days')",
    "update core.payment set v = 'b' where id in (100, 1100)",
)


def two_days_later(site: LandingSite) -> None:
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("update landing.table_load set checked_at = checked_at - interval '2 days'")


@pytest.mark.faults
def test_a_comparison_that_is_killed_leaves_nothing_half_mended_and_the_run_before_it_stands(site: LandingSite) -> None:
    site.at_source(*PAYMENT)
    site.run()
    site.at_source(*SILENT)
    before = site.marts("select * from webbank_core.payment order by id")
    for moment in ("compared", "before-repair", "repaired"):
        report = site.run_in_child(environment={"HEARTBEAT_STOP_AT": moment}, compares="asked")
        compared = told_of(report, "payment").compared
        assert report.state == "ok"
        assert compared is not None
        assert (compared.state, "ended by itself" in (compared.error or "")) == ("error", True)
        assert site.marts("select * from webbank_core.payment order by id") == before
    assert site.landing("select state from landing.reconciliation") == [("error",)] * 3
    compared = told_of(site.run_in_child(compares="asked"), "payment").compared
    assert compared is not None
    assert (compared.deleted, compared.missed, compared.changed) == (7, 1, 2)
    assert site.equal("payment", key="id")
    assert site.landing("select count(*) from pg_namespace where nspname like '%staging'") == [(0,)]


def test_a_comparison_follows_the_run_after_which_it_is_due(site: LandingSite) -> None:
    site.at_source(*PAYMENT)
    assert told_of(site.run_in_child(reconcile="daily"), "payment").compared is None, "it was loaded anew just now"
    site.at_source(*SILENT)
    two_days_later(site)
    assert only(site.run_in_child(reconcile="daily", tables=("payment",))).compared is not None
    assert site.equal("payment", key="id")
    assert only(site.run_in_child(reconcile="daily", tables=("payment",))).compared is None
    assert site.landing("select table_name, state, deleted from landing.reconciliation") == [("payment", "ok", 7)]
