"""A backup: one file that holds the whole database, readings, history, registries and landed rows."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path

from heartbeat.errors import BackupFailed
from heartbeat.postgres.backup.programs import program_for, run

_STAGING = "*_staging"


def dump(owner_url: str, file: Path, *, with_datasets: bool = True) -> int:
    """Write a backup beside a running Heartbeat, and read it once; returns its size in bytes.

    The file appears under its name when it is whole, readable by its owner alone. Staging is left out: no run can begin while
    one is read.

    Args:
        owner_url: connection string of the owner role.
        file: must not be there yet.
        with_datasets: also the rows that landed; without them a restore reads the sources anew.

    Raises:
        BackupFailed: with the words of pg_dump; no file is left then.
    """
    if os.path.lexists(file):
        raise BackupFailed(f"{file} is there already.", hint="Name another file, or move that one away.")
    # A name of its own: a pg_dump whose parent was killed writes on for a while.
    partial = file.with_name(f"{file.name}.{secrets.token_hex(4)}.partial")
    parts = [f"--exclude-schema={_STAGING}"] if with_datasets else ["--schema=heartbeat", "--schema=landing", "--schema=segments"]
    program = program_for("pg_dump", owner_url)
    try:
        _claim(partial)
        run(program, ["--format=custom", *parts, f"--file={partial}"], owner_url)
        read_through(program, partial)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        os.link(partial, file)  # unlike a rename, never over a file that came meanwhile
    except OSError as error:
        raise BackupFailed(f"{file} cannot be written: {error.strerror}.", hint="Name a folder with room and rights.") from error
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def read_through(program: str, file: Path) -> None:
    """Read every byte of a backup: one that is cut off or damaged is found now, not on the day it is needed.

    Raises:
        BackupFailed: it is no backup, or is damaged.
    """
    reader = str(Path(program).with_name("pg_restore"))
    done = subprocess.run([reader, "--file=/dev/null", str(file)], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise BackupFailed(f"{file} is no whole backup: {done.stderr.strip()[-500:]}", hint="Take another file.")


def _claim(partial: Path) -> None:
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
