"""Beats over HTTP, and what tells whether Heartbeat is well."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import PlainTextResponse

from heartbeat.clock import database_clock
from heartbeat.log import get_logger
from heartbeat.readings import beats
from heartbeat.surfaces.operations.prometheus import CONTENT_TYPE, exposition
from heartbeat.surfaces.operations.readiness import readiness, without_details
from heartbeat.surfaces.operations.shapes import HealthShape, JobShape, ReadinessShape, RecomputeAnswer, RecomputeRequest
from heartbeat.wire.identity import Identity, identity_in, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["operations"])
Here = Annotated[Site, Depends(site_of)]
Who = Annotated[Identity, Depends(identity_of)]
Stranger = Annotated[Identity | None, Depends(identity_in)]


@router.post(
    "/api/metrics/recompute",
    summary="Ask for a beat",
    operation_id="recompute",
    status_code=202,
    response_model=RecomputeAnswer,
    responses={404: {"model": ErrorShape, "description": "One of the metrics is not registered"}},
)
def recompute(asked: RecomputeRequest, site: Here, who: Who) -> Response:
    """Bring metrics up to date: ingest what they read, measure, publish. One beat runs at a time, so a request may join one."""
    with site.connection() as connection:
        beat = beats.request(connection, asked.metric_ids, trigger=asked.trigger, now=database_clock(connection)())
        beats.note_asker(connection, beat, who.name)
    get_logger().info("a beat was asked for", beat_id=beat.follow_up_job_id or beat.job_id, by=who.name or who.by)
    answer = {"job_id": beat.job_id, "coalesced": beat.coalesced, "follow_up_job_id": beat.follow_up_job_id}
    return JsonAnswer(answer, status_code=202)


@router.get(
    "/api/metrics/active-job",
    summary="The running or waiting beat",
    operation_id="read_active_job",
    response_model=JobShape | None,
)
def read_active_job(site: Here) -> Response:
    """The beat that runs now with its progress, else the one that waits, else null."""
    with site.connection() as connection:
        return JsonAnswer(beats.read_active(connection))


@router.get(
    "/api/metrics/recompute/{job_id}",
    summary="One beat",
    operation_id="read_job",
    response_model=JobShape,
    responses={404: {"model": ErrorShape, "description": "No beat of this id"}},
)
def read_job(job_id: Annotated[int, Path(ge=1, le=2**63 - 1)], site: Here) -> Response:
    """One beat in the ledger: what it did per source and per metric, and what failed."""
    with site.connection() as connection:
        return JsonAnswer(beats.read_beat(connection, job_id))


@router.get("/healthz", summary="Does the process answer?", operation_id="healthz", response_model=HealthShape)
async def healthz(site: Here) -> Response:
    """Answers 200 as long as the process does, whatever the database."""
    return JsonAnswer({"status": "ok", "app_version": site.app_version})


@router.get(
    "/readyz",
    summary="Can it do its work?",
    operation_id="readyz",
    response_model=ReadinessShape,
    responses={503: {"model": ReadinessShape, "description": "Not ready; the body says why"}},
)
def readyz(site: Here, who: Stranger) -> Response:
    """The database answers, its migrations are applied, and how well metric SQL is isolated. A stranger hears no details."""
    state = readiness(site) if who else without_details(readiness(site))
    return JsonAnswer(state, status_code=200 if state["ready"] else 503)


@router.get(
    "/-/metrics",
    summary="Heartbeat about itself",
    operation_id="self_metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text format 0.0.4"}},
)
def self_metrics(site: Here) -> Response:
    """Counts and ages about Heartbeat itself, for a Prometheus server."""
    return Response(exposition(site), headers={"content-type": CONTENT_TYPE})
