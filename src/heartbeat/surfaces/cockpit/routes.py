"""`GET /api/cockpit` and `GET /api/events`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from heartbeat.surfaces.cockpit.live_board import LiveBoard
from heartbeat.surfaces.cockpit.shapes import BoardShape
from heartbeat.surfaces.cockpit.stream import Announcer, EventStream
from heartbeat.wire.negotiated import is_known, takes_gzip
from heartbeat.wire.site import Site

_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The board still has the ETag given in If-None-Match"}}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `board` carries `{board_version}`, `beat` the running job or null, `database` "
        "`{database}`. A new client is told all three at once. A comment every 5 seconds proves that the server is there.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@asynccontextmanager
async def follow_the_board(app: FastAPI) -> AsyncIterator[None]:
    """Keep the last board in memory, and announce changes, as long as the app runs."""
    site: Site = app.state.site
    live = LiveBoard(site)
    await asyncio.to_thread(live.start)
    announcer = Announcer(live, lambda clients: setattr(site.tally, "streams", clients))
    site.on_stop(announcer.end)
    app.state.live_board, app.state.announcer = live, announcer
    telling = asyncio.create_task(announcer.run())
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling
        await asyncio.to_thread(live.stop)


router = APIRouter(tags=["cockpit"], lifespan=follow_the_board)


@router.get(
    "/api/cockpit", summary="The whole board", operation_id="read_cockpit", response_model=BoardShape, responses=_NOT_MODIFIED
)
async def read_cockpit(request: Request) -> Response:
    """Everything that the wall shows, in display order, from memory: as fast while a beat runs, or while Postgres is away."""
    sight = request.app.state.live_board.sight()
    answer = sight.snapshot.answer(sight.database)
    headers = {"etag": answer.etag, "cache-control": "private, no-cache", "vary": "Accept-Encoding"}
    if is_known(request.headers.get("if-none-match", ""), answer.etag):
        return Response(status_code=304, headers=headers)
    headers["content-type"] = "application/json"
    if not takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(answer.body, headers=headers)
    return Response(answer.gzipped, headers={**headers, "content-encoding": "gzip"})


@router.get("/api/events", summary="Hear of changes", operation_id="events", response_class=Response, responses=_EVENTS)
async def events(request: Request) -> Response:
    """A stream of server-sent events: a new board, the progress of a running beat, the database going away and returning."""
    return EventStream(request.app.state.announcer)
