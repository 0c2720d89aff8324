"""A workspace of one metric with cuts on pages, in files that a test can change, and what is deployed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from heartbeat.db import Database, Role
from heartbeat.definitions.cuts.model import AuditPage, ChartModule, CutDefinition
from heartbeat.definitions.model import Explained, MetricDefinition, Workspace
from heartbeat.readings.audit.edit import amend_cut
from heartbeat.readings.deployed.explained import ExplainedReport
from heartbeat.readings.registry import find_drift
from integration.app.audited import computed
from integration.readings.small_house import NOON, apply, metric, rows, workspace

ORDERS = metric("orders", "ORDE")
SALES = AuditPage("sales", "Sales", "cuts/sales.md", "[[fees]]", "p1")
COSTS = AuditPage("costs", "Costs", None, "")
FEES = CutDefinition(
    cut_id="fees",
    page="sales",
    file="cuts/fees.py",
    title="Fees",
    order=10,
    chart="bar",
    windows=("30d", "90d"),
    window_default="30d",
    how_to_read="h",
    text="module",
    metrics={"orders": "explains"},
    owner="file@example.com",
    definition_hash="v1:a",
    content_hash="c1",
)
RENT = replace(FEES, cut_id="rent", file="cuts/rent.py", metrics={}, owner=None)
CLOCK = ChartModule("clock", "cuts/clock.chart.js", "export default 1", "k1")


def house(
    *cuts: CutDefinition,
    pages: Sequence[AuditPage] = (SALES,),
    metrics: Sequence[MetricDefinition] = (ORDERS,),
    **more: Any,
) -> Workspace:
    """The workspace; `more` are further parts of what explains it."""
    return replace(workspace(*metrics), explained=Explained(pages=tuple(pages), cuts=cuts, **more))


def explain(database: Database, declared: Workspace, *, now: datetime = NOON, commit: str = "abc123") -> ExplainedReport:
    """Deploy it; what the deploy did with what explains the numbers."""
    return apply(database, replace(declared, git_commit=commit), now=now).explained


def when(database: Database, table: str, key: str) -> dict[str, tuple[str, datetime]]:
    """The commit and time of each row."""
    found = rows(database, f"select {key}, git_commit, deployed_at from heartbeat.{table}")
    return {name: (commit, at) for name, commit, at in found}


def people_say(database: Database, cut_id: str, **changes: str) -> None:
    """A person looks at the cut and changes its owner or verification."""
    computed(database, cut_id)
    with database.connect(Role.APP) as connection:
        amend_cut(connection, cut_id, changes, changed_by="anna", reason="looked", now=NOON)


def said(database: Database, cut_id: str) -> tuple[str | None, str]:
    """Owner and verification of a cut."""
    (row,) = rows(database, "select owner, verification_state from heartbeat.audit_cut_registry where cut_id = %s", cut_id)
    return row[0], row[1]


def drift(database: Database, declared: Workspace) -> list[str]:
    """What `heartbeat verify` would print."""
    with database.connect(Role.APP) as connection:
        return [str(one) for one in find_drift(connection, declared)]
