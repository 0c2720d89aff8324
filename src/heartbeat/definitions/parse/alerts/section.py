"""The key `alerts` of heartbeat.yaml, as it is stored."""

from __future__ import annotations

import re
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.alerts.channels import declared, doubt_unencrypted, read_channels
from heartbeat.definitions.parse.alerts.routes import read_routes
from heartbeat.definitions.parse.alerts.times import read_digest, read_escalation, read_quiet_hours
from heartbeat.definitions.parse.fields import Fields

KEY = "alerts"
MOST_PAGES = 1000
_HINT = "Write its keys below it, indented."
_HOST = re.compile(r"[A-Za-z0-9_.:*\[\]-]+")


def alerts_of(fields: Fields) -> Fields:
    """The keys below `alerts`; `fields` are those of the file."""
    return fields.mapping(KEY, _HINT)


def read_alerts(fields: Fields) -> dict[str, Any]:
    """What is said about messages, as written: `alerting.read.rules_of` fills in the defaults."""
    alerts = alerts_of(fields)
    known = declared(alerts)
    found: dict[str, Any] = {
        "channels": read_channels(alerts),
        "routes": read_routes(alerts, known),
        "quiet_hours": read_quiet_hours(alerts),
        "escalation": read_escalation(alerts, known),
        "digest": read_digest(alerts),
        "page_budget": _page_budget(alerts),
        "dead_man_url": alerts.text("dead_man_url", check=formats.web_address, secret=True),
        "allow_private_hosts": list(alerts.texts("allow_private_hosts", check=host)),
    }
    alerts.refuse_unknown()
    doubt_unencrypted(alerts, found["channels"], found["allow_private_hosts"])
    return {key: value for key, value in found.items() if value}


def host(text: str) -> str | None:
    """Accepts the name or the address of a host, or a placeholder for one."""
    return (
        formats.placeholders(text) if "$" in text else None if _HOST.fullmatch(text) else "Write a host name, without https://."
    )


def _page_budget(alerts: Fields) -> float | None:
    budget = alerts.number("page_budget")
    if budget is None or 0 < budget <= MOST_PAGES:
        return budget
    hint = f"Write the pages a week that one metric may cost, more than 0 and at most {MOST_PAGES}: 1, or 0.25 for one a month."
    alerts.reject("page_budget", f"{{key}} cannot be {budget:g}.", hint)
    return None
