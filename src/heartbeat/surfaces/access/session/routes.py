"""`/api/session` and `/api/pairing`: how a person signs in and out, and how a screen asks to be let in. Open to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from heartbeat.clock import database_clock
from heartbeat.errors import TokenRefused
from heartbeat.log import get_logger
from heartbeat.readings.access.pairing import ask_for_pairing
from heartbeat.readings.access.pairing import read_pairing as pairing_of
from heartbeat.readings.access.secret import Secret, hash_of, is_secret
from heartbeat.readings.access.standing import Standing, read_standings
from heartbeat.readings.access.tokens import end_session, start_session
from heartbeat.surfaces.access.doors import Doors, doors_of
from heartbeat.surfaces.access.identity.visit import Visit, visit_of
from heartbeat.surfaces.access.refusal import too_many
from heartbeat.surfaces.access.session.shapes import NothingRequest, PairingAskedShape, PairingShape, SessionShape, SignInRequest
from heartbeat.wire.identity import Identity, identity_in
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["access"])
Here = Annotated[Site, Depends(site_of)]
There = Annotated[Doors, Depends(doors_of)]
Who = Annotated[Identity | None, Depends(identity_in)]
Visiting = Annotated[Visit, Depends(visit_of)]

POLL_SECONDS = 2
_TOO_MANY: dict[int | str, dict[str, Any]] = {
    429: {"model": ErrorShape, "description": "Too often from this address; see Retry-After"}
}


@router.get("/api/session", summary="Who is signed in?", operation_id="read_session", response_model=SessionShape)
async def read_session(doors: There, who: Who, visit: Visiting) -> Response:
    """Who asks and what that one may do; open to everybody, and `who` is null for a stranger."""
    return JsonAnswer(_session(doors, who, visit.lapse))


@router.post(
    "/api/session",
    summary="Sign in",
    operation_id="sign_in",
    response_model=SessionShape,
    responses={401: {"model": ErrorShape, "description": "The token is unknown, expired or revoked"}, **_TOO_MANY},
)
def sign_in(asked: SignInRequest, request: Request, site: Here, doors: There, visit: Visiting) -> Response:
    """Sign this browser in with a token. The cookie has a secret of its own, a new one each time, and ends with its token."""
    if not doors.policy.is_on:
        return JsonAnswer(_session(doors, identity_in(request), None))
    with doors.sign_ins.attempt(visit.address) as attempt:
        if attempt.wait_seconds:
            return too_many(attempt.wait_seconds).answer()
        try:
            secret, standing = _begin(site, asked.token.strip(), visit.jar.read("session"))
        except TokenRefused as refused:
            attempt.counts = True
            get_logger().warning("a sign-in was refused", address=visit.address, why=refused.message)
            raise
    doors.credentials.look_again()
    visit.take(standing, secret.text, "session")
    visit.set_cookies.append(visit.jar.keep("session", secret.text))
    get_logger().info("somebody signed in", name=standing.name, role=standing.role, address=visit.address)
    return JsonAnswer(_session(doors, visit.identity, None))


@router.delete("/api/session", summary="Sign out", operation_id="sign_out", response_model=SessionShape)
def sign_out(request: Request, site: Here, doors: There, visit: Visiting) -> Response:
    """End the session of this browser, here and on the server."""
    if not doors.policy.is_on:
        return JsonAnswer(_session(doors, identity_in(request), None))
    if is_secret(secret := visit.jar.read("session")):
        with site.connection() as connection:
            end_session(connection, hash_of(secret))
        doors.credentials.look_again()
    visit.set_cookies[:] = [visit.jar.drop("session")]
    return JsonAnswer(_session(doors, None, None))


@router.post(
    "/api/pairing",
    summary="Ask to be let in as a screen",
    operation_id="ask_for_pairing",
    response_model=PairingAskedShape,
    responses={**_TOO_MANY, 503: {"model": ErrorShape, "description": "Too many screens wait; see Retry-After"}},
)
def ask(asked: NothingRequest, site: Here, doors: There, visit: Visiting) -> Response:
    """Get a code to show, good for ten minutes. A screen that shows one already gets the same again."""
    del asked
    with doors.pairings.attempt(visit.address) as attempt:
        if attempt.wait_seconds:
            return too_many(attempt.wait_seconds).answer()
        with site.connection() as connection:
            pairing = pairing_of(connection, visit.jar.read("pairing"))
            if pairing.state != "waiting":
                attempt.counts = True
                secret, pairing = ask_for_pairing(connection, visit.address, now=database_clock(connection)())
                visit.set_cookies.append(visit.jar.keep("pairing", secret.text))
                get_logger().info("a screen asks to be let in", address=visit.address)
    return JsonAnswer({"code": pairing.code, "expires_at": pairing.expires_at, "poll_seconds": POLL_SECONDS})


@router.get(
    "/api/pairing",
    summary="Was this screen let in?",
    operation_id="read_pairing",
    response_model=PairingShape,
    responses=_TOO_MANY,
)
def read_pairing(site: Here, doors: There, visit: Visiting) -> Response:
    """How the request of this screen stands; once it is approved, the answer brings the cookie that lets it in."""
    if not is_secret(secret := visit.jar.read("pairing")):
        return JsonAnswer({"state": "none", "code": "", "expires_at": None})
    with doors.sign_ins.attempt(visit.address) as attempt:
        if attempt.wait_seconds:
            return too_many(attempt.wait_seconds).answer()
        with site.connection() as connection:
            pairing = pairing_of(connection, secret)
        attempt.counts = pairing.state == "none"
    if pairing.device is not None:
        visit.set_cookies.append(visit.jar.keep("device", pairing.device.text))
    if pairing.state == "none":
        visit.set_cookies.append(visit.jar.drop("pairing"))
    return JsonAnswer({"state": pairing.state, "code": pairing.code, "expires_at": pairing.expires_at})


def _begin(site: Site, token: str, before: str) -> tuple[Secret, Standing]:
    """Begin a session, and end the one that this browser had before."""
    with site.connection() as connection:
        secret = start_session(connection, token, now=database_clock(connection)())
        if before:
            end_session(connection, hash_of(before))
        return secret, read_standings(connection, [secret.hash])[secret.hash]


def _session(doors: Doors, who: Identity | None, refusal: str | None) -> Mapping[str, Any]:
    told = None if who is None else {"name": who.name, "role": who.role, "by": who.by, "expires_at": who.expires_at}
    return {"authentication": "on" if doors.policy.is_on else "off", "who": told, "refusal": refusal}
