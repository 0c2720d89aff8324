"""The six login roles and the file that keeps their connection strings."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.errors import ConfigError, RolesMissing


class Role(StrEnum):
    """What a connection may do; see the table in docs/database.md."""

    OWNER = "owner"
    LOADER = "loader"
    QUERY = "query"
    WORKER = "worker"
    APP = "app"
    CONFIG = "config"


URL_FORM = (
    "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE; in a password, @ / # ? and % are written %40 %2F %23 %3F and %25."
)
_PREFIX_KEY = "HEARTBEAT_ROLE_PREFIX"
_RESTORE = (
    "Restore it from a backup, or remove it: the embedded Postgres makes it anew at its next start, "
    "`heartbeat db init --admin-url URL` does for your own."
)


def role_name(role: Role, prefix: str) -> str:
    """The name a role has in its cluster."""
    return f"{prefix}{role.value}"


def key_of(role: Role) -> str:
    """The name of the setting that carries a role's connection string."""
    return f"HEARTBEAT_DB_{role.value.upper()}_URL"


def make_password() -> str:
    """A random password that needs no escaping in a connection string."""
    return secrets.token_urlsafe(24)


def make_url(*, user: str, password: str, host: str, port: int, database: str) -> str:
    """A connection string; `host` may be a socket folder, which is written percent-encoded as libpq reads it."""
    return (
        f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{quote(host, safe='')}:{port}/{quote(database, safe='')}"
    )


def make_url_for(target: str, user: str, password: str) -> str:
    """The connection string `target` for another user; host, port, database and parameters stay."""
    parts = urlsplit(target)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{place}"))


def with_database(url: str, database: str) -> str:
    """The same connection string for another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))


def database_in(url: str) -> str:
    """The database that a connection string names, '' when it names none."""
    return unquote(urlsplit(url).path.lstrip("/"))


def user_in(url: str) -> str:
    """The user of a connection string, '' when it has none."""
    return unquote(urlsplit(url).username or "")


def password_in(url: str) -> str:
    """The password of a connection string, '' when it has none."""
    return unquote(urlsplit(url).password or "")


def refuse_malformed(name: str, url: str) -> None:
    """Refuse what is no connection string before a library does, whose words would show a part of the password.

    Args:
        name: where it was found, such as the name of a variable.
        url: the connection string.

    Raises:
        ConfigError: naming the place and what is wrong, and nothing of the text.
    """
    try:
        conninfo_to_dict(url)
        parts = urlsplit(url)
        is_known = parts.scheme in {"postgresql", "postgres"}
    except (psycopg.ProgrammingError, ValueError):
        is_known = False
    if not is_known:
        raise ConfigError(f"{name} is no Postgres connection string.", hint=URL_FORM)
    behind = f"{parts.path}{parts.query}{parts.fragment}"
    if parts.netloc.count("@") > 1 or ("@" not in parts.netloc and "@" in behind):
        raise ConfigError(f"{name} holds a sign in its user or password that means something else in an address.", hint=URL_FORM)


def read_role_urls(path: Path, prefix: str) -> dict[Role, str]:
    """Read `roles.env`; empty when it does not exist.

    Raises:
        RolesMissing: the file was written for another role prefix.
        ConfigError: the file is damaged.
    """
    try:
        lines = path.read_bytes().decode().splitlines()
        pairs = [shlex.split(line, comments=True) for line in lines]  # a shell may read the file too
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ConfigError(f"{path} is damaged: a line of it is not NAME='connection string'.", hint=_RESTORE) from error
    found = dict(word.split("=", 1) for words in pairs for word in words[:1] if "=" in word)
    if (written_for := found.get(_PREFIX_KEY, prefix)) != prefix:
        message = f"{path} holds roles with the prefix '{written_for}', and HEARTBEAT_ROLE_PREFIX says '{prefix}'."
        raise RolesMissing(message, hint=f"Set HEARTBEAT_ROLE_PREFIX={written_for}, or remove the file and make the roles again.")
    urls = {role: found[key_of(role)] for role in Role if key_of(role) in found}
    for role, url in urls.items():
        refuse_malformed(f"{key_of(role)} in {path}", url)
    return urls


def write_role_urls(path: Path, urls: Mapping[Role, str], prefix: str) -> None:
    """Write `roles.env` in one step, readable by us alone."""
    lines = ["# Connection strings of the database roles, with their passwords. Keep them secret.", f"{_PREFIX_KEY}={prefix}"]
    lines += [f"{key_of(role)}={shlex.quote(urls[role])}" for role in Role if role in urls]
    write_secret(path, "\n".join(lines) + "\n")


def write_secret(path: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
