from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from heartbeat.errors import ConfigError, RolesMissing
from heartbeat.postgres.roles import (
    Role,
    database_in,
    make_url,
    make_url_for,
    password_in,
    read_role_urls,
    refuse_malformed,
    user_in,
    with_database,
    write_role_urls,
)

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(user=TEXTS, password=TEXTS, host=TEXTS, database=TEXTS)
def test_a_connection_string_says_to_libpq_what_went_in(user: str, password: str, host: str, database: str) -> None:
    url = make_url(user=user, password=password, host=f"/{host}", port=5433, database=database)
    read = conninfo_to_dict(url)
    assert (read["user"], read["password"], read["host"], read["port"], read["dbname"]) == (
        user,
        password,
        f"/{host}",
        "5433",
        database,
    )
    assert (user_in(url), password_in(url), database_in(url)) == (user, password, database)


def test_another_user_keeps_host_port_database_and_parameters() -> None:
    url = make_url_for("postgresql://someone:x@db.example:6432/heart?sslmode=verify-full", "hb_app", "p/w")
    assert url == "postgresql://hb_app:p%2Fw@db.example:6432/heart?sslmode=verify-full"


def test_another_database_keeps_everything_else() -> None:
    assert with_database("postgresql://u:p@h:1/a?sslmode=require", "b") == "postgresql://u:p@h:1/b?sslmode=require"


def test_a_missing_file_knows_no_role(tmp_path: Path) -> None:
    assert read_role_urls(tmp_path / "roles.env", "hb_") == {}


def test_a_file_for_another_prefix_is_refused_with_both_named(tmp_path: Path) -> None:
    write_role_urls(tmp_path / "roles.env", {Role.APP: "postgresql://acme_app:x@h/d"}, "acme_")
    with pytest.raises(RolesMissing, match="'acme_'.*'hb_'") as refused:  # noqa: RUF043
        read_role_urls(tmp_path / "roles.env", "hb_")
    assert "HEARTBEAT_ROLE_PREFIX=acme_" in refused.value.hint


def test_the_file_is_ours_alone_also_when_an_open_one_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "roles.env"
    path.write_text("old")
    path.chmod(0o644)
    write_role_urls(path, {Role.APP: "postgresql://hb_app:x@h/d"}, "hb_")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_shell_reads_the_file_as_we_do(tmp_path: Path) -> None:
    url = "postgresql://hb_app:x@h/d?sslmode=require&application_name=it's%20me"
    write_role_urls(tmp_path / "roles.env", {Role.APP: url}, "hb_")
    assert read_role_urls(tmp_path / "roles.env", "hb_") == {Role.APP: url}
    script = '. "$0" && printf %s "$HEARTBEAT_DB_APP_URL"'
    said = subprocess.run(["/bin/sh", "-c", script, str(tmp_path / "roles.env")], capture_output=True, text=True, check=True)
    assert said.stdout == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://[bad/x",
        "postgresql://hb_app:se@cret@host/db",
        "postgresql://hb_app:se/cret@host/db",
        "postgresql://hb_app:se?cret@host/db",
        "postgresql://hb_app:se#cret@host/db",
        "postgresql://hb_app:se%cret@host/db",
        "postgresql://host/db?secret=1",
        "mysql://hb_app:secret@host/db",
        "host=db.example password=secret",
        "",
    ],
)
def test_what_is_no_connection_string_is_named_and_not_shown(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^HEARTBEAT_DB_APP_URL (is|holds)") as refused:
        refuse_malformed("HEARTBEAT_DB_APP_URL", url)
    assert "cret" not in str(refused.value)
    assert "%40" in refused.value.hint


@pytest.mark.parametrize(
    "url",
    ["postgresql://hb_app:se%40cret@host:1/db?sslmode=require", "postgres://host/db", "postgresql://u:p@%2Ftmp%2Fx:5432/db",
     "postgresql://u:p@[::1]:1/db"],
)  # fmt: skip
def test_a_connection_string_is_let_through(url: str) -> None:
    refuse_malformed("HEARTBEAT_DB_APP_URL", url)


@pytest.mark.parametrize(
    "damage", [b"HEARTBEAT_DB_APP_URL='postgresql://hb_app:secret", b"\xff\xfe", b"HEARTBEAT_DB_APP_URL=secret"]
)
def test_a_damaged_file_is_named_with_the_way_out(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "roles.env"
    path.write_bytes(damage)
    with pytest.raises(ConfigError) as refused:
        read_role_urls(path, "hb_")
    assert str(path) in refused.value.message
    assert "secret" not in str(refused.value)
