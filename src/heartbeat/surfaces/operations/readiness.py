"""Whether this process can do its work, and how well metric SQL is isolated."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.errors import DatabaseUnavailable, MigrationFailed, NotDeployed
from heartbeat.postgres.isolation import find_gaps
from heartbeat.postgres.migrations import house_migrations, pending_migrations
from heartbeat.readings.registry import read_workspace
from heartbeat.wire.site import Site


def readiness(site: Site) -> dict[str, Any]:
    """The answer of `/readyz`; never raises while Postgres is away."""
    try:
        with site.connection() as connection:
            return _with_database(connection, site.settings.role_prefix)
    except DatabaseUnavailable:
        return {"ready": False, "database": "down", "migrations": [], "deployed": False, "sandbox": "unknown", "sandbox_gaps": []}


def without_details(state: dict[str, Any]) -> dict[str, Any]:
    """The same for somebody who is not signed in: whether it is ready, and nothing that helps an attacker."""
    return {**state, "migrations": [], "sandbox": "unknown", "sandbox_gaps": []}


def _with_database(connection: psycopg.Connection[Any], prefix: str) -> dict[str, Any]:
    pending = _pending(connection)
    gaps = list(find_gaps(connection, prefix=prefix))
    return {
        "ready": pending == [],
        "database": "up",
        "migrations": pending or [],
        "deployed": pending == [] and _is_deployed(connection),
        "sandbox": "reduced" if gaps else "full",
        "sandbox_gaps": gaps,
    }


def _pending(connection: psycopg.Connection[Any]) -> list[str] | None:
    """The migrations that the database lacks; `None` when it is of another program, most likely a newer one."""
    try:
        return list(pending_migrations(connection, house_migrations()))
    except MigrationFailed:
        return None


def _is_deployed(connection: psycopg.Connection[Any]) -> bool:
    try:
        read_workspace(connection)
    except NotDeployed:
        return False
    return True
