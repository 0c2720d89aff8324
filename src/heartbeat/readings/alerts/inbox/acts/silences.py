"""Snoozes, silences and mutes: made and ended by people, on the tiles of what they match at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.clock import utc_text
from heartbeat.errors import SilenceNotFound, SilenceOver
from heartbeat.readings.alerts.inbox.acts.wishes import checked_name, checked_text, refuse
from heartbeat.readings.alerts.inbox.listing import silence_row
from heartbeat.readings.alerts.inbox.quieted import held_by
from heartbeat.readings.alerts.inbox.scene import SQL, read_all, read_scene
from heartbeat.readings.board import Board, hold_board, rewrite
from heartbeat.readings.verdicts.edit import Problem
from heartbeat.rules.alerts.silences import checked_matcher

LONGEST_DAYS = {"snooze": 30, "silence": 365}
_LONGEST_REASON = 1000
_KINDS = ("snooze", "silence", "mute")


@dataclass(frozen=True)
class AskedSilence:
    """A silence as it was asked for: nothing of it is checked yet. Times are text as in JSON, or datetimes with a zone."""

    kind: object
    matcher: object
    reason: object
    starts_at: object = None
    ends_at: object = None


@dataclass(frozen=True)
class Silenced:
    """The board that shows a silence, and the silence."""

    board_version: int
    silence: dict[str, Any]


def make_silence(connection: psycopg.Connection[Any], asked: AskedSilence, *, by: object, now: datetime) -> Silenced:
    """Keep messages back, role app. Incidents open and close all the same, and screens show them.

    Raises:
        AlertRefused: with every problem that it has.
    """
    row = _checked(asked, by, now)
    with connection.transaction():
        board = hold_board(connection)
        known = _registered(connection)
        metric_id = row["matcher"].get("metric_id") if row["kind"] == "snooze" else None
        if metric_id is not None and metric_id not in known:
            hint = "A snooze names one metric that is deployed; a silence may match several."
            refuse("Nothing was silenced", [Problem("matcher", f"There is no metric {metric_id}.", hint)])
        found = connection.execute(SQL["make_silence"], {**row, "matcher": Jsonb(row["matcher"])}).fetchone()
        assert found is not None  # noqa: S101 - an insert that returns has a row
        return _shown(connection, board, {**row, "silence_id": found[0]}, known, now)


def end_silence(connection: psycopg.Connection[Any], silence_id: int, *, by: object, now: datetime) -> Silenced:
    """End a silence before its end, or one that is ahead, role app. What is still wrong is told from now on.

    Raises:
        AlertRefused: nobody is named.
        SilenceNotFound: there is none of this number.
        SilenceOver: it has ended before.
    """
    name, problems = checked_name(by)
    refuse("Nothing was ended", problems)
    with connection.transaction():
        board = hold_board(connection)
        found = read_all(connection, "read_silence", {"silence_id": silence_id})
        if not found:
            hint = "`GET /api/alerts` lists those in force and ahead."
            raise SilenceNotFound(f"There is no silence {silence_id}.", hint=hint)
        asked = {"silence_id": silence_id, "at": now, "by": name}
        if connection.execute(SQL["end_silence"], asked).fetchone() is None:
            raise _over(found[0])
        return _shown(connection, board, {**found[0], "ends_at": now}, _registered(connection), now)


def _registered(connection: psycopg.Connection[Any]) -> Mapping[str, Mapping[str, Any]]:
    return {row["metric_id"]: row for row in read_all(connection, "matched_candidates", {})}


def _shown(
    connection: psycopg.Connection[Any],
    board: Board,
    row: Mapping[str, Any],
    known: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> Silenced:
    matched = held_by(row, known)
    version = rewrite(connection, board, matched, now=now) if matched else board.version
    return Silenced(version, silence_row(read_scene(connection, now), row))


def _over(row: Mapping[str, Any]) -> SilenceOver:
    at = row["ended_at"] or row["ends_at"]
    who = f" by {row['ended_by']}" if row["ended_by"] else ""
    message = f"Silence {row['silence_id']} was ended{who} at {utc_text(at.replace(microsecond=0))}."
    return SilenceOver(message, hint="Nothing has to be done.", facts={"ended_at": at, "ended_by": row["ended_by"]})


def _checked(asked: AskedSilence, by: object, now: datetime) -> dict[str, Any]:
    name, wrong_by = checked_name(by)
    reason, wrong_reason = checked_text("reason", asked.reason, _LONGEST_REASON)
    starts_at, wrong_start = _moment("starts_at", asked.starts_at)
    ends_at, wrong_end = _moment("ends_at", asked.ends_at)
    problems = [*_wrong_kind(asked.kind), *_wrong_matcher(asked), *wrong_start, *wrong_end, *wrong_reason, *wrong_by]
    if not wrong_start and not wrong_end:
        problems += _wrong_span(asked.kind, starts_at or now, ends_at, now)
    refuse("Nothing was silenced", problems)
    return {
        "kind": asked.kind,
        "matcher": asked.matcher,
        "starts_at": starts_at or now,
        "ends_at": ends_at,
        "made_at": now,
        "made_by": name,
        "reason": reason,
    }


def _wrong_kind(kind: object) -> list[Problem]:
    if kind in _KINDS:
        return []
    hint = "snooze: one metric, 30 days at most; silence: whatever matches, 365 days at most; mute: without an end."
    return [Problem("kind", "kind is one of snooze, silence, mute.", hint)]


def _wrong_matcher(asked: AskedSilence) -> list[Problem]:
    hint = 'Write it as {"metric_id": "delays"}, or of area, owner, severity, kind and subject those that must hold.'
    if not isinstance(asked.matcher, Mapping):
        return [Problem("matcher", "matcher is no object.", hint)]
    if asked.kind == "snooze" and set(asked.matcher) != {"metric_id"}:
        return [Problem("matcher", "A snooze names one metric, and nothing else.", hint)]
    return [Problem("matcher", text, hint) for text in checked_matcher(asked.matcher)]


def _moment(field: str, value: object) -> tuple[datetime | None, list[Problem]]:
    if value is None:
        return None, []
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - a moment without a zone is refused below
    if moment.tzinfo is None:
        return None, [Problem(field, f"{field} is no moment with a time zone.", "Write it as 2026-12-31T18:00:00Z.")]
    try:
        return moment.astimezone(UTC), []
    except OverflowError:
        return None, [Problem(field, f"{field} is beyond the calendar.", "Write it as 2026-12-31T18:00:00Z.")]


def _wrong_span(kind: object, starts_at: datetime, ends_at: datetime | None, now: datetime) -> list[Problem]:
    if kind == "mute":
        hint = "Leave ends_at out, or make it a silence."
        return [] if ends_at is None else [Problem("ends_at", "A mute has no end.", hint)]
    days = LONGEST_DAYS.get(str(kind), max(LONGEST_DAYS.values()))
    hint = f"Give an end, {days} days from its start at most."
    if ends_at is None:
        return [Problem("ends_at", f"A {kind} needs an end.", hint)] if kind in LONGEST_DAYS else []
    if ends_at <= max(starts_at, now):
        return [Problem("ends_at", "It would end before it begins, or has ended already.", hint)]
    if ends_at - starts_at > timedelta(days=days):
        return [Problem("ends_at", f"A {kind} lasts {days} days at most.", hint)]
    return []
