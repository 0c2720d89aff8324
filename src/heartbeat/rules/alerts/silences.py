"""Messages that nobody wants for a while: which of them a silence holds, and whether it can be made as it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Literal

from heartbeat.definitions.model import METRIC_ID
from heartbeat.definitions.parse.fields import nearest

Kind = Literal["snooze", "silence", "mute"]
Facts = Mapping[str, str | None]
"""What a message is about: of the keys of a matcher those that it has."""

KEYS = ("metric_id", "area", "owner", "severity", "kind", "subject")
REASONS: Mapping[Kind, str] = {"snooze": "snoozed", "silence": "silenced", "mute": "muted"}
"""Why a message was suppressed, as the outbox says it."""

_OF_ONE = frozenset({"metric_id", "subject"})  # the keys of a matcher that tell one subject from another
_OF_MANY = ("kind", "severity", "area", "owner")
_RANK: Mapping[Kind, int] = {"mute": 0, "silence": 1, "snooze": 2}
_KNOWN = {"severity": ("red", "amber"), "kind": ("threshold", "health", "source", "channel", "beats")}
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Silence:
    """One snooze, silence or mute. Without `ends_at` it holds until it is ended by hand."""

    silence_id: int
    kind: Kind
    matcher: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime | None = None
    ended_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        ends = [end for end in (self.ends_at, self.ended_at) if end is not None]
        return self.starts_at <= now and all(now < end for end in ends)

    def holds(self, facts: Facts) -> bool:
        """Whether all of its matcher fits a message. An empty one fits none: nothing silences everything by accident."""
        return bool(self.matcher) and all(_fits(key, pattern, facts.get(key)) for key, pattern in self.matcher.items())


def silencing(silences: Iterable[Silence], facts: Facts, now: datetime) -> Silence | None:
    """What keeps a message from going out: a mute before a silence before a snooze, and of several the oldest."""
    holding = (silence for silence in silences if silence.is_in_force(now) and silence.holds(facts))
    return min(holding, key=lambda silence: (_RANK[silence.kind], silence.silence_id), default=None)


class Quieting:
    """Silences, so kept that thousands of metrics are not compared with hundreds of them.

    One that names one metric is compared with that alone, and one that names none once for each area and owner.
    """

    def __init__(self, silences: Iterable[Silence]) -> None:
        self._of_metric: dict[str, list[Silence]] = defaultdict(list)
        self._patterns: list[Silence] = []
        self._wide: list[Silence] = []
        self._holding: dict[tuple[Any, ...], tuple[Silence, ...]] = {}
        for silence in silences:
            named = named_metric(silence)
            if named is not None:
                self._of_metric[named].append(silence)
            else:
                (self._patterns if silence.matcher.keys() & _OF_ONE else self._wide).append(silence)

    def over(self, facts: Facts, now: datetime) -> Silence | None:
        """What keeps back a message of these facts."""
        own = self._of_metric.get(facts.get("metric_id") or "", ())
        return silencing((*own, *self._patterns, *self._wide_over(facts)), facts, now)

    def _wide_over(self, facts: Facts) -> tuple[Silence, ...]:
        key = tuple(facts.get(name) for name in _OF_MANY)
        if key not in self._holding:
            self._holding[key] = tuple(silence for silence in self._wide if silence.holds(facts))
        return self._holding[key]


def named_metric(silence: Silence) -> str | None:
    """The one metric that a silence can hold; none where it may hold several."""
    metric_id = silence.matcher.get("metric_id")
    return metric_id if metric_id is not None and METRIC_ID.fullmatch(metric_id) else None


def checked_matcher(matcher: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a matcher cannot be one, each reason in words; empty when it can."""
    if not matcher:
        return (f"The matcher is empty and would silence everything. It takes any of {', '.join(KEYS)}.",)
    problems = (_problem(key, value) for key, value in matcher.items())
    return tuple(problem for problem in problems if problem)


def _problem(key: str, value: Any) -> str | None:
    if key not in KEYS:
        near = nearest(str(key), KEYS)
        return f"The matcher has no key `{key}`" + (f"; did you mean `{near}`?" if near else f". It takes {', '.join(KEYS)}.")
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= len(value) <= _LONGEST_VALUE:
        return f"`{key}` is a text of 1 to {_LONGEST_VALUE} characters."
    known = _KNOWN.get(key, ())
    if known and not any(_fits(key, value, one) for one in known):
        return f"`{key}` is one of {', '.join(known)}, not “{value}”."
    return None


def _fits(key: str, pattern: str, told: str | None) -> bool:
    if not told:  # what has no owner fits no owner, not even `*`
        return False
    if key == "owner":  # an address is the same in upper and lower case
        return fnmatchcase(told.casefold(), pattern.casefold())
    if key == "area":  # it holds those below it
        area = pattern.rstrip("/")
        return fnmatchcase(told, area) or fnmatchcase(told, f"{area}/*")
    return fnmatchcase(told, pattern)
