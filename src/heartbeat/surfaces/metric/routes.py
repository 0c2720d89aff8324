"""`GET /api/metrics/{metric_id}`, what other lines would have made of its days, and the edits of its operator columns."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from heartbeat.clock import database_clock
from heartbeat.definitions.model import METRIC_ID
from heartbeat.errors import MetricNotFound
from heartbeat.readings.amend import amend
from heartbeat.readings.audits import read_audit
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.metric_page import read_edited, read_metric_page
from heartbeat.readings.overview.past import read_past
from heartbeat.readings.verdicts.proposal import read_proposal
from heartbeat.surfaces.metric.audit_shapes import AuditDocumentShape
from heartbeat.surfaces.metric.backtest import backtest_document
from heartbeat.surfaces.metric.backtest_shapes import BacktestShape, ProposalQuery
from heartbeat.surfaces.metric.edit_shapes import EditAnswer, EditRequest, OutdatedShape, RetiredShape
from heartbeat.surfaces.metric.landed import with_landed_facts
from heartbeat.surfaces.metric.prose import with_html
from heartbeat.surfaces.metric.shapes import MetricPageShape, PastShape
from heartbeat.surfaces.metric.words import with_texts
from heartbeat.wire.edits import RefusedShape
from heartbeat.wire.identity import Identity, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.precondition import etag_of, versions_in
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["metric"])
Here = Annotated[Site, Depends(site_of)]
Who = Annotated[Identity, Depends(identity_of)]
MetricId = Annotated[str, Path(examples=["outgoing_payments_approved"])]

_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorShape, "description": "No metric of this id"},
    410: {"model": RetiredShape, "description": "The metric is retired: its file is gone, its history stays"},
}
_NOT_MADE: dict[int | str, dict[str, Any]] = {
    412: {"model": OutdatedShape, "description": "The metric is not at a version of If-Match; with what is there now"},
    422: {"model": RefusedShape, "description": "The edit makes no sense; with every problem that it has"},
    428: {"model": ErrorShape, "description": "If-Match is missing"},
}


@router.get(
    "/api/metrics/{metric_id}",
    summary="One metric with its history",
    operation_id="read_metric",
    response_model=MetricPageShape,
    responses=_MISSING,
)
def read_metric(metric_id: MetricId, site: Here) -> Response:
    """Everything known about one metric: its tile, its file as deployed, its whole history, tables, edits, readings.

    The ETag stands for what an edit changes and stands on: the six operator columns and the definition. Readings do not move it.
    """
    _refuse_odd_id(metric_id)
    with site.picture() as connection:
        page = with_landed_facts(connection, read_metric_page(connection, metric_id))
        answer = with_texts(with_html(page), read_workspace(connection).settings)
    return JsonAnswer(answer, headers={"etag": etag_of(page["edit_version"])})


@router.get(
    "/api/metrics/{metric_id}/history",
    summary="The days of a metric, deployed or retired",
    operation_id="read_history",
    response_model=PastShape,
    responses={404: {"model": ErrorShape, "description": "No metric of this id was ever deployed"}},
)
def read_metric_history(metric_id: MetricId, site: Here) -> Response:
    """Every day that a board has shown, each in the unit of the definition that gave it. Answers for a retired metric too."""
    _refuse_odd_id(metric_id)
    with site.picture() as connection:
        return JsonAnswer(read_past(connection, metric_id))


@router.get(
    "/api/metrics/{metric_id}/audits/{audit_id}",
    summary="One audit of a metric, with its document",
    operation_id="read_audit",
    response_model=AuditDocumentShape,
    responses={404: {"model": ErrorShape, "description": "The metric has no audit of this id"}},
)
def read_metric_audit(metric_id: MetricId, audit_id: Annotated[int, Path(ge=1, le=2**63 - 1)], site: Here) -> Response:
    """What `heartbeat validate` found: verdict, reasons, and the document as Markdown and as blocks. Of a retired metric too."""
    _refuse_odd_id(metric_id)
    with site.picture() as connection:
        return JsonAnswer(read_audit(connection, metric_id, audit_id))


@router.get(
    "/api/metrics/{metric_id}/backtest",
    summary="What other lines would have told of the last 30, 90 and 365 days",
    operation_id="backtest_metric",
    response_model=BacktestShape,
    responses={
        **_MISSING,
        422: {"model": ErrorShape, "description": "The lines contradict each other, or one is not a number"},
    },
)
def backtest_metric(metric_id: MetricId, proposed: Annotated[ProposalQuery, Query()], site: Here) -> Response:
    """Red and amber days, pages and the longest red stretch by the lines as they are and by proposed ones. Changes nothing."""
    _refuse_odd_id(metric_id)
    proposal = read_proposal(proposed.model_dump(exclude_unset=True, by_alias=True))
    with site.picture() as connection:
        return JsonAnswer(backtest_document(connection, metric_id, proposal, now=database_clock(connection)()))


@router.patch(
    "/api/metrics/{metric_id}/verification",
    summary="Edit owner, verification, lines or target",
    operation_id="edit_metric",
    response_model=EditAnswer,
    responses=_MISSING | _NOT_MADE,
)
def edit_metric(
    metric_id: MetricId, asked: EditRequest, site: Here, who: Who, if_match: Annotated[str | None, Header()] = None
) -> Response:
    """Change any of the six operator columns; the last value is judged by the new lines, logged and on every screen at once.

    `If-Match` is required: the ETag of the metric, or `*` to edit whatever is there. Whoever comes second gets 412 and the values
    of today.
    """
    _refuse_odd_id(metric_id)
    versions = versions_in(if_match)
    with site.connection() as connection:  # one transaction: the answer is what this edit made, whoever comes next
        now = database_clock(connection)()
        edit = amend(
            connection,
            metric_id,
            asked.changes(),
            changed_by=who.author(asked.changed_by),
            reason=asked.reason,
            now=now,
            if_version=versions,
        )
        edited = read_edited(connection, metric_id)
    answer = {"board_version": edit.board_version, "changed": list(edit.changed), **edited}
    return JsonAnswer(answer, headers={"etag": etag_of(edit.edit_version)})


def _refuse_odd_id(metric_id: str) -> None:
    if not METRIC_ID.fullmatch(metric_id):
        raise MetricNotFound("This is not the id of a metric.", hint="An id is the name of a metric's file, without `.sql`.")
