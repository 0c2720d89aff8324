"""The reverse proxy that is trusted: by its address alone, and then for who asks, from where, and whether over HTTPS."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers

from heartbeat.definitions.model import AccessRole, WorkspaceSettings
from heartbeat.rules.access.addresses import plain_address
from heartbeat.rules.access.roles import highest, role_named
from heartbeat.wire.identity import Identity

_LONGEST_NAME = 100  # as the log of edits keeps it
_EVERYBODY = "*"


@dataclass(frozen=True)
class Proxy:
    """What `server` of the workspace says about the proxy before this server."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    user_header: str
    role_header: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)  # user or group, lower case -> role, or `none`

    def is_at(self, address: str) -> bool:
        """Whether a connection from this address is the proxy's."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return (getattr(parsed, "ipv4_mapped", None) or parsed) in self.network

    def identity(self, head: Headers) -> Identity | None:
        """Whom the proxy names; nobody when it names none, or when the header came twice: one of the two is the visitor's own."""
        name = _only(head, self.user_header)
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            return None
        role = self._role(name, _only(head, self.role_header) if self.role_header else "")
        return Identity(name, role, "proxy") if role else None

    def visitor(self, head: Headers, peer: str) -> str:
        """The address that the proxy was asked from: the last one in X-Forwarded-For that is no proxy's."""
        told = [part.strip() for line in head.getlist("x-forwarded-for") for part in line.split(",") if part.strip()]
        last = next((part for part in reversed(told) if not self.is_at(plain_address(part))), "")
        return plain_address(last) or peer  # beyond what is no address stands only what the visitor wrote

    def scheme(self, head: Headers, scheme: str) -> str:
        """`https` or `http`, as the browser speaks to the proxy."""
        told = _only(head, "x-forwarded-proto").lower()
        return told if told in {"http", "https"} else scheme

    def _role(self, name: str, groups: str) -> AccessRole | None:
        words = [word.strip().lower() for word in groups.split(",") if word.strip()]
        told = [self.roles[word] for word in (name.lower(), *words) if word in self.roles]
        told += [word for word in words if word not in self.roles]  # a header that names the role itself
        named = frozenset(role for role in map(role_named, told) if role is not None)
        if named or "none" in told:
            return highest(named)
        return role_named(self.roles.get(_EVERYBODY, "viewer"))


def proxy_of(settings: WorkspaceSettings) -> Proxy | None:
    """The proxy that a workspace trusts; none where it names none."""
    if settings.trusted_proxy is None:
        return None
    roles = {word.lower(): role for word, role in settings.proxy_roles.items()}
    network = ipaddress.ip_network(settings.trusted_proxy, strict=False)
    return Proxy(network, settings.proxy_user_header, settings.proxy_role_header, roles)


def _only(head: Headers, name: str) -> str:
    """The value of a header that came once, in UTF-8 where it is that; else empty."""
    found = head.getlist(name)
    if len(found) != 1:
        return ""
    try:
        return found[0].encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        return found[0].strip()
