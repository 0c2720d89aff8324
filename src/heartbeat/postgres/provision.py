"""Making the roles and the database, measure by measure: what one is not allowed to do is listed instead of failing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.postgres.isolation import CLOSED_FAMILIES, CLOSED_FUNCTIONS, find_gaps
from heartbeat.postgres.roles import Role, make_url_for, role_name, with_database
from heartbeat.postgres.statements import load_statements

Announce = Callable[[str], None]
_SQL = load_statements("heartbeat.postgres")
_MEASURES = load_statements("heartbeat.postgres", "provision.sql")
_WITHOUT_EFFECT = {"01006", "01007"}  # privilege_not_revoked, privilege_not_granted
_NOT_ALLOWED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidGrantOperation)


@dataclass(frozen=True)
class ProvisionReport:
    """What was done, the statements that an administrator still has to run, and what is weaker until then."""

    done: tuple[str, ...]
    left_to_administrator: tuple[str, ...]
    weaker: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Which roles and database to make, and how to reach the server.

    `admin_url` is an administrator's, to any database there; `target_url` has host, port and database of what is made.
    """

    admin_url: str
    target_url: str
    database: str
    prefix: str
    passwords: Mapping[Role, str]

    def url(self, role: Role) -> str:
        """The connection string that a role will have."""
        return make_url_for(self.target_url, role_name(role, self.prefix), self.passwords[role])

    def digest(self) -> str:
        """A hash of all measures for these roles and this database: another one means that there is something new to do."""
        return hashlib.sha256("\n".join(self.measure(name).as_string(None) for name in _MEASURES).encode()).hexdigest()

    def measure(self, name: str) -> sql.Composed:
        """One measure of `provision.sql` for these roles and this database."""
        return measure(name, prefix=self.prefix, database=self.database)


@dataclass(frozen=True)
class _Ledger:
    announce: Announce
    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def attempt(self, what: str, statement: sql.Composed, *connections: psycopg.Connection[Any]) -> bool:
        """Run it on the first connection that may; otherwise note it for an administrator."""
        for connection in connections:
            if not _run(connection, statement):
                continue
            self.done.append(what)
            self.announce(what)
            return True
        self.left.append(f"{statement.as_string(None)};")
        return False


def _run(connection: psycopg.Connection[Any], statement: sql.Composed) -> bool:
    """Whether it was allowed. A grant or revoke that had no effect is only a warning to Postgres."""
    warned: list[str | None] = []
    note = lambda diagnostic: warned.append(diagnostic.sqlstate)  # noqa: E731 - it has to be removed again
    connection.add_notice_handler(note)
    try:
        connection.execute(statement)
    except _NOT_ALLOWED:
        return False
    finally:
        connection.remove_notice_handler(note)
    return not _WITHOUT_EFFECT.intersection(warned)


def measure(name: str, *, prefix: str, database: str) -> sql.Composed:
    """One measure of `provision.sql` for the roles with this prefix and this database."""
    names = {role.value: sql.Identifier(role_name(role, prefix)) for role in Role}
    closed = {"closed_functions": sql.Literal(CLOSED_FUNCTIONS), "closed_families": sql.Literal(CLOSED_FAMILIES)}
    return sql.SQL(_MEASURES[name]).format(database=sql.Identifier(database), **names, **closed)


def provision(plan: Plan, announce: Announce) -> ProvisionReport:
    """Make roles and database and limit what each role may do. May be repeated; it does again what was left.

    A role that exists gets the planned password only when it does not have it yet.
    """
    ledger = _Ledger(announce)
    with psycopg.connect(plan.admin_url, autocommit=True) as admin:
        made = [_ensure_role(ledger, admin, plan, role) for role in Role]  # all of them, so that all are listed
        if not all(made) or not _ensure_database(ledger, admin, plan):
            weaker = ("Heartbeat cannot start before the statements above were run; then run `heartbeat db init` again.",)
            return ProvisionReport(tuple(ledger.done), tuple(ledger.left), weaker)
        ledger.attempt("Metric SQL has time limits.", plan.measure("query_limits"), admin)
        ledger.attempt("Metric SQL has a limit of temporary files.", plan.measure("query_temp_files"), admin)
        ledger.attempt("The watchdog may end queries.", plan.measure("watchdog_may_terminate"), admin)
        ledger.attempt("The owner may back up datasets.", plan.measure("owner_reads_datasets"), admin)
    return _inside(ledger, plan)


def _inside(ledger: _Ledger, plan: Plan) -> ProvisionReport:
    """The measures that belong to the one database."""
    as_admin = psycopg.connect(with_database(plan.admin_url, plan.database), autocommit=True)
    as_owner = psycopg.connect(plan.url(Role.OWNER), autocommit=True)
    as_loader = psycopg.connect(plan.url(Role.LOADER), autocommit=True)
    with as_admin as admin, as_owner as owner, as_loader as loader:
        ledger.attempt("The database is closed to other roles.", plan.measure("database_closed"), owner, admin)
        ledger.attempt("Schema public is closed.", plan.measure("public_schema_closed"), owner, admin)
        ledger.attempt("Metric SQL may read what is loaded.", plan.measure("datasets_readable"), loader)
        ledger.attempt("Functions with effects are closed to metric SQL.", plan.measure("functions_closed"), admin)
        weaker = find_gaps(owner, prefix=plan.prefix)
    return ProvisionReport(tuple(ledger.done), tuple(ledger.left), weaker)


def _ensure_role(ledger: _Ledger, admin: psycopg.Connection[Any], plan: Plan, role: Role) -> bool:
    name = role_name(role, plan.prefix)
    there = admin.execute(_SQL["role_exists"], (name,)).fetchone() is not None
    if there and logs_in(plan, role):
        return True
    # a verifier instead of the password: neither a server log nor our list for the administrator can leak it
    verifier = admin.pgconn.encrypt_password(plan.passwords[role].encode(), name.encode(), b"scram-sha-256").decode()
    statement = sql.SQL(_SQL["set_password" if there else "create_role"])
    filled = statement.format(role=sql.Identifier(name), password=sql.Literal(verifier))
    return ledger.attempt(f"Role {name} {'has a new password' if there else 'made'}.", filled, admin)


def logs_in(plan: Plan, role: Role) -> bool:
    """Whether a role has its planned password. The database may not exist or not let it in yet, which proves the password."""
    try:
        psycopg.connect(plan.url(role), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        said = str(error)
        return ("does not exist" in said and "database" in said) or "permission denied for database" in said
    return True


def _ensure_database(ledger: _Ledger, admin: psycopg.Connection[Any], plan: Plan) -> bool:
    """Make the database, or give it to the owner role. Someone else's will do when the owner may create schemas in it."""
    names = {"database": sql.Identifier(plan.database), "owner": sql.Identifier(role_name(Role.OWNER, plan.prefix))}
    found = admin.execute(_SQL["database_owner"], (plan.database,)).fetchone()
    if found == (role_name(Role.OWNER, plan.prefix),):
        return True
    with _as_member(admin, names["owner"]):
        if found is None:
            return ledger.attempt(f"Database {plan.database} made.", sql.SQL(_SQL["create_database"]).format(**names), admin)
        owned = ledger.attempt("The database belongs to the owner role.", sql.SQL(_SQL["give_database"]).format(**names), admin)
    if owned:
        return True
    return ledger.attempt("The owner role may make schemas.", sql.SQL(_SQL["open_database"]).format(**names), admin)


@contextmanager
def _as_member(admin: psycopg.Connection[Any], owner: sql.Identifier) -> Iterator[None]:
    """An administrator who is no superuser gives a database only to a role it belongs to; it does so for this moment."""
    joined = False
    if admin.execute(_SQL["is_superuser"]).fetchone() != (True,):
        with suppress(*_NOT_ALLOWED):
            admin.execute(sql.SQL(_SQL["join_owner"]).format(owner=owner))
            joined = True
    try:
        yield
    finally:
        if joined:
            admin.execute(sql.SQL(_SQL["leave_owner"]).format(owner=owner))
