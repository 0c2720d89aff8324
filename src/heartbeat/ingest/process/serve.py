"""The child's side: carry out the one order on stdin, and end with whoever started this process."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from heartbeat.children import die_with_parent
from heartbeat.definitions.stored import source_from_json
from heartbeat.errors import HeartbeatError
from heartbeat.ingest.process.conversation import LOADER_URL
from heartbeat.ingest.process.survey import survey
from heartbeat.ingest.reconcile.run import reconcile
from heartbeat.ingest.run_one import RunOptions, run_one

Say = Callable[[str, Any], None]


def _serve() -> int:
    """Carry out the order on stdin. Whatever libraries print goes to stderr, so that stdout holds messages alone."""
    voice = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    order = json.loads(sys.stdin.buffer.readline())
    die_with_parent(sys.stdin.fileno())

    def say(kind: str, content: Any) -> None:
        voice.write(json.dumps({kind: content}).encode() + b"\n")

    try:
        {"land": _land, "list": _list, "compare": _compare}[order["do"]](order, say)
    except HeartbeatError as error:
        say("error", {"code": error.code, "message": error.message, "hint": error.hint})
        return 1
    return 0


def _land(order: Mapping[str, Any], say: Say) -> None:
    report = run_one(
        source_from_json(order["source"]),
        order["schema"],
        **_reach(),
        tables=order["tables"],
        accept_shrink=order["accept_shrink"],
        on_progress=lambda progress: say("progress", asdict(progress)),
        options=RunOptions(**order["options"]),
    )
    say("report", report.as_json())


def _compare(order: Mapping[str, Any], say: Say) -> None:
    found = reconcile(
        source_from_json(order["source"]),
        order["schema"],
        order["tables"],
        **_reach(),
        accept_shrink=order["accept_shrink"],
        on_compare=lambda table: say("comparing", table),
        role_prefix=order["role_prefix"],
    )
    say("compared", [asdict(one) for one in found])


def _list(order: Mapping[str, Any], say: Say) -> None:
    found = survey(source_from_json(order["source"]), order["schema"], **_reach())
    say("tables", [asdict(table) for table in found])


def _reach() -> dict[str, Any]:
    environment = dict(os.environ)  # noqa: TID251 - the parent hands over its secrets there, and this process is its own door
    return {"database_url_of_loader": environment.pop(LOADER_URL), "environment": environment}


if __name__ == "__main__":
    sys.exit(_serve())
