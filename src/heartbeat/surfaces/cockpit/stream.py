"""Server-sent events: one watcher for all clients, a bounded queue for each, and a client that does not read is let go."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from heartbeat.surfaces.cockpit.live_board import LiveBoard, Sight
from heartbeat.wire.json_text import json_bytes

LOOK_SECONDS = 0.25
BEAT_SECONDS = 0.5  # at most two events a second about a running beat
KEEP_ALIVE_SECONDS = 5.0
SEND_SECONDS = 10.0
QUEUE_FRAMES = 32
MOST_CLIENTS = 500

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy in between must not collect events
]


def frame(event: str, payload: Any) -> bytes:
    """One event as it goes over the wire."""
    return b"event: " + event.encode() + b"\ndata: " + json_bytes(payload) + b"\n\n"


class Client:
    """One open stream. A null in its queue means: end now."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_FRAMES)

    def offer(self, frames: list[bytes]) -> None:
        """Queue frames, or give the client up when it has not read for so long that its queue is full."""
        try:
            for part in frames:
                self.queue.put_nowait(part)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        """End the stream; what was still queued is not sent, the client asks for the board when it comes back."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)

    async def next_frame(self) -> bytes | None:
        """The next frame, or a comment after five quiet seconds; null at the end."""
        try:
            return await asyncio.wait_for(self.queue.get(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            return b": still here\n\n"


class Announcer:
    """Compares what the live board shows with what was last told, and tells every client the difference."""

    def __init__(self, live: LiveBoard, count: Callable[[int], None]) -> None:
        self._live = live
        self._count = count
        self._clients: set[Client] = set()
        self._told: Sight = live.sight()
        self._beat_told_at = 0.0
        self._loop = asyncio.get_running_loop()
        self._ended = False

    async def run(self) -> None:
        """Tell what changes until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            frames = self._news(self._live.sight())
            for client in self._clients if frames else ():
                client.offer(frames)

    def _news(self, sight: Sight) -> list[bytes]:
        told, frames = self._told, []
        job = told.job
        if sight.snapshot.up.etag != told.snapshot.up.etag:
            frames.append(frame("board", {"board_version": sight.snapshot.version}))
        if sight.job != told.job and self._may_tell_beat(sight):
            job = sight.job
            frames.append(frame("beat", job))
        if sight.database != told.database:
            frames.append(frame("database", {"database": sight.database}))
        self._told = Sight(sight.database, sight.snapshot, job)
        return frames

    def _may_tell_beat(self, sight: Sight) -> bool:
        now = self._loop.time()
        due = sight.job is None or now - self._beat_told_at >= BEAT_SECONDS
        if due:
            self._beat_told_at = now
        return due

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        """A client that is told how things stand, and from then on what changes."""
        client = Client()
        told = self._told
        client.offer(
            [
                frame("board", {"board_version": told.snapshot.version}),
                frame("beat", told.job),
                frame("database", {"database": told.database}),
            ]
        )
        if self._ended or len(self._clients) >= MOST_CLIENTS:
            client.close()
        self._clients.add(client)
        self._count(len(self._clients))
        try:
            yield client
        finally:
            self._clients.discard(client)
            self._count(len(self._clients))

    def end(self) -> None:
        """End every stream now; may be called from a signal handler or another thread."""
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._ended = True
        for client in self._clients:
            client.close()


class EventStream(Response):
    """The answer of `GET /api/events`: it goes on until the client leaves, does not read, or the server ends."""

    def __init__(self, announcer: Announcer) -> None:
        super().__init__()
        self._announcer = announcer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the ASGI signature
        """Send frames as they come."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        with self._announcer.client() as client:
            leaving = asyncio.create_task(_leave(receive, client))
            try:
                await _send_frames(client, send)
            except TimeoutError:
                client.close()
            finally:
                leaving.cancel()


async def _send_frames(client: Client, send: Send) -> None:
    while (part := await client.next_frame()) is not None:
        await asyncio.wait_for(send(_body(part, more=True)), SEND_SECONDS)
    await asyncio.wait_for(send(_body(b"", more=False)), SEND_SECONDS)


def _body(part: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": part, "more_body": more}


async def _leave(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.close()
