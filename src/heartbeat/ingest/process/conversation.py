"""The parent's side of a child: give it one order, listen until it is carried out, and end it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from heartbeat.children import end, tell
from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.stored import source_to_json
from heartbeat.errors import DeadlinePassed, HeartbeatError, IngestError
from heartbeat.ingest.redaction import redactor_of
from heartbeat.ingest.report import OnProgress, TableProgress
from heartbeat.postgres.roles import key_of

LOADER_URL = key_of(Role.LOADER)
"""The variable that holds the loader's connection string in the child's environment."""

_TREE = "heartbeat.errors"
_CHILD = "heartbeat.ingest.process.serve"

OnCompare = Callable[[str], None]
"""Hears which table, as landed, is compared now."""


@dataclass(frozen=True)
class Landing:
    """What every run of a process shares.

    The marts, where secrets are looked up (and TMPDIR, below which files lie meanwhile), and what is called at least every second
    while a run is waited for: what it raises stops the run.
    """

    database: Database
    environment: Mapping[str, str]
    keep_alive: Callable[[], None] = lambda: None


class Died(Exception):
    """The child ended without an answer, at its deadline or by itself: `error` says so."""

    def __init__(self, error: HeartbeatError) -> None:
        super().__init__()
        self.error = error


@dataclass(frozen=True)
class Call:
    """One order to a child about a schema of a source, and who hears what meanwhile."""

    source: SourceDefinition
    schema: str
    landing: Landing
    on_progress: OnProgress = lambda _: None
    on_compare: OnCompare = lambda _: None

    def answer(self, order: Mapping[str, Any], tables: Collection[str] | None) -> Mapping[str, Any]:
        """Give the order, and listen until it is carried out; hear of progress meanwhile.

        Raises:
            Died: there was no answer. Else as the child tells.
        """
        asked = None if tables is None else sorted(tables)
        whole = {**order, "source": source_to_json(self.source), "schema": self.schema, "tables": asked}
        loader_url = self.landing.database.url(Role.LOADER)
        ends_at, reached = time.monotonic() + self.source.deadline_seconds, ""
        with tempfile.TemporaryFile() as complaints:
            child = _start({**self.landing.environment, LOADER_URL: loader_url}, complaints)
            try:
                tell(child, whole)
                for message in _messages(child, ends_at, self.landing.keep_alive):
                    if "progress" in message:
                        reached = message["progress"]["table"]
                        self.on_progress(TableProgress(**message["progress"]))
                    elif "comparing" in message:
                        reached = message["comparing"]
                        self.on_compare(reached)
                    else:
                        return _answered(message)
                is_late = time.monotonic() >= ends_at
                explained = self._stopped(order["do"], reached) if is_late else self._explain(complaints, child.poll())
            finally:
                end(child)
        raise Died(redactor_of(self.source, loader_url, self.landing.environment).clean_error(explained))

    def _stopped(self, what: str, reached: str) -> DeadlinePassed:
        """What was done has passed its deadline; `reached` is the table that was heard of last, '' for none."""
        source_id, table = self.source.source_id, reached or "TABLE"
        done, hint = {
            "list": ("The survey", "Raise `--deadline`."),
            "compare": ("The comparison", "Raise `deadline` in its file, or let `reconcile` be `weekly` or `off`."),
        }.get(what, ("The run", "Raise `deadline` in its file, or skip large tables; the next run starts afresh."))
        if what == "land" and self.source.kind != "webhook":
            once = f"`heartbeat backfill-source {source_id} --table {table} --again`"
            hint += f" A table that has to be read in full, and only once takes this long, is loaded by {once}."
        came_to = f", when it had come to {reached}" if reached else ""
        limit = f"its deadline of {self.source.deadline_seconds:g} s"
        return DeadlinePassed(f"{done} of {self.source.dataset(self.schema)} was stopped at {limit}{came_to}.", hint=hint)

    def _explain(self, complaints: IO[bytes], returncode: int | None) -> HeartbeatError:
        dataset = self.source.dataset(self.schema)
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


def _answered(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if "error" in message:
        told = message["error"]
        classes = {kind.code: kind for kind in _all_kinds(HeartbeatError)}
        raise classes.get(told["code"], IngestError)(told["message"], hint=told["hint"])
    return message


def _all_kinds(kind: type[HeartbeatError]) -> Iterator[type[HeartbeatError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith(_TREE):  # a class of another room has the code of the one above it, and a form of its own
            yield from _all_kinds(below)
