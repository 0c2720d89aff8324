"""An external Postgres 15 or newer: which connection strings the roles have there, and preparing it for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from heartbeat.errors import ConfigError, DatabaseRefused, DatabaseUnavailable, RolesMissing
from heartbeat.postgres.provision import Announce, Plan, ProvisionReport, logs_in, provision
from heartbeat.postgres.refusals import is_refusal
from heartbeat.postgres.roles import (
    URL_FORM,
    Role,
    database_in,
    key_of,
    make_password,
    make_url_for,
    password_in,
    read_role_urls,
    refuse_malformed,
    role_name,
    user_in,
    write_role_urls,
)
from heartbeat.postgres.statements import load_statements

if TYPE_CHECKING:  # a child that loads rows has no settings, and would import pydantic for nothing
    from pydantic import SecretStr

    from heartbeat.config import Settings

OLDEST_VERSION = 15
_PREPARE = "heartbeat db init --admin-url postgresql://ADMIN:PASSWORD@HOST:PORT/postgres"
_SQL = load_statements("heartbeat.postgres")


def is_external(settings: Settings) -> bool:
    """Whether the settings name a Postgres of the user's own."""
    return settings.database_url is not None or any(url is not None for url in _given(settings).values())


def roles_file(workspace: Path) -> Path:
    """Where `heartbeat db init` keeps the connection strings."""
    return workspace.resolve() / ".heartbeat" / "roles.env"


def resolve_role_urls(settings: Settings) -> dict[Role, str]:
    """The connection strings of the roles: from `HEARTBEAT_DB_<ROLE>_URL`, else from `.heartbeat/roles.env`.

    A process may know some of them only, such as an API without the loader's.

    Raises:
        RolesMissing: none is known, with the command that makes them.
        ConfigError: one is no connection string, or logs in as another user than its role, which would take the guard away.
    """
    known = read_role_urls(roles_file(settings.workspace), settings.role_prefix)
    if settings.database_url is not None:
        target = _target(settings)
        known = {role: make_url_for(target, user_in(url), password_in(url)) for role, url in known.items()}
    urls = known | _overrides(settings)
    if not urls:
        message = f"The database roles are not made yet: {roles_file(settings.workspace)} does not exist."
        raise RolesMissing(message, hint=f"Run `{_PREPARE}` once, or set HEARTBEAT_DB_<ROLE>_URL for each role.")
    _refuse_other_users(urls, settings.role_prefix)
    return urls


def refuse_old_version(version: int) -> None:
    """Refuse a server older than 15; `version` is as libpq tells it, 150006 for 15.6.

    Raises:
        ConfigError: naming the version found.
    """
    if version // 10000 < OLDEST_VERSION:
        message = f"This is Postgres {version // 10000}; Heartbeat needs {OLDEST_VERSION} or newer."
        raise ConfigError(message, hint="Upgrade it, or unset HEARTBEAT_DATABASE_URL to use the embedded Postgres.")


def prepare_external(settings: Settings, admin_url: str, announce: Announce) -> ProvisionReport:
    """Make roles and database with an administrator's rights, as far as these go, and write `.heartbeat/roles.env`.

    It may be repeated. The passwords are written before they are set, so an interrupted run loses none.

    Args:
        settings: with `database_url`.
        admin_url: of a superuser, or of a role with CREATEROLE and CREATEDB. It is not kept.
        announce: gets a line for each thing done.

    Raises:
        ConfigError: there is no database_url, the server is too old, or its roles belong to another installation.
        DatabaseUnavailable: the administrator's connection fails.
        DatabaseRefused: the server refuses the administrator's login.
    """
    plan = _plan(settings, admin_url)
    refuse_malformed("--admin-url", admin_url)
    try:
        with psycopg.connect(admin_url, connect_timeout=10) as admin:
            refuse_old_version(admin.info.server_version)
            _refuse_foreign_roles(admin, plan)
    except psycopg.OperationalError as error:
        kind = DatabaseRefused if is_refusal(str(error)) else DatabaseUnavailable
        hint = "Check host, port, user and password of --admin-url."
        raise kind(f"The administrator's connection fails: {str(error).strip()}", hint=hint) from error
    except psycopg.ProgrammingError as error:
        raise ConfigError("--admin-url is no Postgres connection string.", hint=URL_FORM) from error
    path = roles_file(settings.workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_role_urls(path, {role: plan.url(role) for role in Role}, settings.role_prefix)
    return provision(plan, announce)


def restore_plan(settings: Settings, admin_url: str) -> Plan:
    """The plan of a database that was prepared before, for a restore by an administrator.

    Raises:
        ConfigError: there is no database_url, or `admin_url` is no connection string.
        RolesMissing: it was not prepared: its roles' passwords are not known here.
    """
    refuse_malformed("--admin-url", admin_url)
    known = resolve_role_urls(settings)
    if len(known) < len(Role):
        raise RolesMissing("Not every role's connection string is known here.", hint=f"Run `{_PREPARE}` first.")
    target = _target(settings) if settings.database_url else known[Role.OWNER]
    passwords = {role: password_in(url) for role, url in known.items()}
    return Plan(admin_url, target, database_in(target), settings.role_prefix, passwords)


def _plan(settings: Settings, admin_url: str) -> Plan:
    target = _target(settings)
    known = resolve_known(settings)
    passwords = {role: password_in(known[role]) if role in known else make_password() for role in Role}
    return Plan(admin_url, target, database_in(target), settings.role_prefix, passwords)


def resolve_known(settings: Settings) -> Mapping[Role, str]:
    """The connection strings that are known already, none of them required."""
    return read_role_urls(roles_file(settings.workspace), settings.role_prefix) | _overrides(settings)


def _target(settings: Settings) -> str:
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    if url:
        refuse_malformed("HEARTBEAT_DATABASE_URL", url)
    if not database_in(url):
        message = "HEARTBEAT_DATABASE_URL does not name an external database."
        raise ConfigError(message, hint="Set it to postgresql://HOST:PORT/DATABASE; users come from the roles.")
    return url


def _given(settings: Settings) -> dict[Role, SecretStr | None]:
    return {role: getattr(settings, f"db_{role.value}_url") for role in Role}


def _overrides(settings: Settings) -> dict[Role, str]:
    urls = {role: url.get_secret_value() for role, url in _given(settings).items() if url is not None}
    for role, url in urls.items():
        refuse_malformed(key_of(role), url)
    return urls


def _refuse_other_users(urls: Mapping[Role, str], prefix: str) -> None:
    for role, url in urls.items():
        if user_in(url) != role_name(role, prefix):
            message = f"{key_of(role)} logs in as '{user_in(url)}' instead of '{role_name(role, prefix)}'."
            raise ConfigError(message, hint="The guard tells the roles apart by their login; see docs/database.md.")


def _refuse_foreign_roles(admin: psycopg.Connection, plan: Plan) -> None:
    """Roles are shared by a whole cluster: never take those of another installation by giving them new passwords."""
    owner = role_name(Role.OWNER, plan.prefix)
    if admin.execute(_SQL["role_exists"], (owner,)).fetchone() is None or logs_in(plan, Role.OWNER):
        return
    if admin.execute(_SQL["database_owner"], (plan.database,)).fetchone() == (owner,):
        return
    message = f"A role {owner} exists already and has another password: it may belong to another installation."
    hint = "Set HEARTBEAT_ROLE_PREFIX to a prefix of your own, or restore the .heartbeat/roles.env that was written with it."
    raise ConfigError(message, hint=hint)
