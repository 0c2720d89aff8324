"""The errors of signing in, of tokens and of paired screens."""

from __future__ import annotations

from heartbeat.errors.base import HeartbeatError


class AccessError(HeartbeatError):
    """Something about who may look or edit could not be done."""

    code = "access"


class TokenRefused(AccessError):
    """A token that somebody signs in with is unknown, expired or revoked."""

    code = "token-refused"


class TokenNotFound(AccessError):
    """There is no token of this name or number."""

    code = "token-not-found"


class TokenNameTaken(AccessError):
    """Another token that is still good has this name."""

    code = "token-name-taken"


class AccessRefused(AccessError):
    """A token or a screen cannot be as it is asked for: its name, its role, its days."""

    code = "access-refused"


class DeviceNotFound(AccessError):
    """There is no paired screen of this name or number."""

    code = "device-not-found"


class PairingUnknown(AccessError):
    """No screen shows this code."""

    code = "pairing-unknown"


class PairingExpired(AccessError):
    """The code was good once: it ran out, or somebody decided about it already."""

    code = "pairing-expired"


class PairingCrowded(AccessError):
    """As many screens wait to be let in as may wait at once."""

    code = "pairing-crowded"
    retryable = True
