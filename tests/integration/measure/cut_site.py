"""A cut written in a test, and computed."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import Any

from heartbeat.db import Database
from heartbeat.measure.cuts.run import Computed, RunnableCut, compute_cut

NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
SLOW = "select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b"
EMPTY = '{"unit": "count", "labels": [], "series": []}'


def cut_of(body: str, *, chart: str = "stacked_bar", sources: tuple[str, ...] = (), before: str = "") -> RunnableCut:
    """A module whose `compute` has this body; `before` stands above it."""
    inner = textwrap.indent(textwrap.dedent(body), "    ")
    text = f'"""A cut."""\nMETA = {{}}\n{before}\n\ndef compute(conn, *, window):\n{inner}\n'
    return RunnableCut("fees", "cuts/fees.py", chart, text, sources, "v1:x")


def computed(database: Database, body: str, *, seconds: float = 20.0, window: str = "30d", **of_cut: Any) -> Computed:
    cut = cut_of(body, **of_cut)
    return compute_cut(database, cut, window, now=NOW, timezone="Europe/Vilnius", deadline_seconds=seconds)


def failure(database: Database, body: str, **more: Any) -> str:
    """What is said of a cut that fails; whether by a deadline is told by its code."""
    error = computed(database, body, **more).error
    assert error is not None, "it was computed"
    return f"{error.code}: {error.message}"


def figure(database: Database, expression: str, *, before: str = "", body: str = "") -> Any:
    """The value of an expression in the child."""
    row = f'{body}\nreturn {{"columns": ["x"], "rows": [[{expression}]]}}'
    result = computed(database, row, chart="own", before=before)
    assert result.error is None, result.error
    return result.payload["rows"][0][0]
