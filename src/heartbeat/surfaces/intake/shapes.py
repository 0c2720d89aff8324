"""What a sender is answered."""

from __future__ import annotations

from typing import Literal

from heartbeat.wire.shapes import Shape


class DeliveryAnswer(Shape):
    """An event that is kept, and lands with the next beat that reads its source."""

    webhook_id: str
    """The sender's own id of it."""
    kept: Literal["stored", "duplicate", "differs"]
    """`stored` now; or, for an id that came before, the first delivery stays: this was the same, or its body `differs`."""
