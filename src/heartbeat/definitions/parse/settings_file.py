"""heartbeat.yaml as frozen settings, every default filled in."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from heartbeat.definitions.model import ACCESS_ROLES, USER_HEADER, WorkspaceSettings
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.alerts.people import read_people
from heartbeat.definitions.parse.alerts.section import host, read_alerts
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.problem import Findings

FILE = "heartbeat.yaml"
DEFAULT_SCHEDULE = {
    "beat": "17 * * * *",
    "typical": "23 4 * * *",
    "segments": "30 4 * * *",
    "cuts": "45 4 * * *",
    "daily": "5 4 * * *",
}
"""When each part of the pipeline is due, in the workspace's time zone."""
DEFAULT_READINGS_DAYS = 400
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")


def parse_settings(text: str, findings: Findings) -> WorkspaceSettings | None:
    """Read heartbeat.yaml; what is wrong goes to `findings`, and an error gives None."""
    entries = compose_mapping(text, findings)
    if entries is None:
        return None
    settings = _read(Fields(entries, findings))
    return None if findings.has_error else settings


def _read(fields: Fields) -> WorkspaceSettings:
    server = fields.mapping("server", "Write its keys below it, indented: public_url, allowed_hosts, trusted_proxy, roles.")
    settings = WorkspaceSettings(
        name=fields.required("name", "Write the company's name, as the wall shows it.", check=_name),
        timezone=fields.text("timezone", check=formats.timezone) or "UTC",
        locale=(fields.text("locale", check=formats.locale) or "en").replace("_", "-"),
        currency=fields.text("currency", check=formats.currency) or "EUR",
        operators=fields.texts("operators", check=formats.email, hint="Write a list: [ada@example.com]."),
        people=read_people(fields),
        schedule=_schedule(fields),
        readings_days=_readings_days(fields),
        public_url=server.text("public_url", check=formats.web_address),
        allowed_hosts=server.texts("allowed_hosts", check=host, hint="Write a list: [heartbeat.example.com]."),
        alerts=read_alerts(fields),
        **_proxy(server),
    )
    server.refuse_unknown()
    fields.refuse_unknown()
    return settings


def _proxy(server: Fields) -> dict[str, Any]:
    """The proxy before the server, and whom it may name."""
    roles = server.words("roles", "Write a role per person or group: {ada@example.com: admin, '*': viewer}.", check=_role)
    found = {
        "trusted_proxy": server.text("trusted_proxy", check=_address),
        "proxy_user_header": server.text("user_header", check=_header) or USER_HEADER,
        "proxy_role_header": server.text("role_header", check=_header),
        "proxy_roles": roles,
    }
    if found["trusted_proxy"] is None:
        for key in ("user_header", "role_header", "roles"):
            if server.has(key):
                server.reject(key, "{key} says nothing without a proxy.", "Name the proxy's address: trusted_proxy: 10.0.0.5")
    return found


def _schedule(fields: Fields) -> dict[str, str]:
    written = fields.mapping("schedule", "Write one cron expression per part: {beat: 17 * * * *}.")
    found = {part: written.text(part, check=formats.cron) or default for part, default in DEFAULT_SCHEDULE.items()}
    written.refuse_unknown()
    return found


def _readings_days(fields: Fields) -> int:
    retention = fields.mapping("retention", "Write {readings_days: 400}.")
    days = retention.whole("readings_days", least=1, most=36500)
    retention.refuse_unknown()
    return days or DEFAULT_READINGS_DAYS


def _name(text: str) -> str | None:
    return None if 0 < len(text) <= 80 and "\n" not in text else "Write one line of 80 characters at most."


def _header(text: str) -> str | None:
    return None if _HEADER.fullmatch(text) else f"Write the name of an HTTP header: {USER_HEADER}."


def _role(text: str) -> str | None:
    return None if text in {*ACCESS_ROLES, "none"} else f"Write {', '.join(ACCESS_ROLES)} or none."


def _address(text: str) -> str | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return "Write the proxy's address or network: 10.0.0.5 or 10.0.0.0/8."
    return None if network.prefixlen else "Everybody would be the proxy, and could name anybody. Write its own address: 10.0.0.5."
