"""Retired metrics: their files are gone, their rows have left the registry, and what they were is kept with their history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from heartbeat.db import load_statements
from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import MetricNotFound, MetricRetired

_SQL = load_statements("heartbeat.readings", "queries/retired.sql")


@dataclass(frozen=True)
class RetiredMetric:
    """A metric that was deployed once. `definition` is its registry row as it stood; days are those a board has shown."""

    metric_id: str
    retired_at: datetime
    git_commit: str | None
    definition_hash: str
    definition: dict[str, Any]
    days: int
    first_day: date | None
    last_day: date | None

    @property
    def code(self) -> str:
        """Its four characters on the screen; another metric may have them by now."""
        return str(self.definition["code"])

    @property
    def name(self) -> str:
        """What people called it."""
        return str(self.definition["name"])

    @property
    def kept(self) -> str:
        """What stays of it, in words."""
        return "one day of history" if self.days == 1 else f"{self.days:,} days of history" if self.days else "no history"

    def was(self, differing: Sequence[str]) -> str:
        """When it was retired and what another definition differs in, in words."""
        return f"retired on {_minute(self.retired_at)} with {self.kept}; this one differs in {', '.join(differing)}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def read_retired(connection: psycopg.Connection[Any], metric_ids: Collection[str] | None = None) -> tuple[RetiredMetric, ...]:
    """Every metric that is retired now, or those of some ids, the newest retirement first."""
    wanted = None if metric_ids is None else list(metric_ids)
    with connection.cursor(row_factory=class_row(RetiredMetric)) as cursor:
        return tuple(cursor.execute(_SQL["read_retired"], {"metric_ids": wanted}))


def retire(connection: psycopg.Connection[Any], metric_ids: Collection[str], *, git_commit: str | None, now: datetime) -> None:
    """Keep what registered metrics are, before a deploy takes their rows out; in its transaction.

    Args:
        connection: of role config.
        metric_ids: whose files are gone.
        git_commit: of the workspace without them.
        now: UTC.
    """
    connection.execute(_SQL["retire"], {"metric_ids": list(metric_ids), "git_commit": git_commit, "now": now})


def not_registered(connection: psycopg.Connection[Any], metric_id: str) -> MetricNotFound:
    """The error for an id that the registry has not got: whether it never had it, or since when it has not any more."""
    for metric in read_retired(connection, [metric_id]):
        return MetricRetired(
            f"{metric_id} ({metric.name}) is retired since {_minute(metric.retired_at)}: its file is gone, {metric.kept} kept.",
            hint=f"`heartbeat metric history {metric_id}` prints it. Its file, put back and deployed, finds it again.",
            facts={
                "retired_at": metric.retired_at,
                "name": metric.name,
                "history_days": metric.days,
                "first_day": metric.first_day,
                "last_day": metric.last_day,
            },
        )
    hint = "`heartbeat deploy` registers the metrics of the workspace; an id is the name of its file without `.sql`."
    near = nearest(metric_id, [registered for (registered,) in connection.execute(_SQL["read_registered"])])
    return MetricNotFound(f"No metric {metric_id!r} is registered.", hint=f"Did you mean {near}? {hint}" if near else hint)


def refuse_retired(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> None:
    """Let pass ids of metrics that are registered, or never were.

    Raises:
        MetricRetired: the first of these that is retired.
    """
    retired = {metric.metric_id for metric in read_retired(connection, metric_ids)}
    for metric_id in metric_ids:
        if metric_id in retired:
            raise not_registered(connection, metric_id)
