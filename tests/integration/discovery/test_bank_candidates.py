"""What discovery finds in the example bank, by itself: the founding metric first, drafts that run and pass the lint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bank_source.catalog import CATALOG
from bank_source.truth import told
from bank_source.truth.bank import Bank
from heartbeat.db import Database, Role
from heartbeat.definitions.parse.metric_file import parse_metric
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.profile.relations import relate
from heartbeat.marts.profile.survey import landed_tables, survey
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.discovery.candidate import Candidate, draft
from heartbeat.measure.discovery.discover import Discovery, Registry, Scope, discover
from heartbeat.measure.discovery.figures import Figures, metric_of, moment_of, value_now
from heartbeat.measure.discovery.page.document import Found, Page, drafts_in, write_page
from heartbeat.measure.discovery.search import Taken, find_candidates, with_codes
from heartbeat.measure.discovery.subject import Land
from integration.bank.bank_marts import a_bank, land_directly
from postgres_fixtures import Cluster, cloned_house

WORKSPACE = load_workspace(Path(__file__).parents[3] / "examples" / "bank").workspace
DEPLOYED = Registry(
    WORKSPACE,
    WORKSPACE.metrics,
    Taken(frozenset(one.metric_id for one in WORKSPACE.metrics), frozenset(one.code for one in WORKSPACE.metrics)),
)
SOURCES = {source.source_id: source for source in WORKSPACE.sources}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return a_bank()


@pytest.fixture(scope="module")
def marts(cluster: Cluster, bank: Bank) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        land_directly(database, bank)
        note_landed(database, bank)
        yield database


def note_landed(database: Database, bank: Bank) -> None:
    """As after a run that read every table a little after its newest row."""
    with database.connect(Role.LOADER) as connection:
        loads = []
        for table, rows in CATALOG:
            until = bank.desk.until if table.database == "support" else bank.world.until
            count = sum(1 for _ in rows(bank.desk if table.database == "support" else bank.world))
            loads.append(
                TableLoad(
                    source_id=table.database,
                    dataset=table.dataset,
                    table_name=table.name,
                    load_id="1",
                    checked_at=datetime.fromtimestamp(until + 7.25, UTC),
                    disposition="merge",
                    cursor_column=table.changed,
                    cursor_value=None,
                    rows=count,
                    total_rows=count,
                    seconds=0.1,
                    note=None,
                    key_columns=table.key,
                )
            )
        note_loads(connection, *loads)


def look(marts: Database, source_id: str, *, limit: int = 25) -> Discovery:
    with marts.connect(Role.APP) as connection:
        landed = landed_tables(connection, SOURCES[source_id].datasets())
    return discover(marts, Scope(landed, [], limit), DEPLOYED, report=lambda *_: None)


@pytest.fixture(scope="module")
def webbank(marts: Database) -> Discovery:
    return look(marts, "webbank")


@pytest.fixture(scope="module")
def everything(marts: Database) -> list[tuple[Candidate, Figures]]:
    """All candidates of all sources with their value today, without their past."""
    with marts.connect(Role.APP) as connection:
        landed = landed_tables(connection, [dataset for source in SOURCES.values() for dataset in source.datasets()])
    tables = {table.name: table for table in relate(marts, list(survey(marts, landed)))}
    land = Land(tables, WORKSPACE.settings.timezone, WORKSPACE.settings.currency)
    candidates = with_codes(find_candidates(land, tables, DEPLOYED.taken), DEPLOYED.taken)
    sandbox = Sandbox(marts, timeout_seconds=30)
    moments = [moment_of(candidate, tables, DEPLOYED.zone)[0] for candidate in candidates]
    return [
        (candidate, value_now(metric_of(candidate, DEPLOYED.declared), sandbox, as_of))
        for candidate, as_of in zip(candidates, moments, strict=True)
    ]


def named(discovery: Discovery, metric_id: str) -> Found:
    return next(found for found in discovery.found if found.candidate.metric_id == metric_id)


def as_of(bank: Bank) -> float:
    return bank.world.until + 7.25


def test_the_founding_metric_is_among_the_first_five(webbank: Discovery, bank: Bank) -> None:
    assert "collateral_invoice_overdue_amount" in [found.candidate.metric_id for found in webbank.found[:5]]
    found = named(webbank, "collateral_invoice_overdue_amount")
    truth = told.tell("unpaid_collateral", bank, as_of(bank))
    assert found.figures.value == pytest.approx(truth.value)
    assert found.figures.n == truth.n
    assert truth.value


def test_its_past_is_the_past_of_the_truth(webbank: Discovery, bank: Bank) -> None:
    days = named(webbank, "collateral_invoice_overdue_amount").figures.days
    assert len(days) == 90
    for day, value in days[::2]:
        end = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + 86_400
        offset = 3600 if WORKSPACE.settings.timezone == "Europe/Berlin" else 0
        assert value == pytest.approx(told.tell("unpaid_collateral", bank, end - offset).value)


def test_a_deployed_metric_that_computes_the_same_is_named(webbank: Discovery) -> None:
    nearest = named(webbank, "collateral_invoice_overdue_amount").near[0]
    assert nearest.metric_id == "unpaid_collateral"
    assert nearest.likeness > 0.95
    assert nearest.shared == ("webbank_card_management.collateral_invoice",)


def test_the_approved_share_of_payments_is_found_from_the_state_log(webbank: Discovery) -> None:
    found = named(webbank, "payment_state_5_share")
    assert found.candidate.unit == "ratio"
    assert found.candidate.sources == ("webbank_core.payment", "webbank_core.payment_state_log")
    assert found.figures.value is not None
    assert 0.5 < found.figures.value < 1
    assert any(near.metric_id == "outgoing_payments_approved" or "credited" in near.metric_id for near in found.near)


def test_stuck_payments_are_found_and_the_deployed_metric_is_named(webbank: Discovery) -> None:
    assert named(webbank, "payment_stuck").near[0].metric_id == "stuck_payments"


def test_codes_and_ids_are_those_of_nobody_else(everything: list[tuple[Candidate, Figures]]) -> None:
    metric_ids, codes = ([getattr(one, name) for one, _ in everything] for name in ("metric_id", "code"))
    assert len(set(metric_ids)) == len(set(codes)) == len(everything)
    assert set(metric_ids).isdisjoint(DEPLOYED.taken.metric_ids)
    assert set(codes).isdisjoint(DEPLOYED.taken.codes)


def test_every_draft_runs(everything: list[tuple[Candidate, Figures]]) -> None:
    assert len(everything) > 60
    assert [(one.metric_id, figures.missing) for one, figures in everything if figures.refused] == []


def test_every_draft_has_a_value(everything: list[tuple[Candidate, Figures]]) -> None:
    assert [one.metric_id for one, figures in everything if figures.value is None] == []


def test_every_draft_passes_the_lint_without_a_word(everything: list[tuple[Candidate, Figures]]) -> None:
    problems = []
    for one, _ in everything:
        findings = Findings(f"metrics/found/{one.metric_id}.sql")
        assert parse_metric(findings.file, draft(one), DEPLOYED.declared, findings)
        problems += [str(problem) for problem in findings.problems]
    assert problems == []


def test_no_draft_has_a_line(everything: list[tuple[Candidate, Figures]]) -> None:
    for one, _ in everything:
        assert "\n# norm_value:" in draft(one)
        assert not re.search(r"^(norm|alert|target)_value:", draft(one), re.MULTILINE)


def test_what_is_left_out_is_named(marts: Database) -> None:
    few = look(marts, "webbank", limit=3)
    assert len(few.found) == 3
    assert len(few.left_out) > 20
    assert {reason for _, reason in few.left_out} == {"ranked lower"}


def page_of(discovery: Discovery) -> str:
    day = datetime(2026, 11, 19, tzinfo=UTC).date()
    return write_page(Page("webbank", day, discovery.found, discovery.left_out, discovery.tables, "EUR", "en"))


def test_the_page_holds_no_value_of_a_person(webbank: Discovery, marts: Database) -> None:
    page = page_of(webbank)
    with marts.connect(Role.QUERY) as connection:
        persons = connection.execute("select distinct name from webbank_core.client_profile").fetchall()
        names = connection.execute("select distinct counterparty from webbank_core.payment").fetchall()
        codes = connection.execute("select distinct end_to_end_id from webbank_core.payment").fetchall()
    assert len(persons) > 100
    assert [name for (name,) in (*persons, *names) if name in page] == []
    assert {code for (code,) in codes}.isdisjoint(re.findall(r"[\w/.-]+", page))


def test_the_same_data_give_the_same_page(marts: Database) -> None:
    size = re.compile(r"rows; \d+ [kM]B;")  # a vacuum may come between
    first, second = (size.sub("", page_of(look(marts, "webbank", limit=3))) for _ in range(2))
    assert first == second


def test_the_page_gives_its_drafts_back(webbank: Discovery) -> None:
    drafts = drafts_in(page_of(webbank))
    assert drafts == {found.candidate.metric_id: draft(found.candidate) for found in webbank.found}


def test_a_candidate_is_proposed_in_spite_of_an_id_that_is_taken(marts: Database) -> None:
    taken = replace(DEPLOYED.taken, metric_ids=DEPLOYED.taken.metric_ids | {"payment_stuck"})
    with marts.connect(Role.APP) as connection:
        landed = [one for one in landed_tables(connection, ["webbank_core"]) if one.table.startswith("payment")]
    found = discover(marts, Scope(landed, [], 25), replace(DEPLOYED, taken=taken), report=lambda *_: None).found
    assert "payment_stuck_2" in [one.candidate.metric_id for one in found]
