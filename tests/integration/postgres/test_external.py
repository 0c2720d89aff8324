"""A Postgres of the user's own, prepared by a superuser or by an administrator with fewer rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from elsewhere import Elsewhere, server_elsewhere
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import ConfigError, DatabaseRefused, DatabaseUnavailable, MigrationFailed, RolesMissing
from heartbeat.postgres.embedded import silent
from heartbeat.postgres.external import prepare_external, resolve_role_urls, roles_file
from heartbeat.postgres.isolation import find_gaps
from heartbeat.postgres.roles import make_url_for, with_database
from heartbeat.postgres.server.binaries import Binaries
from postgres_fixtures import fresh_name

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
VERSIONS = [
    pytest.param(None, id="packaged"),
    pytest.param(DEBIAN_15, id="15", marks=pytest.mark.skipif(not DEBIAN_15.exists(), reason="no Postgres 15 installed here")),
]


@pytest.fixture(scope="module", params=VERSIONS)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Elsewhere]:
    with server_elsewhere(Binaries(request.param) if request.param else None) as server:
        yield server


@pytest.fixture
def settings(elsewhere: Elsewhere, tmp_path: Path) -> Iterator[Settings]:
    """A workspace whose database and roles are its own in that cluster."""
    prefix, database = f"{fresh_name('r')}_", fresh_name("heart")
    yield Settings(workspace=tmp_path, role_prefix=prefix, database_url=SecretStr(elsewhere.url(database)))
    elsewhere.forget(database, prefix)


def changed(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update=values)


def test_a_superuser_prepares_everything_and_the_house_is_migrated(elsewhere: Elsewhere, settings: Settings) -> None:
    report = prepare_external(settings, elsewhere.superuser_url, silent)
    assert (report.left_to_administrator, report.weaker) == ((), ())
    assert roles_file(settings.workspace).stat().st_mode & 0o777 == 0o600
    with open_database(settings) as database:
        for role in Role:
            with database.connect(role) as connection:
                assert connection.execute("select session_user").fetchone() == (f"{settings.role_prefix}{role.value}",)


def test_preparing_again_does_nothing_new_and_keeps_the_passwords(elsewhere: Elsewhere, settings: Settings) -> None:
    prepare_external(settings, elsewhere.superuser_url, silent)
    before = roles_file(settings.workspace).read_text()
    with open_database(settings):
        pass
    report = prepare_external(settings, elsewhere.superuser_url, silent)
    assert report.left_to_administrator == ()
    assert not [line for line in report.done if "made" in line or "password" in line]
    assert roles_file(settings.workspace).read_text() == before


def test_an_administrator_without_superuser_gets_a_list_of_what_is_left(elsewhere: Elsewhere, settings: Settings) -> None:
    admin_url = elsewhere.administrator(fresh_name("admin"))
    report = prepare_external(settings, admin_url, silent)
    with open_database(settings) as database, database.connect(Role.APP) as connection:
        assert find_gaps(connection, prefix=settings.role_prefix) == report.weaker
    assert any("temp_file_limit" in gap for gap in report.weaker)
    assert any("functions with effects" in gap for gap in report.weaker)
    assert any("temp_file_limit" in statement for statement in report.left_to_administrator)
    target = with_database(elsewhere.superuser_url, elsewhere_database(settings))
    with psycopg.connect(target, autocommit=True) as superuser:
        for statement in report.left_to_administrator:
            superuser.execute(statement.encode())
        assert find_gaps(superuser, prefix=settings.role_prefix) == ()


def test_a_database_that_exists_already_is_used(elsewhere: Elsewhere, settings: Settings) -> None:
    with psycopg.connect(elsewhere.superuser_url, autocommit=True) as superuser:
        superuser.execute(sql.SQL("create database {}").format(sql.Identifier(elsewhere_database(settings))))
    report = prepare_external(settings, elsewhere.superuser_url, silent)
    assert report.left_to_administrator == ()
    with open_database(settings) as database, database.connect(Role.OWNER):
        pass


def test_an_administrator_who_may_make_no_roles_is_told_the_statements_without_a_password(
    elsewhere: Elsewhere, settings: Settings
) -> None:
    admin_url = elsewhere.administrator(name := fresh_name("weak"))
    with psycopg.connect(elsewhere.superuser_url, autocommit=True) as superuser:
        superuser.execute(sql.SQL("alter role {} nocreaterole").format(sql.Identifier(name)))
    report = prepare_external(settings, admin_url, silent)
    assert len([line for line in report.left_to_administrator if line.startswith("create role")]) == len(Role)
    assert all("SCRAM-SHA-256$" in line for line in report.left_to_administrator)
    with psycopg.connect(elsewhere.superuser_url, autocommit=True) as superuser:
        for statement in report.left_to_administrator:
            superuser.execute(statement.encode())
    assert prepare_external(settings, elsewhere.superuser_url, silent).left_to_administrator == ()


def test_roles_of_another_installation_are_never_taken_over(elsewhere: Elsewhere, settings: Settings, tmp_path: Path) -> None:
    prepare_external(settings, elsewhere.superuser_url, silent)
    other = changed(settings, workspace=tmp_path / "other", database_url=SecretStr(elsewhere.url("another")))
    with pytest.raises(ConfigError, match="another installation"):
        prepare_external(other, elsewhere.superuser_url, silent)
    with open_database(settings):
        pass


def test_lost_connection_strings_are_made_again_for_the_same_database(elsewhere: Elsewhere, settings: Settings) -> None:
    prepare_external(settings, elsewhere.superuser_url, silent)
    roles_file(settings.workspace).unlink()
    assert prepare_external(settings, elsewhere.superuser_url, silent).left_to_administrator == ()
    with open_database(settings):
        pass


def test_an_administrators_login_that_is_refused_is_told_apart_from_a_server_that_is_away(
    elsewhere: Elsewhere, settings: Settings
) -> None:
    wrong = make_url_for(elsewhere.superuser_url, "postgres", "wrong")
    with pytest.raises(DatabaseRefused, match="administrator's connection fails"):
        prepare_external(settings, wrong, silent)
    with pytest.raises(DatabaseUnavailable) as away:
        prepare_external(settings, "postgresql://postgres@127.0.0.1:1/postgres", silent)
    assert away.value.code == "database-unavailable"
    assert not roles_file(settings.workspace).exists()


def test_without_roles_the_command_that_makes_them_is_named(settings: Settings) -> None:
    with pytest.raises(RolesMissing) as missing, open_database(settings):
        pass
    assert "heartbeat db init --admin-url" in missing.value.hint


def test_an_override_wins_and_a_role_that_is_not_known_says_so(elsewhere: Elsewhere, settings: Settings) -> None:
    prepare_external(settings, elsewhere.superuser_url, silent)
    with open_database(settings):
        pass
    app_url = resolve_role_urls(settings)[Role.APP]
    roles_file(settings.workspace).unlink()
    alone = changed(settings, database_url=None, db_app_url=SecretStr(app_url))
    with open_database(alone) as database:
        with database.connect(Role.APP):
            pass
        with pytest.raises(RolesMissing, match="worker"):
            database.url(Role.WORKER)


def test_a_process_without_the_owner_refuses_a_database_that_was_not_migrated(elsewhere: Elsewhere, settings: Settings) -> None:
    prepare_external(settings, elsewhere.superuser_url, silent)
    alone = changed(settings, db_app_url=SecretStr(resolve_role_urls(settings)[Role.APP]))
    roles_file(settings.workspace).unlink()
    with pytest.raises(MigrationFailed, match="0001_house"), open_database(alone):
        pass


def test_a_connection_string_that_logs_in_as_somebody_else_is_refused(elsewhere: Elsewhere, settings: Settings) -> None:
    wrong = changed(settings, db_query_url=SecretStr(elsewhere.superuser_url))
    with pytest.raises(ConfigError, match="HEARTBEAT_DB_QUERY_URL logs in as 'postgres'"), open_database(wrong):
        pass


@pytest.mark.parametrize("name", ["database_url", "db_app_url"])
def test_a_setting_that_is_no_connection_string_is_named_without_its_text(settings: Settings, name: str) -> None:
    wrong = changed(settings, **{name: SecretStr("postgresql://[secret/x")})
    with pytest.raises(ConfigError, match=f"HEARTBEAT_{name.upper()} is no") as refused, open_database(wrong):
        pass
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(DatabaseUnavailable, match="administrator"):
        prepare_external(settings, "postgresql://postgres:x@127.0.0.1:1/postgres", silent)


def elsewhere_database(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value().rpartition("/")[2]
