"""`/api/feedback`: telling, reading, and saying that it is done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.exceptions import RequestValidationError

from heartbeat.clock import database_clock
from heartbeat.readings.people.feedback import Feedback, read_feedback, set_done, tell
from heartbeat.surfaces.feedback.shapes import FeedbackDone, FeedbackList, FeedbackRequest, FeedbackShape, FeedbackTold
from heartbeat.wire.identity import Identity, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["feedback"])
Here = Annotated[Site, Depends(site_of)]
Who = Annotated[Identity, Depends(identity_of)]

_TOO_MUCH: dict[int | str, dict[str, Any]] = {429: {"model": ErrorShape, "description": "Too many messages came at once"}}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": ErrorShape, "description": "No message of this id"}}


@router.post(
    "/api/feedback",
    summary="Tell something about the cockpit",
    operation_id="tell_feedback",
    status_code=201,
    response_model=FeedbackTold,
    responses=_TOO_MUCH,
)
def tell_feedback(asked: FeedbackRequest, site: Here, who: Who) -> Response:
    """Keep a message for those who run this cockpit, with the page and the version that it was written on."""
    with site.connection() as connection:
        now = database_clock(connection)()
        by = str(who.author(asked.told_by)) or None
        told = Feedback(asked.message, asked.page, asked.page_version, by, now)
        return JsonAnswer({"feedback_id": tell(connection, told), "told_at": now}, status_code=201)


@router.get("/api/feedback", summary="What was told", operation_id="read_feedback", response_model=FeedbackList)
def list_feedback(site: Here) -> Response:
    """The newest 500 messages, open ones first, and how many there are."""
    with site.connection() as connection:
        return JsonAnswer(read_feedback(connection))


@router.patch(
    "/api/feedback/{feedback_id}",
    summary="Say that a message is dealt with, or open it again",
    operation_id="set_feedback_done",
    response_model=FeedbackShape,
    responses=_MISSING,
)
def set_feedback_done(
    feedback_id: Annotated[int, Path(ge=1, le=2**63 - 1)], asked: FeedbackDone, site: Here, who: Who
) -> Response:
    """Mark a message as dealt with by somebody, or open it again. What was told stays as it is."""
    by = str(who.author(asked.changed_by))
    if not by:
        raise RequestValidationError([{"loc": ("body", "changed_by"), "msg": "give the name of the operator"}])
    with site.connection() as connection:
        now = database_clock(connection)()
        return JsonAnswer(set_done(connection, feedback_id, done=asked.done, by=by, now=now))
