"""What happened to alerts, as it was recorded: for the invariants."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from faults.alerts.moody_channels import Number, Told
from faults.alerts.recorder import Event, recorded

Row = Mapping[str, Any]
Lane = tuple[int, str, str]
"""An incident on a recipient of a channel."""


@dataclass(frozen=True)
class Course:
    """All that one row has been, oldest first; as it could be seen at a moment."""

    times: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def at(self, moment: float) -> Row | None:
        """The row as of what was committed until then."""
        place = bisect_right(self.times, moment)
        return self.rows[place - 1] if place else None

    @property
    def last(self) -> Row:
        return self.rows[-1]

    def first(self, **wanted: Any) -> float | None:
        """When a column had a value for the first time."""
        for moment, row in zip(self.times, self.rows, strict=True):
            if all(row[name] == value for name, value in wanted.items()):
                return moment
        return None


@dataclass(frozen=True)
class Attempt:
    """One claim of a message. `began` and `at` are of the claim before its commit."""

    message_id: int
    fence: int
    began: float
    at: float
    committed: float
    claimed: frozenset[int]  # rows of the outbox that were still true


@dataclass
class History:
    """The recording of one run, and what came to the channels."""

    superuser_url: str
    told: Sequence[Told]

    @cached_property
    def events(self) -> list[Event]:
        return [event for event in recorded(self.superuser_url) if event.source != "board"]

    @cached_property
    def courses(self) -> Mapping[str, Mapping[str, Course]]:
        """By table and key; of attempts the key is the message's, so they are in `attempts`."""
        found: dict[str, dict[str, Course]] = defaultdict(lambda: defaultdict(Course))
        for event in self.events:
            course = found[event.source][event.key]
            course.times.append(event.committed)
            course.rows.append(event.row)
        return found

    @cached_property
    def outbox(self) -> Sequence[Course]:
        return [course for _, course in sorted(self.courses["outbox"].items(), key=lambda one: int(one[0]))]

    @cached_property
    def released(self) -> Mapping[int, float]:
        """When each row of the outbox could be sent for the first time."""
        found = {course.last["outbox_id"]: course.first(state="queued") for course in self.outbox}
        return {outbox_id: moment for outbox_id, moment in found.items() if moment is not None}

    @cached_property
    def lanes(self) -> Mapping[Lane, Sequence[Course]]:
        found: dict[Lane, list[Course]] = defaultdict(list)
        for course in self.outbox:
            found[lane_of(course.last)].append(course)
        return found

    @cached_property
    def of_message(self) -> Mapping[int, Sequence[Course]]:
        found: dict[int, list[Course]] = defaultdict(list)
        for course in self.outbox:
            if course.last["message_id"] is not None:
                found[course.last["message_id"]].append(course)
        return found

    @cached_property
    def attempts(self) -> Mapping[int, Sequence[Attempt]]:
        """By message, in their order."""
        found: dict[int, list[Attempt]] = defaultdict(list)
        for event in self.events:
            if event.source == "delivery_attempt" and event.is_new:
                message_id = event.row["message_id"]
                claimed = frozenset(
                    course.last["outbox_id"]
                    for course in self.of_message.get(message_id, ())
                    if (row := course.at(event.committed)) is not None and row["state"] == "queued"
                )
                found[message_id].append(Attempt(message_id, event.row["fence"], event.began, event.at, event.committed, claimed))
        return found

    @cached_property
    def ambiguous(self) -> Mapping[int, int]:
        """Attempts without a clear answer, by message."""
        found: dict[tuple[int, int], str | None] = {}
        for event in self.events:
            if event.source == "delivery_attempt":
                found[event.row["message_id"], event.row["fence"]] = event.row["outcome"]
        counted: dict[int, int] = defaultdict(int)
        for (message_id, _), outcome in found.items():
            counted[message_id] += outcome == "ambiguous"
        return counted

    @cached_property
    def by_number(self) -> Mapping[tuple[str, Number], Course]:
        return {
            (row["channel"], (row["incident_id"], row["seq"])): course
            for course in self.outbox
            if (row := course.last)["channel"]
        }

    @cached_property
    def taken(self) -> Mapping[tuple[str, Number], list[float]]:
        """When each row was taken by its channel."""
        found: dict[tuple[str, Number], list[float]] = defaultdict(list)
        for told in self.told:
            for number in told.numbers if told.taken else ():
                found[told.channel, number].append(told.at)
        return found

    @cached_property
    def came(self) -> Counter[int]:
        """How often each message was taken."""
        found = (self.attempt_of(told) for told in self.told if told.taken and told.numbers)
        return Counter(attempt.message_id for attempt in found if attempt is not None)

    def attempt_of(self, told: Told) -> Attempt | None:
        """The claim in whose name something was sent."""
        messages = {
            course.last["message_id"] for number in told.numbers if (course := self.by_number.get((told.channel, number)))
        }
        if len(messages) != 1:
            return None
        attempts = self.attempts.get(messages.pop(), ())
        place = bisect_left([attempt.committed for attempt in attempts], told.at)
        return attempts[place - 1] if place else None

    def incident(self, incident_id: int) -> Course:
        return self.courses["incident"][str(incident_id)]

    def gate_at(self, metric_id: str, moment: float) -> str | None:
        """Why a metric may not page as of a moment."""
        row = self.courses["metric_registry"][metric_id].at(moment)
        if row is None or row["verification_state"] != "verified":
            return "unverified"
        return None if row["owner"] else "no_owner"


def lane_of(row: Row) -> Lane:
    return row["incident_id"], row["channel"], row["recipient"]


def numbers_of(courses: Iterable[Course]) -> frozenset[Number]:
    return frozenset((course.last["incident_id"], course.last["seq"]) for course in courses)
