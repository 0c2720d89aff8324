"""`GET /api/sources`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from heartbeat.surfaces.sources.document import read_sources_document
from heartbeat.surfaces.sources.shapes import SourcesShape
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["sources"])


@router.get("/api/sources", summary="Every source with its tables", operation_id="read_sources", response_model=SourcesShape)
def read_sources(site: Annotated[Site, Depends(site_of)]) -> Response:
    """How each source is read and how current its tables are, what fails and since when, and what full reloads cost."""
    with site.connection() as connection:
        return JsonAnswer(read_sources_document(connection))
