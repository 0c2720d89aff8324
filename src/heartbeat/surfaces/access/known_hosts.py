"""The names this server answers to besides loopback: where it listens, and what the deployed workspace allows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.definitions.placeholders import expand
from heartbeat.errors import HeartbeatError
from heartbeat.readings.registry import read_workspace
from heartbeat.surfaces.access.rules_of_entry import host_name
from heartbeat.wire.site import Site

_ASK_AGAIN_SECONDS = 5.0


class KnownHosts:
    """Reads the deployed names when a request brings one that is new, at most every five seconds."""

    def __init__(self, site: Site, environment: Mapping[str, str]) -> None:
        self._site = site
        self._environment = environment
        self._asked_at = float("-inf")
        self.names = frozenset({host_name(site.settings.host)})
        self.public_url: str | None = None

    def is_due(self) -> bool:
        """Whether it is time to ask the database again."""
        return time.monotonic() - self._asked_at >= _ASK_AGAIN_SECONDS

    def ask(self) -> None:
        """Read the deployed names. What cannot be read now leaves the known ones as they are."""
        self._asked_at = time.monotonic()
        try:
            with self._site.connection() as connection:
                settings = read_workspace(connection).settings
            self.public_url, names = self._deployed(settings)
        except HeartbeatError:
            return
        self.names = frozenset({host_name(self._site.settings.host), *names})

    def _deployed(self, settings: WorkspaceSettings) -> tuple[str | None, frozenset[str]]:
        public_url = expand(settings.public_url, self._environment) if settings.public_url else None
        names = [expand(name, self._environment) for name in settings.allowed_hosts]
        if public_url:
            names.append(urlsplit(public_url).netloc)
        return public_url, frozenset(host_name(name) for name in names)
