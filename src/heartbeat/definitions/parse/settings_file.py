"""heartbeat.yaml as frozen settings, every default filled in."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from heartbeat.definitions.model import ACCESS_ROLES, USER_HEADER, WorkspaceSettings
from heartbeat.definitions.parse import formats
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
MOST_PAGES = 1000
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HOST = re.compile(r"[A-Za-z0-9_.:*\[\]-]+")


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
        people=_people(fields),
        schedule=_schedule(fields),
        readings_days=_readings_days(fields),
        public_url=server.text("public_url", check=formats.web_address),
        allowed_hosts=server.texts("allowed_hosts", check=_host, hint="Write a list: [heartbeat.example.com]."),
        alerts=_alerts(fields),
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


def _people(fields: Fields) -> dict[str, dict[str, Any]]:
    people = fields.mapping("people", "Write one person per email: {ada@example.com: {name: Ada}}.")
    found: dict[str, dict[str, Any]] = {}
    for address in people.keys():  # noqa: SIM118 - not a dict
        if hint := formats.email(address):
            people.reject(address, "{key} is no email address.", hint)
        found[address] = _person(people.mapping(address, "Write {name: Ada, timezone: Europe/Vilnius}."))
    return found


def _person(person: Fields) -> dict[str, Any]:
    found = {
        "name": person.text("name"),
        "timezone": person.text("timezone", check=formats.timezone),
        "channels": list(person.texts("channels")),
        "quiet_hours": person.text("quiet_hours", check=formats.hours),
    }
    person.refuse_unknown()
    return {key: value for key, value in found.items() if value}


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


def _alerts(fields: Fields) -> dict[str, Any]:
    alerts = fields.mapping("alerts", "Write its keys below it, indented.")
    found = {
        "channels": _channels(alerts),
        "routes": _routes(alerts),
        "quiet_hours": alerts.text("quiet_hours", check=formats.hours),
        "escalation": _escalation(alerts),
        "digest": alerts.text("digest", check=formats.clock),
        "page_budget": _page_budget(alerts),
        "dead_man_url": alerts.text("dead_man_url", check=formats.web_address, secret=True),
        "allow_private_hosts": list(alerts.texts("allow_private_hosts", check=_host)),
    }
    alerts.refuse_unknown()
    if set(alerts.keys()) - {"page_budget"}:
        hint = "Nothing is sent yet: watch the cockpit, and leave the key for later or remove it."
        fields.doubt("alerts", "{key} is kept, but this version delivers no messages.", hint)
    return {key: value for key, value in found.items() if value}


def _page_budget(alerts: Fields) -> float | None:
    budget = alerts.number("page_budget")
    if budget is None or 0 < budget <= MOST_PAGES:
        return budget
    hint = f"Write the pages a week that one metric may cost, more than 0 and at most {MOST_PAGES}: 1, or 0.25 for one a month."
    alerts.reject("page_budget", f"{{key}} cannot be {budget:g}.", hint)
    return None


def _channels(alerts: Fields) -> dict[str, Any]:
    """Each channel's own keys are checked by the channel, which knows them."""
    hint = "Write one mapping per channel: {ops: {kind: slack, url: '${SLACK_URL}'}}."
    channels = alerts.mapping("channels", hint)
    for name in channels.keys():  # noqa: SIM118 - not a dict
        channels.mapping(name, hint)
    return {name: channels.plain(name) for name in channels.keys()}  # noqa: SIM118 - not a dict


def _routes(alerts: Fields) -> dict[str, list[str]]:
    routes = alerts.mapping("routes", "Write a list of channels per area: {default: [ops]}.")
    return {area: list(routes.texts(area)) for area in routes.keys()}  # noqa: SIM118 - not a dict


def _escalation(alerts: Fields) -> list[dict[str, Any]]:
    steps = []
    for step in alerts.mappings("escalation", "Write a list of steps: [{after: 30m, channels: [ops]}]."):
        after = step.required("after", "Write how long nobody acknowledged: 30m.", check=formats.duration)
        channels = list(step.texts("channels"))
        step.refuse_unknown()
        steps.append({"after": after, "channels": channels})
    return steps


def _name(text: str) -> str | None:
    return None if 0 < len(text) <= 80 and "\n" not in text else "Write one line of 80 characters at most."


def _host(text: str) -> str | None:
    return (
        formats.placeholders(text) if "$" in text else None if _HOST.fullmatch(text) else "Write a host name, without https://."
    )


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
