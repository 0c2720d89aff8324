"""The child's side: run one module on one connection, answer in one line, and end with whoever started this process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from types import ModuleType, TracebackType
from typing import Any

import psycopg

from heartbeat.children import die_with_parent
from heartbeat.definitions.cuts.window import Window
from heartbeat.measure.cuts.bounds import limit_machine, refuse_the_rest
from heartbeat.measure.cuts.plain import NotPlain, plain
from heartbeat.measure.cuts.reading import OneTransaction, TransactionEnded, began_at, open_reading
from heartbeat.postgres.refusals import harmless, said

_LONGEST_MESSAGE = 1000
_LONGEST_PRINT = 4000

Answer = dict[str, Any]


class _Printed(io.TextIOBase):
    """What a module prints: its beginning, for whoever tries it out. It reaches no log and no terminal by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text[: max(0, _LONGEST_PRINT - len(self.text))]
        return len(text)


def _serve() -> int:
    line, voice = _take_ends()
    order = json.loads(line.readline())
    die_with_parent(line.fileno())
    printed = _Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        answer = _answer(order, voice)
    voice.write(_line({**answer, "printed": harmless(printed.text)}, order["most_bytes"]))
    os._exit(0)  # whatever threads the module left


def _take_ends() -> tuple[Any, Any]:
    """The two ends of the conversation, out of the reach of `input()` and `print()`."""
    line, voice = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for taken in (0, 1, 2):
        os.dup2(nowhere, taken)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as this process lasts
    return line, voice


def _answer(order: Mapping[str, Any], voice: Any) -> Answer:
    limit_machine(order["seconds"])
    try:
        connection = open_reading(order["url"], order["seconds"])
    except psycopg.OperationalError as error:
        return {"away": harmless(str(error).strip().split("\n")[0])}
    voice.write(_line({"session": connection.info.backend_pid, "user": connection.info.user}, order["most_bytes"]))
    at_first = began_at(connection)
    refuse_the_rest()
    try:
        payload = _compute(order, connection)
        _refuse_another(connection, at_first)
        return {"payload": plain(payload)}
    except BaseException as error:  # noqa: BLE001 - sys.exit() too: whatever a module raises is its answer
        return _told(error, order["file"])


def _compute(order: Mapping[str, Any], connection: OneTransaction) -> Any:
    start, end = (datetime.fromisoformat(order["window"][name]) for name in ("start", "end"))
    window = Window(order["window"]["key"], start, end, order["window"]["timezone"])
    module = ModuleType("cut")
    sys.modules["cut"] = module  # dataclasses look their module up
    exec(compile(order["text"], order["file"], "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what this process is for
    payload = module.__dict__["compute"](connection, window=window)
    if not isinstance(payload, dict):
        raise NotPlain(f"compute returned {type(payload).__name__}, not a dict")
    return payload


def _refuse_another(connection: OneTransaction, at_first: Any) -> None:
    if began_at(connection) not in (at_first, None):
        raise TransactionEnded("compute may not commit or roll back: it reads in one transaction, which ends by itself")


def _told(error: BaseException, file: str) -> Answer:
    """What a module raised, in words: where in its own text, and what. Never a value that Postgres read from a cell."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == file else _line_in(error.__traceback__, file)
    where = file if line is None else f"{file}, line {line}"
    told = {"error": f"{where}: {_words(error)}"[:_LONGEST_MESSAGE], "is_late": isinstance(error, psycopg.errors.QueryCanceled)}
    hint = error.diag.message_hint if isinstance(error, psycopg.Error) else None
    return {**told, "hint": harmless(hint or "")}


def _words(error: BaseException) -> str:
    if isinstance(error, NotPlain | TransactionEnded):
        return str(error)
    kind = type(error).__name__
    if isinstance(error, SystemExit):
        return "SystemExit: compute may not end the process; return the payload"
    if isinstance(error, MemoryError):
        return "MemoryError: it took more memory than a cut may; let SQL do the counting"
    if isinstance(error, SyntaxError):
        return f"{kind}: {harmless(error.msg or '')}"
    try:
        words = said(error) if isinstance(error, psycopg.Error) else str(error)
    except Exception:  # noqa: BLE001 - a module may bring exceptions that cannot say what they are
        words = ""
    return f"{kind}: {harmless(words)}" if words else kind


def _line_in(trace: TracebackType | None, file: str) -> int | None:
    """The last line of the module itself on the way to where it was raised."""
    line = None
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == file else line
        trace = trace.tb_next
    return line


def _line(message: Answer, most_bytes: int) -> bytes:
    told = json.dumps(message, separators=(",", ":")).encode() + b"\n"
    if len(told) <= most_bytes:
        return told
    return _line({"too_large": len(told)}, most_bytes)


if __name__ == "__main__":
    sys.exit(_serve())
