"""pg_dump and pg_restore: which ones to use for a server, and running one without its password on the command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.errors import BackupFailed
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries

_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
_LAST_WORDS = 1500


def program_for(name: str, url: str) -> str:
    """The path of `pg_dump` or `pg_restore` that is not older than the server: the packaged one, else that of the PATH.

    Raises:
        BackupFailed: both are older.
        psycopg.OperationalError: the server does not answer.
    """
    with psycopg.connect(url, connect_timeout=10) as connection:
        server = connection.info.server_version // 10000
    found = [find_binaries(Account()).program(name), *filter(None, [shutil.which(name)])]
    versions = {path: _major(path) for path in found}
    for path, version in versions.items():
        if version >= server:
            return path
    newest = max(versions.values())
    hint = f"Install the client programs of Postgres {server} or newer, and put them on the PATH."
    raise BackupFailed(f"The server is Postgres {server}, and the {name} that is here is {newest}.", hint=hint)


def run(program: str, arguments: list[str], url: str) -> None:
    """Run a program against a server.

    Raises:
        BackupFailed: with its own words.
    """
    done = subprocess.run(
        [program, "--no-password", *arguments], env=_environment(url), capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or f"exit code {done.returncode}")[-_LAST_WORDS:]
        raise BackupFailed(f"{Path(program).name} failed: {said}", hint="Nothing was changed.")


def _environment(url: str) -> Mapping[str, str]:
    """A list of processes shows arguments to everybody, and the environment to their owner alone."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}  # noqa: TID251 - handed on to a program
    told = {
        _VARIABLES[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in _VARIABLES and value is not None
    }
    return inherited | told


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, cwd="/").stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0
