"""One request and its whole answer, within a time that no server can stretch.

A timeout of a socket begins anew with every byte. So the request goes on in a thread of its own, and the one that waits judges
how fast the answer comes; from name lookup to the last byte nothing can keep it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from dlt.sources.helpers.requests import Response

from heartbeat.ingest.kinds.rest.patience import LEAST_BYTES_PER_SECOND, Patience

LARGEST_BYTES = 256 * 1024 * 1024  # of one answer, unpacked
_PIECE_BYTES = 256 * 1024


class TooSlow(Exception):
    """The server keeps us waiting; the text says how."""


class TooLarge(Exception):
    """The answer has more bytes than a page may have."""


def exchange(send: Callable[[], Response], patience: Patience) -> tuple[Response, bytes]:
    """Send a request and read its answer.

    Args:
        send: returns when the head of the answer is there, its body unread.
        patience: how long each part may take.

    Raises:
        TooSlow, TooLarge: as they say. What `send` raises comes through, and that an answer ended before its end.
    """
    running = _Exchange(send)
    running.start()
    judge = _Judge(patience)
    while running.is_alive():
        running.join(min(0.5, patience.slow_after / 4))
        verdict = judge.verdict(running.received) if running.is_alive() else None
        if verdict:
            running.abandon()
            raise TooSlow(verdict)
    return running.outcome()


class _Judge:
    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since, self._had = time.monotonic(), 0

    def verdict(self, received: int | None) -> str | None:
        """What is wrong with the speed. `received` are bytes of the body; null before the head of the answer is there."""
        now = time.monotonic()
        seconds = now - self._since
        if now >= self._patience.ends_at:
            return "the time for reading is over"
        if received is None:
            limit = self._patience.first_byte
            return f"no answer came within {limit:g} s" if seconds > limit else None
        if seconds <= self._patience.slow_after:
            return None
        fresh, self._had, self._since = received - self._had, received, now
        return f"it answers too slowly: {fresh} bytes in {seconds:.0f} s" if fresh < LEAST_BYTES_PER_SECOND * seconds else None


class _Exchange(threading.Thread):
    def __init__(self, send: Callable[[], Response]) -> None:
        super().__init__(name="rest exchange", daemon=True)
        self._send = send
        self._response: Response | None = None
        self._body = b""
        self._error: Exception | None = None
        self._is_abandoned = False

    @property
    def received(self) -> int | None:
        return None if self._response is None else int(self._response.raw.tell())

    def run(self) -> None:
        try:
            response = self._response = self._send()
            try:
                self._body = self._read(response)
            finally:
                response.close()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self._error = error

    def abandon(self) -> None:
        """Let it end by itself, at once where its socket is known."""
        self._is_abandoned = True
        if self._response is not None:
            with contextlib.suppress(Exception):  # it may have ended meanwhile
                self._response.raw.shutdown()

    def outcome(self) -> tuple[Response, bytes]:
        if self._error is not None:
            raise self._error
        if self._response is None:
            raise ConnectionError("it ended without an answer")
        return self._response, self._body

    def _read(self, response: Response) -> bytes:
        pieces, size = [], 0
        while not self._is_abandoned and (piece := response.raw.read1(_PIECE_BYTES, decode_content=True)):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_BYTES:
                raise TooLarge
        return b"".join(pieces)
