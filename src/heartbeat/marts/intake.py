"""Deliveries of webhooks: kept when they come, each id of a sender once, until they have landed and long after."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg import errors as refusals

from heartbeat.db import load_statements
from heartbeat.errors import DeliveryUnreadable

Kept = Literal["stored", "duplicate", "differs"]
"""What became of a delivery: stored now; or its id came before, with the same payload or with another one."""

DEEPEST = 100
"""How deep a payload may be nested. Postgres takes some thousands, as many as its stack allows just then: what it took once it
must take again when the payload lands."""

_SQL = load_statements(__package__)


@dataclass(frozen=True)
class Delivery:
    """An event as it came, its signature verified. `body` is the JSON as its sender wrote it, `sent_at` is UTC."""

    source_id: str
    webhook_id: str
    sent_at: datetime
    body: str


def keep(connection: psycopg.Connection[Any], delivery: Delivery) -> Kept:
    """Keep a delivery; with the caller's commit it is on the disk, whatever the server's default.

    An id that came before is the same event, and the first delivery of it stays. Of two at once one waits for the other.

    Args:
        connection: of the app role, at the beginning of a transaction that the caller commits.
        delivery: to be kept.

    Raises:
        DeliveryUnreadable: its body is no JSON that Postgres keeps.
    """
    connection.execute(_SQL["make_durable"])
    try:
        row = connection.execute(_SQL["keep_delivery"], asdict(delivery) | {"deepest": DEEPEST}).fetchone()
    except (psycopg.DataError, refusals.StatementTooComplex) as error:
        raise _unreadable(error) from None
    is_too_deep, is_new = row or (False, False)
    if is_too_deep:
        raise _too_deep()
    if is_new:
        return "stored"
    same = connection.execute(_SQL["is_same_delivery"], asdict(delivery)).fetchone()
    return "differs" if same == (False,) else "duplicate"


def _unreadable(error: psycopg.Error) -> DeliveryUnreadable:
    if isinstance(error, refusals.StatementTooComplex):
        return _too_deep()
    if isinstance(error, refusals.UntranslatableCharacter):
        return DeliveryUnreadable(r"The JSON holds \u0000, which Postgres cannot keep.", hint="Leave the character out.")
    if isinstance(error, refusals.NumericValueOutOfRange):
        return DeliveryUnreadable("The JSON holds a number that is larger than Postgres can keep.", hint="Send it as a text.")
    return DeliveryUnreadable("The body is not valid JSON.", hint="Send one JSON document, and sign the bytes that are sent.")


def _too_deep() -> DeliveryUnreadable:
    return DeliveryUnreadable(f"The JSON is nested more than {DEEPEST} levels deep.", hint="Send it flatter.")
