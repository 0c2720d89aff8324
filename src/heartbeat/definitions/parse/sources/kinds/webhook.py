"""Webhooks: what a sender delivers to `POST /api/hooks/<source>` lands as one table."""

from __future__ import annotations

import re

from heartbeat.definitions.kinds import WebhookReading
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret
from heartbeat.definitions.parse.sources.kind import Kind, Own
from heartbeat.definitions.parse.sources.names import check_own_dataset, check_table

_SIZE = re.compile(r"([0-9]{1,9}) ?(B|KB|MB)", re.IGNORECASE)
_BYTES = {"B": 1, "KB": 1024, "MB": 1024 * 1024}
_LARGEST = 64 * 1024 * 1024
_SECRETS = 'Write the sender\'s key, or two while it is changed: ["${KYC_WEBHOOK_SECRET}"].'


def _read(fields: Fields, source_id: str) -> Own:
    check_own_dataset(fields, source_id)
    default = WebhookReading(())
    reading = WebhookReading(
        secrets=_secrets(fields),
        table=_table(fields) or default.table,
        largest_bytes=_bytes(fields.text("largest", check=_size)) or default.largest_bytes,
    )
    return Own(webhook=reading)


def _secrets(fields: Fields) -> tuple[str, ...]:
    """One or two placeholders; messages never repeat what stands there."""
    if not fields.has("secrets"):
        fields.required("secrets", _SECRETS)
        return ()
    found = _listed(fields.plain("secrets"))
    wrong = [hint for text in found if (hint := secret(text))]
    if wrong:
        fields.reject("secrets", "{key} holds what is no placeholder.", wrong[0])
    if not 1 <= len(set(found)) == len(found) <= 2:
        fields.reject("secrets", "{key} is not one key or two different ones.", _SECRETS)
    return found


def _listed(written: object) -> tuple[str, ...]:
    if isinstance(written, list):
        return tuple(text for text in written if isinstance(text, str))
    return (written,) if isinstance(written, str) else ()


def _table(fields: Fields) -> str | None:
    table = fields.text("table")
    if table:
        check_table(fields, "table", table)
    return table


def _size(text: str) -> str | None:
    return None if 1024 <= _bytes(text) <= _LARGEST else "Write the size of the largest delivery, 1KB to 64MB: 1MB."


def _bytes(text: str | None) -> int:
    size = _SIZE.fullmatch(text or "")
    return int(size[1]) * _BYTES[size[2].upper()] if size else 0


KIND = Kind(
    keys=("secrets", "table", "largest", "indexes"),
    read=_read,
    why="Deliveries are landed as they come, in one table: nothing is asked of the sender, read again or compared.",
)
