"""Standard Webhooks: what a sender signs, when, and with which key. Pure functions over the head and the bytes of a body."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from heartbeat.errors import DeliveryUntimely, SignatureRefused

TOLERANCE_SECONDS = 300
SECRET_PREFIX = "whsec_"  # noqa: S105 - the beginning of each, and of none alone
LEAST_KEY_BYTES = 16  # the standard asks senders for 24; fewer than these can be guessed

# Without a full stop, which divides what is signed: with one, a part of the body could be read as a part of the id.
_ID = re.compile(r"[!-\-/-~]{1,255}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_HEADERS = "Standard Webhooks asks for webhook-id, webhook-timestamp (seconds since 1970) and webhook-signature (v1,…)."


@dataclass(frozen=True)
class Head:
    """What the headers of a delivery say. `timestamp` is as it was written, for it is signed as it was written."""

    webhook_id: str
    timestamp: str
    signatures: tuple[str, ...]  # of scheme v1, as they were written: `v1,` and base64

    @property
    def sent_at(self) -> datetime:
        """The sender's time, UTC."""
        return datetime.fromtimestamp(int(self.timestamp), UTC)


def read_head(headers: Mapping[str, str]) -> Head:
    """Read the three headers; names are in lower case.

    Raises:
        SignatureRefused: one is missing, or is not what it should be.
    """
    webhook_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = tuple(part for part in headers.get("webhook-signature", "").split(" ") if part.startswith("v1,"))
    if not _ID.fullmatch(webhook_id):
        said = "is missing" if not webhook_id else "is not 1 to 255 visible ASCII characters without a full stop"
        raise SignatureRefused(f"The header webhook-id {said}.", hint=_HEADERS)
    if not _SECONDS.fullmatch(timestamp):
        said = "is missing" if not timestamp else "is not a whole number of seconds"
        raise SignatureRefused(f"The header webhook-timestamp {said}.", hint=_HEADERS)
    if not signatures:
        raise SignatureRefused("The header webhook-signature holds no signature of scheme v1.", hint=_HEADERS)
    return Head(webhook_id, timestamp, signatures)


def refuse_untimely(head: Head, now: datetime) -> None:
    """Refuse what was sent more than five minutes before or after `now` (UTC).

    Raises:
        DeliveryUntimely: saying by how much.
    """
    age_seconds = (now - head.sent_at).total_seconds()
    if abs(age_seconds) > TOLERANCE_SECONDS:
        where = f"{abs(age_seconds):.0f} seconds {'ago' if age_seconds > 0 else 'ahead'}"
        hint = "A delivery that is sent again is signed again, with its new time. Compare the clocks of sender and database."
        raise DeliveryUntimely(f"Its webhook-timestamp lies {where}; {TOLERANCE_SECONDS} are the most.", hint=hint)


def is_signed(head: Head, body: bytes, keys: Iterable[bytes]) -> bool:
    """Whether one of the signatures was made of this id, this time and this body with one of the keys."""
    own = [sign(key, head.webhook_id, head.timestamp, body).encode() for key in keys]
    return any(hmac.compare_digest(made, given.encode()) for made in own for given in head.signatures)


def sign(key: bytes, webhook_id: str, timestamp: str, body: bytes) -> str:
    """The signature of a delivery, as it stands in the header: `v1,` and base64."""
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}"


def key_of(secret: str) -> bytes:
    """The key in a secret such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`.

    Raises:
        ValueError: it is none; the message says why, and nothing of the secret.
    """
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError(f"does not begin with {SECRET_PREFIX}")
    text = secret.removeprefix(SECRET_PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise ValueError(f"is not base64 after {SECRET_PREFIX}") from None
    if len(key) < LEAST_KEY_BYTES:
        raise ValueError(f"holds a key of {len(key)} bytes, and fewer than {LEAST_KEY_BYTES} can be guessed")
    return key
