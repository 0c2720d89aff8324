"""What time brings, at one moment: idempotent, and safe when several workers do it at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.incidents.notices import read_office
from heartbeat.readings.passing_time.digests import drop_unreachable, make_digests
from heartbeat.readings.passing_time.telling import tell_due
from heartbeat.readings.passing_time.watching import watch


def tick(connection: psycopg.Connection[Any], rules: AlertRules, *, now: datetime, thorough: bool = True) -> None:
    """Queue what is owed, reminders, steps of the escalation and digests, and see whether channels and beats have proven to work.

    Args:
        connection: of role worker, autocommit.
        rules: as deployed.
        now: UTC.
        thorough: also what may wait for a few seconds, and looks at every message: digests and proofs.
    """
    office = replace(read_office(connection, now=now), rules=rules)
    drop_unreachable(connection, rules, now=now)
    tell_due(connection, office, now=now)
    if thorough:
        make_digests(connection, office, now=now)
        watch(connection, office, now=now)
