"""PagerDuty: the key of a service's integration, and the address of Events v2 where it is not the usual one."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret, web_address

_KEY = "Write the key of the service's Events API v2 integration: '${PAGERDUTY_KEY}'."


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a service at PagerDuty."""
    return {
        "routing_key": fields.required("routing_key", _KEY, check=secret, secret=True),
        "url": fields.text("url", check=web_address, secret=True),
    }
