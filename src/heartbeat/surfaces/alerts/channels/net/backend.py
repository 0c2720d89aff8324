"""Connections of httpcore that go to given addresses whatever the URL says, and end with one deadline for all they do."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from heartbeat.surfaces.alerts.channels.net.clock import Deadline


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were judged before: a name that leads elsewhere a moment later changes nothing."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._addresses, self._deadline = addresses, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - its addresses are known
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is of all together
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        for address in self._addresses[:-1]:
            try:
                return self._connected(address, port, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(self._addresses[-1], port, local_address, socket_options)

    def _connected(self, address: str, port: int, local: str | None, options: Iterable[Any] | None) -> httpcore.NetworkStream:
        left = self._deadline.left()
        if not left:
            raise httpcore.ConnectTimeout("deadline passed")
        stream = self._inner.connect_tcp(address, port, left, local, options)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends with the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        left = self._deadline.left()
        if not left:
            raise httpcore.ReadTimeout("deadline passed")
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        left = self._deadline.left()
        if not left:
            raise httpcore.WriteTimeout("deadline passed")
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._deadline.left()
        if not left:
            raise httpcore.ConnectTimeout("deadline passed")
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)
