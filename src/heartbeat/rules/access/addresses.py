"""Addresses from which somebody asks: read from text, and the networks that one machine may have for itself."""

from __future__ import annotations

import ipaddress
import re

_WITH_PORT = re.compile(r"\[([^\[\]]*)\](?::[0-9]*)?|([0-9.]+):[0-9]+")


def plain_address(text: str) -> str:
    """The address alone, without a port and IPv4 as such: `[::ffff:192.0.2.1]:443` is `192.0.2.1`. Empty when it is none."""
    with_port = _WITH_PORT.fullmatch(text.strip())
    try:
        parsed = ipaddress.ip_address(with_port[1] or with_port[2] or "" if with_port else text.strip())
    except ValueError:
        return ""
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def network_of(address: str) -> str:
    """What one machine has for itself: an address of IPv4, a /64 of IPv6; the text itself when it is no address."""
    plain = plain_address(address)
    if not plain:
        return address
    parsed = ipaddress.ip_address(plain)
    return plain if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
