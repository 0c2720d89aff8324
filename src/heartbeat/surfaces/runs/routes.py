"""`GET /api/beats`, `GET /api/beats/costs` and `GET /api/beats/{beat_id}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from heartbeat.clock import database_clock
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.readings.ledger.costs import CostSpan, read_metric_costs
from heartbeat.readings.ledger.runs import WantedRuns, read_runs
from heartbeat.surfaces.runs.document import read_run_document
from heartbeat.surfaces.runs.shapes import CostsShape, RunDocumentShape, RunsQuery, RunsShape
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["runs"])
Here = Annotated[Site, Depends(site_of)]
BeatId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/api/beats", summary="Beats, the newest first", operation_id="read_beats", response_model=RunsShape)
def read_beats(asked: Annotated[RunsQuery, Query()], site: Here) -> Response:
    """A page of the ledger: each beat with its phases, and what became of its sources and metrics in numbers."""
    with site.connection() as connection:
        now = database_clock(connection)()
        wanted = WantedRuns(asked.state, asked.trigger, asked.failed)
        runs, older = read_runs(connection, wanted, before=asked.before, limit=asked.limit, now=now)
        return JsonAnswer({"read_at": now, "timezone": settings_or_defaults(connection).timezone, "beats": runs, "older": older})


@router.get("/api/beats/costs", summary="What metrics cost lately", operation_id="read_costs", response_model=CostsShape)
def read_costs(site: Here, days: Annotated[int, Query(ge=1, le=30)] = 7) -> Response:
    """The seconds that beats spent on each metric in the last days, beside as many days before; the dearest first."""
    with site.connection() as connection:
        now = database_clock(connection)()
        costs = read_metric_costs(connection, CostSpan(days, now))
        return JsonAnswer({"read_at": now, "timezone": settings_or_defaults(connection).timezone, **costs})


@router.get(
    "/api/beats/{beat_id}",
    summary="One beat with everything in it",
    operation_id="read_beat",
    response_model=RunDocumentShape,
    responses={404: {"model": ErrorShape, "description": "No beat of this id, or not any more"}},
)
def read_beat(beat_id: BeatId, site: Here) -> Response:
    """What a beat read from each source and what each metric cost it; what failed comes first, with what to do."""
    with site.connection() as connection:
        return JsonAnswer(read_run_document(connection, beat_id, now=database_clock(connection)()))
