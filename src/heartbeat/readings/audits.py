"""What `heartbeat validate` found of each metric, and what it asks of the record: days, readings, who verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.errors import MetricNotFound

_SQL = load_statements(__package__, "queries/audits.sql")


@dataclass(frozen=True)
class AuditRecord:
    """One audit as it is kept: `reasons` and `content` as JSON can hold them, `document` as Markdown, as in `file`."""

    metric_id: str
    audited_at: datetime
    verdict: Literal["pass", "warn", "fail"]
    definition_hash: str
    file: str
    reasons: Sequence[Mapping[str, str]]
    document: str
    content: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class DayAsOf:
    """A day of the record with the moment (UTC) as of which its value was computed."""

    d: date
    value: float
    n: int | None
    origin: Literal["observed", "backfill"]
    as_of: datetime


@dataclass(frozen=True)
class ReadingRecord:
    """How a metric's readings of the last `days` days went; `seconds` are those of the executed ones that had a value.

    `last_error` is what was said last (null without any), at `last_error_at`, UTC.
    """

    days: int
    total: int
    errors: int
    no_data: int
    carried: int
    median_seconds: float | None
    longest_seconds: float | None
    last_error: str | None
    last_error_at: datetime | None


@dataclass(frozen=True)
class RecordedStanding:
    """Who verified a metric last and why that ended, and how long its definition has been in the record."""

    verified_by: str | None
    verified_at: datetime | None
    changed_because: str | None
    first_day: date | None
    days: int
    earlier_definitions: int


def record_audit(connection: psycopg.Connection[Any], audit: AuditRecord) -> int:
    """Keep an audit, role worker; returns its id. Those before it stay."""
    row = {**vars(audit), "reasons": Jsonb(list(audit.reasons)), "content": Jsonb(list(audit.content))}
    found = connection.execute(_SQL["record_audit"], row).fetchone()
    assert found is not None  # noqa: S101 - an insert that returns has a row
    return int(found[0])


def read_audits(connection: psycopg.Connection[Any], metric_id: str) -> list[dict[str, Any]]:
    """The newest twenty audits of a registered metric, newest first, without their documents.

    `is_of_this_definition` says whether the metric still computes what was audited.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_audits"], {"metric_id": metric_id}).fetchall()


def read_audit(connection: psycopg.Connection[Any], metric_id: str, audit_id: int) -> dict[str, Any]:
    """One audit with its document, whatever became of the metric.

    Raises:
        MetricNotFound: this metric has no audit of that id.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_audit"], {"metric_id": metric_id, "audit_id": audit_id}).fetchone()
    if row is None:
        hint = f"`GET /api/metrics/{metric_id}` lists its audits; `heartbeat validate {metric_id}` makes one."
        raise MetricNotFound(f"{metric_id} has no audit {audit_id}.", hint=hint)
    return row


def read_days_as_of(
    connection: psycopg.Connection[Any], metric_id: str, *, definition_hash: str, after: date
) -> tuple[DayAsOf, ...]:
    """The published days of one definition after a day, oldest first."""
    wanted = {"metric_id": metric_id, "definition_hash": definition_hash, "after": after}
    with connection.cursor(row_factory=class_row(DayAsOf)) as cursor:
        return tuple(cursor.execute(_SQL["read_days_as_of"], wanted))


def read_reading_record(connection: psycopg.Connection[Any], metric_id: str, *, now: datetime, days: int) -> ReadingRecord:
    """How the published readings of the last `days` days went."""
    wanted = {"metric_id": metric_id, "since": now - timedelta(days=days), "days": days}
    with connection.cursor(row_factory=class_row(ReadingRecord)) as cursor:
        row = cursor.execute(_SQL["read_reading_record"], wanted).fetchone()
    assert row is not None  # noqa: S101 - an aggregate has a row
    return row


def read_standing(connection: psycopg.Connection[Any], metric_id: str, *, definition_hash: str) -> RecordedStanding:
    """Who stands behind a metric, by the log of operator changes; what of its definition is in the record."""
    wanted = {"metric_id": metric_id, "definition_hash": definition_hash}
    with connection.cursor(row_factory=class_row(RecordedStanding)) as cursor:
        row = cursor.execute(_SQL["read_standing"], wanted).fetchone()
    assert row is not None  # noqa: S101 - it selects from no table
    return row
