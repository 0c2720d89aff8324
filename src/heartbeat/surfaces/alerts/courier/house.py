"""The workspace as messages need it: its name, its rules, how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.errors import NotDeployed
from heartbeat.readings.registry import read_workspace
from heartbeat.rules.alerts.wording.model import Manner


@dataclass(frozen=True)
class House:
    """What is deployed, for whoever sends messages of it."""

    settings: WorkspaceSettings
    rules: AlertRules

    def manner(self, recipient: str) -> Manner:
        """How a message for a recipient is written: in the time zone of a person, or that of the workspace."""
        person = self.rules.people.get(recipient.casefold())
        timezone = (person.timezone if person else None) or self.rules.timezone
        return Manner(timezone, self.settings.public_url, self.settings.name)


def read_house(connection: psycopg.Connection[Any]) -> House | None:
    """The workspace as deployed; `None` before the first deploy, when there is nothing to send."""
    try:
        settings = read_workspace(connection).settings
    except NotDeployed:
        return None
    return House(settings, rules_of(settings))
