"""A run in a process of its own: it can be stopped at its deadline, and ends when whoever started it dies.

`land` is the parent's side. `python -m heartbeat.ingest.child` is the child: one JSON order on stdin, JSON lines on stdout,
secrets in the environment.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.stored import source_from_json, source_to_json
from heartbeat.errors import DeadlinePassed, HeartbeatError, IngestError
from heartbeat.ingest.redaction import redactor_of
from heartbeat.ingest.report import OnProgress, RunReport, TableProgress, outcome_of, report_from_json
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.ingest.visible import PATIENCE_SECONDS
from heartbeat.ingest.workplace import open_marts
from heartbeat.marts.records import close_lost_runs
from heartbeat.postgres.roles import key_of

_LOADER_URL = key_of(Role.LOADER)
_PR_SET_PDEATHSIG = 1


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
        accept_shrink: publish also what would lose most rows of a table.
        on_progress: hears of each table's progress, in this thread.

    Raises:
        DeadlinePassed: it took too long and was stopped; nothing of it is visible. Everything else as `run_one`.
    """
    limit, asked = source.deadline_seconds, None if tables is None else sorted(tables)
    options = RunOptions(landing.database.prefix, min(PATIENCE_SECONDS, limit / 4))
    order = {"source": source_to_json(source), "schema": schema, "tables": asked, "accept_shrink": accept_shrink}
    order["options"] = asdict(options)
    loader_url = landing.database.url(Role.LOADER)
    environment = {**landing.environment, _LOADER_URL: loader_url}
    with tempfile.TemporaryFile() as complaints:
        try:
            return _converse(order, environment, complaints, _Conversation(limit, landing.keep_alive, on_progress))
        except _Died as death:
            error = _explain(death, source, schema, limit, complaints)
            clean = redactor_of(source, loader_url, landing.environment).clean_error(error)
        _note_death(loader_url, source.dataset(schema), clean)
        raise clean


class _Died(Exception):
    """The child ended without an answer: at its deadline, or by itself."""

    def __init__(self, *, at_deadline: bool, returncode: int | None) -> None:
        super().__init__()
        self.at_deadline, self.returncode = at_deadline, returncode


@dataclass(frozen=True)
class _Conversation:
    """How the parent listens: for how long, what it does each second, and who hears of progress."""

    limit_seconds: float
    keep_alive: Callable[[], None]
    on_progress: OnProgress


def _converse(
    order: Mapping[str, Any], environment: Mapping[str, str], complaints: IO[bytes], conversation: _Conversation
) -> RunReport:
    ends_at = time.monotonic() + conversation.limit_seconds
    child = _start(environment, complaints)
    try:
        _tell(child, order)
        for message in _messages(child, ends_at, conversation.keep_alive):
            if "progress" in message:
                conversation.on_progress(TableProgress(**message["progress"]))
            elif "report" in message:
                return report_from_json(message["report"])
            else:
                raise _as_error(message["error"])
        raise _Died(at_deadline=time.monotonic() >= ends_at, returncode=child.poll())
    finally:
        _end(child)


def _start(environment: Mapping[str, str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    # Its own process group, so that everything it started ends with it. Its stdin stays open: the end of it tells the child that
    # this process is gone, whichever thread of it waits here.
    command = [sys.executable, "-m", __spec__.name]
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


def _explain(death: _Died, source: SourceDefinition, schema: str, limit: float, complaints: IO[bytes]) -> HeartbeatError:
    dataset = source.dataset(schema)
    if death.at_deadline:
        hint = "Raise `deadline` in its file, or skip large tables; the next run starts afresh."
        return DeadlinePassed(f"The run of {dataset} was stopped at its deadline of {limit:g} s.", hint=hint)
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, size - 2000))
    last = complaints.read().decode(errors="replace").strip().split("\n")[-1]
    message = f"The process that loaded {dataset} ended by itself (exit code {death.returncode}). {last}".strip()
    return IngestError(message, hint="Nothing of it is visible; the next run starts afresh.")


def _note_death(loader_url: str, dataset: str, error: HeartbeatError) -> None:
    """Give the run of a killed child its outcome: the child could not.

    Under the dataset's lock: who cannot get it has met a run that lives, which is not ours to close and has closed ours.
    """
    try:
        with open_marts(loader_url, dataset) as marts:
            close_lost_runs(marts, dataset, outcome_of(error), now=database_clock(marts)())
    except (HeartbeatError, psycopg.Error):
        pass  # the next run of the dataset does it


def _as_error(told: Mapping[str, str]) -> HeartbeatError:
    classes = {kind.code: kind for kind in _all_kinds(HeartbeatError)}
    return classes.get(told["code"], IngestError)(told["message"], hint=told["hint"])


def _all_kinds(kind: type[HeartbeatError]) -> Iterator[type[HeartbeatError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _all_kinds(below)


# The child's side ---------------------------------------------------------------------------------------------------------


def _serve() -> int:
    """Carry out the order on stdin. Whatever libraries print goes to stderr, so that stdout holds messages alone."""
    voice = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    order = json.loads(sys.stdin.buffer.readline())
    _die_with_parent()

    def say(kind: str, content: Mapping[str, Any]) -> None:
        voice.write(json.dumps({kind: content}).encode() + b"\n")

    environment = dict(os.environ)  # noqa: TID251 - the parent hands over its secrets there, and this process is its own door
    loader_url = environment.pop(_LOADER_URL)
    try:
        report = run_one(
            source_from_json(order["source"]),
            order["schema"],
            database_url_of_loader=loader_url,
            environment=environment,
            tables=order["tables"],
            accept_shrink=order["accept_shrink"],
            on_progress=lambda progress: say("progress", asdict(progress)),
            options=RunOptions(**order["options"]),
        )
    except HeartbeatError as error:
        say("error", {"code": error.code, "message": error.message, "hint": error.hint})
        return 1
    say("report", report.as_json())
    return 0


def _die_with_parent() -> None:
    """End at once when the parent is gone: its side of our stdin closes with it, even after a kill.

    Linux also sends a signal, which comes in time when this process is deep in a library. It follows the thread that started us;
    that thread waits for us in `land`.
    """

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(_serve())
