"""Rows of the outbox as a bank would have them."""

from __future__ import annotations

from typing import Any

from heartbeat.rules.alerts.paging import PageOn
from heartbeat.rules.alerts.wording.model import Item, Kind, Manner

MANNER = Manner(timezone="Europe/Zurich", base_url="https://heartbeat.bank.example/", workspace="bank")


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "metric_id": "screening_waiting",
        "code": "B07",
        "name": "Screening hits waiting",
        "status": "red",
        "health": "ok",
        "freshness": "green",
        "cause": None,
        "owner": "ann@bank.example",
        "owner_name": "Ann Ödegård",
        "value": 0.924,
        "since": "2026-11-28T08:12:00Z",
        "source_as_of": "2026-11-28T08:00:00Z",
        "typical": {"mean": 0.6, "stddev": 0.1, "n": 30},
        "display": {"text": "92.4 %", "norm": "max 80 %", "alert": "max 90 %", "target": None, "change": "+3.2 pp"},
        **changes,
    }


def payload(**changes: Any) -> dict[str, Any]:
    incident = {
        "id": 12,
        "seq": 3,
        "kind": "threshold",
        "subject": "screening_waiting",
        "severity": "red",
        "state": "firing",
        "fired_at": "2026-11-28T08:12:00Z",
        "title": "B07 Screening hits waiting",
    }
    return {
        "incident": incident,
        "entry": entry(),
        "line": {"name": "alert_value", "text": "90 %"},
        "how_to_read": "Above 90 %, hits wait\nlonger than the law allows.",
        "owner": "ann@bank.example",
        "actor": None,
        "reason": None,
        "as_of": "2026-11-28T08:15:00Z",
        "fired_text": "92.4 %",
        "facts": {},
        **changes,
    }


def item(kind: Kind = "fire", severity: PageOn = "red", **changes: Any) -> Item:
    return Item(kind, severity, payload(**changes))


def about(kind: str, subject: str, **facts: Any) -> dict[str, Any]:
    """The payload of what is no metric's value: a source, a channel, the beats."""
    incident = {**payload()["incident"], "kind": kind, "subject": subject, "title": None}
    return {"incident": incident, "entry": None, "line": None, "how_to_read": None, "owner": None, "facts": facts}
