"""Deployed sources that take deliveries, and a sender."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from heartbeat.db import Database, Role
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.model import SourceDefinition, Workspace
from heartbeat.readings.registry import deploy
from integration.readings.small_house import BANK, NOON, SETTINGS
from signed import SECRET, signed

ENVIRONMENT = {"KYC_SECRET": SECRET}
READING = WebhookReading(secrets=("${KYC_SECRET}",))


def hook(reading: WebhookReading = READING, source_id: str = "kyc") -> SourceDefinition:
    """A source file of kind webhook, as read."""
    return SourceDefinition(source_id, f"sources/{source_id}.yaml", "webhook", "", ("",), webhook=reading, content_hash="k1")


def deploy_hooks(database: Database, *hooks: SourceDefinition) -> None:
    """Make these the deployed sources, beside one of kind postgres."""
    with database.connect(Role.CONFIG) as connection:
        deploy(connection, Workspace(SETTINGS, (BANK, *hooks), (), "w1", None), now=NOON)


@dataclass(frozen=True)
class Sender:
    """A provider that signs what it delivers."""

    client: httpx.Client
    database: Database

    def deliver(self, webhook_id: str, body: Any, *secrets: str, at: int | None = None, to: str = "kyc") -> httpx.Response:
        """Deliver bytes as they are, or anything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"/api/hooks/{to}", content=content, headers=signed(webhook_id, content, *secrets, at=at))

    def kept(self, columns: str = "webhook_id") -> list[tuple[Any, ...]]:
        """The deliveries that are kept, in the order in which they came."""
        with self.database.connect(Role.WORKER) as connection:
            return connection.execute(f"select {columns} from landing.webhook_delivery order by id").fetchall()
