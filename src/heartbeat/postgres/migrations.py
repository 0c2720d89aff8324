"""Applying SQL files once and in order: forward only, under a lock, each in one transaction, recorded with its checksum."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import psycopg

from heartbeat.errors import MigrationFailed
from heartbeat.postgres.statements import load_statements

_SQL = load_statements("heartbeat.postgres")
_ROLE = re.compile(r"\bhb_(?=(?:owner|loader|query|worker|app|config)\b)")


@dataclass(frozen=True)
class Migration:
    """One SQL file. `text` still has the default role prefix."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """What the file said when it was applied."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_migrations(folder: Traversable) -> tuple[Migration, ...]:
    """The `.sql` files of a folder in the order of their names."""
    found = sorted((path for path in folder.iterdir() if path.name.endswith(".sql")), key=lambda path: path.name)
    return tuple(Migration(path.name.removesuffix(".sql"), path.read_text(encoding="utf-8")) for path in found)


def house_migrations() -> tuple[Migration, ...]:
    """The migrations of Heartbeat's own schema."""
    return read_migrations(files("heartbeat.readings").joinpath("migrations"))


def apply_migrations(connection: psycopg.Connection[Any], migrations: tuple[Migration, ...], *, prefix: str) -> tuple[str, ...]:
    """Apply what is missing and return its names. Call it as the owner role, outside a transaction.

    Raises:
        MigrationFailed: a file fails (and changed nothing), an applied one was edited, or the database is newer than we are.
    """
    applied: list[str] = []
    while (name := _apply_next(connection, migrations, prefix)) is not None:
        applied.append(name)
    return tuple(applied)


def pending_migrations(connection: psycopg.Connection[Any], migrations: tuple[Migration, ...]) -> tuple[str, ...]:
    """The names of those not applied yet, asked by any role that may read schema heartbeat.

    Raises:
        MigrationFailed: the database is newer than this program, or an applied file was edited.
    """
    known = applied_migrations(connection)
    _refuse_surprises(known, migrations)
    return tuple(migration.name for migration in migrations if migration.name not in known)


def _apply_next(connection: psycopg.Connection[Any], migrations: tuple[Migration, ...], prefix: str) -> str | None:
    with connection.transaction():
        known = applied_migrations(connection)
        _refuse_surprises(known, migrations)
        if all(migration.name in known for migration in migrations):
            return None
        # ask again under the lock: another process may have been applying the same file
        connection.execute(_SQL["lock_migrations"])
        known = applied_migrations(connection)
        missing = next((migration for migration in migrations if migration.name not in known), None)
        if missing is not None:
            _apply(connection, missing, prefix)
    return missing.name if missing else None


def applied_migrations(connection: psycopg.Connection[Any]) -> Mapping[str, str]:
    """Checksum by name of what was applied; empty in a new database."""
    if connection.execute(_SQL["has_migration_table"]).fetchone() != (True,):
        return {}
    return dict(connection.execute(_SQL["applied_migrations"]).fetchall())


def _refuse_surprises(known: Mapping[str, str], migrations: tuple[Migration, ...]) -> None:
    ours = {migration.name: migration.checksum for migration in migrations}
    if newer := sorted(set(known) - set(ours)):
        message = f"The database is newer than this program: it has the migrations {', '.join(newer)}."
        raise MigrationFailed(message, hint="Install the newer version of Heartbeat again, or restore the backup made before it.")
    if changed := sorted(name for name, checksum in known.items() if ours[name] != checksum):
        message = f"Already applied migrations were edited: {', '.join(changed)}."
        raise MigrationFailed(message, hint="Restore these files; what should change goes into a new migration.")


def _apply(connection: psycopg.Connection[Any], migration: Migration, prefix: str) -> None:
    try:
        connection.execute(_ROLE.sub(prefix, migration.text).encode())
        if connection.execute(_SQL["has_migration_table"]).fetchone() != (True,):
            connection.execute(_SQL["make_migration_table"])
        connection.execute(_SQL["record_migration"], (migration.name, migration.checksum))
    except psycopg.Error as error:
        message = f"Migration {migration.name} failed and changed nothing: {str(error).strip()}."
        is_full = isinstance(error, psycopg.errors.DiskFull)
        what = "Free some space on the database's disk, then repeat" if is_full else "Report it with this message"
        raise MigrationFailed(message, hint=f"{what}; the database stays as it was before.") from error
