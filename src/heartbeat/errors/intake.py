"""The errors of deliveries that come in by webhook."""

from __future__ import annotations

from heartbeat.errors.base import HeartbeatError


class IntakeError(HeartbeatError):
    """A delivery of a webhook was not taken in. Nothing of it is kept, and its sender may send it again."""

    code = "intake"


class HookNotFound(IntakeError):
    """No source of this name takes deliveries."""

    code = "hook-not-found"


class HookNotReady(IntakeError):
    """A source takes deliveries, and a secret that it is verified by is not known here."""

    code = "hook-not-ready"
    retryable = True


class IntakeBusy(IntakeError):
    """As many deliveries as can be taken in at once are being taken in."""

    code = "intake-busy"
    retryable = True


class SignatureRefused(IntakeError):
    """A delivery carries no signature that one of the source's secrets makes."""

    code = "signature-refused"


class DeliveryUntimely(IntakeError):
    """A delivery was sent too long ago, or in the future: it may be an old one that somebody repeats."""

    code = "delivery-untimely"


class DeliveryTooLarge(IntakeError):
    """A delivery brings more than its source takes."""

    code = "delivery-too-large"


class DeliveryTooSlow(IntakeError):
    """The body of a delivery did not come in time."""

    code = "delivery-too-slow"
    retryable = True


class DeliveryUnreadable(IntakeError):
    """A delivery that is signed well is no JSON that Postgres can keep."""

    code = "delivery-unreadable"
