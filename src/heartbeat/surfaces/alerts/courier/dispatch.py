"""One try of one message: put into words, kept, handed to its channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

import psycopg

from heartbeat import checkpoints
from heartbeat.definitions.alerting.model import Channel
from heartbeat.definitions.secrets import expanded_channel
from heartbeat.errors import ConfigError
from heartbeat.log import get_logger
from heartbeat.readings.alerts.outbox import Claimed, Row, note_content
from heartbeat.rules.alerts.wording.message import word
from heartbeat.rules.alerts.wording.model import Item, MessageText
from heartbeat.surfaces.alerts.channels.deliver import told
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.courier.house import House

Deliver = Callable[[Channel, Dispatch, Reach], Delivery]
Made = TypeVar("Made")

_AFTER_QUIET_HOURS = "What waited for the end of the quiet hours"


@dataclass(frozen=True)
class Means:
    """With what messages are sent: values of `${NAME}`, and the door of the channels."""

    environment: Mapping[str, str]
    deliver: Deliver


def attempt(
    connection: psycopg.Connection[Any], claimed: Claimed, house: House, means: Means, *, now: datetime
) -> Delivery | None:  # fmt: skip
    """Send a message once; `None` when it is another sender's by now, and nothing was sent.

    What goes wrong here stops no other message: it is an answer as any other.
    """
    channel = house.rules.channels.get(claimed.channel)
    if channel is None:
        return Delivery("dead", error="The channel is not declared any more.")
    try:
        ready = expanded_channel(channel, means.environment)
    except ConfigError as error:
        return Delivery("dead", error=error.message)
    text = _unless_it_fails(lambda: _text(claimed, house), Delivery("dead"), ready)
    if isinstance(text, Delivery):
        return text
    if not note_content(connection, claimed, asdict(text)):
        return None
    checkpoints.passing("alert-claimed")
    reach = Reach(house.rules.allow_private_hosts)
    dispatch = _dispatch(claimed, text, house, now)
    # Nobody knows how far it came: it may have arrived.
    return _unless_it_fails(lambda: means.deliver(ready, dispatch, reach), Delivery("ambiguous"), ready)


def _text(claimed: Claimed, house: House) -> MessageText:
    facts = dict(claimed.facts)
    if "waited_until" in facts:
        facts.setdefault("title", _AFTER_QUIET_HOURS)
    items = [*_items(claimed.rows), *_going_on(facts.pop("still", ()), claimed.rows)]
    return word(claimed.form, items, house.manner(claimed.recipient), facts)  # type: ignore[arg-type]  # as the database checks


def _items(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        yield Item(row.kind, row.severity, row.payload)  # type: ignore[arg-type]  # as the database checks


def _going_on(still: Iterable[Mapping[str, Any]], rows: Iterable[Row]) -> Iterator[Item]:
    """What goes on beside what was put off to a digest."""
    told = {row.incident_id for row in rows}
    for one in still:
        if one["payload"]["incident"]["id"] not in told:
            yield Item("remind", one["severity"], one["payload"])


def _dispatch(claimed: Claimed, text: MessageText, house: House, now: datetime) -> Dispatch:
    return Dispatch(
        message_id=claimed.message_id,
        workspace=house.settings.name,
        recipient=claimed.recipient,
        text=text,
        attempt=claimed.attempt,
        earlier=claimed.earlier,
        dedup_key=claimed.dedup_key,
        idempotency_id=f"hb-{claimed.message_id}",
        now=now,
    )


def _unless_it_fails(todo: Callable[[], Made], failed: Delivery, channel: Channel) -> Made | Delivery:
    """What is made; or, whatever else happens in it, an answer that says so without a secret."""
    try:
        return todo()
    except Exception as error:  # noqa: BLE001 - a message or a channel with a fault must not stop the others
        said = told(f"{type(error).__name__}: {error}", channel.options)
        get_logger().error("a message could not be sent", channel=channel.name, error=said)
        return Delivery(failed.outcome, error=said)
