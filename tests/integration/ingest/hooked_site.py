"""A source of kind webhook: its deliveries as intake keeps them, and runs that land them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from heartbeat.db import Database, Role
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.child import Landing, land
from heartbeat.ingest.report import RunReport, TableReport
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.marts.intake import Delivery, Kept, keep
from integration.ingest.landing_site import only

KYC = SourceDefinition("kyc", "sources/kyc.yaml", "webhook", "", ("",), webhook=WebhookReading(("${KYC_SECRET}",)))
SENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class HookedSite:
    """The dataset is `kyc`, its table `event`. The secret of the sender is nowhere: to land takes none."""

    database: Database
    source: SourceDefinition = field(default=KYC)

    def deliver(self, *webhook_ids: str, payload: Any = None) -> list[Kept]:
        """Deliver events, each committed before the next one."""
        body = json.dumps({"type": "check.passed"} if payload is None else payload)
        with self.database.connect(Role.APP, autocommit=True) as app:
            kept = []
            for webhook_id in webhook_ids:
                with app.transaction():
                    kept.append(keep(app, Delivery("kyc", webhook_id, SENT, body)))
            return kept

    def run(self, **options: Any) -> TableReport:
        """A run inside this process; what it says of the one table."""
        return only(self.run_all(**options))

    def run_all(self, **options: Any) -> RunReport:
        """The same, with all that it says."""
        url = self.database.url(Role.LOADER)
        return run_one(self.source, "", database_url_of_loader=url, environment={}, options=RunOptions(**options))

    def run_in_child(self, **environment: str) -> TableReport:
        """A run as a beat makes it."""
        return only(land(self.source, "", Landing(self.database, environment)))

    def rename(self, table: str) -> None:
        """Let the events land in another table from now on."""
        assert self.source.webhook
        self.source = replace(self.source, webhook=replace(self.source.webhook, table=table))

    def landed(self, columns: str = "webhook_id", table: str = "event") -> list[Any]:
        """What metric SQL sees, in the order of the ids; of one column its values."""
        with self.database.connect(Role.QUERY) as query:
            rows = query.execute(f"select {columns} from kyc.{table} order by webhook_id").fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def kept(self) -> list[str]:
        """The ids that intake has."""
        with self.database.connect(Role.WORKER) as worker:
            return [row[0] for row in worker.execute("select webhook_id from landing.webhook_delivery order by webhook_id")]

    def as_loader(self, statement: str) -> None:
        """Do something by hand."""
        with self.database.connect(Role.LOADER) as loader:
            loader.execute(statement)

    def age(self, days: int, *webhook_ids: str) -> None:
        """Let deliveries have come so many days ago."""
        with self.database.connect(Role.LOADER) as loader:
            loader.execute(
                "update landing.webhook_delivery set received_at = received_at - make_interval(days => %s)"
                " where webhook_id = any (%s)",
                (days, list(webhook_ids)),
            )
