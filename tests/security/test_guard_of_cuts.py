"""What files of cuts and docs declare changes only through deploy: a cut's module is code that the worker runs."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from guard_rows import grant_everything
from heartbeat.db import Database, Role
from integration.app.audited import declare_chart, declare_cut, declare_page

Refused = psycopg.errors.InsufficientPrivilege
OTHERS = tuple(role for role in Role if role is not Role.CONFIG)
PATHS = {
    "update heartbeat.audit_cut_registry set module = 'import os'": "cuts/fees.py",
    "update heartbeat.audit_cut_registry set owner = 'a@b.example', module = 'import os'": "cuts/fees.py",
    "update heartbeat.audit_cut_registry set verification_state = 'changed'": "cuts/fees.py",
    "update heartbeat.audit_cut_registry set definition_hash = 'v1:z'": "cuts/fees.py",
    "delete from heartbeat.audit_cut_registry": "cuts/fees.py",
    "truncate heartbeat.audit_cut_registry cascade": "files",
    "update heartbeat.audit_page set text = '# mine'": "cuts/revenue.md",
    "update heartbeat.audit_chart set module = 'alert(1)'": "cuts/spiral.chart.js",
    "delete from heartbeat.audit_chart": "cuts/spiral.chart.js",
    "truncate heartbeat.audit_chart": "files",
    "insert into heartbeat.workspace_page values ('x', 'docs/x.md', 'X', 'mine', 'c', null, now())": "docs/x.md",
    "insert into heartbeat.segment_registry values ('s', 'segments/s.sql', 'S', 'client', 'd', '{}', 'select 1', '{}', false,"
    " null, null, 'v1:a', 'c', null, now())": "segments/s.sql",
}  # fmt: skip
TABLES = ("audit_page", "audit_cut_registry", "audit_chart", "segment_registry", "workspace_page")


@pytest.fixture
def house(database: Database) -> Database:
    declare_page(database, "revenue", "[[fees]]")
    declare_cut(database, "fees", "revenue")
    declare_chart(database, "spiral", "export default () => {}")
    return database


def writing(database: Database, role: Role) -> psycopg.Connection[Any]:
    """A connection that means to write, also for the role whose transactions are read-only unless it says otherwise."""
    connection = database.connect(role)
    connection.read_only = False
    return connection


def stored(database: Database) -> list[object]:
    with database.connect(Role.CONFIG) as connection:
        return [row for table in TABLES for row in connection.execute(f"select to_jsonb(t) from heartbeat.{table} t".encode())]


@pytest.mark.parametrize("role", OTHERS)
def test_every_path_is_refused_by_the_grants_or_the_guard(house: Database, role: Role) -> None:
    before = stored(house)
    for statement in PATHS:
        with writing(house, role) as connection, pytest.raises(Refused):
            connection.execute(statement.encode())
    assert stored(house) == before


@pytest.mark.parametrize("role", OTHERS)
def test_with_every_privilege_granted_the_guard_refuses_and_names_the_file(
    house: Database, superuser_url: str, role: Role
) -> None:
    grant_everything(superuser_url)
    before = stored(house)
    for statement, file in PATHS.items():
        with writing(house, role) as connection, pytest.raises(Refused, match=file) as refused:
            connection.execute(statement.encode())
        assert "heartbeat deploy" in (refused.value.diag.message_hint or ""), statement
    assert stored(house) == before


def test_a_deploy_ends_a_verification_and_never_gives_one(house: Database) -> None:
    verify = "update heartbeat.audit_cut_registry set verification_state = %s"
    with house.connect(Role.CONFIG) as deploy, pytest.raises(Refused, match="cannot be verified by a deploy"):
        deploy.execute(verify, ("verified",))
    with house.connect(Role.APP) as app:
        app.execute(verify, ("verified",))
    with house.connect(Role.CONFIG) as deploy:
        deploy.execute(verify, ("changed",))
    with house.connect(Role.APP) as app:
        app.execute(verify, ("verified",))


@pytest.mark.parametrize(
    "change", ["update heartbeat.audit_cut_change set reason = 'x'", "delete from heartbeat.audit_cut_change"]
)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_the_log_of_edits_is_only_added_to(house: Database, role: Role, change: str) -> None:
    with writing(house, role) as connection, pytest.raises(Refused):
        connection.execute(change.encode())
