"""A sender of webhooks, as Standard Webhooks has it: written here a second time, so that ours is not judged by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_" + base64.b64encode(b"another key of thirty-two bytes!").decode()


def signature(webhook_id: str, timestamp: int | str, body: bytes, secret: str = SECRET) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{webhook_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def signed(webhook_id: str, body: bytes, *secrets: str, at: int | None = None) -> dict[str, str]:
    """The headers of a delivery that is sent now, or `at` seconds since 1970, signed with each of the secrets."""
    timestamp = int(time.time()) if at is None else at
    return {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(webhook_id, timestamp, body, secret) for secret in secrets or (SECRET,)),
    }
