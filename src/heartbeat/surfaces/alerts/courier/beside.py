"""A courier in a thread beside other work."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from heartbeat.surfaces.alerts.courier.courier import Courier

_LEAVING_SECONDS = 5.0


@contextlib.contextmanager
def courier_beside(courier_until: Callable[[threading.Event], Courier], stop: threading.Event) -> Iterator[None]:
    """Have messages carried while the context lasts.

    A worker that measures and tells nobody would look alive: a courier that dies sets `stop`, so that whoever keeps the process
    starts it again.

    Args:
        courier_until: makes the courier, which ends by the event.
        stop: ends what goes on in the context.

    Raises:
        RuntimeError: at the end of the context, when the courier had died.
    """
    leaving, died = threading.Event(), threading.Event()
    courier = courier_until(leaving)

    def carry() -> None:
        try:
            courier.run()
        finally:
            if not leaving.is_set():
                died.set()
                stop.set()

    thread = threading.Thread(target=carry, name="courier", daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join(_LEAVING_SECONDS)
    if died.is_set():
        raise RuntimeError("The courier has died; what it died of is above.")
