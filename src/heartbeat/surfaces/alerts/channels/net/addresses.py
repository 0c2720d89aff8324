"""Where a host leads: its addresses are looked up once, judged, and those that were judged are the ones connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from concurrent.futures import Future
from threading import Thread

from heartbeat.surfaces.alerts.channels.net.clock import Deadline

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # the address of IPv4 is its last four bytes


class HostRefused(Exception):
    """A host that may not be spoken to; the text says why and what would allow it."""


class HostUnknown(Exception):
    """A host without an address at this moment."""


def addresses_of(host: str, port: int, allowed: Collection[str], deadline: Deadline) -> list[str]:
    """The addresses of a host, each of which may be connected to.

    Args:
        host: a name or an address, as in a URL without brackets.
        port: to connect to.
        allowed: hosts that may be private, as they are written in their URLs.
        deadline: by which the name must be known.

    Raises:
        HostUnknown: it has no address, or the answer took too long.
        HostRefused: one of its addresses is private and nobody allowed it.
    """
    found = list(dict.fromkeys(_looked_up(host, port, deadline)))
    if not is_allowed(host, allowed) and not all(is_public(ipaddress.ip_address(address)) for address in found):
        raise HostRefused(f"{host} leads to a private address; name it under alerts.allow_private_hosts if that is meant")
    return found


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether a host is named among those that may be private."""
    return host.casefold() in {name.strip("[]").casefold() for name in allowed}


def is_public(address: Address) -> bool:
    """Whether an address belongs to the internet; of one that wraps another, the inner one has to as well."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _looked_up(host: str, port: int, deadline: Deadline) -> list[str]:
    """The system's resolver has no deadline of its own, so it is asked in a thread that may be left behind."""
    asked: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            asked.set_result([str(address[0]).partition("%")[0] for *_, address in found])
        except (OSError, UnicodeError) as error:
            asked.set_exception(error)

    Thread(target=ask, name="alerts-dns", daemon=True).start()
    try:
        return asked.result(timeout=deadline.left())
    except TimeoutError:
        raise HostUnknown(f"the name {host} was not found in time") from None
    except (OSError, UnicodeError):
        raise HostUnknown(f"the name {host} cannot be found") from None
