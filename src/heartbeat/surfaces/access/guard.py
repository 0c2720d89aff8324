"""Middleware: refuses what may not come in, counts what did, and puts the protecting headers on every answer."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heartbeat.rules.access.addresses import plain_address
from heartbeat.surfaces.access.body_limit import limited, refuse_length
from heartbeat.surfaces.access.doors import Doors
from heartbeat.surfaces.access.identity.policy import Policy
from heartbeat.surfaces.access.refusal import Refusal
from heartbeat.surfaces.access.rules_of_entry import origins_of, refuse_change, refuse_host, refuse_path
from heartbeat.wire.site import Tally

PROTECTION = {
    # The page loads nothing from elsewhere and runs no inline script; its style attributes (chart geometry) are inline.
    "content-security-policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self), fullscreen=(self)",
}

ONLY_HTTPS = "max-age=86400"
"""A day in which browsers do not ask this name over plain HTTP: it binds all ports of a name that others may share."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Guard:
    """Stands before every route."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        doors: Doors,
        tally: Tally,
        takes: Callable[[Scope], bool],
        limits_itself: Callable[[Scope], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._takes = takes
        self._limits_itself = limits_itself
        self._hosts = doors.hosts
        self._policy = doors.policy
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the protecting headers added to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"  # a client cannot invent labels without end
                self._tally.requests[method, message["status"] // 100 * 100] += 1
                protect(MutableHeaders(scope=message), scope, self._policy)
            await send(message)

        refusal = await self._refuse(scope)
        receive = receive if self._limits_itself(scope) else limited(receive)
        await (refusal.answer() if refusal else self._app)(scope, receive, protected)

    async def _refuse(self, scope: Scope) -> Refusal | None:
        head = Headers(scope=scope)
        host = head.get("host", "")
        listening = _own_address(scope)
        refusal = refuse_host(host, self._hosts.names | listening)
        if refusal is not None and host:
            await self._hosts.look_up()
            refusal = refuse_host(host, self._hosts.names | listening)
        own = origins_of(self._policy.peer(scope, head).scheme, host, self._hosts.origins)
        refusal = refusal or refuse_path(scope["path"]) or refuse_change(scope["method"], head, own)
        if refusal is not None and refusal.status == 415 and not self._takes(scope):
            refusal = None  # no form would do: the answer is 404 or 405, and nothing is changed
        return refusal or (None if self._limits_itself(scope) else refuse_length(head))


def _own_address(scope: Scope) -> frozenset[str]:
    """Where this connection arrived: a foreign page can bring its own name to it, but never the bare address."""
    if not scope.get("server"):
        return frozenset()
    address = plain_address(scope["server"][0]) or scope["server"][0]  # a socket for IPv6 also takes IPv4, as ::ffff:192.0.2.1
    return frozenset({f"[{address}]" if ":" in address else address})


def protect(headers: MutableHeaders, scope: Scope, policy: Policy) -> None:
    """Add the protecting headers; an answer of the API is never kept by a cache unless it says so itself."""
    for name, value in PROTECTION.items():
        headers.setdefault(name, value)
    if _is_held_to_https(scope, policy):
        headers.setdefault("strict-transport-security", ONLY_HTTPS)
    if scope["path"].startswith(("/api/", "/-/", "/healthz", "/readyz")):
        headers.setdefault("cache-control", "no-store")


def _is_held_to_https(scope: Scope, policy: Policy) -> bool:
    """Whether the TLS of a request ends here, under a name of our own: `localhost` is that of others on a machine, too."""
    head = Headers(scope=scope)
    name = head.get("host", "").partition(":")[0].lower()
    return scope["scheme"] == "https" and name != "localhost" and not policy.peer(scope, head).is_proxy
