"""Daily and weekly digests: what was put off, what still fires, what nobody was told; an empty one says that all is well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.alerts.sending.joining import join
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.incidents.notices import Office
from heartbeat.readings.passing_time.due import Open, targets_now
from heartbeat.readings.passing_time.saying import read_saying
from heartbeat.rules.alerts.digests import due_digest
from heartbeat.rules.alerts.routing import NO_DIGEST, Target, digest_targets, operator_targets, targets_of
from heartbeat.rules.days import zone

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")
MOST_STILL = 20  # incidents that a digest tells by name; how many more there are is told
_REASONS = {
    "unverified": "not verified",
    "changed": "changed since they were verified",
    "no_owner": "without an owner",
    "no_channel": "without a channel",
}


@dataclass(frozen=True)
class _Sort:
    """One sort of digest: how its keys begin, its title, what it looks back on, and when it was due."""

    key: str
    title: str
    span: timedelta
    tick: datetime | None


def make_digests(connection: psycopg.Connection[Any], office: Office, *, now: datetime) -> None:
    """Queue one digest for each lane when its time has come; one that was missed for longer than its span is not made up for."""
    for sort in _sorts(office.rules, now):
        if sort.tick is not None and not _is_made(connection, sort, sort.tick):
            with connection.transaction():
                _make(connection, office, sort, now)


def lanes_of(connection: psycopg.Connection[Any], rules: AlertRules) -> tuple[Target, ...]:
    """Every lane that any message may take, apart from those that no digest takes."""
    owned = connection.execute(_SQL["read_owned"]).fetchall()
    found = [
        *(target for owner, area in owned for target in targets_of(rules, owner=owner, area=area, severity="red")),
        *(target for owner, area in owned for target in targets_of(rules, owner=owner, area=area, severity="amber")),
        *operator_targets(rules, severity="red"),
    ]
    return tuple(dict.fromkeys(target for target in found if rules.channels[target.channel].kind not in NO_DIGEST))


def drop_unreachable(connection: psycopg.Connection[Any], rules: AlertRules, *, now: datetime) -> None:
    """Let go of what waits for a digest that does not come there any more: its incident is owed its message again."""
    waiting = [Target(*lane) for lane in connection.execute(_SQL["read_put_off_lanes"])]
    if not waiting:
        return
    reached = digest_targets(rules, lanes_of(connection, rules))
    for target in set(waiting) - set(reached):
        row = {"channel": target.channel, "recipient": target.recipient, "now": now}
        connection.execute(_SQL["drop_put_off"], row)


def _sorts(rules: AlertRules, now: datetime) -> tuple[_Sort, ...]:
    daily, weekly, timezone = rules.daily_digest, rules.weekly_digest, rules.timezone
    at_day = due_digest(daily, timezone, last=None, now=now) if daily else None
    at_week = due_digest(weekly[1], timezone, weekday=weekly[0], last=None, now=now) if weekly else None
    return (
        _Sort("daily:", "Daily digest", timedelta(days=1), at_day),
        _Sort("weekly:", "Weekly digest", timedelta(days=7), at_week),
    )


def _is_made(connection: psycopg.Connection[Any], sort: _Sort, tick: datetime) -> bool:
    """Whether the digests of this tick were made; of a workspace that was deployed since, none is due."""
    row = connection.execute(_SQL["last_digest"], {"sort": sort.key}).fetchone()
    made_at = row[0] if row else None
    return read_workspace(connection).deployed_at > tick if made_at is None else made_at >= tick


def _make(connection: psycopg.Connection[Any], office: Office, sort: _Sort, now: datetime) -> None:
    lanes = lanes_of(connection, office.rules)
    if not lanes:
        return
    with connection.cursor(row_factory=class_row(Open)) as cursor:
        still_open = cursor.execute(_SQL["read_open"]).fetchall()
    by_lane = _by_lane(still_open, office)
    lines = _lines(connection, still_open, sort, now, office.rules.timezone)
    for target in lanes:
        told = by_lane.get(target, [])
        facts = {
            "title": sort.title,
            "summary": lines[0],
            "lines": lines[1:],
            "still": _payloads(connection, told[:MOST_STILL], office, now),
            "more": max(0, len(told) - MOST_STILL),
        }
        _make_one(connection, target, sort, facts, now)


def _make_one(connection: psycopg.Connection[Any], target: Target, sort: _Sort, facts: Mapping[str, Any], now: datetime) -> None:
    assert sort.tick is not None  # it is due  # noqa: S101
    lane = {"channel": target.channel, "recipient": target.recipient, "now": now, "sort": sort.key}
    once_key = f"{sort.key}{target.channel}:{target.recipient}:{sort.tick.isoformat()}"
    made = connection.execute(_SQL["make_digest"], lane | {"once_key": once_key, "facts": Jsonb(dict(facts))}).fetchone()
    if made is None:
        return
    lane |= {"message_id": made[0]}
    connection.execute(_SQL["take_put_off"], lane)
    older = [message_id for (message_id,) in connection.execute(_SQL["hold_older_digests"], lane)]
    join(connection, older, made[0], now=now)


def _by_lane(still_open: Iterable[Open], office: Office) -> dict[Target, list[Open]]:
    """What still fires, by whom it concerns; what may not page concerns nobody, and is counted."""
    found: dict[Target, list[Open]] = {}
    for one in still_open:
        if one.audience().gate is None:
            for target in targets_now(one, office):
                found.setdefault(target, []).append(one)
    return found


def _payloads(connection: psycopg.Connection[Any], told: Sequence[Open], office: Office, now: datetime) -> list[dict[str, Any]]:
    saying = read_saying(connection, office, told, now=now)
    return [{"severity": one.severity, "payload": saying.payload(one)} for one in told]


def _lines(
    connection: psycopg.Connection[Any], still_open: Sequence[Open], sort: _Sort, now: datetime, timezone: str
) -> list[str]:
    """The board in one line, and what is red and told to nobody."""
    gated = [gate for one in still_open if one.kind == "threshold" and (gate := one.audience().gate)]
    suppressed = connection.execute(_SQL["count_suppressed"], {"since": now - sort.span}).fetchall()
    lines = [_summary(connection, timezone)]
    if gated:
        counts = [(reason, gated.count(reason)) for reason in dict.fromkeys(gated)]
        verb = "metric is red but may" if len(gated) == 1 else "metrics are red but may"
        lines.append(f"{len(gated)} {verb} not page: {_counted(counts)}.")
    if suppressed:
        lines.append(f"Since the last digest nobody was told of: {_counted(suppressed)}.")
    return lines


def _summary(connection: psycopg.Connection[Any], timezone: str) -> str:
    row = connection.execute(_SQL["read_counts"]).fetchone()
    if row is None:
        return "Nothing was measured yet."
    counts, metrics, published_at = row
    red = counts.get("red", 0)
    beat = f"last beat {published_at.astimezone(zone(timezone)):%H:%M}" if published_at else "no beat yet"
    noun = "metric" if metrics == 1 else "metrics"
    return f"Nothing is red. {metrics} {noun}, {beat}" if red == 0 else f"{red} of {metrics} {noun} red, {beat}"


def _counted(counts: Iterable[Sequence[Any]]) -> str:
    return ", ".join(f"{count} {_REASONS.get(reason, str(reason).replace('_', ' '))}" for reason, count in counts)
