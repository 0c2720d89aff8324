"""What `PATCH /api/audit/cuts/{cut_id}/verification` takes and answers."""

from __future__ import annotations

from heartbeat.rules.life.stage import VerificationState
from heartbeat.surfaces.audit.shapes import CutChangeShape, CutVerifiedShape
from heartbeat.wire.edits import EditBody
from heartbeat.wire.shapes import ErrorShape, Shape, Utc


class CutEditRequest(EditBody):
    """Owner, verification or both, who changes them and why. Null unsets the owner; what is not named stays."""


class CutEditAnswer(Shape):
    """What an edit changes, as it is after it."""

    cut_id: str
    changed: list[str]
    """The columns that are another now; empty when all was so already, and then nothing was logged."""
    warnings: list[str]
    """What whoever verified it should know: windows whose last try failed, though another shows something."""
    owner: str | None
    owner_name: str | None
    verification_state: VerificationState
    verified: CutVerifiedShape | None
    edit_version: str
    """For the next edit; also in the header `ETag`."""
    changes: list[CutChangeShape]
    """All edits, newest first."""


class CurrentCutShape(Shape):
    """What an edit would stand on now."""

    edit_version: str
    owner: str | None
    verification_state: VerificationState
    definition_hash: str
    deployed_at: Utc


class OutdatedCutShape(ErrorShape):
    """The cut is not what the edit stands on."""

    current: CurrentCutShape
    last_change: CutChangeShape | None
    """The newest edit in the log; null where a deploy alone has changed something."""
