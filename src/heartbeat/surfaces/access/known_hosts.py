"""The names this server answers to besides loopback, and the origins of its own pages: where it listens, and what is deployed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import psycopg

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.definitions.placeholders import expand
from heartbeat.errors import DatabaseUnavailable, HeartbeatError, NotDeployed
from heartbeat.log import get_logger
from heartbeat.readings.registry import read_workspace
from heartbeat.surfaces.access.rules_of_entry import host_name, origin_of
from heartbeat.wire.site import Site

_ASK_AGAIN_SECONDS = 3.0


class KnownHosts:
    """The deployed names and origins, read every few seconds, and at once when a request brings a name that is new."""

    def __init__(
        self, site: Site, environment: Mapping[str, str], on_settings: Callable[[WorkspaceSettings], None] = lambda _: None
    ) -> None:
        self._site = site
        self._environment = environment
        self._on_settings = on_settings
        self._looked_up_at = float("-inf")
        self._complaint = ""
        self.names = frozenset({host_name(site.settings.host)})
        self.origins: frozenset[str] = frozenset()

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """Keep reading as long as the app runs: a name that was removed must not stay, whether anybody asks by it or not."""
        await asyncio.to_thread(self.ask)
        asking = asyncio.create_task(self._ask_again_and_again())
        try:
            yield
        finally:
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking

    async def look_up(self) -> None:
        """Read them now for a request that brings a new name, unless another one made us do so a moment ago."""
        if time.monotonic() - self._looked_up_at >= _ASK_AGAIN_SECONDS:
            self._looked_up_at = time.monotonic()
            await asyncio.to_thread(self.ask)

    def ask(self) -> None:
        """Read the deployed names. What cannot be read now leaves the known ones as they are."""
        try:
            with self._site.connection() as connection:
                settings = read_workspace(connection).settings
            self._take(settings)
        except (DatabaseUnavailable, NotDeployed):  # which others tell
            return
        except (HeartbeatError, psycopg.Error, ValueError) as error:
            self._complain(str(error))

    async def _ask_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
            await asyncio.to_thread(self.ask)

    def _take(self, settings: WorkspaceSettings) -> None:
        self._on_settings(settings)
        hosts = [expand(name, self._environment).strip().lower() for name in settings.allowed_hosts]
        addresses = [f"https://{host}" for host in hosts]  # a proxy with TLS speaks plain HTTP to us, its pages do not
        if settings.public_url:
            addresses.append(expand(settings.public_url, self._environment))
        names = [urlsplit(address).netloc for address in addresses]
        self.origins = frozenset(origin_of(address) for address in addresses)
        self.names = frozenset({host_name(self._site.settings.host), *map(host_name, names)})
        self._complaint = ""

    def _complain(self, complaint: str) -> None:
        """Say once why the deployed names are not known."""
        if complaint != self._complaint:
            get_logger().warning("the host names of the workspace cannot be read", error=complaint)
        self._complaint = complaint
