"""One POST to a host of the workspace, and what its answer, or the lack of one, means for the message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore

from heartbeat.surfaces.alerts.channels.model import Delivery, Reach
from heartbeat.surfaces.alerts.channels.net.addresses import HostRefused, HostUnknown, addresses_of, is_allowed
from heartbeat.surfaces.alerts.channels.net.backend import PinnedBackend
from heartbeat.surfaces.alerts.channels.net.clock import Deadline
from heartbeat.surfaces.alerts.channels.net.trust import trust

_MOST_BYTES = 65_536  # of an answer; no service needs more to say what it took
_PORTS = {"https": 443, "http": 80}
_SENT = "http11.send_request_body.complete"


@dataclass(frozen=True)
class Answer:
    """What a server said. `body` may be cut; a failure while it was read leaves what came until then."""

    host: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def document(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def post_json(url: str, document: Mapping[str, Any], reach: Reach, headers: Mapping[str, str] | None = None) -> Answer | Delivery:
    """POST a document as JSON."""
    body = json.dumps(document).encode()
    return post(url, body, {"content-type": "application/json; charset=utf-8", **(headers or {})}, reach)


def post(url: str, body: bytes, headers: Mapping[str, str], reach: Reach) -> Answer | Delivery:
    """POST bytes, once, without following anything: the answer, else how a try without one ended."""
    parts = _checked(url, reach)
    if isinstance(parts, Delivery):
        return parts
    deadline, host = Deadline(reach.deadline_seconds), _host(parts)
    try:
        addresses = addresses_of(host, parts.port or _PORTS[parts.scheme], reach.allow_private_hosts, deadline)
    except HostRefused as refused:
        return Delivery("dead", error=str(refused))
    except HostUnknown as unknown:
        return Delivery("retry", error=str(unknown))
    return _Exchange(parts, host).run(body, headers, PinnedBackend(addresses, deadline))


class _Exchange:
    """A request on its way. Whether it was sent whole decides what a failure means: before that, nobody can have read it."""

    def __init__(self, parts: SplitResult, host: str) -> None:
        self._parts, self._host = parts, host
        self._is_sent = False

    def run(self, body: bytes, headers: Mapping[str, str], backend: PinnedBackend) -> Answer | Delivery:
        context = trust() if self._parts.scheme == "https" else None
        try:
            with httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool:
                return self._answer(pool, body, headers)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return self._failed(error)

    def _answer(self, pool: httpcore.ConnectionPool, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {"host": self._parts.netloc, "user-agent": "heartbeat", "accept": "application/json, */*", **headers}
        path = self._parts.path or "/"
        target = f"{path}?{self._parts.query}" if self._parts.query else path
        url = httpcore.URL(scheme=self._parts.scheme, host=self._host, port=self._parts.port, target=target.encode())
        request = httpcore.Request(
            "POST",
            url,
            headers=[*sent.items(), ("content-length", str(len(body)))],
            content=body,
            extensions={"trace": self._note},
        )
        response = pool.handle_request(request)
        try:
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(self._host, response.status, said, _read(response))
        finally:
            response.close()

    def _note(self, event: str, _told: Mapping[str, Any]) -> None:
        if event == _SENT:
            self._is_sent = True

    def _failed(self, error: Exception) -> Delivery:
        is_late = isinstance(error, httpcore.TimeoutException)
        if self._is_sent:
            what = "did not answer in time" if is_late else "ended the connection without an answer"
            return Delivery("ambiguous", error=f"{self._host} {what}; the message may have arrived")
        if is_late:
            return Delivery("retry", error=f"{self._host} was not reached in time")
        return Delivery("retry", error=f"{self._host} cannot be reached: {error}")


def _read(response: httpcore.Response) -> bytes:
    """Up to what is needed. The status has come already, so a body that breaks off takes nothing back."""
    body = b""
    try:
        for chunk in response.iter_stream():
            body += chunk
            if len(body) >= _MOST_BYTES:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
        return body
    return body[:_MOST_BYTES]


def _checked(url: str, reach: Reach) -> SplitResult | Delivery:
    """The parts of an address that may be used; else why not, without the address."""
    try:
        parts = urlsplit(url.strip())
        host, _ = _host(parts), parts.port
        target = f"{parts.path}{parts.query}"
    except (ValueError, UnicodeError):
        return Delivery("dead", error="its address is none")
    if parts.scheme not in _PORTS or not host:
        return Delivery("dead", error="its address does not begin with https:// and a host")
    if not target.isascii() or not target.isprintable() or " " in target:
        return Delivery("dead", error="its address holds a letter that has to be written with %")
    if "@" in parts.netloc:
        return Delivery("dead", error="its address holds a login before its host, which is not sent")
    if parts.scheme == "http" and not is_allowed(host, reach.allow_private_hosts):
        return Delivery("dead", error=f"{host} would be spoken to without TLS; write https://")
    return parts


def _host(parts: SplitResult) -> str:
    """The host as it is asked for: a name of other letters in the letters of DNS."""
    host = parts.hostname or ""
    return host if host.isascii() else host.encode("idna").decode()
