"""Bringing schema heartbeat to what this program expects."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.postgres.migrations import applied_migrations, apply_migrations, house_migrations


def migrate(connection: psycopg.Connection[Any], *, prefix: str) -> tuple[str, ...]:
    """Apply the missing migrations and return their names, oldest first; several processes may call it at once.

    Args:
        connection: of the owner role, outside a transaction.
        prefix: of the database roles, `hb_` unless configured.

    Raises:
        MigrationFailed: nothing was changed by the one that failed.
    """
    return apply_migrations(connection, house_migrations(), prefix=prefix)


def pending_migrations(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """The names of the migrations that this program needs and the database lacks, oldest first; any role may ask."""
    applied = applied_migrations(connection)
    return tuple(migration.name for migration in house_migrations() if migration.name not in applied)
