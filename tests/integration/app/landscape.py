"""The books of a few sources, as ingest writes them: one is well, one fails, one never ran, and one is a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.model import MetricSql, SourceDefinition, Workspace
from heartbeat.marts.records import RunOutcome, TableFailure, TableLoad, close_run, note_loads, open_run
from integration.readings.small_house import SETTINGS, apply, metric

HOUR = timedelta(hours=1)
BANK = SourceDefinition(
    "bank", "sources/bank.yaml", "postgres", "${BANK_URL}", ("core",), replace_ok={"Currency": "three rows"}, reconcile="daily"
)
SUPPORT = SourceDefinition("support", "sources/support.yaml", "postgres", "${SUPPORT_URL}", ("desk",))
KYC = SourceDefinition(
    "kyc", "sources/kyc.yaml", "webhook", "", ("",), webhook=WebhookReading(("${KYC_SECRET}",), table="event"), schedule="daily"
)
CARDS = SourceDefinition("cards", "sources/cards.yaml", "files", "${CARDS_FILES}", ("",), schedule="daily")


def deployed() -> Workspace:
    """Four sources, and a metric that reads a table which never landed."""
    reads = MetricSql("select 1 as value", None, None, ("bank_core.payment", "cards.settlement"), uses_as_of=True, uses_now=False)
    return replace(
        Workspace(SETTINGS, (BANK, SUPPORT, CARDS, KYC), (replace(metric("delays", "DELA"), sql=reads),), "w1", None),
        content_hash="w2",
    )


def settle(database: Database) -> None:
    """Deploy them, and write the books of the last hours."""
    apply(database, deployed(), now=now() - 9 * HOUR)
    with database.connect(Role.LOADER, autocommit=True) as loader:
        _make_tables(loader)
        _run(loader, "bank", "bank_core", now() - 3 * HOUR, {})
        for table, more in _BANK.items():
            _load(loader, "bank", "bank_core", table, now() - 3 * HOUR, **more)
        held: TableFailure = {"state": "held", "code": "load-held", "error": "it would shrink", "hint": "Look at the source."}
        _load(loader, "bank", "bank_core", "payment", now() - HOUR / 4, **{**_BANK["payment"], "load_id": None, "rows": 0})
        _load(loader, "bank", "bank_core", "client", now() - HOUR / 4, **_BANK["client"])
        _load(loader, "bank", "bank_core", "currency", now() - HOUR / 4, **_BANK["currency"])
        _run(loader, "bank", "bank_core", now() - HOUR / 2, {"account": held})
        _run(loader, "support", "support_desk", now() - 6 * HOUR, {})
        _load(loader, "support", "support_desk", "ticket", now() - 6 * HOUR)
        for hours in (5, 4, 3):
            away = RunOutcome("error", "source-unreachable", "The source support does not answer.", "Is it running?")
            run = open_run(loader, "support", "support_desk", is_whole=True, now=now() - hours * HOUR)
            close_run(loader, run, away, now=now() - hours * HOUR + timedelta(seconds=10))
        _load(loader, "kyc", "kyc", "event", now() - 2 * HOUR)
        for minutes in (200, 20, 10):
            loader.execute(_DELIVERY, (str(minutes), now() - timedelta(minutes=minutes)))
        _load(loader, "old", "old_core", "thing", now() - 900 * HOUR)


_DELIVERY = """insert into landing.webhook_delivery (source_id, webhook_id, sent_at, received_at, payload)
               values ('kyc', %s, now(), %s, '{}')"""


def now() -> datetime:
    """The present hour, so that rows of one test belong together."""
    return datetime.now(UTC).replace(microsecond=0)


_BANK: Mapping[str, Mapping[str, Any]] = {
    "payment": {
        "disposition": "merge", "cursor_column": "updated_at", "cursor_value": "2026-11-20 10:00:00+00", "key_columns": ("id",),
        "reason": "key (id) and cursor updated_at", "note": "drift: no longer at the source: colour",
        "changed_columns": {"colour": "is no longer at the source"},
    },
    "client": {
        "disposition": "replace", "key_columns": ("id",), "reason": "a key, but no column that moves with every change",
        "note": "read in full each time (90000 rows, 4.0 s): a key, but no column that moves with every change",
        "total_rows": 90_000, "seconds": 4.0,
    },
    "currency": {"disposition": "replace", "reason": "no key and no cursor", "total_rows": 3},
    "account": {"disposition": "append", "cursor_column": "created_at", "reason": "no key, cursor created_at"},
    "lost": {"disposition": "append", "cursor_column": "created_at"},
}  # fmt: skip


def _make_tables(loader: psycopg.Connection[Any]) -> None:
    loader.execute("create schema bank_core")
    loader.execute("create table bank_core.payment (id int primary key, updated_at timestamptz)")
    loader.execute("insert into bank_core.payment select generate_series(1, 1000)")
    loader.execute("create table bank_core.client (id int primary key, name text, born date, seen_at timestamptz)")


def _load(loader: psycopg.Connection[Any], source_id: str, dataset: str, table: str, at: datetime, **more: Any) -> None:
    load = TableLoad(source_id, dataset, table, "l1", at, "merge", None, None, 10, 1000, 0.2, None)
    note_loads(loader, replace(load, **more))


def _run(
    loader: psycopg.Connection[Any], source_id: str, dataset: str, at: datetime, failures: Mapping[str, TableFailure]
) -> None:
    run = open_run(loader, source_id, dataset, is_whole=True, now=at - timedelta(seconds=1))
    outcome = RunOutcome("held", "load-held", "it would shrink", None, failures) if failures else RunOutcome("ok")
    close_run(loader, run, outcome, now=at + timedelta(seconds=5))
