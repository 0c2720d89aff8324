"""Whether messages get through at all, and beats come: what has not proven it for too long is in trouble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row

from heartbeat.clock import utc_text
from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.passing_time.digests import lanes_of
from heartbeat.rules.schedule import two_intervals

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")

LONGEST_WITHOUT_PROOF = timedelta(hours=26)  # a digest a day proves a channel: a day of 25 hours, and one for what fails at first
LONGEST_WITHOUT_BEAT = timedelta(hours=24)  # or two intervals of its schedule, where that is longer


@dataclass(frozen=True)
class Trouble:
    """One thing that does not prove to work. `facts` are since when, what is known, and what to do."""

    kind: Literal["channel", "beats"]
    subject: str
    facts: Mapping[str, Any]

    @property
    def about(self) -> tuple[str, str]:
        """What it is, whatever is known of it."""
        return self.kind, self.subject


def find_troubles(connection: psycopg.Connection[Any], rules: AlertRules, *, now: datetime) -> list[Trouble]:
    """Channels that delivered nothing for too long or have given up a message since, and beats that do not come."""
    return [*_channels(connection, rules, now), *_beats(connection, now)]


def _channels(connection: psycopg.Connection[Any], rules: AlertRules, now: datetime) -> Iterator[Trouble]:
    # Without a daily digest nobody can tell a channel that is down from one that has nothing to say.
    proving = {target.channel for target in lanes_of(connection, rules)} if rules.daily_digest else set()
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_channels"], {"names": list(rules.channels)}).fetchall()
    for row in rows:
        since = row["proven_at"] or row["first_at"]
        if row["dead_at"] is not None:
            yield _down(row, row["dead_at"], row["error"] or "A message was given up.")
        elif row["name"] in proving and since is not None and now - since > LONGEST_WITHOUT_PROOF:
            yield _down(row, since, row["error"] or "No delivery was confirmed since.")


def _down(row: Mapping[str, Any], since: datetime, error: str) -> Trouble:
    facts = {
        "since": utc_text(since),
        "error": error,
        "last_ok_at": utc_text(row["proven_at"]) if row["proven_at"] else None,
        "hint": f"See why with `heartbeat alerts test {row['name']}`; the next delivery ends this.",
    }
    return Trouble("channel", row["name"], facts)


def _beats(connection: psycopg.Connection[Any], now: datetime) -> Iterator[Trouble]:
    deployed = read_workspace(connection)
    row = connection.execute(_SQL["last_complete_beat"]).fetchone()
    last = (row[0] if row else None) or deployed.deployed_at
    schedule = deployed.settings.schedule.get("beat")
    longest = LONGEST_WITHOUT_BEAT
    if schedule is not None:
        longest = max(longest, two_intervals(schedule, deployed.settings.timezone, now=last))
    if now - last > longest:
        hint = "See the page of runs for the last beats, and whether a worker runs."
        yield Trouble("beats", "beats", {"since": utc_text(last), "hint": hint})
