"""`POST /api/hooks/{source}`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Request, Response
from starlette.requests import ClientDisconnect

from heartbeat.errors import HeartbeatError
from heartbeat.surfaces.intake.shapes import DeliveryAnswer
from heartbeat.surfaces.intake.taking_in import Intake
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of


@asynccontextmanager
async def taking_in(app: FastAPI) -> AsyncIterator[None]:
    """Take deliveries in as long as the app runs."""
    app.state.intake = Intake(app.state.site)
    try:
        yield
    finally:
        app.state.intake.close()


router = APIRouter(tags=["intake"], lifespan=taking_in)

_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorShape, "description": meaning}
    for status, meaning in {
        400: "Signed, and no JSON that can be kept",
        401: "No signature with a secret of the source, or sent more than five minutes ago or ahead",
        404: "No source takes deliveries here",
        408: "The body did not come in time",
        413: "The body is larger than the source takes",
        503: "Nothing was kept: send it again, not before Retry-After",
    }.items()
}
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.post(
    "/api/hooks/{source}",
    summary="Deliver an event",
    operation_id="deliver",
    status_code=202,
    response_model=DeliveryAnswer,
    responses=_REFUSED,
    openapi_extra=_BODY,
)
async def deliver(  # noqa: PLR0913, PLR0917 - one for each header, so that they stand in the document
    source: Annotated[str, Path(examples=["kyc"])],
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    webhook_id: Annotated[str, Header(description="The sender's id of the event; sent again, it is the same event.")] = "",
    webhook_timestamp: Annotated[str, Header(description="When it was sent: seconds since 1970.")] = "",
    webhook_signature: Annotated[str, Header(description="`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.")] = "",
) -> Response:
    """Take in one event, signed as Standard Webhooks has it. It is on the disk before the answer; the next beat lands it."""
    del webhook_id, webhook_timestamp, webhook_signature  # read from the head as a whole
    intake: Intake = request.app.state.intake
    known = ""  # until it is found: a stranger cannot invent labels without end
    try:
        hook, now = await intake.hooks.find(source)
        known = hook.source_id
        head, kept = await intake.take_in(hook, now, request)
    except HeartbeatError as error:
        site.tally.deliveries[known, error.code] += 1
        raise
    except ClientDisconnect:
        site.tally.deliveries[known, "broken-off"] += 1
        return Response(status_code=400)  # which nobody reads
    site.tally.deliveries[known, kept] += 1
    return JsonAnswer({"webhook_id": head.webhook_id, "kept": kept}, status_code=202)
