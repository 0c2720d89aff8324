"""A webhook signed as Standard Webhooks has it: the same id on each try, so that a receiver can take a message once."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.wording.model import Row
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.answers import judged
from heartbeat.surfaces.alerts.channels.net.post import post

_PREFIX = "whsec_"


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Sign a message and POST it; any 2xx is a delivery. The body is the same on each try, the signature is of each try."""
    key = _key_of(str(options["secret"]))
    if key is None:
        return Delivery("dead", error="its secret is not whsec_ and base64 behind it")
    body = json.dumps(_document(dispatch), separators=(",", ":")).encode()
    timestamp = str(int(dispatch.now.timestamp()))
    content = f"{dispatch.idempotency_id}.{timestamp}.".encode() + body
    headers = {
        "content-type": "application/json",
        "webhook-id": dispatch.idempotency_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}",
    }
    answer = post(str(options["url"]), body, headers, reach)
    return answer if isinstance(answer, Delivery) else judged(answer, dispatch.now)


def _document(dispatch: Dispatch) -> dict[str, Any]:
    text = dispatch.text
    return {
        "type": f"heartbeat.{text.form}",
        "data": {
            "workspace": dispatch.workspace,
            "message_id": dispatch.message_id,
            "dedup_key": dispatch.dedup_key,
            "subject": text.subject,
            "body": text.body,
            "link": text.link,
            "more": text.more,
            "incidents": [_incident(row) for row in text.rows],
        },
    }


def _incident(row: Row) -> dict[str, Any]:
    return {
        "incident_id": row.incident_id,
        "number": row.number,
        "kind": row.kind,
        "severity": row.severity,
        "is_good": row.is_good,
        "headline": row.headline,
        "facts": dict(row.facts),
        "how_to_read": row.how_to_read,
        "link": row.link,
    }


def _key_of(secret: str) -> bytes | None:
    text = secret.removeprefix(_PREFIX).rstrip("=")
    if not secret.startswith(_PREFIX) or not text:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return None
