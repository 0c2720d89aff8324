"""The life of a threshold incident as a pure machine: one track per metric, moved by readings and by edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from heartbeat.rules.alerts.paging import Event, Paging

Phase = Literal["normal", "pending", "firing", "recovering"]
Severity = Literal["red", "amber"]
Change = Literal["fire", "escalate", "resolve", "flapping", "steady", "close"]
"""`steady`: flapping has ended while the metric is still bad. `close`: ended by a person or a deploy, not by a reading."""

FLAPPING_FLIPS = 4  # from bad to good or back ...
FLAPPING_WINDOW = 24  # ... within so many readings
STEADY_READINGS = 12  # without one, and flapping has ended


@dataclass(frozen=True)
class Track:
    """Where a metric stands between normal and firing. Counts are of readings whose data had advanced.

    `flips` are the readings, counted by `readings`, at which good turned bad or bad good. While it flaps, an incident stays open
    until it has been steady, so that one trouble is one incident.
    """

    phase: Phase = "normal"
    severity: Severity | None = None
    bad: int = 0
    good: int = 0
    readings: int = 0
    flips: tuple[int, ...] = ()
    last: Literal["bad", "good"] | None = None
    flapping: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody is or would be told of it."""
        return self.phase in ("firing", "recovering")


@dataclass(frozen=True)
class Step:
    """A track after something happened, and what is to be told of it, in that order."""

    track: Track
    changes: tuple[Change, ...] = ()


def after_reading(track: Track, event: Event, severity: Severity, paging: Paging) -> Step:
    """The track after one more reading whose data had advanced.

    Args:
        track: as it stood.
        event: what the value is to an incident.
        severity: of the value, where it is bad.
        paging: of the metric.
    """
    moved = _counted(track, event)
    step = _ON_READING[track.phase](moved, event, severity, paging)
    return _with_flapping(step)


def after_edit(track: Track, event: Event, severity: Severity, paging: Paging) -> Step:
    """The track after the last value was judged by other lines.

    An edit is no reading: it counts towards nothing, and a value that is good by the new lines ends the incident at once. One
    that is bad by them fires at once where nothing is to be counted.
    """
    if event == "good":
        return ended(track)
    if event == "between":
        return Step(track)
    judged = replace(track, last="bad")  # no flip: the value has not moved
    if track.is_open:
        return _still_bad(judged, severity)
    if paging.for_readings > 1:
        return Step(replace(judged, phase="pending", severity=severity))
    return _fired(judged, severity)


def ended(track: Track) -> Step:
    """The track after a person or a deploy ended what was open: owner removed, verification withdrawn, metric retired."""
    calm = replace(track, phase="normal", severity=None, bad=0, good=0, flips=(), last=None, flapping=False)
    return Step(calm, ("close",) if track.is_open else ())


def track_to_json(track: Track) -> dict[str, Any]:
    """A track as the database keeps it."""
    return {**asdict(track), "flips": list(track.flips)}


def track_from_json(stored: Mapping[str, Any]) -> Track:
    """A track as it was before `track_to_json`."""
    return Track(**{**stored, "flips": tuple(stored["flips"])})


def _counted(track: Track, event: Event) -> Track:
    readings = track.readings + 1
    if event == "between":
        return replace(track, readings=readings)
    is_flip = track.last is not None and event != track.last
    flips = (*track.flips, readings) if is_flip else track.flips
    recent = tuple(one for one in flips if one > readings - FLAPPING_WINDOW)
    return replace(track, readings=readings, flips=recent, last=event)


def _when_normal(track: Track, event: Event, severity: Severity, paging: Paging) -> Step:
    if event != "bad":
        return Step(track)
    bad = track.bad + 1
    if bad >= paging.for_readings:
        return _fired(track, severity)
    return Step(replace(track, phase="pending", severity=severity, bad=bad))


def _when_pending(track: Track, event: Event, severity: Severity, paging: Paging) -> Step:
    if event == "good":
        return Step(replace(track, phase="normal", severity=None, bad=0))
    return _when_normal(track, event, severity, paging)


def _when_open(track: Track, event: Event, severity: Severity, paging: Paging) -> Step:
    if event == "bad":
        return _still_bad(track, severity)
    if event == "between":
        return Step(track)
    good = track.good + 1
    keep = max(STEADY_READINGS, paging.keep_readings) if track.flapping else paging.keep_readings
    if good < keep:
        return Step(replace(track, phase="recovering", good=good))
    flips = () if track.flapping else track.flips  # that trouble is over; what comes is a new one
    return Step(replace(track, phase="normal", severity=None, good=0, flips=flips, flapping=False), ("resolve",))


_ON_READING = {"normal": _when_normal, "pending": _when_pending, "firing": _when_open, "recovering": _when_open}


def _fired(track: Track, severity: Severity) -> Step:
    return Step(replace(track, phase="firing", severity=severity, bad=0, good=0), ("fire",))


def _still_bad(track: Track, severity: Severity) -> Step:
    worse = track.severity == "amber" and severity == "red"
    after = replace(track, phase="firing", severity="red" if worse else track.severity, good=0)
    return Step(after, ("escalate",) if worse else ())


def _with_flapping(step: Step) -> Step:
    """Flapping begins and ends while an incident is open: of one that never fired nobody was told."""
    track = step.track
    if not track.is_open:
        return step
    if not track.flapping and len(track.flips) >= FLAPPING_FLIPS:
        return Step(replace(track, flapping=True), (*step.changes, "flapping"))
    if track.flapping and track.readings - max(track.flips, default=0) >= STEADY_READINGS:
        return Step(replace(track, flapping=False, flips=()), (*step.changes, "steady"))
    return step
