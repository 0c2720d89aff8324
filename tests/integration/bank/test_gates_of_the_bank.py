"""Every metric of the example passes the gates on landed rows, but for the two that show how one fails and how one waits."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from heartbeat.db import Database
from heartbeat.definitions.parse.sections import cut
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.workspace import survey_workspace
from heartbeat.measure.gates.one_metric import Job, Outcome, Site
from heartbeat.measure.gates.run import read_landed, try_metrics
from integration.bank.bank_marts import a_bank, land_directly
from integration.bank.deployed_bank import BANK_FOLDER, note_landed


def test_the_bank_s_metrics_pass(database: Database) -> None:
    bank = a_bank()
    land_directly(database, bank)
    note_landed(database, bank)
    outcomes = try_all(database)
    found = {name: [(problem.severity, problem.message) for problem in outcome.problems] for name, outcome in outcomes.items()}
    failing, waiting = found.pop("high_risk_merchant_share"), found.pop("chargebacks_won")
    assert [severity for severity, _ in failing] == ["error"]
    assert "invalid input syntax" in failing[0][1]
    assert [severity for severity, _ in waiting] == ["warning"]
    assert "`webbank_card_management.chargeback` has not landed" in waiting[0][1]
    # Of tables that were filled a moment ago Postgres may have no statistics yet, and says so; nothing else is wrong.
    assert [told for problems in found.values() for told in problems if "no statistics" not in told[1]] == []
    tried = [each for name in found for each in outcomes[name].tried]
    assert all(each.seconds is not None for each in tried)
    assert {each.section for each in tried} >= {"value", "crosscheck"}
    assert outcomes["paying_clients"].tried[0].largest == "webbank_core.payment"


def try_all(database: Database) -> dict[str, Outcome]:
    survey = survey_workspace(BANK_FOLDER)
    assert survey.settings is not None
    until, tables = read_landed(database)
    sources = {dataset: source for source in survey.sources for dataset in source.datasets()}
    site = Site(database, ZoneInfo(survey.settings.timezone), max(until.values()), until, tables, sources)
    jobs = [Job(metric, cut(survey.texts[metric.file], Findings(metric.file)).statements) for metric in survey.metrics]
    return {outcome.metric.metric_id: outcome for outcome in try_metrics(jobs, site)}
