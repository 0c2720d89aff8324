"""The whole answer: one lean row for each metric, without what only its tile or its page needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from heartbeat.readings.audit.cuts import read_cut_links
from heartbeat.readings.board import read_board
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.readings.overview.catalog import read_catalog, read_retired_metrics
from heartbeat.surfaces.catalog.shapes import CatalogMetricShape

Entry = dict[str, Any]

_FIELDS = tuple(field.alias or name for name, field in CatalogMetricShape.model_fields.items())


def read_catalog_document(connection: psycopg.Connection[Any]) -> Entry:
    """The answer of `GET /api/metrics`; times are UTC datetimes, or text where the board has them so."""
    settings, board = settings_or_defaults(connection), read_board(connection)
    cuts = read_cut_links(connection)
    metrics = [_live({**entry, "cuts": cuts.get(entry["metric_id"], [])}) for entry in read_catalog(connection, board)]
    return {
        "workspace": settings.name,
        "timezone": settings.timezone,
        "board_version": board.version,
        "published_at": board.published_at,
        "metrics": metrics + [_row({**entry, "cuts": []}) for entry in read_retired_metrics(connection)],
    }


def _live(entry: Mapping[str, Any]) -> Entry:
    """What is printed comes from the strings of its tile; a value that is not there has none."""
    shown = entry["display"]
    text = None if entry["value"] is None else shown["text"]
    return _row({**entry, "text": text, "norm": shown["norm"], "alert": shown["alert"], "target": shown["target"]})


def _row(entry: Mapping[str, Any]) -> Entry:
    return {name: entry.get(name) for name in _FIELDS}
