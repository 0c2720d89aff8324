"""Deliveries land in their table: each event once and for good, whatever happens between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import DeadlinePassed, IngestError
from heartbeat.marts.intake import Delivery, keep
from heartbeat.marts.loads import read_table_states
from integration.ingest.hooked_site import SENT, HookedSite


@pytest.fixture
def site(database: Database) -> HookedSite:
    return HookedSite(database)


def test_before_the_first_event_the_table_stands_and_is_empty(site: HookedSite) -> None:
    first = site.run()
    assert (first.outcome, first.disposition, first.total_rows) == ("loaded", "merge", 0)
    assert first.reason == "key (webhook_id) and cursor received_at"
    assert site.landed() == []
    again = site.run()
    assert (again.outcome, again.error) == ("unchanged", None)


def test_an_event_lands_as_it_was_delivered(site: HookedSite) -> None:
    site.run()
    site.deliver("msg_1", payload={"type": "check.passed", "name": 'Ä, "quoted"\nand more', "none": None, "empty": ""})
    site.deliver("msg_2", payload=[1.10, True])
    report = site.run()
    assert (report.outcome, report.rows, report.total_rows) == ("loaded", 2, 2)
    columns = "webhook_id, event_type, sent_at, received_at between now() - interval '1 minute' and now(), payload::text"
    assert site.landed(columns) == [
        (
            "msg_1",
            "check.passed",
            SENT,
            True,
            '{"name": "Ä, \\"quoted\\"\\nand more", "none": null, "type": "check.passed", "empty": ""}',
        ),
        ("msg_2", None, SENT, True, "[1.1, true]"),
    ]
    types = {"webhook_id": "text", "event_type": "text", "payload": "jsonb"}
    types |= dict.fromkeys(("sent_at", "received_at"), "timestamp with time zone")
    with site.database.connect(Role.LOADER) as loader:
        found = loader.execute(
            "select column_name, data_type from information_schema.columns where table_schema = 'kyc' and table_name = 'event'"
        ).fetchall()
    assert dict(found) == types


def test_what_is_new_is_merged_and_what_is_not_is_unchanged(site: HookedSite) -> None:
    site.deliver("msg_1", "msg_2")
    assert site.run().rows == 2
    assert site.run().outcome == "unchanged"
    assert site.deliver("msg_2", "msg_3") == ["duplicate", "stored"]
    report = site.run()
    assert (report.outcome, report.note, report.total_rows) == ("loaded", None, 3)
    assert site.landed() == ["msg_1", "msg_2", "msg_3"]


def test_the_reading_counts_as_of_now_although_nothing_came(site: HookedSite) -> None:
    site.run()
    with site.database.connect(Role.APP) as app:
        before = read_table_states(app)["kyc.event"].checked_at
        site.run()
        assert read_table_states(app)["kyc.event"].checked_at > before


def test_an_event_that_is_committed_late_is_landed_by_the_next_run(site: HookedSite) -> None:
    site.run()
    with site.database.connect(Role.APP) as late:
        keep(late, Delivery("kyc", "msg_0", SENT, "{}"))
        site.deliver("msg_1")
        assert site.run().total_rows == 1
        late.commit()
    assert site.run().total_rows == 2
    assert site.landed() == ["msg_0", "msg_1"]


@pytest.mark.faults
def test_a_run_that_is_killed_loses_no_event_and_lands_none_twice(site: HookedSite) -> None:
    site.deliver("msg_1")
    site.run()
    site.deliver("msg_2", "msg_3")
    with pytest.raises((IngestError, DeadlinePassed)):
        site.run_in_child(HEARTBEAT_STOP_AT="before-load-publish")
    assert site.landed() == ["msg_1"]
    assert site.run().total_rows == 3
    assert site.landed() == ["msg_1", "msg_2", "msg_3"]


def test_what_landed_long_ago_leaves_intake_and_stays_in_its_table_for_good(site: HookedSite) -> None:
    site.deliver("old", "older", "new")
    site.age(89, "old")
    site.age(91, "older")
    site.run()
    assert site.kept() == ["new", "old", "older"]  # forgotten only once it has landed
    site.run()
    assert site.kept() == ["new", "old"]
    assert site.landed() == ["new", "old", "older"]
    report = site.run(is_full=True)
    assert (report.total_rows, report.error) == (3, None)
    assert site.landed() == ["new", "old", "older"]


def test_what_came_after_the_clock_was_set_back_lands_and_is_not_forgotten_before(site: HookedSite) -> None:
    site.deliver("msg_1")
    site.run()
    site.deliver("msg_2")
    site.age(100, "msg_2")
    assert site.run().total_rows == 2
    assert site.kept() == ["msg_1", "msg_2"]
    assert site.run().outcome == "unchanged"
    assert (site.kept(), site.landed()) == (["msg_1"], ["msg_1", "msg_2"])


def test_an_id_that_comes_again_after_it_was_forgotten_is_still_one_row(site: HookedSite) -> None:
    site.deliver("msg_1")
    site.age(91, "msg_1")
    site.run()
    site.run()
    assert site.kept() == []
    assert site.deliver("msg_1", payload={"type": "again"}) == ["stored"]
    assert site.run().total_rows == 1
    assert site.landed("webhook_id, event_type") == [("msg_1", "again")]


def test_a_dropped_table_comes_back_with_what_intake_still_has(site: HookedSite) -> None:
    site.deliver("msg_1", "msg_2")
    site.run()
    site.as_loader("drop table kyc.event")
    assert site.run().total_rows == 2
    assert site.landed() == ["msg_1", "msg_2"]


def test_a_table_of_another_name_begins_with_what_intake_has_and_the_old_one_stays(site: HookedSite) -> None:
    site.deliver("msg_1")
    site.run()
    site.rename("kyc_event")
    with site.database.connect(Role.LOADER) as loader:
        assert loader.execute("select count(*) from kyc.event").fetchone() == (1,)
    site.deliver("msg_2")
    assert {table.table: table.outcome for table in site.run_all().tables} == {"event": "gone", "kyc_event": "loaded"}
    assert site.landed(table="kyc_event") == ["msg_1", "msg_2"]
    assert site.landed() == ["msg_1"]


def test_a_column_that_somebody_dropped_comes_back_and_no_event_is_lost(site: HookedSite) -> None:
    site.deliver("old", "new")
    site.age(91, "old")
    site.run()
    site.run()
    site.as_loader("alter table kyc.event drop column payload")
    report = site.run()
    assert (report.outcome, report.total_rows) == ("loaded", 2)
    assert site.landed("webhook_id, payload is null") == [("new", False), ("old", True)]


def test_events_of_another_source_are_its_own(site: HookedSite) -> None:
    with site.database.connect(Role.APP) as app:
        keep(app, Delivery("signup", "msg_9", SENT + timedelta(days=1), "{}"))
    site.deliver("msg_1")
    site.run()
    assert site.landed() == ["msg_1"]
