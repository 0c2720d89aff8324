"""When each metric pages and whom it would tell now: the rules as they apply, and why one would not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

import psycopg

from heartbeat.definitions.alerting.model import AlertRules, Person, QuietHours
from heartbeat.definitions.alerting.times import WEEKDAYS
from heartbeat.readings.alerts.inbox.channels import channel_rows
from heartbeat.readings.alerts.inbox.quieted import about, gate_of, quiet_of
from heartbeat.readings.alerts.inbox.rows import Row
from heartbeat.readings.alerts.inbox.scene import Scene, read_all, read_scene
from heartbeat.readings.tiles.document import with_owner_names
from heartbeat.readings.tiles.tile import lines_of
from heartbeat.rules.alerts.paging import Paging, clear_line, paging_line
from heartbeat.rules.alerts.routing import operator_targets, targets_of
from heartbeat.rules.numbers import line_text

_WEEK = timedelta(days=7)


def read_rules(connection: psycopg.Connection[Any], *, now: datetime) -> dict[str, Any]:
    """Channels, routes, times and every metric, as they apply now."""
    scene = read_scene(connection, now)
    rules = scene.rules
    return {
        "now": now,
        "timezone": scene.settings.timezone,
        "board_version": scene.board.version,
        "channels": channel_rows(connection, scene),
        "routes": [
            {"area": area, "severity": severity, "channels": list(names)}
            for area, by_severity in rules.routes.items()
            for severity, names in by_severity.items()
        ],
        "default": list(rules.default),
        "people": [_person(person, rules) for person in rules.people.values()],
        "operators": list(rules.operators),
        "operator_targets": [asdict(target) for target in operator_targets(rules, severity="red")],
        "quiet_hours": _quiet_hours(rules.quiet_hours),
        "escalation": [{"after_seconds": step.after_seconds, "channels": list(step.channels)} for step in rules.escalation],
        "daily_digest": _clock(rules.daily_digest),
        "weekly_digest": _weekly(rules),
        "page_budget": rules.page_budget,
        "dead_man": rules.dead_man_url is not None,
        "metrics": _in_order(scene, metric_rules(connection, scene)),
    }


def metric_rules(connection: psycopg.Connection[Any], scene: Scene, metric_id: str | None = None) -> list[Row]:
    """The rules of every metric, or of one; none where it is not registered."""
    asked = {"metric_id": metric_id, "since": scene.now - _span(scene.rules)}
    rows = with_owner_names(read_all(connection, "read_paging", asked), scene.settings)
    pages = {row["subject"]: row["count"] for row in read_all(connection, "count_pages", asked)}
    opened = {row["subject"]: row["incident_id"] for row in read_all(connection, "read_open_of", {})}
    return [_metric(scene, row, pages.get(row["metric_id"], 0), opened.get(row["metric_id"])) for row in rows]


def _metric(scene: Scene, row: Row, pages: int, incident_id: int | None) -> Row:
    names = (
        "metric_id",
        "code",
        "name",
        "area",
        "owner",
        "owner_name",
        "page_on",
        "page_on_typical",
        "for_readings",
        "keep_readings",
    )
    facts = about({"kind": "threshold", "subject": row["metric_id"], "severity": "red"}, row)
    targets = targets_of(scene.rules, owner=row["owner"], area=row["area"], severity="red") if row["owner"] else ()
    return {
        **{name: row[name] for name in names},
        **_lines(scene, row),
        "gate": gate_of(scene, facts, quiet_of(scene, facts)),
        "targets": [asdict(target) for target in targets],
        "budget": _budget(scene.rules, pages),
        "incident_id": incident_id,
    }


def _span(rules: AlertRules) -> timedelta:
    """Over which pages are counted: a week, or where less than one a week is allowed, as long as one may take."""
    return _WEEK if rules.page_budget >= 1 else _WEEK / rules.page_budget


def _budget(rules: AlertRules, pages: int) -> Row:
    most = max(1, int(rules.page_budget))
    return {"pages": pages, "most": most, "days": _span(rules) / timedelta(days=1), "over": pages >= most}


def _lines(scene: Scene, row: Row) -> Row:
    """The line beyond which it pages, and that from which a value is good again, as people read them."""
    paging = Paging(
        **{name: row[name] for name in ("page_on", "page_on_typical", "for_readings", "keep_readings", "clear_value")}
    )
    lines, style = lines_of(row), scene.style_of(row)
    line = paging_line(lines, paging)
    if line is None:
        told = {"name": "typical", "text": "far from typical"} if paging.page_on_typical else None
        return {"line": told, "clear": None}
    name = "norm_value" if line == row["norm_value"] and paging.page_on == "amber" else "alert_value"
    limit = "min" if row["direction"] == "up" else "max"
    return {
        "line": {"name": name, "text": f"{limit} {line_text(line, style)}"},
        "clear": line_text(clear_line(lines, paging), style),
    }


def _in_order(scene: Scene, rows: Sequence[Row]) -> list[Row]:
    """As on the wall; what no board has shown comes last."""
    places = {metric_id: place for place, metric_id in enumerate(scene.entries)}
    return sorted(rows, key=lambda row: places.get(row["metric_id"], len(places)))


def _person(person: Person, rules: AlertRules) -> Row:
    told = {"email": person.email, "name": person.name, "timezone": person.timezone or rules.timezone}
    return {**told, "channels": list(person.channels), "quiet_hours": _quiet_hours(person.quiet_hours)}


def _quiet_hours(quiet: QuietHours | None) -> Row | None:
    return None if quiet is None else {"start": _clock(quiet.start), "end": _clock(quiet.end), "red_sends": quiet.red_sends}


def _clock(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"


def _weekly(rules: AlertRules) -> str | None:
    return None if rules.weekly_digest is None else f"{WEEKDAYS[rules.weekly_digest[0]]} {_clock(rules.weekly_digest[1])}"
