"""The stage of a metric's life, and what brings it to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Stage = Literal["draft", "unverified", "owned", "reviewed", "verified", "changed", "retired"]
"""`draft`: it has no value yet. `reviewed`: an audit of its present definition did not fail. `changed`: since it was verified."""

VerificationState = Literal["unverified", "verified", "changed"]
Verdict = Literal["pass", "warn", "fail"]

_NEXT: Mapping[Stage, str] = {
    "draft": "It has no value yet: `heartbeat beat` reads its sources and measures it.",
    "unverified": "Nobody owns it: `heartbeat metric edit {} --owner EMAIL`.",
    "owned": "Compare it with an independent number: `heartbeat validate {}`.",
    "reviewed": "Its owner may stand behind it: `heartbeat metric edit {} --verify`.",
    "changed": "Look at what changed, then verify it again: `heartbeat metric edit {} --verify`.",
}
_FAILED = "Its review failed: see what the audit on its page says, then `heartbeat validate {}` again."


def stage_of(state: VerificationState, *, has_value: bool, owner: str | None, verdict: Verdict | None) -> Stage:
    """Where a registered metric stands; `verdict` is that of the newest audit of its present definition, if there is one."""
    if state != "unverified":
        return state
    if not has_value:
        return "draft"
    if not owner:
        return "unverified"
    return "reviewed" if verdict in {"pass", "warn"} else "owned"


def next_step(metric_id: str, stage: Stage, verdict: Verdict | None = None) -> str | None:
    """What brings it further, with the command; `None` where nothing has to be done."""
    text = _FAILED if stage == "owned" and verdict == "fail" else _NEXT.get(stage)
    return text and text.format(metric_id)
