"""A database that answers and cannot do what a load asks of it: its disk is full, or somebody stopped it."""

from __future__ import annotations

import re

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.errors import IngestError
from integration.ingest.landing_site import LandingSite, told_of

TABLES = (
    "create table core.payment (id int primary key, updated_at timestamptz default now())",
    "insert into core.payment select generate_series(1, 10)",
    "create table core.currency (code text)",
    "insert into core.currency values ('eur')",
)
# What a server in trouble says, raised by the server itself.
TROUBLE = """create function {}() returns {} language plpgsql as
             $$ begin raise sqlstate '{}' using message = 'could not extend file', detail = 'Failing row: (secret)'; end $$"""
FULL = "53100"
NO_TABLE = "create event trigger t on ddl_command_end when tag in ('CREATE TABLE') execute function no_table()"
# COPY into staging is dlt's, which speaks to Postgres through another driver.
NO_ROW = """create function staged() returns event_trigger language plpgsql as $$
            declare made record;
            begin
                for made in select object_identity as name from pg_event_trigger_ddl_commands()
                            where schema_name = 'webbank_core_staging' and object_identity not like '%.\\_dlt\\_%' loop
                    execute format('create trigger t before insert on %s execute function public.no_row()', made.name);
                end loop;
            end $$"""


@pytest.mark.parametrize(
    ("code", "hint"), [(FULL, "disk .* is full"), ("40P01", "Somebody else"), ("57014", "statement_timeout"), ("54000", "")]
)
def test_a_table_that_meets_a_trouble_of_the_server_is_told_and_the_others_are_published(
    site: LandingSite, code: str, hint: str
) -> None:
    site.at_source(*TABLES)
    site.run()
    site.at_source("insert into core.payment values (11)", "insert into core.currency values ('usd')")
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute(TROUBLE.format("webbank_core.trouble", "trigger", code))
        loader.execute("create trigger t before insert on webbank_core.payment execute function webbank_core.trouble()")
    report = site.run_in_child()
    payment = told_of(report, "payment")
    assert payment.error == f"webbank_core.payment could not be published: could not extend file ({code})."
    assert re.search(hint, payment.hint)
    assert told_of(report, "currency").outcome == "loaded"


def test_a_disk_that_is_full_before_anything_is_staged_is_told_as_that(site: LandingSite, superuser_url: str) -> None:
    at_marts(superuser_url, TROUBLE.format("no_table", "event_trigger", FULL), NO_TABLE)
    site.at_source(*TABLES)
    report = site.run_in_child()
    assert "disk of the database that Heartbeat lands in is full" in told_of(report, "currency").hint
    assert (report.load_id, report.error) == (
        None,
        (
            "Rows of webbank_core.currency cannot be kept in marts: could not extend file (53100).\n"
            "Rows of webbank_core.payment cannot be kept in marts: could not extend file (53100)."
        ),
    )
    assert site.landing("select state, error_code from landing.source_run") == [("error", "ingest")]


def test_a_disk_that_is_full_while_rows_are_staged_is_told_as_that(site: LandingSite, superuser_url: str) -> None:
    added = "create event trigger t on ddl_command_end when tag in ('CREATE TABLE') execute function staged()"
    at_marts(superuser_url, "grant usage on schema public to hb_loader", TROUBLE.format("no_row", "trigger", FULL), NO_ROW, added)
    site.at_source(*TABLES)
    report = site.run_in_child()
    payment = told_of(report, "payment")
    assert payment.error == "Rows of webbank_core.payment cannot be kept in marts: could not extend file (53100)."
    assert "disk of the database that Heartbeat lands in is full" in payment.hint
    assert report.state == "error"
    assert "secret" not in str(report)


def test_a_disk_that_takes_not_even_the_outcome_of_a_run_is_told_as_full(site: LandingSite, superuser_url: str) -> None:
    no_outcome = "create trigger t before update on landing.source_run for each row execute function no_outcome()"
    at_marts(superuser_url, TROUBLE.format("no_table", "event_trigger", FULL), NO_TABLE)
    at_marts(superuser_url, TROUBLE.format("no_outcome", "trigger", FULL), no_outcome)
    assert failure(site).message == "The run of webbank_core failed: could not extend file (53100)."


def test_a_disk_on_which_no_run_can_begin_is_told_as_full(site: LandingSite, superuser_url: str) -> None:
    no_run = "create trigger t before insert on landing.source_run execute function no_run()"
    at_marts(superuser_url, TROUBLE.format("no_run", "trigger", FULL), no_run)
    assert failure(site).message == "No run of webbank_core could begin: could not extend file (53100)."


def at_marts(superuser_url: str, *statements: str) -> None:
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        for statement in statements:
            superuser.execute(statement)


def failure(site: LandingSite) -> IngestError:
    """What a run in a process of its own is told to have failed with; it says what is full, and repeats no row."""
    site.at_source(*TABLES)
    with pytest.raises(IngestError) as caught:
        site.run_in_child()
    assert "disk of the database that Heartbeat lands in is full" in caught.value.hint
    assert "secret" not in str(caught.value)
    return caught.value
