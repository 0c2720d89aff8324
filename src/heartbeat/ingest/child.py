"""A run in a process of its own: it can be stopped at its deadline, and ends when whoever started it dies.

This is the parent's side. The child is `python -m heartbeat.ingest.process.serve`: one JSON order on stdin, JSON lines on stdout,
secrets in the environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.stored import source_to_json
from heartbeat.errors import DeadlinePassed, HeartbeatError, IngestError
from heartbeat.ingest.redaction import redactor_of
from heartbeat.ingest.report import Listed, OnProgress, RunReport, TableProgress, outcome_of, report_from_json
from heartbeat.ingest.run_one import RunOptions
from heartbeat.ingest.visible import PATIENCE_SECONDS
from heartbeat.ingest.workplace import open_marts
from heartbeat.marts.records import close_lost_runs
from heartbeat.postgres.roles import key_of

LOADER_URL = key_of(Role.LOADER)
"""The variable that holds the loader's connection string in the child's environment."""

_CHILD = "heartbeat.ingest.process.serve"


@dataclass(frozen=True)
class Landing:
    """What every run of a process shares.

    The marts, where secrets are looked up (and TMPDIR, below which files lie meanwhile), and what is called at least every second
    while a run is waited for: what it raises stops the run.
    """

    database: Database
    environment: Mapping[str, str]
    keep_alive: Callable[[], None] = lambda: None


def land(  # noqa: PLR0913 - one call is one run, and says all of it
    source: SourceDefinition,
    schema: str,
    landing: Landing,
    *,
    tables: Collection[str] | None = None,
    is_full: bool = False,
    accept_shrink: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> RunReport:
    """Land one schema of a source in a child process, and wait for it.

    A table that failed or was held is told by `state` and `error` of the report, and raises nothing.

    Args:
        source: as declared.
        schema: of the source.
        landing: what runs share.
        tables: names of the source, or landed ones; null means all.
        is_full: read tables whole, whatever their cursor says.
        accept_shrink: publish also what would lose most rows of a table.
        on_progress: hears of each table's progress, in this thread.

    Raises:
        DeadlinePassed: it took too long and was stopped; nothing of it is visible. Everything else as `run_one`.
    """
    call = _Call(source, schema, landing, on_progress)
    options = RunOptions(landing.database.prefix, min(PATIENCE_SECONDS, source.deadline_seconds / 4), is_full)
    order = {"do": "land", "accept_shrink": accept_shrink, "options": asdict(options)}
    try:
        return report_from_json(call.answer(order, tables)["report"])
    except _Died as death:
        _note_death(landing.database.url(Role.LOADER), source.dataset(schema), death.error)
        raise death.error from None


def list_tables(source: SourceDefinition, schema: str, landing: Landing) -> tuple[Listed, ...]:
    """The tables that a run over one schema of a source would read; asked in a child process, and no row is read.

    Raises:
        SourceUnreachable, SourceRejected: as the source answers.
        DeadlinePassed: it took too long.
    """
    call = _Call(source, schema, landing, lambda _: None)
    try:
        return tuple(Listed(**table) for table in call.answer({"do": "list"}, None)["tables"])
    except _Died as death:
        raise death.error from None


class _Died(Exception):
    """The child ended without an answer, at its deadline or by itself: `error` says so."""

    def __init__(self, error: HeartbeatError) -> None:
        super().__init__()
        self.error = error


@dataclass(frozen=True)
class _Call:
    """One order to a child, and what it needs."""

    source: SourceDefinition
    schema: str
    landing: Landing
    on_progress: OnProgress

    def answer(self, order: Mapping[str, Any], tables: Collection[str] | None) -> Mapping[str, Any]:
        """Give the order, and listen until it is carried out; hear of progress meanwhile."""
        asked = None if tables is None else sorted(tables)
        whole = {**order, "source": source_to_json(self.source), "schema": self.schema, "tables": asked}
        loader_url = self.landing.database.url(Role.LOADER)
        ends_at = time.monotonic() + self.source.deadline_seconds
        with tempfile.TemporaryFile() as complaints:
            child = _start({**self.landing.environment, LOADER_URL: loader_url}, complaints)
            try:
                _tell(child, whole)
                for message in _messages(child, ends_at, self.landing.keep_alive):
                    if "progress" not in message:
                        return _answered(message)
                    self.on_progress(TableProgress(**message["progress"]))
                explained = self._explain(complaints, child.poll(), at_deadline=time.monotonic() >= ends_at)
            finally:
                _end(child)
        raise _Died(redactor_of(self.source, loader_url, self.landing.environment).clean_error(explained))

    def _explain(self, complaints: IO[bytes], returncode: int | None, *, at_deadline: bool) -> HeartbeatError:
        dataset = self.source.dataset(self.schema)
        if at_deadline:
            hint = "Raise `deadline` in its file, or skip large tables; the next run starts afresh."
            message = f"The run of {dataset} was stopped at its deadline of {self.source.deadline_seconds:g} s."
            return DeadlinePassed(message, hint=hint)
        size = complaints.seek(0, os.SEEK_END)
        complaints.seek(max(0, size - 2000))
        last = complaints.read().decode(errors="replace").strip().split("\n")[-1]
        message = f"The process that loaded {dataset} ended by itself (exit code {returncode}). {last}".strip()
        return IngestError(message, hint="Nothing of it is visible; the next run starts afresh.")


def _start(environment: Mapping[str, str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    # Its own process group, so that everything it started ends with it. Its stdin stays open: the end of it tells the child that
    # this process is gone, whichever thread of it waits here.
    command = [sys.executable, "-m", _CHILD]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=complaints, env=dict(environment), start_new_session=True
        )
    except OSError as error:  # no memory or no process left on the machine: the other sources may be luckier
        hint = "Look at the memory and the processes of this machine; it is tried again with the next beat."
        raise IngestError(f"The process that loads it could not be started: {error.strerror}.", hint=hint) from error


def _tell(child: subprocess.Popen[bytes], order: Mapping[str, Any]) -> None:
    if child.stdin is None:
        raise ValueError("the child has no stdin")
    try:
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        pass  # it died at once; its silence says so


def _messages(child: subprocess.Popen[bytes], ends_at: float, keep_alive: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """What the child says, line by line, until it closes its side or time is up."""
    if child.stdout is None:
        raise ValueError("the child has no stdout")
    rest = b""
    while (left := ends_at - time.monotonic()) > 0:
        keep_alive()
        if not select.select([child.stdout], [], [], min(left, 1.0))[0]:
            continue
        piece = os.read(child.stdout.fileno(), 65536)
        if not piece:
            child.wait()
            return
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, lines)


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # an order that nobody read
                pipe.close()


def _note_death(loader_url: str, dataset: str, error: HeartbeatError) -> None:
    """Give the run of a killed child its outcome: the child could not.

    Under the dataset's lock: who cannot get it has met a run that lives, which is not ours to close and has closed ours.
    """
    try:
        with open_marts(loader_url, dataset) as marts:
            close_lost_runs(marts, dataset, outcome_of(error), now=database_clock(marts)())
    except (HeartbeatError, psycopg.Error):
        pass  # the next run of the dataset does it


def _answered(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if "error" in message:
        told = message["error"]
        classes = {kind.code: kind for kind in _all_kinds(HeartbeatError)}
        raise classes.get(told["code"], IngestError)(told["message"], hint=told["hint"])
    return message


def _all_kinds(kind: type[HeartbeatError]) -> Iterator[type[HeartbeatError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _all_kinds(below)
