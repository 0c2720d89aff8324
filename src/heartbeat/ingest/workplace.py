"""Where a run works: a connection that holds the dataset's lock, and a folder that is empty at the start and gone after it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable

from heartbeat.db import connection_string
from heartbeat.errors import IngestError, SourceBusy
from heartbeat.ingest.tables.refusal import refusals
from heartbeat.ingest.tables.rows import SAME_TEXT, settle

_MARTS_SETTINGS = {
    "client_connection_check_interval": "1s",  # what a killed run was doing ends too, and its lock with it
    "lock_timeout": "3s",  # for the dataset's lock: long enough for that
}


def default_folder() -> Path:
    """A folder of this user below the machine's temporary one."""
    return Path(tempfile.gettempdir()) / f"heartbeat-ingest-{os.getuid()}"


@contextmanager
def open_workplace(folder: Path, dataset: str) -> Iterator[Path]:
    """A fresh folder for one run, gone after it. What killed runs left there, of whatever dataset, is removed first.

    A run holds a file lock on its folder, which ends with its process: so what nobody holds belongs to nobody.

    Args:
        folder: in which runs work; made if missing, readable by this user alone.
        dataset: that is loaded.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.lstat().st_uid != os.getuid():
        raise IngestError(f"{folder} belongs to somebody else, so rows are not put there.", hint="Remove it.")
    with contextlib.ExitStack() as until_the_end:
        with contextlib.closing(_Lock(folder)) as all_folders:
            all_folders.take(fcntl.LOCK_EX)
            _sweep(folder)
            place = Path(tempfile.mkdtemp(prefix=f"{dataset}-", dir=folder))
            until_the_end.enter_context(contextlib.closing(_Lock(place))).take(fcntl.LOCK_EX)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


class _Lock:
    """A file lock on a folder."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def take(self, how: int) -> bool:
        """Take it, waiting unless `how` says otherwise; false when somebody else holds it."""
        try:
            fcntl.flock(self._descriptor, how)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give it back."""
        os.close(self._descriptor)


def _sweep(folder: Path) -> None:
    for place in filter(Path.is_dir, folder.iterdir()):
        # A run that is ending may remove its own folder meanwhile.
        with contextlib.suppress(FileNotFoundError), contextlib.closing(_Lock(place)) as lock:
            if lock.take(fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(place, ignore_errors=True)


@contextmanager
def open_marts(url: str, dataset: str) -> Iterator[psycopg.Connection[Any]]:
    """The loader's connection, which holds the dataset's lock for as long as it lives.

    Raises:
        SourceBusy: another run holds the lock.
    """
    with psycopg.connect(connection_string(url, "heartbeat ingest"), autocommit=True) as connection:
        with refusals(f"No run of {dataset} could begin"):
            settle(connection, {**SAME_TEXT, **_MARTS_SETTINGS})
            _lock_dataset(connection, dataset)
            connection.execute("set lock_timeout = 0")
        yield connection
        connection.execute("select pg_advisory_unlock_all()")


@contextmanager
def open_both(url: str, dataset: str) -> Iterator[tuple[psycopg.Connection[Any], psycopg.Connection[Any]]]:
    """The loader's two connections: the one that holds the lock, asks and publishes, and the one that fills staging.

    What the second commits may be lost with the machine, as all that lies in staging.

    Raises:
        SourceBusy: another run holds the lock.
    """
    filling = {**SAME_TEXT, **_MARTS_SETTINGS, "synchronous_commit": "off", "lock_timeout": "0"}
    with (
        open_marts(url, dataset) as marts,
        psycopg.connect(connection_string(url, "heartbeat ingest"), autocommit=True) as writer,
    ):
        settle(writer, filling)
        yield marts, writer


def _lock_dataset(connection: psycopg.Connection[Any], dataset: str) -> None:
    name = f"heartbeat ingest {dataset}"
    try:
        connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (name,))
    except LockNotAvailable as error:
        hint = "Wait until it has ended; it covers the same tables."
        raise SourceBusy(f"Another run of {dataset} goes on.", hint=hint) from error
