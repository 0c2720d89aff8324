"""Messages that would reach nobody, as far as the files of a workspace tell: an owner named by an operator is not in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import DEFAULT_ROUTE, rules_of
from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.definitions.parse.alerts.people import people_of
from heartbeat.definitions.parse.alerts.routes import routes_of
from heartbeat.definitions.parse.alerts.section import KEY, alerts_of
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.problem import Findings

_REMEDY = "Write their channels below people, {channels: [ops]}, or a route for all: alerts.routes: {default: [ops]}."
_MOST_NAMED = 5


def doubt_messages(
    settings: WorkspaceSettings, metrics: Sequence[MetricDefinition], texts: Mapping[str, str], findings: Findings
) -> None:
    """Note what is doubtful in heartbeat.yaml beside the metrics.

    Args:
        settings: without an error.
        metrics: those that could be read.
        texts: what each file of the workspace says, by its path below the folder.
        findings: of heartbeat.yaml.
    """
    fields = Fields(compose_mapping(texts[findings.file], Findings(findings.file)) or (), findings)
    rules = rules_of(settings)
    _doubt_areas(fields, _areas(texts))
    if rules.channels and not rules.default:
        _doubt_reach(fields, rules, metrics)


def _doubt_areas(fields: Fields, areas: Collection[str]) -> None:
    routes = routes_of(alerts_of(fields))
    for area in routes.keys():  # noqa: SIM118 - not a dict
        if area not in areas and area != DEFAULT_ROUTE:
            near = nearest(area, sorted(areas))
            hint = f"Did you mean {near}?" if near else "An area is a folder below metrics/, and all folders in it: payments."
            routes.doubt(area, "{key} holds for no metric: none is in this area.", hint)


def _doubt_reach(fields: Fields, rules: AlertRules, metrics: Sequence[MetricDefinition]) -> None:
    if not any(person.channels for person in rules.people.values()):
        message = "{key} declares channels, and none is the default: a message that no route holds for would have nowhere to go."
        fields.doubt(KEY, message, "Write a route for all: routes: {default: [ops]}.")
        return
    people = people_of(fields)
    for email, what in _unreached(rules, metrics):
        written = next((name for name in people.keys() if name.casefold() == email), None)  # noqa: SIM118 - not a dict
        line = people.line_of(written) if written else fields.line_of(KEY)
        fields.findings.warn(line, f"{email} {what}, and a message to them would have nowhere to go.", _REMEDY)


def _unreached(rules: AlertRules, metrics: Sequence[MetricDefinition]) -> Iterator[tuple[str, str]]:
    """Who has no channel, and neither has a route for what they look after; and what that is."""
    owned: dict[str, list[str]] = {}
    for metric in metrics:
        if metric.owner and not any(area in rules.routes for area in _with_parents(metric.area)):
            owned.setdefault(metric.owner.casefold(), []).append(metric.metric_id)
    for email, names in owned.items():
        if not _has_channels(rules, email):
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            yield email, f"owns {', '.join(names[:_MOST_NAMED])}{more}"
    for email in dict.fromkeys(map(str.casefold, rules.operators)):
        if not _has_channels(rules, email):
            yield email, "is an operator"


def _has_channels(rules: AlertRules, email: str) -> bool:
    return email in rules.people and bool(rules.people[email].channels)


def _areas(texts: Mapping[str, str]) -> set[str]:
    """The areas with a metric in them, or in a folder of theirs, also where its file is wrong."""
    folders = ("/".join(PurePosixPath(file).parent.parts[1:]) for file in texts if file.startswith("metrics/"))
    return {area for folder in folders for area in _with_parents(folder)}


def _with_parents(area: str) -> list[str]:
    parts = area.split("/") if area else []
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
