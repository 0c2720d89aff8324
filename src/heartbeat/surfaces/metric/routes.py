"""`GET /api/metrics/{metric_id}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from heartbeat.definitions.model import METRIC_ID
from heartbeat.errors import MetricNotFound
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.surfaces.metric.landed import with_landed_facts
from heartbeat.surfaces.metric.shapes import MetricPageShape
from heartbeat.surfaces.metric.words import with_texts
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["metric"])


@router.get(
    "/api/metrics/{metric_id}",
    summary="One metric with its history",
    operation_id="read_metric",
    response_model=MetricPageShape,
    responses={404: {"model": ErrorShape, "description": "No metric of this id"}},
)
def read_metric(
    metric_id: Annotated[str, Path(examples=["outgoing_payments_approved"])], site: Annotated[Site, Depends(site_of)]
) -> Response:
    """Everything known about one metric: its tile, its file as deployed, its whole history, tables, edits, readings."""
    if not METRIC_ID.fullmatch(metric_id):
        raise MetricNotFound("This is not the id of a metric.", hint="An id is the name of a metric's file, without `.sql`.")
    with site.connection() as connection:
        page = with_landed_facts(connection, read_metric_page(connection, metric_id))
        return JsonAnswer(with_texts(page, read_workspace(connection).settings))
