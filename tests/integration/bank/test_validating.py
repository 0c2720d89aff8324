"""`heartbeat validate` over the whole example bank: what agrees, and what is found when something was corrupted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heartbeat.db import Database, Role
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.validation.audit import Audit, audit, prepare_folder
from heartbeat.measure.validation.gather import Office
from heartbeat.measure.validation.tables import read_landscape
from heartbeat.measure.validation.telling.markdown import as_json, as_markdown
from heartbeat.readings.audits import read_audit, read_audits
from heartbeat.readings.registry import read_metrics, read_workspace
from integration.bank.bank_marts import a_bank
from integration.bank.deployed_bank import copy_workspace, lived_bank
from postgres_fixtures import Cluster, cloned_house

CROSSCHECKED = {
    "active_cards",
    "approved_not_booked",
    "card_fraud_disputed",
    "card_payments_unsettled",
    "client_money_safeguarded",
    "onboarding_completed",
    "open_tickets",
    "outgoing_payments_approved",
    "paying_clients",
    "stuck_payments",
    "unpaid_collateral",
}
FAILING = "high_risk_merchant_share"  # the example's own failure: a merchant category that is no number
WITHOUT_TABLE = "chargebacks_won"


@dataclass
class Auditor:
    database: Database
    folder: Path
    now: datetime

    def audit(self, *metric_ids: str) -> dict[str, Audit]:
        """Audit these metrics, or all."""
        prepare_folder(self.folder)
        with self.database.connect(Role.WORKER, autocommit=True) as connection:
            sandbox = Sandbox(self.database, timeout_seconds=30)
            office = Office(connection, sandbox, self.folder, read_workspace(connection))
            metrics = [one for one in read_metrics(connection) if not metric_ids or one.metric_id in metric_ids]
            return {
                one.metric_id: audit(office, one, read_landscape(connection, frozenset(one.sql.tables), now=self.now))
                for one in metrics
            }


@pytest.fixture(scope="module")
def auditor(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    with cloned_house(cluster) as database:
        folder = copy_workspace(tmp_path_factory.mktemp("workspace"))
        yield Auditor(database, folder, lived_bank(database, folder, a_bank()))


@pytest.fixture(scope="module")
def audits(auditor: Auditor) -> dict[str, Audit]:
    return auditor.audit()


def codes(audit: Audit) -> set[str]:
    return {reason.code for reason in audit.verdict.reasons}


def test_every_crosscheck_of_the_example_gives_the_same_value(audits: dict[str, Audit]) -> None:
    assert {name for name, audit in audits.items() if "crosscheck_agrees" in codes(audit)} == CROSSCHECKED


def test_what_fails_is_what_the_example_has_broken(audits: dict[str, Audit]) -> None:
    failing = {name: codes(audit) for name, audit in audits.items() if audit.verdict.level == "fail"}
    assert failing.keys() == {FAILING, WITHOUT_TABLE}
    assert "value_fails" in failing[FAILING]
    assert "table_missing" in failing[WITHOUT_TABLE]


def test_every_value_is_found_again(audits: dict[str, Audit]) -> None:
    without = {name for name, audit in audits.items() if "reproduced" not in codes(audit)}
    assert without == {FAILING, WITHOUT_TABLE}


def test_the_days_before_stand_still(audits: dict[str, Audit]) -> None:
    assert not [name for name, audit in audits.items() if "past_changed" in codes(audit)]


def test_a_source_that_stands_still_is_told(audits: dict[str, Audit]) -> None:
    stale = {name for name, audit in audits.items() if "stale" in codes(audit)}
    assert stale == {"calls_answered", "first_response_p90", "open_tickets"}


def test_the_document_lies_in_the_workspace_and_in_the_read_model(auditor: Auditor, audits: dict[str, Audit]) -> None:
    written = audits["unpaid_collateral"]
    assert written.file == "docs/metric-audits/2026-11-19-unpaid_collateral.md"
    with auditor.database.connect(Role.APP) as connection:
        newest = read_audits(connection, "unpaid_collateral")[0]
        kept = read_audit(connection, "unpaid_collateral", newest["audit_id"])
    assert newest["is_of_this_definition"]
    assert kept["document"] == (auditor.folder / written.file).read_text()
    assert kept["content"] == json.loads(json.dumps(as_json(written.blocks)))


def test_no_cell_of_a_table_is_in_any_document(auditor: Auditor, audits: dict[str, Audit]) -> None:
    """Names of counterparties and clients, of which every payment and profile has one."""
    with auditor.database.connect(Role.LOADER) as connection:
        told = connection.execute("select distinct counterparty from webbank_core.payment").fetchall()
    text = "".join((auditor.folder / audit.file).read_text() for audit in audits.values())
    assert len(told) > 100
    assert not [name for (name,) in told if name in text]


def test_the_same_facts_give_the_same_text(auditor: Auditor, audits: dict[str, Audit]) -> None:
    before = {name: as_markdown(audits[name].blocks) for name in ("paying_clients", "open_tickets", FAILING)}
    again = auditor.audit(*before)
    assert {name: as_markdown(audit.blocks) for name, audit in again.items()} == before
    assert all(audit.replaced for audit in again.values())


def test_a_corrupted_formula_is_found(cluster: Cluster, tmp_path: Path) -> None:
    """Somebody drops the bills that were paid after `:as_of` was read, and deploys it."""
    with cloned_house(cluster) as database:
        folder = copy_workspace(tmp_path)
        file = folder / "metrics/cards/unpaid_collateral.sql"
        whole = file.read_text()
        file.write_text(whole.replace("\n  and (paid_at is null or paid_at >= :as_of);", ";"))
        assert file.read_text() != whole
        auditor = Auditor(database, folder, lived_bank(database, folder, a_bank()))
        found = auditor.audit("unpaid_collateral")["unpaid_collateral"]
    assert found.verdict.level == "fail"
    assert found.verdict.reasons[0].code == "crosscheck_differs"
    assert "They differ by €" in as_markdown(found.blocks)


def test_rows_that_change_without_a_load_are_found(cluster: Cluster, tmp_path: Path) -> None:
    """Somebody deletes bills in the marts themselves: the same load gives another value, and past days change."""
    with cloned_house(cluster) as database:
        folder = copy_workspace(tmp_path)
        auditor = Auditor(database, folder, lived_bank(database, folder, a_bank()))
        with database.connect(Role.LOADER) as connection:
            connection.execute("delete from webbank_card_management.collateral_invoice where paid_at is null")
        found = auditor.audit("unpaid_collateral")["unpaid_collateral"]
        assert {"not_reproduced", "past_changed", "crosscheck_agrees"} <= codes(found)
        assert found.verdict.level == "fail"
        with database.connect(Role.LOADER) as connection:  # a load that took them away explains it
            read_at = datetime.fromtimestamp(a_bank().world.until + 60, UTC)
            where = ("webbank", "webbank_card_management", "collateral_invoice")
            note_loads(connection, TableLoad(*where, "load-2", read_at, "merge", None, None, 1, 1, 0.1, None))
        explained = auditor.audit("unpaid_collateral")["unpaid_collateral"]
    assert "not_reproduced" not in codes(explained)
    assert "rows have arrived since it was computed, in webbank_card_management.collateral_invoice" in as_markdown(
        explained.blocks
    )
