"""What of a Postgres table's indexes is a key, when not everything that looks like one holds for every row."""

from __future__ import annotations

from typing import Any

from integration.ingest.landing_site import LandingSite, told_of

PARENT = (
    "create table core.parent (id int primary key, v text, updated_at timestamptz not null default now() - interval '3 days')",
    "create table core.child () inherits (core.parent)",
    "insert into core.parent values (1, 'of the parent')",
    "insert into core.parent values (2, 'new', now())",
)


def test_a_key_that_children_need_not_obey_is_none(site: LandingSite) -> None:
    site.at_source(*PARENT)
    site.run()
    site.at_source("insert into core.child values (1, 'of the child', now())", "insert into core.child values (3, 'its own')")
    told = told_of(site.run(), "parent")
    assert (told.outcome, told.disposition, told.total_rows) == ("loaded", "replace", 4)
    assert site.equal("parent", key="id, v")
    assert told_of(site.run(), "parent").outcome == "unchanged"


def test_a_declared_key_of_a_parent_holds(site: LandingSite) -> None:
    how: dict[str, Any] = {"primary_key": {"parent": ("id",)}}
    site.at_source(*PARENT, "insert into core.child values (3, 'of the child')")
    assert told_of(site.run(**how), "parent").disposition == "merge"
    site.at_source("insert into core.child values (4, 'later', now())", "update core.child set v = 'silent' where id = 3")
    site.run(**how)
    assert site.reconcile("parent", **how)["parent"].changed == 1
    assert site.equal("parent", key="id")


def test_the_key_of_a_partitioned_table_is_one(site: LandingSite) -> None:
    site.at_source(
        "create table core.p (id int, region int, updated_at timestamptz not null, primary key (id, region))"
        " partition by list (region)",
        "create table core.p_1 partition of core.p for values in (1)",
        "insert into core.p values (1, 1, now())",
    )
    assert told_of(site.run(), "p").disposition == "merge"


def test_a_key_that_is_not_null_for_new_rows_alone_is_none(site: LandingSite) -> None:
    site.at_source(
        "create table core.t (code text unique, v int)",
        "insert into core.t values (null, 1), (null, 2), ('a', 3)",
        "alter table core.t add constraint has_code not null code not valid",
    )
    told = told_of(site.run(), "t")
    assert (told.outcome, told.total_rows) == ("loaded", 3)
    site.at_source(
        "delete from core.t where code is null",
        "alter table core.t validate constraint has_code",
        "alter table core.t add updated_at timestamptz default now()",
    )
    assert told_of(site.run(), "t").disposition == "merge"


def test_a_cursor_that_is_not_null_for_new_rows_alone_hides_no_older_row(site: LandingSite) -> None:
    site.at_source(
        "create table core.t (id int primary key, v text, updated_at timestamptz)",
        "insert into core.t values (1, 'old', null), (2, 'old', now())",
        "alter table core.t add constraint has_time not null updated_at not valid",
    )
    site.run()
    site.at_source(
        "alter table core.t drop constraint has_time",
        "update core.t set v = 'new' where id = 1",
        "alter table core.t add constraint has_time not null updated_at not valid",
    )
    site.run()
    assert site.equal("t", key="id")
