"""Messages of people about the cockpit: kept as they were told, and marked when somebody has dealt with them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.errors import FeedbackNotFound, FeedbackTooMuch

_SQL = load_statements("heartbeat.readings", "queries/feedback.sql")
_MOST_LISTED = 500
_MOST_AT_ONCE = 20  # of one person, so that nobody keeps the others from being heard
_MOST_OF_ALL = 200  # names are only as good as whoever gives them while nobody signs in
_SPAN = timedelta(minutes=10)


@dataclass(frozen=True)
class Feedback:
    """A message as it was told: `page` is path and query, `told_by` none where nobody said who they are; `told_at` is UTC."""

    message: str
    page: str
    page_version: str
    told_by: str | None
    told_at: datetime


def tell(connection: psycopg.Connection[Any], feedback: Feedback) -> int:
    """Keep a message, role app; returns its id.

    Raises:
        FeedbackTooMuch: twenty were told by the same person in the last ten minutes, or two hundred by all.
    """
    asked = {"since": feedback.told_at - _SPAN, "told_by": feedback.told_by}
    of_one, of_all = connection.execute(_SQL["count_told_since"], asked).fetchone() or (0, 0)
    if of_one >= _MOST_AT_ONCE or of_all >= _MOST_OF_ALL:
        most = _MOST_AT_ONCE if of_one >= _MOST_AT_ONCE else _MOST_OF_ALL
        message = f"{most} messages came within {_SPAN.seconds // 60} minutes; this one was not kept."
        raise FeedbackTooMuch(message, hint="Your text is still in the form: send it again in a few minutes.")
    found = connection.execute(_SQL["tell"], asdict(feedback)).fetchone()
    assert found is not None  # noqa: S101 - an insert that returns has a row
    return int(found[0])


def read_feedback(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """The newest 500 messages, open ones first, and how many there are in all: `{"open", "done", "feedback"}`."""
    with connection.cursor(row_factory=dict_row) as cursor:
        counts = cursor.execute(_SQL["count_feedback"]).fetchone() or {}
        return {**counts, "feedback": cursor.execute(_SQL["read_feedback"], {"most": _MOST_LISTED}).fetchall()}


def set_done(connection: psycopg.Connection[Any], feedback_id: int, *, done: bool, by: str, now: datetime) -> dict[str, Any]:
    """Mark a message as dealt with, or open it again, role app; returns it.

    Raises:
        FeedbackNotFound: there is no message of this id.
    """
    change = {"feedback_id": feedback_id, "done_at": now if done else None, "done_by": by if done else None}
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["set_done"], change).fetchone()
    if row is None:
        raise FeedbackNotFound(f"There is no message {feedback_id}.", hint="`GET /api/feedback` lists all that there are.")
    return row
