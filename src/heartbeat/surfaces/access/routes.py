"""Signing in, and `/api/access`: who may come in, and who decides about it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from heartbeat.clock import database_clock
from heartbeat.log import get_logger
from heartbeat.readings.access import pairing
from heartbeat.readings.access.devices import find_device, read_devices, revoke_device
from heartbeat.readings.access.tokens import Order, create_token, read_token, read_tokens, revoke_token
from heartbeat.surfaces.access.doors import Doors, doors_of
from heartbeat.surfaces.access.session.routes import router as session_router
from heartbeat.surfaces.access.session.shapes import (
    AccessShape,
    ApproveRequest,
    DeviceShape,
    MadeTokenShape,
    NothingRequest,
    TokenRequest,
    TokenShape,
)
from heartbeat.wire.identity import Identity, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["access"])
router.routes.extend(session_router.routes)
Here = Annotated[Site, Depends(site_of)]
There = Annotated[Doors, Depends(doors_of)]
Who = Annotated[Identity, Depends(identity_of)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Code = Annotated[str, Path(examples=["K7Q-X43"], max_length=40)]

_NO_CODE: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorShape, "description": "No screen shows this code"},
    410: {"model": ErrorShape, "description": "The code has run out, or somebody decided already"},
}


@router.get("/api/access", summary="Who may come in?", operation_id="read_access", response_model=AccessShape)
def read_access(site: Here) -> Response:
    """Every token and paired screen, those that are good first, and the screens that wait. Never a secret."""
    with site.connection() as connection:
        devices, tokens = read_devices(connection), read_tokens(connection)
        waiting = pairing.read_waiting(connection)
    return JsonAnswer({"devices": devices, "tokens": tokens, "waiting": waiting})


@router.post(
    "/api/pairing/{code}/approve",
    summary="Let a screen in",
    operation_id="approve_pairing",
    response_model=DeviceShape,
    responses=_NO_CODE,
)
def approve(code: Code, asked: ApproveRequest, site: Here, who: Who) -> Response:
    """Let the screen that shows this code in, to look and nothing else, until somebody revokes it."""
    with site.connection() as connection:
        now = database_clock(connection)()
        device_id = pairing.approve(connection, code, asked.name, by=_name(who), now=now)
        device = find_device(connection, str(device_id))
    get_logger().info("a screen was paired", device=device["name"], by=_name(who))
    return JsonAnswer(device)


@router.post(
    "/api/pairing/{code}/refuse",
    summary="Do not let a screen in",
    operation_id="refuse_pairing",
    status_code=204,
    responses=_NO_CODE,
)
def refuse(code: Code, asked: NothingRequest, site: Here, who: Who) -> Response:
    """The screen that shows this code is told that it was refused; it may ask again."""
    del asked
    with site.connection() as connection:
        pairing.refuse(connection, code, now=database_clock(connection)())
    get_logger().info("a screen was refused", by=_name(who))
    return Response(status_code=204)


@router.post(
    "/api/devices/{device_id}/revoke",
    summary="Let a screen in no more",
    operation_id="revoke_device",
    response_model=DeviceShape,
    responses={404: {"model": ErrorShape, "description": "No paired screen of this number"}},
)
def revoke_screen(device_id: Id, asked: NothingRequest, site: Here, doors: There, who: Who) -> Response:
    """End a paired screen, for ever and within seconds; it shows how to pair again."""
    del asked
    with site.connection() as connection:
        was_good = revoke_device(connection, device_id, by=_name(who), now=database_clock(connection)())
        device = find_device(connection, str(device_id))
    doors.credentials.look_again()
    if was_good:
        get_logger().info("a screen was revoked", device=device["name"], by=_name(who))
    return JsonAnswer(device)


@router.post(
    "/api/tokens",
    summary="Make a token",
    operation_id="create_token",
    status_code=201,
    response_model=MadeTokenShape,
    responses={409: {"model": ErrorShape, "description": "Another good token has this name"}},
)
def create(asked: TokenRequest, site: Here, who: Who) -> Response:
    """Make a token; the answer has its secret, which nobody can read again."""
    order = Order(asked.name, asked.role, asked.days)
    with site.connection() as connection:
        made = create_token(connection, order, by=_name(who), now=database_clock(connection)())
        entry = read_token(connection, made.token_id)
    get_logger().info("a token was made", name=entry["name"], role=entry["role"], by=_name(who))
    return JsonAnswer({**entry, "secret": made.secret.text}, status_code=201)


@router.post(
    "/api/tokens/{token_id}/revoke",
    summary="Revoke a token",
    operation_id="revoke_token",
    response_model=TokenShape,
    responses={404: {"model": ErrorShape, "description": "No token of this number"}},
)
def revoke(token_id: Id, asked: NothingRequest, site: Here, doors: There, who: Who) -> Response:
    """End a token and every session that began with it, for ever and within seconds."""
    del asked
    with site.connection() as connection:
        was_good = revoke_token(connection, token_id, by=_name(who), now=database_clock(connection)())
        entry = read_token(connection, token_id)
    doors.credentials.look_again()
    if was_good:
        get_logger().info("a token was revoked", name=entry["name"], by=_name(who))
    return JsonAnswer(entry)


def _name(who: Identity) -> str:
    """As whom a decision is logged; nobody signs in on loopback."""
    return who.name or "loopback"
