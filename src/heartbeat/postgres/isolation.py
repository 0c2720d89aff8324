"""How well metric SQL is isolated in this database, asked of the database itself: a managed Postgres may not allow everything."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.postgres.roles import Role, role_name
from heartbeat.postgres.statements import load_statements

_SQL = load_statements("heartbeat.postgres", "isolation.sql")

# With effects that a rollback does not undo, on other sessions, or running SQL that arrives as text. A transaction number is
# such an effect too: there are two billion of them until all tables have to be vacuumed.
CLOSED_FUNCTIONS = [
    "set_config", "pg_notify", "pg_cancel_backend", "pg_terminate_backend", "pg_export_snapshot", "pg_logical_emit_message",
    "pg_sleep", "pg_sleep_for", "pg_sleep_until", "ts_stat", "ts_rewrite", "loread", "lowrite",
    "txid_current", "pg_current_xact_id",
    "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema", "cursor_to_xml", "cursor_to_xmlschema",
    "table_to_xml", "table_to_xmlschema", "table_to_xml_and_xmlschema", "schema_to_xml", "schema_to_xmlschema",
    "schema_to_xml_and_xmlschema", "database_to_xml", "database_to_xmlschema", "database_to_xml_and_xmlschema",
]  # fmt: skip
CLOSED_FAMILIES = "^(pg_advisory_|pg_try_advisory_|lo_)"  # a regular expression

_LIMITS = ("default_transaction_read_only", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def find_gaps(connection: psycopg.Connection[Any], *, prefix: str) -> tuple[str, ...]:
    """What is weaker here than on the embedded Postgres, each as a sentence; empty when nothing is.

    Args:
        connection: of any role.
        prefix: of the database roles.
    """
    names = {"query": role_name(Role.QUERY, prefix), "worker": role_name(Role.WORKER, prefix)}
    row = connection.execute(_SQL["role_attributes"], names).fetchone()
    if row is None:
        return (f"The role {names['query']} does not exist.",)
    gaps = [*_role_gaps(names["query"], *row), *_privilege_gaps(connection, names)]
    closed = {**names, "functions": CLOSED_FUNCTIONS, "families": CLOSED_FAMILIES}
    (still_open,) = connection.execute(_SQL["open_functions"], closed).fetchone() or (0,)
    if still_open:
        gaps.append(f"Metric SQL may call {still_open} functions with effects, such as pg_notify and advisory locks.")
    return tuple(gaps)


def _role_gaps(name: str, powerful: bool, member: bool, settings: list[str]) -> list[str]:  # noqa: FBT001 - columns of a row
    known = {setting.partition("=")[0] for setting in settings}
    gaps = []
    if powerful:
        gaps.append(f"The role {name} has attributes beyond LOGIN, so metric SQL may do more than read.")
    if member:
        gaps.append(f"The role {name} is a member of another role and may do what that one may.")
    if missing := [limit for limit in _LIMITS if limit not in known]:
        gaps.append(f"The role {name} has no {', '.join(missing)} of its own; only the sandbox's own limits hold.")
    if "temp_file_limit" not in known:
        gaps.append("A query that sorts or joins too much may fill the disk: temp_file_limit is not set.")
    return gaps


def _privilege_gaps(connection: psycopg.Connection[Any], names: dict[str, str]) -> list[str]:
    row = connection.execute(_SQL["privileges"], names).fetchone()
    temporary, public, foreign, watchdog = row or (False, False, False, True)
    gaps = []
    if temporary:
        gaps.append("Metric SQL may make temporary tables.")
    if public:
        gaps.append("Metric SQL may look into schema public.")
    if foreign:
        gaps.append("Metric SQL may look into schemas heartbeat or landing.")
    if not watchdog:
        gaps.append("The watchdog may not end a query whose client is gone; only the statement timeout does.")
    return gaps
