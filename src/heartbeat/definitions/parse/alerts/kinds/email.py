"""Email: the server that takes messages, who sends, and to whom when it is not the owner's own address."""

from __future__ import annotations

import re
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret

SECURITY = ("starttls", "tls", "none")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|\[?[0-9A-Fa-f:]+\]?")
_HOST_HINT = "Write the host alone, without a port: mail.example.com."
_TO = "Write an address or a list of them: [ops@example.com]."


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a channel by email; `alerting.read` fills in port and security."""
    found = {
        "host": fields.required("host", f"Write the server that takes messages: {_HOST_HINT}", check=_host),
        "port": fields.whole("port", least=1, most=65535),
        "security": fields.choice("security", SECURITY),
        "username": fields.text("username", check=formats.placeholders),
        "password": fields.text("password", check=secret, secret=True),
        "from": fields.required("from", "Write the sender's address: heartbeat@example.com.", check=formats.email),
        "to": _to(fields),
    }
    _check_login(fields, found["security"])
    return found


def _to(fields: Fields) -> list[str]:
    if fields.is_list("to"):
        return list(fields.texts("to", check=formats.email, hint=_TO))
    one = fields.text("to", check=formats.email)
    return [one] if one else []


def _check_login(fields: Fields, security: object) -> None:
    for key, other in (("username", "password"), ("password", "username")):
        if fields.has(key) and not fields.has(other):
            fields.reject(
                key, f"{{key}} is written without a {other}.", f"Write both, or neither where the server asks for none: {other}."
            )
    if security == "none" and fields.has("password"):
        fields.reject("security", "{key} would send the password unencrypted.", "Write starttls or tls, or remove the login.")


def _host(text: str) -> str | None:
    return formats.placeholders(text) if "$" in text else None if _HOST.fullmatch(text) else _HOST_HINT
