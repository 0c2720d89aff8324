"""What is asked of and answered about sessions, tokens and paired screens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.definitions.model import AccessRole
from heartbeat.readings.access.pairing import PairingState
from heartbeat.readings.access.tokens import MOST_DAYS
from heartbeat.surfaces.access.identity.visit import Lapse
from heartbeat.wire.identity import By
from heartbeat.wire.shapes import Shape, Utc

_Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class NothingRequest(_Request):
    """Nothing beside the address: `{}`."""


class SignInRequest(_Request):
    """A token to sign in with."""

    token: Annotated[str, Field(max_length=500, repr=False)]


class ApproveRequest(_Request):
    """What the screen is called from now on."""

    name: _Name


class TokenRequest(_Request):
    """The token that is wanted."""

    name: _Name
    """Of the person or program that will bring it; edits are logged under it."""
    role: AccessRole
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    """Until it expires; null makes one that does not."""


class WhoShape(Shape):
    """Somebody who is let in."""

    name: str
    """Empty while authentication is off."""
    role: AccessRole
    by: By
    expires_at: Utc | None


class SessionShape(Shape):
    """Who asks."""

    authentication: Literal["off", "on"]
    who: WhoShape | None
    """Null: nobody is signed in."""
    refusal: Lapse | None
    """Why a cookie or token that was brought is not good; null when none was, or it is good."""


class PairingAskedShape(Shape):
    """A code to show on the screen."""

    code: str
    expires_at: Utc
    poll_seconds: int
    """How often the screen may ask whether somebody decided."""


class PairingShape(Shape):
    """How the request of this screen stands. With `approved` the answer brings the cookie that lets it in."""

    state: PairingState
    code: str
    """Empty without a request."""
    expires_at: Utc | None


class DeviceShape(Shape):
    """A screen that was paired."""

    id: int
    name: str
    paired_at: Utc
    paired_by: str
    last_seen_at: Utc | None
    revoked_at: Utc | None


class TokenShape(Shape):
    """A token as it may be shown."""

    id: int
    name: str
    role: AccessRole
    hint: str
    """Its beginning and its last four characters."""
    created_at: Utc
    created_by: str
    last_used_at: Utc | None
    expires_at: Utc | None
    revoked_at: Utc | None
    sessions: int
    """Browsers in which somebody is signed in with it now."""


class MadeTokenShape(TokenShape):
    """A token that was just made."""

    secret: str
    """Shown this once; what is kept of it cannot be turned back."""


class WaitingShape(Shape):
    """A screen that waits to be let in."""

    code: str
    asked_at: Utc
    expires_at: Utc
    address: str
    """From which it asked."""


class AccessShape(Shape):
    """Who may come in, and who asks to."""

    devices: list[DeviceShape]
    tokens: list[TokenShape]
    waiting: list[WaitingShape]
