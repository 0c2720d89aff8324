"""The HTTP server of one process: a socket bound before anything else starts, and an end within seconds."""

from __future__ import annotations

import errno
import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from heartbeat.errors import ConfigError

_GRACE_SECONDS = 3  # open event streams end at once; this is for a request that hangs


class HttpServer(uvicorn.Server):
    """Tells the app that the end has come before it waits for requests, and leaves by returning, not by a signal."""

    def __init__(self, app: FastAPI, *, on_start: Callable[[], None], tls: ssl.SSLContext | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=True,
                lifespan="on",
                timeout_graceful_shutdown=_GRACE_SECONDS,
                ssl_context_factory=None if tls is None else lambda _config, _default: tls,
            )
        )
        self._app = app
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature of a signal handler
        """End: open streams now, requests that run within three seconds, all of it at once on a second Ctrl-C."""
        self._app.state.site.stop()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def bind(host: str, port: int) -> socket.socket:
    """Take the address, before a database is started for it.

    Raises:
        ConfigError: somebody else has the port, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise _not_bound(host, port, error) from error
    # asyncio turns Nagle off only where the protocol is named; left on, each answer waits 40 ms for an acknowledgement
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen()  # until somebody listens, two programs may both have the address
    except OSError as error:
        taken.close()
        raise _not_bound(host, port, error) from error
    taken.set_inheritable(False)
    return taken


def _not_bound(host: str, port: int, error: OSError) -> ConfigError:
    if error.errno == errno.EADDRINUSE:
        hint = (
            f"Stop the other program (perhaps another Heartbeat), or choose another port: --port {port + 1}, or HEARTBEAT_PORT."
        )
        return ConfigError(f"Port {port} on {host} is taken.", hint=hint)
    if error.errno == errno.EACCES:
        return ConfigError(f"Port {port} on {host} needs an administrator.", hint="Choose a port above 1023: --port 8700.")
    return ConfigError(
        f"Cannot listen on {host}:{port}: {error.strerror or error}.", hint="Correct --host; 127.0.0.1 is this machine."
    )


def missing_page(page: Path) -> str:
    """What to tell whoever would open a cockpit that was never built into this folder; '' where it is there."""
    if (page / "index.html").is_file():
        return ""
    return "The page is not built yet, so only the API answers: run `make build` in the checkout, then reload."


def address_of(bound: socket.socket, scheme: str = "http") -> str:
    """The address to open in a browser."""
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared only
    return f"{scheme}://{shown}:{port}"
