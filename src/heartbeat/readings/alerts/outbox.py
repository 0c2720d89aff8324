"""Messages from waiting to their end: claimed under a fence, sent while no transaction is open, ended by whoever holds the fence.

`claim` takes the oldest message of a channel whose time has come and compares it with what its incidents have become; `finish`
keeps how the try ended. A sender that does not come back loses its message when the lease ends: what it sent is then unsure, and
the next claim goes on from there. What is never sent twice: a row that may have arrived and is outdated since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.alerts.sending.elsewhere import tell_elsewhere
from heartbeat.readings.alerts.sending.ending import End, end_message, end_rows
from heartbeat.readings.alerts.sending.model import Answer, Claimed, Row, Waiting
from heartbeat.readings.alerts.sending.posting import form_of
from heartbeat.readings.alerts.sending.quiet import hold_back, with_what_waited
from heartbeat.readings.alerts.sending.storable import storable
from heartbeat.readings.alerts.sending.truth import still_true
from heartbeat.rules.alerts.patience import LONGEST, next_try

__all__ = ["Answer", "Claimed", "Row", "await_board", "claim", "due_channels", "finish", "hear_of_boards", "note_content"]

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")
_KNOWS_REPEATS = frozenset({"webhook", "email", "pagerduty"})
"""The kinds whose other side knows a repeated message by its id, so that one may be repeated as long as patience lasts."""
_MOST_UNSURE = 2  # tries of any other kind that may have arrived: the first, and one more


@dataclass(frozen=True)
class _Turn:
    """One claim: by which rules, at what time, for how long."""

    rules: AlertRules
    now: datetime
    lease_seconds: float


def hear_of_boards(connection: psycopg.Connection[Any]) -> None:
    """Have this session told of each board that is published; autocommit."""
    connection.execute(_SQL["listen"])


def await_board(connection: psycopg.Connection[Any], seconds: float) -> bool:
    """Wait so long at most for a board; whether one came. The session hears of boards."""
    return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))


def due_channels(connection: psycopg.Connection[Any], *, now: datetime) -> tuple[str, ...]:
    """The channels in which something waits whose time has come."""
    return tuple(channel for (channel,) in connection.execute(_SQL["due_channels"], {"now": now}))


def claim(
    connection: psycopg.Connection[Any], *, channel: str, rules: AlertRules, now: datetime, lease_seconds: float
) -> Claimed | None:
    """Take one message of a channel to send; `None` when none is due.

    Within a lane (a recipient of a channel) the messages of one incident are given out one after another, in its order. What is
    outdated ends here without being sent, and what falls into quiet hours is put off.

    Args:
        connection: of role worker, outside a transaction.
        channel: by its name; it may not be declared any more.
        rules: as deployed.
        now: UTC.
        lease_seconds: after which somebody else may take the message: more than any try takes.
    """
    turn = _Turn(rules, now, lease_seconds)
    while True:
        with connection.transaction():
            connection.execute(_SQL["lock_channel"], {"channel": channel})
            with connection.cursor(row_factory=class_row(Waiting)) as cursor:
                waiting = cursor.execute(_SQL["next_message"], {"channel": channel, "now": now}).fetchone()
            if waiting is None:
                return None
            claimed = _taken(connection, waiting, turn)
        if claimed is not None:
            return claimed


def note_content(connection: psycopg.Connection[Any], claimed: Claimed, content: Mapping[str, Any]) -> bool:
    """Keep what is about to be sent; False when the message is another sender's by now, and must not be sent."""
    row = {"message_id": claimed.message_id, "fence": claimed.fence, "content": Jsonb(dict(content))}
    return connection.execute(_SQL["note_content"], row).fetchone() is not None


def finish(connection: psycopg.Connection[Any], claimed: Claimed, answer: Answer, *, rules: AlertRules, now: datetime) -> bool:
    """Keep how a try ended; False, and nothing changes, when the message is another sender's by now.

    A message that cannot be delivered is told over other channels in the same transaction.
    """
    answer = storable(answer)
    with connection.transaction():
        fence = {"message_id": claimed.message_id, "fence": claimed.fence}
        held = connection.execute(_SQL["hold_sent"], fence).fetchone()
        if held is None:
            return False
        told = {"outcome": answer.outcome, "status": answer.status, "error": answer.error, "now": now}
        connection.execute(_SQL["end_attempt"], fence | told)
        _note_channel(connection, claimed.channel, answer, now)
        if answer.outcome == "delivered":
            _end(connection, claimed, End("delivered", now, reference=answer.reference), rules)
        else:
            _after_failure(connection, claimed, answer, _Turn(rules, now, 0), is_unsure=held[0])
    return True


def _taken(connection: psycopg.Connection[Any], waiting: Waiting, turn: _Turn) -> Claimed | None:
    """A message as it is to be sent; `None` when it has ended, or was put off."""
    if waiting.state == "sending":
        waiting = _given_up(connection, waiting, turn)
        if _is_spent(connection, waiting, turn):
            rows = still_true(connection, waiting, now=turn.now)
            end_rows(connection, [row.outbox_id for row in rows], "ambiguous", now=turn.now)
            end_message(connection, waiting.message_id, End("ambiguous", turn.now))
            return None
    waiting = with_what_waited(connection, waiting, now=turn.now)
    rows = still_true(connection, waiting, now=turn.now)
    if not rows and not waiting.speaks_alone:
        end_message(connection, waiting.message_id, End("ambiguous" if waiting.is_unsure else "superseded", turn.now))
        return None
    if hold_back(connection, waiting, rows, turn.rules, now=turn.now):
        return None
    return _leased(connection, waiting, rows, turn)


def _given_up(connection: psycopg.Connection[Any], waiting: Waiting, turn: _Turn) -> Waiting:
    """The message of a sender that has not come back."""
    connection.execute(_SQL["lose_attempt"], {"message_id": waiting.message_id, "now": turn.now})
    connection.execute(_SQL["be_unsure"], {"message_id": waiting.message_id})
    return Waiting(**{**vars(waiting), "is_unsure": True})


def _is_spent(connection: psycopg.Connection[Any], waiting: Waiting, turn: _Turn) -> bool:
    """Whether a message that may have arrived is not tried again."""
    too_long = waiting.began_at is not None and turn.now >= waiting.began_at + LONGEST
    return too_long or not _may_repeat(connection, waiting.message_id, waiting.channel, turn.rules)


def _may_repeat(connection: psycopg.Connection[Any], message_id: int, channel: str, rules: AlertRules) -> bool:
    declared = rules.channels.get(channel)
    if declared is not None and declared.kind in _KNOWS_REPEATS:
        return True
    row = connection.execute(_SQL["count_unsure"], {"message_id": message_id}).fetchone()
    return row is not None and row[0] < _MOST_UNSURE


def _leased(connection: psycopg.Connection[Any], waiting: Waiting, rows: tuple[Row, ...], turn: _Turn) -> Claimed:
    form = waiting.form if waiting.speaks_alone or (waiting.form == "digest" and len(rows) > 1) else form_of(len(rows))
    message = {"message_id": waiting.message_id, "now": turn.now}
    lease = {"form": form, "lease_seconds": turn.lease_seconds}
    taken = connection.execute(_SQL["take"], message | lease).fetchone()
    assert taken is not None  # its row is locked  # noqa: S101
    fence, attempt, began_at = taken
    connection.execute(_SQL["begin_attempt"], message | {"fence": fence})
    earlier = _earlier(connection, waiting, rows)
    lane = (waiting.message_id, waiting.channel, waiting.recipient)
    return Claimed(*lane, form, fence, attempt, began_at, rows, waiting.facts, earlier)


def _earlier(connection: psycopg.Connection[Any], waiting: Waiting, rows: tuple[Row, ...]) -> Mapping[str, Any] | None:
    if len(rows) != 1:
        return None
    lane = {"channel": waiting.channel, "recipient": waiting.recipient, "message_id": waiting.message_id}
    found = connection.execute(_SQL["earlier_reference"], lane | {"incident_id": rows[0].incident_id}).fetchone()
    reference: Mapping[str, Any] | None = found[0] if found else None
    return reference


def _note_channel(connection: psycopg.Connection[Any], channel: str, answer: Answer, now: datetime) -> None:
    if answer.outcome == "delivered":
        connection.execute(_SQL["note_proof"], {"channel": channel, "now": now})
    else:
        connection.execute(_SQL["note_failure"], {"channel": channel, "now": now, "error": answer.error})


def _after_failure(
    connection: psycopg.Connection[Any], claimed: Claimed, answer: Answer, turn: _Turn, *, is_unsure: bool
) -> None:
    if answer.outcome == "ambiguous":
        connection.execute(_SQL["be_unsure"], {"message_id": claimed.message_id})
        is_unsure = True
    again = _again_at(connection, claimed, answer, turn)
    if again is None:
        # What may have arrived is not called dead: an end of it is told there as well. It is told elsewhere all the same where
        # the channel refuses it now, since nobody knows.
        end = End("ambiguous" if is_unsure else "dead", turn.now, answer.error)
        _end(connection, claimed, end, turn.rules, is_refused=answer.outcome != "ambiguous")
    else:
        later = {"message_id": claimed.message_id, "not_before": again, "error": answer.error}
        connection.execute(_SQL["try_again"], later)


def _again_at(connection: psycopg.Connection[Any], claimed: Claimed, answer: Answer, turn: _Turn) -> datetime | None:
    if answer.outcome == "dead":
        return None
    if answer.outcome == "ambiguous" and not _may_repeat(connection, claimed.message_id, claimed.channel, turn.rules):
        return None
    jitter = _spread(claimed.message_id, claimed.attempt)
    return next_try(claimed.began_at, claimed.attempt, turn.now, jitter=jitter, retry_after=answer.retry_after)


def _spread(message_id: int, attempt: int) -> float:
    """From 0 to 1, another for each try of each message: no dice, so that a run can be repeated."""
    return ((message_id * 64 + attempt) * 2654435761 % 2**32) / 2**32


def _end(connection: psycopg.Connection[Any], claimed: Claimed, end: End, rules: AlertRules, *, is_refused: bool = False) -> None:
    outbox_ids = [row.outbox_id for row in claimed.rows]
    end_rows(connection, outbox_ids, end.state, now=end.now)
    end_message(connection, claimed.message_id, end)
    if is_refused:
        tell_elsewhere(connection, outbox_ids, rules, now=end.now)
