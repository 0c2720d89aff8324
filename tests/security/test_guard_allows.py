"""What the guard lets through: deploy writes what files declare, people edit six columns, the worker ends a verification."""

from __future__ import annotations

import psycopg
import pytest

from guard_rows import fill_registries, insert_metric
from heartbeat.db import Database, Role

Refused = psycopg.errors.InsufficientPrivilege
OPERATOR_EDITS = {
    "owner": "'bert@example.com'",
    "verification_state": "'verified'",
    "norm_value": "11",
    "alert_value": "9",
    "target_value": "20",
    "target_due_date": "'2027-01-01'",
}
_UPSERT_WORKSPACE = """
insert into heartbeat.workspace (timezone, settings, content_hash, deployed_at) values ('UTC', '{}', 'y', now())
on conflict (id) do update set settings = excluded.settings
"""


@pytest.fixture
def filled(database: Database) -> Database:
    fill_registries(database)
    return database


def write(database: Database, role: Role, statement: str) -> int:
    with database.connect(role) as connection:
        return connection.execute(statement.encode()).rowcount


def verify(database: Database) -> None:
    write(database, Role.APP, "update heartbeat.metric_registry set verification_state = 'verified'")


@pytest.mark.parametrize("column", OPERATOR_EDITS)
def test_the_browser_may_change_an_operator_column(filled: Database, column: str) -> None:
    assert write(filled, Role.APP, f"update heartbeat.metric_registry set {column} = {OPERATOR_EDITS[column]}") == 1


def test_the_browser_may_change_all_six_at_once(filled: Database) -> None:
    edits = ", ".join(f"{column} = {value}" for column, value in OPERATOR_EDITS.items())
    assert write(filled, Role.APP, f"update heartbeat.metric_registry set {edits}") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update heartbeat.metric_registry set name = 'New', norm_value = 12, owner = 'c@example.com', file_norm_value = 12",
        "delete from heartbeat.metric_registry",
        "merge into heartbeat.metric_registry t using (values ('revenue')) s(id) on t.metric_id = s.id when matched then delete",
        "update heartbeat.source_registry set definition = '{}'",
        "delete from heartbeat.source_registry",
        _UPSERT_WORKSPACE,
    ],
)
def test_deploy_may_write_what_files_declare(filled: Database, statement: str) -> None:
    assert write(filled, Role.CONFIG, statement) == 1


@pytest.mark.parametrize("role", [Role.CONFIG, Role.WORKER])
def test_deploy_and_worker_may_end_a_verification(filled: Database, role: Role) -> None:
    verify(filled)
    assert write(filled, role, "update heartbeat.metric_registry set verification_state = 'changed'") == 1


@pytest.mark.parametrize("role", [Role.CONFIG, Role.WORKER])
@pytest.mark.parametrize("state", ["verified", "unverified"])
def test_deploy_and_worker_never_give_or_take_a_verification_otherwise(filled: Database, role: Role, state: str) -> None:
    if state == "unverified":
        verify(filled)
    with pytest.raises(Refused, match=r"metrics/sales/revenue\.sql"):
        write(filled, role, f"update heartbeat.metric_registry set verification_state = '{state}'")


def test_a_person_verifies_or_withdraws_and_never_says_changed(filled: Database) -> None:
    verify(filled)
    with pytest.raises(Refused, match=r"metrics/sales/revenue\.sql"):
        write(filled, Role.APP, "update heartbeat.metric_registry set verification_state = 'changed'")
    write(filled, Role.WORKER, "update heartbeat.metric_registry set verification_state = 'changed'")
    assert write(filled, Role.APP, "update heartbeat.metric_registry set target_value = 20") == 1
    verify(filled)


@pytest.mark.parametrize(
    "line", ["norm_value = 'NaN'", "alert_value = 'Infinity'", "target_value = '-Infinity'", "alert_value = 11"]
)
@pytest.mark.parametrize("role", [Role.APP, Role.CONFIG])
def test_no_line_that_is_no_number_or_against_the_direction_gets_in(filled: Database, role: Role, line: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="lines_"):
        write(filled, role, f"update heartbeat.metric_registry set {line}")


def test_a_metric_that_nobody_verified_cannot_become_changed(filled: Database) -> None:
    with pytest.raises(Refused, match=r"metrics/sales/revenue\.sql"):
        write(filled, Role.WORKER, "update heartbeat.metric_registry set verification_state = 'changed'")


def test_a_new_metric_is_unverified(filled: Database) -> None:
    with pytest.raises(Refused, match="cannot be verified by a deploy"):
        write(filled, Role.CONFIG, insert_metric(metric_id="other", code="OTHR", verification_state="verified"))


def test_deploy_may_not_truncate(filled: Database) -> None:
    with pytest.raises(Refused):
        write(filled, Role.CONFIG, "truncate heartbeat.metric_registry")
