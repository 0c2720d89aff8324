"""Middleware: finds out who asks before any route runs, and lets through what that one may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heartbeat.definitions.model import AccessRole
from heartbeat.errors import DatabaseUnavailable
from heartbeat.readings.access.secret import is_secret
from heartbeat.readings.access.standing import Standing
from heartbeat.rules.access.roles import reaches
from heartbeat.surfaces.access.doors import Doors
from heartbeat.surfaces.access.identity.attempts import Attempt
from heartbeat.surfaces.access.identity.cookies import LONGEST_SECONDS, CookieKind, Jar
from heartbeat.surfaces.access.identity.needed import is_ours, needed_role
from heartbeat.surfaces.access.identity.policy import Peer
from heartbeat.surfaces.access.identity.visit import Visit, note_visit
from heartbeat.surfaces.access.refusal import Refusal, too_many
from heartbeat.surfaces.access.rules_of_entry import READING_METHODS
from heartbeat.wire.identity import LOOPBACK, note_identity

STREAM, SESSION = "/api/events", "/api/session"
_PROXY_STREAM_SECONDS = 900.0  # a browser opens its stream again by itself, and the proxy is asked by that
_AWAY_SECONDS = 5  # when to ask again while Postgres is away
_RENEWALS_A_LIFE = 30  # a cookie is sent again each thirtieth of its life: daily for a session, every two weeks for a screen


class Gate:
    """Stands behind the guard and before every route."""

    def __init__(self, app: ASGIApp, *, doors: Doors, is_route: Callable[[Scope], bool]) -> None:
        self._app = app
        self._policy = doors.policy
        self._credentials = doors.credentials
        self._attempts = doors.sign_ins
        self._is_route = is_route
        self._in_turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through with the identity noted, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = Headers(scope=scope)
        peer = self._policy.peer(scope, head)
        visit = Visit(peer.address, Jar(head.get("cookie", ""), peer.scheme == "https"))
        refusal = await self._refuse(scope, head, peer, visit)
        note_identity(scope, visit.identity)
        note_visit(scope, visit)

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.set_cookies:
                headers = MutableHeaders(scope=message)
                for cookie in visit.set_cookies:
                    headers.append("set-cookie", cookie)
            await send(message)

        if refusal is not None:
            await refusal.answer(_headers_of(refusal))(scope, receive, send_with_cookies)
        elif scope["path"] == STREAM and visit.identity not in {None, LOOPBACK}:
            with self._ending(visit) as ended:
                await self._app(scope, _until(ended, receive), send_with_cookies)
        else:
            await self._app(scope, receive, send_with_cookies)

    @contextmanager
    def _ending(self, visit: Visit) -> Iterator[asyncio.Event]:
        """An event that ends a stream: the secret is no longer good, or it is time to ask the proxy again who that is."""
        if visit.secret:
            with self._credentials.ending(visit.secret) as ended:
                yield ended
            return
        ended = asyncio.Event()
        timer = asyncio.get_running_loop().call_later(_PROXY_STREAM_SECONDS, ended.set)
        try:
            yield ended
        finally:
            timer.cancel()

    async def _refuse(self, scope: Scope, head: Headers, peer: Peer, visit: Visit) -> Refusal | None:
        """Find out who asks, and why that one may not; page files ask for nobody."""
        if not self._policy.is_on:
            if any(name in head for name in _SAID_BY_PROXIES):
                return _UNKNOWN_PROXY
            visit.identity = LOOPBACK
            return None
        if self._policy.is_past_the_proxy(scope, peer):
            return _PAST_THE_PROXY
        method, path = scope["method"], scope["path"]
        if not (is_ours(path) or self._is_route(scope)):
            return None
        needed = needed_role(method, path)
        refusal = await self._identify(head, peer, visit)
        if needed is None:
            return refusal if path == SESSION else None  # "nobody" is no answer while it cannot be known
        return refusal or _refuse_role(visit, needed, method)

    async def _identify(self, head: Headers, peer: Peer, visit: Visit) -> Refusal | None:
        """In this order: a token that is brought, a session, the proxy's word, a paired screen."""
        try:
            token = _bearer(head)
            if token and (is_secret(token) or not peer.is_proxy):  # a proxy may send its own token on
                return await self._try(token, visit, None)
            refusal = await self._try(visit.jar.read("session"), visit, "session")
            if visit.identity is None and peer.is_proxy and self._policy.proxy is not None:
                visit.name(self._policy.proxy.identity(head))
            if visit.identity is None:
                refusal = await self._try(visit.jar.read("device"), visit, "device") or refusal
        except DatabaseUnavailable as error:
            return Refusal(503, error.code, error.message, error.hint, retry_after=_AWAY_SECONDS)
        self._renew(visit)
        return refusal if visit.identity is None else None

    async def _try(self, secret: str, visit: Visit, cookie: CookieKind | None) -> Refusal | None:
        if not secret:
            return None
        if self._credentials.is_a_try(secret):
            with self._attempts.attempt(visit.address) as attempt:
                standing = await self._first_look(secret, attempt)
            if standing is None and attempt.wait_seconds:
                return too_many(attempt.wait_seconds)
        else:
            standing = await self._credentials.standing(secret)
        is_meant = standing is not None and standing.kind == (cookie or "token")
        visit.take(standing if is_meant else None, secret, cookie)
        return None

    async def _first_look(self, secret: str, attempt: Attempt) -> Standing | None:
        """Look up what was never brought before. An address that guessed too often is served one at a time, and not locked out.

        Who is paired or signed in behind the same address would be after each restart of the server, as long as somebody guesses.
        """
        if not attempt.wait_seconds:
            standing = await self._credentials.standing(secret)
            attempt.counts = standing is None
            return standing
        async with self._in_turn:
            standing = await self._credentials.standing(secret)
        if standing is None:
            self._credentials.forget_guess(secret)
        return standing

    def _renew(self, visit: Visit) -> None:
        """Send the cookie again before it runs out: neither a person nor a screen notices that it does."""
        kind = visit.cookie
        if kind is not None and self._credentials.is_due(visit.secret, LONGEST_SECONDS[kind] / _RENEWALS_A_LIFE):
            visit.set_cookies.append(visit.jar.keep(kind, visit.secret))


def _refuse_role(visit: Visit, needed: AccessRole, method: str) -> Refusal | None:
    who = visit.identity
    if who is None:
        return _REVOKED if visit.lapse == "revoked" and visit.is_screen else _signed_out(visit)
    if not reaches(who.role, needed):
        message = f"This needs the role {needed}, and {who.name!r} is {who.role}."
        return Refusal(403, "role-too-low", message, f"Sign in with a token of the role {needed}.", {"needed": needed})
    if who.by == "device" and method not in READING_METHODS:
        return Refusal(403, "role-too-low", "A paired screen only looks.", "Sign in to change something.", {"needed": needed})
    return None


def _signed_out(visit: Visit) -> Refusal:
    what = {"expired": "The sign-in has expired.", "revoked": "The token of this sign-in was revoked."}
    return Refusal(
        401,
        "sign-in-required",
        what.get(visit.lapse or "", "Nobody is signed in here."),
        "Sign in with a token, or pair this screen; a program sends `Authorization: Bearer TOKEN`.",
    )


_REVOKED = Refusal(401, "device-revoked", "This screen is not let in any more.", "Pair it again: open /pair on it.")
# Without authentication everybody who comes in is an administrator, and behind a proxy on this machine that may be anybody.
_SAID_BY_PROXIES = ("forwarded", "x-forwarded-for", "x-real-ip")
_UNKNOWN_PROXY = Refusal(
    403,
    "proxy-unknown",
    "This request came through a proxy, and nobody signs in here: everybody behind it could change every number.",
    "Name the proxy as server.trusted_proxy in heartbeat.yaml and deploy, or set HEARTBEAT_AUTHENTICATION=on: docs/access.md.",
)
_PAST_THE_PROXY = Refusal(
    403,
    "proxy-only",
    "This server speaks to its proxy alone: past it nothing is encrypted.",
    "Open the address of the proxy, which is `server.public_url` in heartbeat.yaml.",
)


def _headers_of(refusal: Refusal) -> dict[str, str]:
    return {"www-authenticate": 'Bearer realm="Heartbeat"'} if refusal.status == 401 else {}


def _bearer(head: Headers) -> str:
    """The token of an Authorization header; another scheme is for somebody before us, such as a proxy with passwords."""
    scheme, _, token = head.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _until(ended: asyncio.Event, receive: Receive) -> Receive:
    """The same messages, and a disconnect as soon as the credential ended: an open stream closes by itself then."""

    async def receive_or_end() -> Message:
        coming, end = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
        try:
            await asyncio.wait({coming, end}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else {"type": "http.disconnect"}
        finally:
            coming.cancel()
            end.cancel()

    return receive_or_end
