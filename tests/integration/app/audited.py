"""Audit pages as a deploy leaves them, and snapshots as the worker does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import Database, Role

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
BARS: dict[str, Any] = {
    "unit": "EUR",
    "bars": [{"label": "card", "value": 12.5}, {"label": "=cmd|' /C calc'!A0", "value": None}],
}


def declare_page(database: Database, page: str, text: str = "", position: int = 0) -> None:
    """A page; its title is its name."""
    values = {"page": page, "title": page.capitalize(), "text": text, "position": position, "at": AT}
    with database.connect(Role.CONFIG) as connection:
        connection.execute(_PAGE, {**values, "file": f"cuts/{page}.md" if text else None})


def declare_cut(database: Database, cut_id: str, page: str, **more: Any) -> None:
    """A cut of a page for 30 days and 12 months, unless said otherwise."""
    values: dict[str, Any] = {
        "cut_id": cut_id, "page": page, "title": cut_id.replace("_", " "), "cut_order": 10, "chart": "bar",
        "windows": ["30d", "12m"], "window_default": "30d", "how_to_read": "Look at the **tallest**.", "methodology": None,
        "definition_hash": "v1:a", **more,
    }  # fmt: skip
    with database.connect(Role.CONFIG) as connection:
        connection.execute(_CUT, {"module": f'"""{cut_id}"""\n', **values, "file": f"cuts/{cut_id}.py", "at": AT})


def declare_chart(database: Database, kind: str, module: str) -> None:
    """A chart that the workspace draws itself."""
    with database.connect(Role.CONFIG) as connection:
        connection.execute(_CHART, {"kind": kind, "file": f"cuts/{kind}.chart.js", "module": module, "at": AT})


def link(database: Database, metric_id: str, cut_id: str, role: str = "explains") -> None:
    """A metric that a cut belongs to."""
    with database.connect(Role.CONFIG) as connection:
        connection.execute("insert into heartbeat.metric_cut_link values (%s, %s, %s, 'cut')", (metric_id, cut_id, role))


def computed(database: Database, cut_id: str, window: str = "30d", *, at: datetime = AT, **more: Any) -> None:
    """The cut was computed for a window."""
    values: dict[str, Any] = {
        "cut_id": cut_id, "time_window": window, "payload": BARS, "chart": "bar", "definition_hash": "v1:a",
        "window_start": at - timedelta(days=30), "window_end": at, "computed_at": at, "tried_at": at, "seconds": 0.25, **more,
    }  # fmt: skip
    _keep(database, {**values, "payload": Jsonb(values["payload"])})


def failed(database: Database, cut_id: str, window: str = "30d", *, at: datetime = AT) -> None:
    """The cut failed for a window; what it showed before stays."""
    told = {"error_code": "cut-failed", "error": "division by zero", "hint": "Look at line 7."}
    _keep(database, {"cut_id": cut_id, "time_window": window, "tried_at": at, **told})


def asked(database: Database, cut_id: str, window: str = "30d", state: str = "queued") -> None:
    """Somebody wants it computed anew."""
    with database.connect(Role.WORKER) as connection:
        connection.execute(_REFRESH, (cut_id, window, state, AT))


def _keep(database: Database, values: dict[str, Any]) -> None:
    names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, values))
    places = psycopg.sql.SQL(", ").join(map(psycopg.sql.Placeholder, values))
    excluded = psycopg.sql.SQL(", ").join(
        psycopg.sql.SQL("{0} = excluded.{0}").format(psycopg.sql.Identifier(name)) for name in values
    )
    statement = psycopg.sql.SQL(
        "insert into heartbeat.audit_cut_snapshot ({}) values ({}) on conflict (cut_id, time_window) do update set {}"
    )
    with database.connect(Role.WORKER) as connection:
        connection.execute(statement.format(names, places, excluded), values)


_PAGE = """insert into heartbeat.audit_page (page, title, file, text, position, content_hash, git_commit, deployed_at)
           values (%(page)s, %(title)s, %(file)s, %(text)s, %(position)s, 'c1', null, %(at)s)"""
_CUT = """insert into heartbeat.audit_cut_registry (cut_id, page, file, title, cut_order, chart, windows, window_default,
              how_to_read, methodology, sources, metrics, module, definition_hash, content_hash, git_commit, deployed_at)
          values (%(cut_id)s, %(page)s, %(file)s, %(title)s, %(cut_order)s, %(chart)s, %(windows)s, %(window_default)s,
              %(how_to_read)s, %(methodology)s, '{bank_core.payment}', '{}', %(module)s, %(definition_hash)s, 'c1', 'abc123',
              %(at)s)
          on conflict (cut_id) do update set (title, definition_hash) = (excluded.title, excluded.definition_hash)"""
_CHART = """insert into heartbeat.audit_chart (kind, file, module, content_hash, deployed_at)
            values (%(kind)s, %(file)s, %(module)s, 'c1', %(at)s)"""
_REFRESH = """insert into heartbeat.audit_refresh (cut_id, time_window, state, trigger, requested_at)
              values (%s, %s, %s, 'ui', %s)"""
