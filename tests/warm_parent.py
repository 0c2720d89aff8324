"""Forks processes of the product for the tests: the imports, two thirds of what a short command costs, are made once.

What it forks is a process like any other, with environment, folder, arguments and streams of its own, signals as after a
start, and the exit code that the system tells. `forked.py` gives the orders: one socket for each, through the socket whose
descriptor is the argument.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import threading
import time
from importlib import import_module
from typing import Any

STREAMS = (0, 1, 2)
LEFT_OUT = {"__main__", "demo"}


def import_all() -> None:
    """Every module that a command may need, but for what needs an example, and the libraries of single kinds of source."""
    import heartbeat

    for found in pkgutil.walk_packages(heartbeat.__path__, "heartbeat."):
        if found.name.split(".")[1] not in LEFT_OUT and not found.name.startswith("heartbeat.ingest.kinds."):
            import_module(found.name)
    assert threading.active_count() == 1, "a fork keeps one thread alone"
    gc.collect()
    gc.freeze()  # pages stay shared


def serve(orders: socket.socket) -> str:
    """Fork for each socket that comes, until the tests end. Returns in the process that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        _, descriptors, _, _ = socket.recv_fds(orders, 1, 1)
        if not descriptors:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            return watch(socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])


def watch(answers: socket.socket) -> str:
    """Fork once more, tell the number of that process and how it ended. Returns in that process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size = int.from_bytes(answers.recv(8, socket.MSG_WAITALL), "big")
    _, streams, _, _ = socket.recv_fds(answers, 1, len(STREAMS))
    order = json.loads(answers.recv(size, socket.MSG_WAITALL))
    process = os.fork()
    if process == 0:
        answers.close()
        return become(order, streams)
    for stream in (*streams, *STREAMS):
        os.close(stream)  # whoever reads waits for the end of the one process alone
    answers.sendall(process.to_bytes(8, "big"))
    _, status = os.waitpid(process, 0)
    answers.sendall(status.to_bytes(8, "big"))
    os._exit(0)


def become(order: dict[str, Any], streams: list[int]) -> str:
    """Take the streams, environment, folder and arguments of the order. Returns the script to run, '' for the command itself."""
    if order["new_session"]:
        os.setsid()
    for stream, given in zip(STREAMS, streams, strict=True):
        os.dup2(given, stream)
        os.close(given)
    sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    sys.argv = [order["script"] or "heartbeat", *order["arguments"]]
    return str(order["script"])


if __name__ == "__main__":
    import_all()
    script = serve(socket.socket(fileno=int(sys.argv[1])))
    sys.modules.pop("__main__")
    if script:
        runpy.run_path(script, run_name="__main__")
    else:
        runpy.run_module("heartbeat", run_name="__main__", alter_sys=True)
