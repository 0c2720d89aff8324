"""Which requests may come in: pure functions over a request's head."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from heartbeat.surfaces.access.refusal import Refusal

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_NAME_AND_PORT = re.compile(r"^(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]*)?$")
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def host_name(host: str) -> str:
    """The name in a Host header, lower case, without its port: `[::1]:8700` is `[::1]`."""
    return _NAME_AND_PORT.sub(r"\1", host.strip().lower()).rstrip(".")


def refuse_host(host: str, known: Collection[str]) -> Refusal | None:
    """Refuse a name that is not ours: a page elsewhere may have pointed its own name at this address."""
    if host and (host_name(host) in LOOPBACK_NAMES or host_name(host) in known):
        return None
    hint = "Open it by the address it was started with, or add the name to server.allowed_hosts in heartbeat.yaml and deploy."
    return Refusal(421, "unknown-host", f"This server does not answer to the name {host[:200]!r}.", hint)


def refuse_path(path: str) -> Refusal | None:
    """Refuse a path with control characters: the router takes one with a line break behind it for the one without."""
    if _CONTROL.search(path) is None:
        return None
    return Refusal(
        404, "not-found", "There is nothing at this address.", "It has control characters in it; no address here does."
    )


def refuse_change(method: str, head: Mapping[str, str], own_origins: Collection[str]) -> Refusal | None:
    """Refuse a change that a foreign page sends, or that is not JSON. `head` has lower-case names."""
    if method in READING_METHODS:
        return None
    site = head.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        return _foreign(f"The request comes from another site ({site}).")
    origin = head.get("origin")
    if origin is not None and origin.strip().lower() not in own_origins:
        return _foreign(f"The request comes from {origin[:200]!r}.")
    if head.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        hint = "Send the header Content-Type: application/json."
        return Refusal(415, "json-only", "A request that changes something must be JSON.", hint)
    return None


def _foreign(message: str) -> Refusal:
    return Refusal(
        403,
        "foreign-origin",
        message,
        "Only this server's own pages may change something; use them, or a client without an Origin.",
    )


def origin_of(address: str) -> str:
    """The origin that a browser sends for a page at this address: lower case, without the usual port.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(address.strip().lower())
    usual_port = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].removesuffix(usual_port)}"


def origins_of(scheme: str, host: str, deployed: Collection[str]) -> frozenset[str]:
    """The origins that are this server's own: the one it was asked by, and those of the deployed workspace."""
    return frozenset({f"{scheme}://{host.strip().lower()}", *deployed})
