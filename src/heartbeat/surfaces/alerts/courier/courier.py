"""The courier: what is queued leaves, each channel in a thread of its own, and what time brings is queued in time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.clock import Clock, database_clock
from heartbeat.db import Database, Role
from heartbeat.definitions.secrets import channel_names_of
from heartbeat.errors import DatabaseUnavailable
from heartbeat.log import get_logger
from heartbeat.readings.alerts.outbox import Claimed, await_board, claim, due_channels, finish, hear_of_boards
from heartbeat.readings.passing_time.dead_man import due_ping, note_ping
from heartbeat.readings.passing_time.tick import tick
from heartbeat.surfaces.alerts.channels.deliver import deliver as deliver_by_kind
from heartbeat.surfaces.alerts.channels.model import Delivery
from heartbeat.surfaces.alerts.courier.crew import Crew
from heartbeat.surfaces.alerts.courier.dispatch import Deliver, Means, attempt
from heartbeat.surfaces.alerts.courier.house import House, read_house
from heartbeat.surfaces.alerts.courier.ping import ping

Connection = psycopg.Connection[Any]

AWAY = (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnavailable)
"""What passes: Postgres went away, or two sessions met. Everything is in the database, so a new connection goes on from there."""

LEASE_SECONDS = 90.0
"""For how long a message is one courier's: more than any try takes."""

_LEAVING_SECONDS = 3.0
_LOOK_SECONDS = 0.2  # how soon a courier sees that it is to end
_THOROUGH_SECONDS = 5.0
_DEAD_MAN = "dead man's switch"


class Courier:
    """Sends what is queued. Any number may run over one database: each message is claimed by one of them.

    Args:
        database: with the messages.
        environment: values of `${NAME}` in channels.
        stop: ends it.
        clock: where the time comes from, if not from the database.
        deliver: the door of the channels.
        poll_seconds: how long it waits for a board before it looks at the clock.
        lease_seconds: after which a message whose sender has not come back is sent by another.
    """

    def __init__(  # noqa: PLR0913 - what it is wired with
        self,
        database: Database,
        environment: Mapping[str, str],
        stop: threading.Event,
        *,
        clock: Clock | None = None,
        deliver: Deliver = deliver_by_kind,
        poll_seconds: float = 1.0,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._database, self._stop, self._clock, self._poll_seconds = database, stop, clock, poll_seconds
        self._lease_seconds = lease_seconds
        self._means = Means(environment, deliver)
        self._crew = Crew()
        self._is_passing = False  # it sends what is due, and ends
        self._thorough_at = 0.0  # by the machine's clock
        self._taken: Counter[str] = Counter()  # by channel, of which each is counted by one thread

    def run(self) -> None:
        """Work until told to stop. An outage of Postgres is waited out; a message goes on from where it was."""
        while not self._stop.is_set():
            try:
                with self._connect() as connection:
                    hear_of_boards(connection)
                    while not self._stop.is_set():
                        self._turn(connection)
                        self._wait(connection)
            except AWAY as error:
                get_logger().warning("the courier starts anew", cause=type(error).__name__, error=str(error).strip())
                self._stop.wait(self._poll_seconds)
        self._crew.join(_LEAVING_SECONDS)

    def deliver_due(self, timeout_seconds: float = 30.0) -> bool:
        """Send all that is due now, for a process that ends afterwards; whether nothing is left that could be sent now.

        What goes over a channel whose secrets are not set here waits for a worker that has them.

        Raises:
            DatabaseUnavailable: Postgres went away; what is queued waits for the next courier.
        """
        deadline, self._thorough_at, self._is_passing = time.monotonic() + timeout_seconds, 0.0, True
        with self._connect() as connection:
            while (left := deadline - time.monotonic()) > 0:
                before = self._taken.total()
                self._turn(connection)
                is_done = self._crew.join(left)
                if is_done and self._taken.total() == before:
                    return True
        return False

    def _turn(self, connection: Connection) -> None:
        house = read_house(connection)
        if house is None:
            return
        now = self._now(connection)
        self._look_at_the_clock(connection, house, now)
        beat_id = due_ping(connection, now=now) if house.rules.dead_man_url else None
        if beat_id is not None:
            self._crew.start(_DEAD_MAN, lambda: self._ping(house, beat_id))
        for channel in due_channels(connection, now=now):
            if self._leaves_to_others(house, channel):
                continue
            self._crew.start(f"channel {channel}", lambda channel=channel: self._send_due(channel))  # type: ignore[misc]

    def _look_at_the_clock(self, connection: Connection, house: House, now: datetime) -> None:
        """Queue what time brings. What fails there fails again and again, and must keep no message back that is queued."""
        try:
            tick(connection, house.rules, now=now, thorough=self._is_time_for_all())
        except psycopg.Error as error:
            if isinstance(error, AWAY):
                raise
            get_logger().error("reminders and digests could not be made", cause=type(error).__name__, error=str(error).strip())

    def _leaves_to_others(self, house: House, channel: str) -> bool:
        """Whether a process that ends soon leaves a channel to a worker, which may have the secrets that it lacks itself."""
        declared = house.rules.channels.get(channel)
        names = channel_names_of(declared) if declared is not None else ()
        return self._is_passing and any(not self._means.environment.get(name, "").strip() for name in names)

    def _is_time_for_all(self) -> bool:
        """Whether it is some seconds ago that this courier looked at everything."""
        is_time = time.monotonic() >= self._thorough_at
        if is_time:
            self._thorough_at = time.monotonic() + _THOROUGH_SECONDS
        return is_time

    def _wait(self, connection: Connection) -> None:
        until = time.monotonic() + self._poll_seconds
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            if await_board(connection, min(left, _LOOK_SECONDS)):
                return

    def _send_due(self, channel: str) -> None:
        """Send what is due on one channel until nothing is."""
        with _outages_end_it(channel), self._connect() as connection:
            while not self._stop.is_set():
                house = read_house(connection)
                if house is None:
                    return
                now = self._now(connection)
                claimed = claim(connection, channel=channel, rules=house.rules, now=now, lease_seconds=self._lease_seconds)
                if claimed is None:
                    return
                self._taken[channel] += 1
                self._send(connection, claimed, house, now)

    def _send(self, connection: Connection, claimed: Claimed, house: House, now: datetime) -> None:
        delivery = attempt(connection, claimed, house, self._means, now=now)
        if delivery is None:
            return
        checkpoints.passing("alert-sent")
        try:
            finish(connection, claimed, delivery, rules=house.rules, now=self._now(connection))
        except AWAY:
            self._finish_later(claimed, delivery, house)
            raise

    def _finish_later(self, claimed: Claimed, delivery: Delivery, house: House) -> None:
        """How a try ended is kept as soon as Postgres is back: else the message would be sent once more."""
        while not self._stop.wait(self._poll_seconds):
            with contextlib.suppress(*AWAY), self._connect() as connection:
                finish(connection, claimed, delivery, rules=house.rules, now=self._now(connection))
                return

    def _ping(self, house: House, beat_id: int) -> None:
        error = ping(house.rules.dead_man_url or "", self._means.environment)
        with _outages_end_it(_DEAD_MAN), self._connect() as connection:
            note_ping(connection, beat_id, error=error, now=self._now(connection))

    def _connect(self) -> Connection:
        return self._database.connect(Role.WORKER, autocommit=True, application_name="heartbeat courier")

    def _now(self, connection: Connection) -> datetime:
        return (self._clock or database_clock(connection))()


@contextlib.contextmanager
def _outages_end_it(what: str) -> Iterator[None]:
    try:
        yield
    except AWAY as error:
        get_logger().warning("sending was interrupted", what=what, cause=type(error).__name__, error=str(error).strip())
