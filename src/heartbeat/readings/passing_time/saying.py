"""What a message says of an incident that no reading has moved: what was said before, and its metric as the board shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.readings.incidents.notices import Office, Telling, payload_of
from heartbeat.readings.incidents.release import entry_facts
from heartbeat.readings.incidents.rows import Incident, Occasion
from heartbeat.readings.passing_time.due import Open

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")


@dataclass(frozen=True)
class Saying:
    """At one moment, of some incidents: what was last said of each, and the metrics as the board of this version shows them."""

    office: Office
    now: datetime
    said: Mapping[int, Mapping[str, Any]]
    entries: Mapping[str, Mapping[str, Any]]
    version: int

    def payload(self, one: Open, incident: Incident | None = None) -> dict[str, Any]:
        """What is said of an incident as it stands; `incident` is what it became, where it moved."""
        before = self.said.get(one.incident_id, {})
        telling = Telling(self.office, one.audience(), Occasion("time", self.now))
        payload = {**before, **payload_of(incident or one.as_incident(), telling)}
        title = before.get("incident", {}).get("title")
        if title and one.kind != "threshold":
            payload["incident"] = {**payload["incident"], "title": title}
        entry = self.entries.get(one.subject) if one.kind in ("threshold", "health") else None
        return payload if entry is None else payload | entry_facts(entry)


def read_saying(connection: psycopg.Connection[Any], office: Office, about: Iterable[Open], *, now: datetime) -> Saying:
    """What there is to say of some incidents."""
    about = list(about)
    said = connection.execute(_SQL["read_last_said"], {"incident_ids": [one.incident_id for one in about]}).fetchall()
    metric_ids = [one.subject for one in about if one.kind in ("threshold", "health")]
    version, entries = connection.execute(_SQL["read_entries"], {"metric_ids": metric_ids}).fetchone() or (0, {})
    return Saying(office, now, dict(said), entries, version)
