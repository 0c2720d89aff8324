"""`GET /api/metrics`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from heartbeat.surfaces.catalog.document import read_catalog_document
from heartbeat.surfaces.catalog.shapes import CatalogShape
from heartbeat.wire.conditional import conditional_answer
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["catalog"])

_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing changed since the ETag given in If-None-Match"}}


@router.get(
    "/api/metrics", summary="Every metric", operation_id="read_metrics", response_model=CatalogShape, responses=_NOT_MODIFIED
)
def read_metrics(request: Request, site: Annotated[Site, Depends(site_of)]) -> Response:
    """All metrics, also those without a reading and the retired ones: value, status, owner, stage, last audit, cost."""
    with site.picture() as connection:
        document = read_catalog_document(connection)
    return conditional_answer(request, document)
