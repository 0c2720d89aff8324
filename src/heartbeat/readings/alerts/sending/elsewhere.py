"""What a channel could not deliver is told over others at once: those of the next escalation step, else the default ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.alerts.sending.posting import Notice, post
from heartbeat.rules.alerts.routing import Target, operator_targets, step_targets, targets_of

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")


def tell_elsewhere(connection: psycopg.Connection[Any], outbox_ids: Iterable[int], rules: AlertRules, *, now: datetime) -> None:
    """Tell the same things, by the same numbers, over the first channels in turn that were not meant for them before.

    The incident does not move: what is told is the transition that the dead message told. Ends are left out, and so is what has
    ended; when no channel is left nobody is told, and the dead message says so.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_dead_rows"], {"outbox_ids": list(outbox_ids)}).fetchall()
    post(connection, [notice for row in rows for notice in _notices(row, rules)], now=now)


def _notices(row: Mapping[str, Any], rules: AlertRules) -> Iterator[Notice]:
    for target in _untried(row, rules):
        told = {name: row[name] for name in ("incident_id", "seq", "kind", "severity", "payload", "board_version")}
        yield Notice(target, **told)


def _untried(row: Mapping[str, Any], rules: AlertRules) -> tuple[Target, ...]:
    owner = row["payload"].get("owner")
    in_turn = [step_targets(rules, step, owner=owner) for step in range(row["step"], len(rules.escalation))]
    if owner:
        in_turn.append(targets_of(rules, owner=owner, area="", severity=row["severity"]))
    for targets in (*in_turn, operator_targets(rules, severity=row["severity"])):
        found = tuple(target for target in targets if target.channel not in row["channels"])
        if found:
            return found
    return ()
