"""How Postgres goes about a metric's SQL: asked in the sandbox, so that what is not trusted runs nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from heartbeat.db import Database
from heartbeat.marts.sandbox import Pick, Sandbox


class Explainer:
    """Asks for the plan of a statement, narrowed to what a beat reads of it."""

    def __init__(self, database: Database, *, timeout_seconds: float, runs: bool) -> None:
        """With `runs` the statement is run for its plan, and each step tells what it met."""
        self._sandbox = Sandbox(database, timeout_seconds=timeout_seconds)
        # A clock that is read for each row would be most of what is measured.
        self._sandbox.opening = f"explain ({'analyze, timing off, ' if runs else ''}verbose, format json) "

    def plan(self, sql: str, *, as_of: datetime | None, label: str, limit: int = 2, pick: Pick | None = None) -> Any:
        """The plan in JSON, as `EXPLAIN` gives it. Takes and raises what `Sandbox.run` does."""
        return self._sandbox.run(sql, as_of=as_of, label=label, limit=limit, pick=pick).rows[0][0]
