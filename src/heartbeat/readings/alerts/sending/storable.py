"""What a receiver says, as a database can keep it: whatever it is, a try that has ended must have its end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from heartbeat.readings.alerts.sending.model import Answer, Outcome

_LONGEST = 1000
_LARGEST = 10_000  # letters of JSON; what a channel calls a message is an id or two


@dataclass(frozen=True)
class _Kept:
    """An answer of which every part can be kept."""

    outcome: Outcome
    status: int | None
    error: str | None
    retry_after: timedelta | None
    reference: Mapping[str, Any] | None


def storable(answer: Answer) -> Answer:
    """The same answer without letters that Postgres has no place for, and without what is too long to be of use."""
    error = None if answer.error is None else _clean(answer.error[:_LONGEST])
    reference = None if answer.reference is None else _cleaned(answer.reference)
    if len(json.dumps(reference)) > _LARGEST:
        reference = None
    return _Kept(answer.outcome, answer.status, error, answer.retry_after, reference)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {_clean(str(key)): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value if isinstance(value, int | bool) or value is None else _clean(str(value))


def _clean(text: str) -> str:
    """Zero bytes and halves of surrogate pairs are in JSON and in no text of Postgres."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()
