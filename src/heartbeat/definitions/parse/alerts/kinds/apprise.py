"""Everything else: an address as Apprise writes it, which holds the secret and is therefore a placeholder."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a channel through Apprise."""
    hint = "Write the service's address as Apprise has it: '${NTFY_URL}'."
    return {"url": fields.required("url", hint, check=secret, secret=True)}
