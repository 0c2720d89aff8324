"""Making a new cluster, whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from heartbeat.errors import EmbeddedServerFailed
from heartbeat.postgres.roles import make_password, write_secret
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import Binaries

_FIRST_WITH_BUILTIN_LOCALE = 17


def create_cluster(data: Path, binaries: Binaries, account: Account, password_file: Path) -> None:
    """Run initdb with a random superuser password kept in `password_file`.

    The cluster is made beside and renamed at the end: initdb writes its version file early, so a killed one looks finished.

    Raises:
        EmbeddedServerFailed: with what initdb said.
    """
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    password = make_password()
    write_secret(password_file, f"{password}\n")
    with tempfile.NamedTemporaryFile("w", suffix=".password", dir="/tmp") as handed_over:
        handed_over.write(password)
        handed_over.flush()
        account.own(Path(handed_over.name))
        _initdb([binaries.program("initdb"), "-D", str(fresh), "--pwfile", handed_over.name, *_locale(binaries)], account)
    fresh.rename(data)


def _locale(binaries: Binaries) -> list[str]:
    """Sort by code point everywhere, so that every machine orders alike."""
    if binaries.major() >= _FIRST_WITH_BUILTIN_LOCALE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C"]


def _initdb(command: list[str], account: Account) -> None:
    options = ["--username=postgres", "--encoding=UTF8", "--auth=scram-sha-256"]
    made = subprocess.run(
        [*command, *options],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        check=False,
        **account.identity(),
    )
    if made.returncode != 0:
        hint = "Free some space or choose another folder; the lines above are Postgres's own."
        raise EmbeddedServerFailed(f"Could not make the embedded Postgres: {(made.stderr or made.stdout).strip()}", hint=hint)
