"""Sources that are away, that refuse, or that know secrets."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.errors import ConfigError, DatabaseUnavailable, IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.report import TableProgress
from heartbeat.ingest.run_one import run_one
from heartbeat.ingest.staging import StagedTable
from heartbeat.ingest.tables.model import Column, SourceTable
from heartbeat.marts.loads import read_source_conditions
from heartbeat.postgres.roles import password_in
from integration.ingest.landing_site import LandingSite, told_of
from postgres_fixtures import free_port

SECRET = "s3cr3t-pässword/&"
SECRET_IN_URL = "s3cr3t-p%C3%A4ssword%2F%26"
URL = "postgresql://someone:${BANK_PASSWORD}@127.0.0.1:%d/bank"


@pytest.mark.parametrize("in_child", [False, True])
def test_a_source_that_is_away_is_told_with_its_address_and_without_its_password(site: LandingSite, *, in_child: bool) -> None:
    site.environment = {"BANK_PASSWORD": SECRET_IN_URL}
    port = free_port()
    run = site.run_in_child if in_child else site.run
    with pytest.raises(SourceUnreachable) as caught:
        run(url=URL.replace("%d", str(port)))
    assert "webbank" in str(caught.value)
    assert f"127.0.0.1:{port}" in str(caught.value)
    told = told_everywhere(site, caught.value)
    assert SECRET not in told
    assert SECRET_IN_URL not in told
    with site.database.connect(Role.WORKER) as connection:
        (condition,) = read_source_conditions(connection)
    assert (condition.state, condition.last_ok_at) == ("error", None)


def test_a_server_that_is_too_old_is_told_before_anything_is_read(site: LandingSite) -> None:
    with (
        postgres_of_version("11.22") as port,
        pytest.raises(SourceRejected, match=r"127\.0\.0\.1:\d+/bank\) runs Postgres 11\.22; 12 is the oldest") as caught,
    ):
        site.run(url=f"postgresql://someone@127.0.0.1:{port}/bank?sslmode=disable&gssencmode=disable")
    assert caught.value.hint


@contextmanager
def postgres_of_version(version: str) -> Iterator[int]:
    """A server that lets everybody in and says how old it is; the port at which it listens."""

    def message(kind: bytes, content: bytes) -> bytes:
        return kind + struct.pack("!i", len(content) + 4) + content

    parameters = {"server_version": version, "client_encoding": "UTF8", "standard_conforming_strings": "on"}
    told = [message(b"S", f"{name}\0{value}\0".encode()) for name, value in parameters.items()]
    greeting = message(b"R", struct.pack("!i", 0)) + b"".join(told) + message(b"Z", b"I")

    def greet() -> None:
        client, _ = listener.accept()
        with client:
            client.recv(4096)
            client.sendall(greeting)
            while client.recv(4096):
                pass

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=greet)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()


@pytest.mark.parametrize(
    ("rows", "told", "secret"),
    [
        (b"number,name\n1,Ann\n2,Secret Agent,more\n", "extra data after last expected column", "Secret"),
        (b"number,name\n4000 1234 5678 9010,Ann\n", r'invalid input syntax for type bigint: "…" \(22P02\)', "9010"),
    ],
    ids=["a row", "a value"],
)
def test_what_staging_refuses_is_not_repeated_in_the_error(site: LandingSite, rows: bytes, told: str, secret: str) -> None:
    table = SourceTable("card", "card", (Column("number", "number", "bigint"), Column("name", "name", "text")))
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        staged = StagedTable(loader, "webbank_core", lambda _, __: None)
        with staged.open(table) as write:
            write(rows)
        with pytest.raises(IngestError, match=f"Rows of webbank_core.card cannot be kept in marts: {told}") as caught:
            staged.fill()
    assert secret not in str(caught.value)


def test_a_kind_that_this_version_cannot_read_is_told(site: LandingSite) -> None:
    with pytest.raises(SourceRejected, match="webbank is of the kind telex, which this version cannot read") as caught:
        site.run(kind="telex")
    assert "sources/webbank.yaml" in caught.value.hint


def test_a_schema_in_which_nothing_can_be_read_is_no_success(site: LandingSite) -> None:
    with pytest.raises(SourceRejected, match="gives no table of schema core"):
        site.run()


@pytest.mark.parametrize("url", ["nonsense", "mysql://me@there/x", "postgresql://me:pa@ss/w0rd@127.0.0.1:1/x"])
def test_an_address_that_cannot_be_read_is_told_without_a_piece_of_its_password(site: LandingSite, url: str) -> None:
    with pytest.raises(SourceRejected, match="is no Postgres connection string") as caught:
        site.run(url=url)
    assert "w0rd" not in str(caught.value)
    assert "%40" in caught.value.hint


def test_a_failing_source_stays_failing_since_its_first_failure_until_it_succeeds(site: LandingSite) -> None:
    site.at_source("create table core.t (id int)")
    site.run()
    for _ in range(2):
        with pytest.raises(SourceUnreachable):
            site.run(url=f"postgresql://x@127.0.0.1:{free_port()}/x")
    with site.database.connect(Role.WORKER) as connection:
        (failing,) = read_source_conditions(connection)
        first = connection.execute("select min(started_at) from landing.source_run where state = 'error'").fetchone()
    assert first is not None
    assert failing.state == "error"
    assert failing.since == first[0]
    assert failing.last_ok_at is not None
    site.run()
    with site.database.connect(Role.WORKER) as connection:
        (well,) = read_source_conditions(connection)
    assert (well.state, well.error, well.since) == ("ok", None, None)


def test_a_login_that_is_refused_is_no_outage(site: LandingSite) -> None:
    wrong = site.url.replace(password_in(site.url), "wrong-password")
    with pytest.raises(SourceRejected, match="password authentication failed"):
        site.run(url=wrong)


def test_a_load_that_the_machine_cannot_start_is_an_error_of_its_source(site: LandingSite) -> None:
    with pytest.raises(IngestError, match="could not be started: Argument list too long"):
        site.run_in_child(environment={"LARGER_THAN_A_PROCESS_MAY_HAVE": "x" * 200_000})


def test_a_missing_schema_is_told(site: LandingSite) -> None:
    site.at_source("drop schema core")
    with pytest.raises(SourceRejected, match="no schema core"):
        site.run()


def test_a_variable_that_is_not_set_is_named(site: LandingSite) -> None:
    with pytest.raises(ConfigError, match="BANK_PASSWORD"):
        site.run_in_child(url=URL.replace("%d", "1"))


def test_a_table_without_permission_is_told_and_the_others_are_published(site: LandingSite) -> None:
    name = site.url.rpartition("/")[2]
    site.at_source(
        f"create role reader_{name} login password '{SECRET}'",
        f"grant usage on schema core to reader_{name}",
        "create table core.closed (id int)",
        "create table core.open (id int)",
        "insert into core.open values (1)",
        f"grant select on core.open to reader_{name}",
    )
    try:
        host = site.url.partition("@")[2]
        site.environment = {"BANK_PASSWORD": SECRET_IN_URL}
        report = site.run_in_child(url=f"postgresql://reader_{name}:${{BANK_PASSWORD}}@{host}")
    finally:
        site.at_source(f"drop owned by reader_{name}", f"drop role reader_{name}")
    assert report.state == "error"
    assert (told_of(report, "closed").error_code, report.error_code) == ("source-rejected", "source-rejected")
    assert "permission denied for table closed" in (report.error or "")
    assert {table.table: table.outcome for table in report.tables} == {"closed": "error", "open": "loaded"}
    assert site.marts("select count(*) from webbank_core.open") == [(1,)]
    assert SECRET not in str(report)


def test_what_the_source_refuses_while_rows_are_read_is_told_as_the_sources(site: LandingSite) -> None:
    site.at_source(
        "create view core.late as select repeat('x', 100) as t, 1 / (30000 - i) as n from generate_series(1, 30000) i",
        "create table core.open (id int)",
    )
    report = site.run_declaring(("late", "open"))
    assert re.match(r"The source webbank \(.*\), table core.late refused: division by zero", told_of(report, "late").error or "")
    assert told_of(report, "open").outcome == "loaded"


def test_a_value_that_a_view_cannot_cast_is_not_repeated_in_the_error(site: LandingSite) -> None:
    site.at_source(
        "create table core.raw (card text, at text)",
        """insert into core.raw values ('4000 1234 5678 9010', '1985-13-01'), ('4000 "1234" 5678', '1985-13-01')""",
        "create view core.cards as select card::bigint as card from core.raw",
        "create view core.quoted as select card::bigint as card from core.raw order by ctid desc",
        "create view core.numbers as select replace(card, ' ', '')::int as n from core.raw",
        "create view core.born as select at::date as born from core.raw",
    )
    report = site.run_declaring(("cards", "quoted", "numbers", "born"))
    told = f"{report} {site.landing('select error, hint, failures from landing.source_run')}"
    assert not re.search("4000.{0,2}1234|1985-13", told)  # shorter, it would find times and names that have these digits
    for table, words in {
        "cards": 'table core.cards refused: invalid input syntax for type bigint: "…" (22P02)',
        "quoted": 'table core.quoted refused: invalid input syntax for type bigint: "…" (22P02)',
        "numbers": 'table core.numbers refused: value "…" is out of range for type integer (22003)',
        "born": 'table core.born refused: date/time field value out of range: "…" (22008)',
    }.items():
        assert words in (told_of(report, table).error or "")


def test_marts_that_go_away_while_rows_are_read_are_not_taken_for_the_source(site: LandingSite, superuser_url: str) -> None:
    site.at_source("create view core.long as select repeat('x', 100) as t, i from generate_series(1, 300000) i")

    def end_the_writer(_: TableProgress) -> None:
        with psycopg.connect(superuser_url, autocommit=True) as superuser:
            superuser.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query ilike 'copy \"webbank_core_staging\"%' and datname = current_database()"
            )

    with pytest.raises(DatabaseUnavailable):
        run_one(
            replace(site.source(), tables=("long",)),
            "core",
            database_url_of_loader=site.database.url(Role.LOADER),
            environment={},
            on_progress=end_the_writer,
        )


def test_a_table_whose_failure_repeats_a_password_is_told_without_it(site: LandingSite) -> None:
    own = password_in(site.url)
    site.at_source(
        f"""create function core.fail() returns text language plpgsql as
            $$ begin raise 'cannot reach postgresql://a:elsewhere@h/d with {own}'; end $$""",
        "create view core.leaky as select core.fail() as f",
        "create table core.open (id int)",
    )
    report = site.run_declaring(("leaky", "open"))
    told = f"{report} {site.landing('select error, hint, failures from landing.source_run')}"
    assert "cannot reach postgresql://a:***@h/d with ***" in told
    assert own not in told
    assert "elsewhere" not in told


def test_no_error_of_any_kind_tells_a_password(site: LandingSite) -> None:
    site.at_source("create table core.t (id int)")
    loader = password_in(site.database.url(Role.LOADER))
    with psycopg.connect(site.database.url(Role.OWNER), autocommit=True) as owner:
        owner.execute("revoke insert on landing.table_load from hb_loader")
    with pytest.raises(IngestError) as caught:
        site.run_in_child()
    told = told_everywhere(site, caught.value)
    assert loader not in told
    assert password_in(site.url) not in told


def told_everywhere(site: LandingSite, error: IngestError) -> str:
    causes = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(str(cause))
        cause = cause.__cause__
    return "\n".join([*causes, error.hint, str(site.landing("select error, hint, failures from landing.source_run"))])
