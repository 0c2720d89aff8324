"""Whether people sign in here, and how much of a connection's own word is believed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from heartbeat.config import Settings
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.log import get_logger
from heartbeat.rules.access.addresses import plain_address
from heartbeat.surfaces.access.identity.proxy import Proxy, proxy_of


@dataclass(frozen=True)
class Peer:
    """The other end of a request: where it comes from, over what, and whether the trusted proxy passed it on."""

    address: str
    scheme: str
    is_proxy: bool


class Policy:
    """Authentication as `HEARTBEAT_AUTHENTICATION` says: `auto` is on beyond loopback, and as soon as a proxy is trusted.

    A proxy that is trusted later turns it on where it was turned off, too: a start with both is refused. What was turned on stays
    on until the process ends: a deploy that takes the proxy out must not open the doors behind it.
    """

    def __init__(self, settings: Settings, *, proxy_only: bool = False) -> None:
        self._proxy_only = proxy_only
        self.is_on = settings.authentication == "on" or (settings.authentication == "auto" and not is_loopback(settings.host))
        self.proxy: Proxy | None = None

    def learn(self, settings: WorkspaceSettings) -> None:
        """Take over what a workspace says about its proxy."""
        proxy = proxy_of(settings)
        if proxy != self.proxy:
            get_logger().info("the trusted proxy is another one now", address=settings.trusted_proxy)
        self.proxy = proxy
        if proxy is not None:
            self.is_on = True

    def peer(self, scope: Scope, head: Headers) -> Peer:
        """Where a request comes from. Headers are believed from the trusted proxy alone."""
        address = scope["client"][0] if scope.get("client") else ""
        if self.proxy is None or not self.proxy.is_at(address):
            return Peer(plain_address(address) or address, scope["scheme"], is_proxy=False)
        return Peer(self.proxy.visitor(head, address), self.proxy.scheme(head, scope["scheme"]), is_proxy=True)

    @property
    def answers_nobody(self) -> bool:
        """Whether nobody from elsewhere can come in, because the proxy that has the TLS is not known."""
        return self._proxy_only and self.proxy is None

    def is_past_the_proxy(self, scope: Scope, peer: Peer) -> bool:
        """Whether a request came by plain HTTP from elsewhere, where TLS is the proxy's: a secret would travel in the open."""
        client = scope["client"][0] if scope.get("client") else ""
        return self._proxy_only and not peer.is_proxy and not is_loopback(client)


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this machine alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
