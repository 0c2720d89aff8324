"""`/api/audit/*`: pages, cuts, requests to compute them anew, and the charts that the workspace draws itself."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from heartbeat.clock import database_clock
from heartbeat.readings.audit.cuts import find_cut, read_chart_module, read_cut, read_edited_cut, read_registry
from heartbeat.readings.audit.edit import amend_cut
from heartbeat.readings.audit.pages import read_page, read_pages, shown_of_page
from heartbeat.readings.audit.refreshes import request as request_refreshes
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.surfaces.audit.asked_shapes import PageRefreshAnswer, RefreshAnswer, RefreshRequest
from heartbeat.surfaces.audit.csv_text import csv_of, file_name
from heartbeat.surfaces.audit.document import cut_document, page_document, windows_by_cut
from heartbeat.surfaces.audit.edit_shapes import CutEditAnswer, CutEditRequest, OutdatedCutShape
from heartbeat.surfaces.audit.shapes import AuditPageShape, AuditPagesShape, CutDocumentShape, CutRegistryShape
from heartbeat.wire.conditional import conditional_answer
from heartbeat.wire.edits import RefusedShape, people_of
from heartbeat.wire.identity import Identity, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.negotiated import is_known
from heartbeat.wire.precondition import etag_of, versions_in
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["audit"])
Here = Annotated[Site, Depends(site_of)]
Who = Annotated[Identity, Depends(identity_of)]
CutId = Annotated[str, Path(max_length=63, examples=["fees_by_month"])]
Page = Annotated[str, Path(max_length=63, examples=["revenue"])]
Window = Annotated[str | None, Query(max_length=8, examples=["90d"])]

_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing changed since the ETag given in If-None-Match"}}
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorShape, "description": "No such cut or page is deployed"},
    422: {"model": ErrorShape, "description": "It is not computed for this window"},
}
_NOT_MADE: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorShape, "description": "No such cut is deployed"},
    412: {"model": OutdatedCutShape, "description": "The cut is not at a version of If-Match; with what is there now"},
    422: {"model": RefusedShape, "description": "The edit makes no sense; with every problem that it has"},
    428: {"model": ErrorShape, "description": "If-Match is missing"},
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A file", "content": {"text/csv": {"schema": {"type": "string"}}}},
    409: {"model": ErrorShape, "description": "It shows nothing yet, or its chart gives no rows"},
}
_MODULE: dict[int | str, dict[str, Any]] = {
    200: {"description": "An ES module", "content": {"text/javascript": {"schema": {"type": "string"}}}},
    404: {"model": ErrorShape, "description": "The workspace brings no such chart"},
}


@router.get(
    "/api/audit/pages",
    summary="All audit pages",
    operation_id="read_audit_pages",
    response_model=AuditPagesShape,
    responses=_NOT_MODIFIED,
)
def read_audit_pages(request: Request, site: Here) -> Response:
    """Every page with its cuts, and how many of them nobody stands behind or could not be computed."""
    with site.picture() as connection:
        pages = read_pages(connection)
    return conditional_answer(request, {"pages": pages, "empty": not pages})


@router.get(
    "/api/audit/pages/{page}",
    summary="One audit page with its cuts",
    operation_id="read_audit_page",
    response_model=AuditPageShape,
    responses=_MISSING | _NOT_MODIFIED,
)
def read_audit_page(page: Page, request: Request, site: Here, window: Window = None) -> Response:
    """Its text and its cuts in their places, each with what it computed last for the window. Computes nothing."""
    with site.picture() as connection:
        document = read_page(connection, page, window)
    return conditional_answer(request, page_document(document))


@router.get("/api/audit/registry", summary="Every cut", operation_id="read_cut_registry", response_model=CutRegistryShape)
def read_cut_registry(request: Request, site: Here) -> Response:
    """All cuts as declared, with how each stands in each of its windows, and without what they show."""
    with site.picture() as connection:
        cuts = read_registry(connection)
    return conditional_answer(request, {"cuts": [cut_document(cut) for cut in cuts]})


@router.get(
    "/api/audit/cuts/{cut_id}",
    summary="One cut with its edits",
    operation_id="read_cut",
    response_model=CutDocumentShape,
    responses=_MISSING,
)
def read_one_cut(cut_id: CutId, site: Here, window: Window = None) -> Response:
    """Everything known about one cut. The ETag stands for what an edit changes and stands on: owner, verification, definition."""
    with site.picture() as connection:
        cut = read_cut(connection, cut_id, window)
        people = people_of(settings_or_defaults(connection))
    return JsonAnswer({**cut_document(cut), "people": people}, headers={"etag": etag_of(cut["edit_version"])})


@router.patch(
    "/api/audit/cuts/{cut_id}/verification",
    summary="Edit owner or verification of a cut",
    operation_id="edit_cut",
    response_model=CutEditAnswer,
    responses=_NOT_MADE,
)
def edit_cut(
    cut_id: CutId, asked: CutEditRequest, site: Here, who: Who, if_match: Annotated[str | None, Header()] = None
) -> Response:
    """As an edit of a metric. A cut that has shown nothing since it was deployed cannot be verified.

    `If-Match` is required: the ETag of the cut, also `edit_version` in it, or `*` to edit whatever is there.
    """
    versions = versions_in(if_match)
    with site.connection() as connection:  # one transaction: the answer is what this edit made, whoever comes next
        edit = amend_cut(
            connection,
            cut_id,
            asked.changes(),
            changed_by=who.author(asked.changed_by),
            reason=asked.reason,
            now=database_clock(connection)(),
            if_version=versions,
        )
        edited = read_edited_cut(connection, cut_id)
    answer = {"changed": list(edit.changed), "warnings": edit.warnings, **edited}
    return JsonAnswer(answer, headers={"etag": etag_of(edited["edit_version"])})


@router.get(
    "/api/audit/cuts/{cut_id}/csv",
    summary="What a cut shows, as CSV",
    operation_id="read_cut_csv",
    response_class=Response,
    responses=_FILE | _MISSING,
)
def read_cut_csv(cut_id: CutId, site: Here, window: Window = None) -> Response:
    """The rows behind the picture, by RFC 4180 in UTF-8. A text that a spreadsheet would run gets an apostrophe before it."""
    with site.picture() as connection:
        cut = read_cut(connection, cut_id, window)
        timezone = settings_or_defaults(connection).timezone
    body = csv_of(cut)
    headers = {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": f'attachment; filename="{file_name(cut, timezone)}"',
        "cache-control": "private, no-cache",
    }
    return Response(body, headers=headers)


@router.post(
    "/api/audit/cuts/{cut_id}/refresh",
    status_code=202,
    summary="Ask for a cut to be computed anew",
    operation_id="refresh_cut",
    response_model=RefreshAnswer,
    responses=_MISSING,
)
def refresh_cut(cut_id: CutId, asked: RefreshRequest, site: Here, who: Who) -> Response:
    """For one window, or for all that it has. The worker computes it; a request for what is waiting already changes nothing."""
    with site.connection() as connection:
        now = database_clock(connection)()
        cut = find_cut(connection, cut_id, asked.window)
        windows = None if asked.window is None else [asked.window]
        wanted = request_refreshes(connection, [cut["cut_id"]], windows, trigger=asked.trigger, by=who.name or None, now=now)
    return JsonAnswer({"cut_id": cut_id, "windows": [key for _, key in wanted], "requested_at": now}, status_code=202)


@router.post(
    "/api/audit/pages/{page}/refresh",
    status_code=202,
    summary="Ask for all cuts of a page to be computed anew",
    operation_id="refresh_audit_page",
    response_model=PageRefreshAnswer,
    responses=_MISSING,
)
def refresh_audit_page(page: Page, asked: RefreshRequest, site: Here, who: Who) -> Response:
    """For what the page shows of one window, or for all windows that its cuts have."""
    with site.connection() as connection:
        now = database_clock(connection)()
        wanted = [
            pair
            for cut_id, windows in shown_of_page(connection, page, asked.window)
            for pair in request_refreshes(connection, [cut_id], windows, trigger=asked.trigger, by=who.name or None, now=now)
        ]
    return JsonAnswer({"page": page, "cuts": windows_by_cut(wanted), "requested_at": now}, status_code=202)


@router.get(
    "/api/audit/charts/{kind}.js",
    summary="The module that draws a chart of the workspace",
    operation_id="read_chart_module",
    response_class=Response,
    responses=_MODULE | _NOT_MODIFIED,
)
def read_chart(kind: Annotated[str, Path(max_length=63)], request: Request, site: Here) -> Response:
    """`cuts/<kind>.chart.js` as deployed; it draws what cuts of this chart computed."""
    with site.picture() as connection:
        module = read_chart_module(connection, kind)
    if module is None:
        raise HTTPException(404)
    body = module.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/javascript", headers=headers)
