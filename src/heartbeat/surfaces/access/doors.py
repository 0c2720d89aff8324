"""What the routes about access share with the gate: the policy, the secrets that are known, and who tried too often."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Request

from heartbeat.surfaces.access.identity.attempts import Attempts
from heartbeat.surfaces.access.identity.credentials import Credentials
from heartbeat.surfaces.access.identity.policy import Policy
from heartbeat.surfaces.access.known_hosts import KnownHosts

_FAILED_SIGN_INS = 10  # of an address in a minute
_PAIRINGS = 20


@dataclass
class Doors:
    """Everything that decides who comes in, for one running app."""

    hosts: KnownHosts
    policy: Policy
    credentials: Credentials
    sign_ins: Attempts = field(default_factory=lambda: Attempts(_FAILED_SIGN_INS))
    pairings: Attempts = field(default_factory=lambda: Attempts(_PAIRINGS))

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """Keep what the workspace says and what secrets stand for current as long as the app runs."""
        async with self.hosts.kept_current(), self.credentials.kept_current():
            yield


def doors_of(request: Request) -> Doors:
    """The doors that a request came through."""
    doors: Doors = request.app.state.doors
    return doors
