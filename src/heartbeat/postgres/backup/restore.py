"""Back from a backup: beside the database that stands, and in its place only once it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.errors import BackupFailed
from heartbeat.postgres.backup.dump import read_through
from heartbeat.postgres.backup.programs import program_for, run
from heartbeat.postgres.migrations import house_migrations, pending_migrations
from heartbeat.postgres.provision import Plan, ProvisionReport, provision
from heartbeat.postgres.roles import Role, with_database
from heartbeat.postgres.statements import load_statements

_SQL = load_statements("heartbeat.postgres", "backup/queries.sql")
_LONGEST_NAME = 63


@dataclass(frozen=True)
class Restored:
    """What became of the databases. `kept` is the name of the one that stood before; null where there was none."""

    database: str
    kept: str | None


@dataclass(frozen=True)
class Target:
    """Where a backup goes: the plan of the roles and of the database that Heartbeat uses."""

    plan: Plan
    announce: Callable[[str], None]

    def beside(self, name: str) -> Plan:
        """The same plan for a database of another name."""
        return replace(self.plan, database=name, target_url=with_database(self.plan.target_url, name))


def restore(target: Target, file: Path) -> Restored:
    """Restore a backup into a new database and let that take the place of the one that stands, which is kept under another name.

    Until the last step nothing of the standing database is touched.

    Args:
        target: whose administrator may make and rename databases.
        file: written by `dump`.

    Raises:
        BackupFailed: the file is no backup, somebody uses the database, it is of a newer version, or Postgres refuses.
    """
    plan = target.plan
    reader = program_for("pg_restore", plan.admin_url)
    read_through(reader, file)
    with psycopg.connect(plan.admin_url, autocommit=True) as admin:
        fresh, kept = _names(admin, plan.database)
        _refuse_users(admin, plan.database)
        with _made_or_dropped(admin, target, fresh):
            target.announce(f"Restoring into {fresh} …")
            arguments = ["--exit-on-error", "--single-transaction", "--clean", "--if-exists", f"--dbname={fresh}", str(file)]
            run(reader, arguments, with_database(plan.admin_url, fresh))
            _refuse_newer(target.beside(fresh))
            _know_its_sizes(with_database(plan.admin_url, fresh))
            return _swap(admin, plan.database, fresh, kept)


def _names(admin: psycopg.Connection[Any], database: str) -> tuple[str, str]:
    """By the server's clock, UTC, so that names sort as they came; Postgres cuts names off by their bytes."""
    (stamp,) = admin.execute(_SQL["read_stamp"]).fetchone() or ("",)
    short = database.encode()[: _LONGEST_NAME - len("_before_") - len(stamp)].decode(errors="ignore")
    return f"{short}_new_{stamp}", f"{short}_before_{stamp}"


@contextmanager
def _made_or_dropped(admin: psycopg.Connection[Any], target: Target, fresh: str) -> Iterator[None]:
    """A new database with roles' rights in it; dropped again when what follows fails."""
    try:
        report = provision(target.beside(fresh), lambda _: None)
        _refuse_without(admin, fresh, report)
        yield
    except BaseException:
        with suppress(psycopg.Error):
            admin.execute(sql.SQL(_SQL["drop_database"]).format(database=sql.Identifier(fresh)))
        raise


def _refuse_without(admin: psycopg.Connection[Any], fresh: str, report: ProvisionReport) -> None:
    if admin.execute(_SQL["database_exists"], (fresh,)).fetchone() is None:
        refused = "; ".join(report.left_to_administrator)
        raise BackupFailed(f"This administrator may not make a database: {refused}", hint="Name another: --admin-url.")


def _refuse_users(admin: psycopg.Connection[Any], database: str) -> None:
    users = [name for (name,) in admin.execute(_SQL["read_users"], (database,))]
    if users:
        hint = "Stop `heartbeat serve`, `heartbeat worker` and whatever else is connected, then repeat it."
        raise BackupFailed(f"The database {database} is in use by: {', '.join(users)}. Nothing was changed.", hint=hint)


def _refuse_newer(plan: Plan) -> None:
    """A backup of a newer Heartbeat is refused before it takes any place; one of an older one is migrated at the next start."""
    with psycopg.connect(plan.url(Role.OWNER)) as owner:
        pending_migrations(owner, house_migrations())


def _know_its_sizes(url: str) -> None:
    """A backup has rows and no statistics: without them the first beats would be planned as for empty tables."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("analyze")


def _swap(admin: psycopg.Connection[Any], database: str, fresh: str, kept: str) -> Restored:
    """Both names change in one transaction: whoever ends in between, a database of this name is always there."""
    stands = admin.execute(_SQL["database_exists"], (database,)).fetchone() is not None
    rename = sql.SQL(_SQL["rename_database"])
    try:
        with admin.transaction():
            if stands:
                admin.execute(rename.format(old=sql.Identifier(database), new=sql.Identifier(kept)))
            admin.execute(rename.format(old=sql.Identifier(fresh), new=sql.Identifier(database)))
    except psycopg.Error as error:
        hint = "Stop whatever is connected, then repeat it."
        raise BackupFailed(f"The databases cannot be exchanged: {str(error).strip()}. Nothing was changed.", hint=hint) from error
    return Restored(database, kept if stands else None)
