"""The sources that take deliveries, with their keys, and the database's clock: looked up once a second at most.

A stranger who knocks a thousand times a second costs the database one query in it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from heartbeat.clock import database_clock
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.placeholders import expand, names_in
from heartbeat.errors import ConfigError, DatabaseUnavailable, HeartbeatError, HookNotFound, HookNotReady
from heartbeat.log import get_logger
from heartbeat.readings.registry import read_sources
from heartbeat.surfaces.intake.signature import key_of
from heartbeat.wire.site import Site

_HEED_SECONDS = 1.0
_NOT_FOUND = "A source of kind webhook that is deployed takes deliveries at /api/hooks/ and its name."
_SET_IT = "Set it for `heartbeat serve` as the sender shows it, and start that again. Until then the delivery may be sent again."


@dataclass(frozen=True)
class Hook:
    """A source that takes deliveries. `unknown` says which of its keys are not known here, and why; '' when all are."""

    source_id: str
    largest_bytes: int
    keys: tuple[bytes, ...] = field(repr=False)
    unknown: str = ""

    def not_ready(self) -> HookNotReady:
        """What to say to a sender whom a key that is not known here would perhaps let in."""
        return HookNotReady(f"The source {self.source_id} cannot verify a delivery: {self.unknown}.", hint=_SET_IT)


@dataclass(frozen=True)
class _Look:
    """What the registry said when the database's clock showed `at`, and this process's own `monotonic`."""

    hooks: Mapping[str, Hook]
    at: datetime
    monotonic: float


class Hooks:
    """The hooks of the deployed workspace. What a deploy changes counts within a second."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking = asyncio.Lock()
        self._looked_at = float("-inf")
        self._look: _Look | DatabaseUnavailable
        self._complaint = ""

    async def find(self, source_id: str) -> tuple[Hook, datetime]:
        """The hook of a source, and the time by the database's clock, UTC.

        Raises:
            HookNotFound: no such source takes deliveries.
            DatabaseUnavailable: the registry cannot be read.
        """
        look = await self._current()
        if isinstance(look, DatabaseUnavailable):
            raise DatabaseUnavailable(look.message, hint=look.hint)
        hook = look.hooks.get(source_id)
        if hook is None:
            raise HookNotFound("No source takes deliveries at this address.", hint=_NOT_FOUND)
        return hook, look.at + timedelta(seconds=time.monotonic() - look.monotonic)

    async def _current(self) -> _Look | DatabaseUnavailable:
        async with self._looking:
            if time.monotonic() - self._looked_at >= _HEED_SECONDS:
                self._look = await asyncio.to_thread(self._look_up)
                self._looked_at = time.monotonic()  # also after a failure: nobody else waits for an outage within the second
            return self._look

    def _look_up(self) -> _Look | DatabaseUnavailable:
        try:
            with self._site.connection() as connection:
                sources = read_sources(connection)
                now = database_clock(connection)()
        except DatabaseUnavailable as error:
            return error
        except (HeartbeatError, psycopg.Error, ValueError, TypeError, KeyError) as error:
            self._complain(f"the deployed sources cannot be read: {error}")
            hint = "The log of the server has the cause."
            return DatabaseUnavailable("The deployed sources cannot be read.", hint=hint)
        hooks = {one.source_id: self._hook(one, one.webhook) for one in sources if one.webhook is not None}
        self._complain("; ".join(f"{hook.source_id}: {hook.unknown}" for hook in hooks.values() if hook.unknown))
        return _Look(hooks, now, time.monotonic())

    def _hook(self, source: SourceDefinition, reading: WebhookReading) -> Hook:
        keys, unknown = [], []
        for secret in reading.secrets:
            try:
                keys.append(key_of(expand(secret, self._site.environment).strip()))
            except ConfigError as error:
                unknown.append(error.message.rstrip("."))
            except ValueError as error:
                unknown.append(f"{', '.join(names_in(secret)) or 'a secret'} {error}")
        return Hook(source.source_id, reading.largest_bytes, tuple(keys), "; ".join(unknown))

    def _complain(self, complaint: str) -> None:
        """Say once what keeps deliveries out that somebody here can mend."""
        if complaint and complaint != self._complaint:
            get_logger().warning("deliveries cannot be verified", cause=complaint)
        self._complaint = complaint
