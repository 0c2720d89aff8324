"""A workspace whose channels are paths of a scripted receiver, and a courier over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx

from heartbeat.clock import Clock
from heartbeat.db import Database
from heartbeat.definitions.alerting.model import Channel
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.courier.courier import Courier
from integration.readings.small_house import apply, metric, workspace
from machine_time import system_clock
from scripted_receiver import Receiver

HOURLY = {"beat": "17 * * * *"}


def deploy_channels(
    database: Database, *names: str, receiver: Receiver, alerts: Mapping[str, Any] | None = None, now: datetime | None = None
) -> None:
    """Deploy a workspace with these channels; each has a path of its own name, and the address comes from the environment."""
    channels = {name: {"kind": "webhook", "url": f"${{RECEIVER}}/{name}"} for name in names}
    settings = WorkspaceSettings(
        "Small house",
        schedule=HOURLY,
        operators=("ops@example.com",),
        alerts={"channels": channels, "routes": {"default": list(names[:1])}, "digest": "off", **(alerts or {})},
    )
    apply(database, workspace(metric("orders", "ORDR"), settings=settings), now=now or system_clock())


def deliver_by_http(channel: Channel, dispatch: Dispatch, reach: Reach) -> Delivery:
    """A channel as plain as can be: one POST."""
    message = {"id": dispatch.idempotency_id, "subject": dispatch.text.subject, "attempt": dispatch.attempt}
    try:
        answer = httpx.post(channel.options["url"], json=message, timeout=reach.deadline_seconds)
    except httpx.ConnectError as error:
        return Delivery("retry", error=str(error))
    except httpx.TransportError as error:
        return Delivery("ambiguous", error=str(error))
    outcome: Any = "delivered" if answer.is_success else "retry" if answer.is_server_error else "dead"
    return Delivery(outcome, answer.status_code, None if answer.is_success else f"HTTP {answer.status_code}")


def courier_over(database: Database, receiver: Receiver, *, clock: Clock | None = None, **changes: Any) -> Courier:
    """A courier that looks at the clock ten times a second."""
    stop = changes.pop("stop", None) or threading.Event()
    wired = {"deliver": deliver_by_http, "poll_seconds": 0.1, "clock": clock, **changes}
    return Courier(database, {"RECEIVER": receiver.address}, stop, **wired)


@contextmanager
def running(database: Database, receiver: Receiver, **changes: Any) -> Iterator[threading.Event]:
    """A courier in a thread; what it dies of fails the test by its warning."""
    stop = threading.Event()
    thread = threading.Thread(target=courier_over(database, receiver, stop=stop, **changes).run)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
