"""Work in a thread beside other work of a process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

_LEAVING_SECONDS = 5.0


class Runs(Protocol):
    """What works until it is told to stop."""

    def run(self) -> None:
        """Work until then."""


@contextlib.contextmanager
def running_beside(name: str, until: Callable[[threading.Event], Runs], stop: threading.Event) -> Iterator[None]:
    """Have something run in a thread while the context lasts.

    A worker that measures and does not do the rest would look alive: what dies sets `stop`, so that whoever keeps the process
    starts it again.

    Args:
        name: of what runs: `courier`.
        until: makes it, so that it ends by the event.
        stop: ends what goes on in the context.

    Raises:
        RuntimeError: at the end of the context, when it had died.
    """
    leaving, died = threading.Event(), threading.Event()
    runs = until(leaving)

    def work() -> None:
        try:
            runs.run()
        finally:
            if not leaving.is_set():
                died.set()
                stop.set()

    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join(_LEAVING_SECONDS)
    if died.is_set():
        raise RuntimeError(f"The {name} has died; what it died of is above.")
