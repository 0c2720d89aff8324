"""`GET /api/metrics/{metric_id}` and what other lines would have made of its days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from heartbeat.clock import database_clock
from heartbeat.definitions.model import METRIC_ID
from heartbeat.errors import MetricNotFound
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.readings.verdicts.proposal import read_proposal
from heartbeat.surfaces.metric.backtest import backtest_document
from heartbeat.surfaces.metric.backtest_shapes import BacktestShape, ProposalQuery
from heartbeat.surfaces.metric.landed import with_landed_facts
from heartbeat.surfaces.metric.shapes import MetricPageShape
from heartbeat.surfaces.metric.words import with_texts
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["metric"])

_MetricId = Annotated[str, Path(examples=["outgoing_payments_approved"])]


@router.get(
    "/api/metrics/{metric_id}",
    summary="One metric with its history",
    operation_id="read_metric",
    response_model=MetricPageShape,
    responses={404: {"model": ErrorShape, "description": "No metric of this id"}},
)
def read_metric(metric_id: _MetricId, site: Annotated[Site, Depends(site_of)]) -> Response:
    """Everything known about one metric: its tile, its file as deployed, its whole history, tables, edits, readings."""
    _refuse_no_id(metric_id)
    with site.connection() as connection:
        page = with_landed_facts(connection, read_metric_page(connection, metric_id))
        return JsonAnswer(with_texts(page, read_workspace(connection).settings))


@router.get(
    "/api/metrics/{metric_id}/backtest",
    summary="What other lines would have told of the last 30, 90 and 365 days",
    operation_id="backtest_metric",
    response_model=BacktestShape,
    responses={
        404: {"model": ErrorShape, "description": "No metric of this id"},
        422: {"model": ErrorShape, "description": "The lines contradict each other, or one is not a number"},
    },
)
def backtest_metric(
    metric_id: _MetricId, proposed: Annotated[ProposalQuery, Query()], site: Annotated[Site, Depends(site_of)]
) -> Response:
    """Red and amber days, pages and the longest red stretch by the lines as they are and by proposed ones. Changes nothing."""
    _refuse_no_id(metric_id)
    proposal = read_proposal(proposed.model_dump(exclude_unset=True, by_alias=True))
    with site.connection() as connection:
        return JsonAnswer(backtest_document(connection, metric_id, proposal, now=database_clock(connection)()))


def _refuse_no_id(metric_id: str) -> None:
    if not METRIC_ID.fullmatch(metric_id):
        raise MetricNotFound("This is not the id of a metric.", hint="An id is the name of a metric's file, without `.sql`.")
