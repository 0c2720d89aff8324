"""Routes: which channels hear about which area, for both severities or for each."""

from __future__ import annotations

from collections.abc import Sequence

from heartbeat.definitions.alerting.read import DEFAULT_ROUTE, SEVERITIES
from heartbeat.definitions.parse.alerts.channels import known_channel
from heartbeat.definitions.parse.fields import Fields

Route = list[str] | dict[str, list[str]]
KEY = "routes"
_HINT = "Write a list of channels per area: {default: [ops], payments/cards: {red: [pager, ops], amber: [ops]}}."
_DEFAULT = "It holds for both, wherever nothing else does: write a list, [ops]."
_TARGETS = "Write a list of channels, [ops], or one per severity: {red: [pager, ops], amber: [ops]}."


def routes_of(alerts: Fields) -> Fields:
    """The keys below `routes`."""
    return alerts.mapping(KEY, _HINT)


def read_routes(alerts: Fields, channels: Sequence[str]) -> dict[str, Route]:
    """The channels by area, as written."""
    routes = routes_of(alerts)
    return {area: _route(routes, area, channels) for area in routes.keys()}  # noqa: SIM118 - not a dict


def _route(routes: Fields, area: str, channels: Sequence[str]) -> Route:
    if not area.strip("/") or area != area.strip("/"):
        routes.reject(area, "{key} is no area.", "Write the folder below metrics/, without a / at its ends: payments/cards.")
    if area == DEFAULT_ROUTE and routes.is_mapping(area):
        routes.reject(area, "{key} is not a list: only an area has channels by severity.", _DEFAULT)
        return []
    if not routes.is_mapping(area):
        return read_names(routes, area, channels, hint=_TARGETS)
    by_severity = routes.mapping(area, _TARGETS)
    wanted = [severity for severity in SEVERITIES if by_severity.has(severity)]
    found: dict[str, list[str]] = {severity: read_names(by_severity, severity, channels) for severity in wanted}
    by_severity.refuse_unknown()
    if not wanted:
        routes.reject(area, "{key} says nothing of red or amber.", _TARGETS)
    return found


def read_names(fields: Fields, key: str, channels: Sequence[str], *, hint: str = "Write a list of channels: [ops].") -> list[str]:
    """A list of channels that are declared, at least one."""
    names = list(fields.texts(key, check=known_channel(channels), hint=hint))
    if not names and (fields.is_list(key) or not fields.has(key)):
        fields.reject(key, "{key} names no channel.", hint)
    return names
