"""The promises of alerts, held against the recorded history of a run and what came to the channels.

Each function yields what breaks one of them, in words; nothing when it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from faults.alerts.history import Attempt, Course, History, lane_of, numbers_of
from faults.alerts.moody_channels import Told

ENDS = frozenset({"resolve", "close"})
TOLD_CHANGES = frozenset({"fire", "escalate", "resolve", "close", "flapping", "owed", "remind", "step"})
END_STATES = frozenset({"delivered", "ambiguous", "superseded", "suppressed", "dead", "digest"})
_SLACK = 0.1  # seconds between what a claim has seen and its statement that we date it by


def not_lost(history: History) -> Iterator[str]:
    """I2: each transition that is told has an end that can be looked up, on each lane; nothing waits in the end."""
    rows: Mapping[tuple[int, int], list[Course]] = defaultdict(list)
    for course in history.outbox:
        row = course.last
        rows[row["incident_id"], row["seq"]].append(course)
        if row["state"] not in END_STATES:
            yield f"row {row['outbox_id']} of #{row['incident_id']}.{row['seq']} ({row['kind']}) is still {row['state']}"
    for course in history.courses["incident_transition"].values():
        transition = course.last
        number = transition["incident_id"], transition["seq"]
        if transition["board_version"] is None:
            yield f"transition {transition['change']} of #{number[0]}.{number[1]} was never published"
        if transition["change"] in TOLD_CHANGES and not rows[number]:
            is_end = transition["change"] in ("resolve", "close")
            if not is_end or _was_told_before(history, *number):
                yield f"{transition['change']} of #{number[0]}.{number[1]} was told to nobody"


def _was_told_before(history: History, incident_id: int, seq: int) -> bool:
    return any(
        course.last["incident_id"] == incident_id
        and course.last["seq"] < seq
        and course.last["kind"] not in ENDS
        and course.last["state"] in ("delivered", "ambiguous")
        for course in history.outbox
    )


def kept_what_it_says(history: History) -> Iterator[str]:
    """I2 from outside: what is called delivered came; what came is called delivered, or ambiguous."""
    for place, course in history.by_number.items():
        row, taken = course.last, history.taken.get(place, [])
        name = f"#{row['incident_id']}.{row['seq']} on {row['channel']}"
        if row["state"] == "delivered" and not taken:
            yield f"{name} is called delivered and never came"
        if taken and row["state"] not in ("delivered", "ambiguous"):
            yield f"{name} came and is called {row['state']} ({row['reason']})"
    for place in history.taken:
        if place not in history.by_number:
            yield f"#{place[1][0]}.{place[1][1]} came to {place[0]} and no row tells it"


def true_when_sent(history: History) -> Iterator[str]:
    """I1: what came is what was claimed, and that was the newest published truth when it was claimed."""
    for told in history.told:
        attempt = history.attempt_of(told) if told.numbers else None
        if attempt is None:
            yield f"{sorted(told.numbers)} came to {told.channel} and nobody had claimed it"
            continue
        yield from _as_claimed(history, told, attempt)
    for attempts in history.attempts.values():
        for attempt in attempts:
            for course in history.of_message.get(attempt.message_id, ()):
                if course.last["outbox_id"] in attempt.claimed:
                    yield from _true_at(history, course, attempt)


def _as_claimed(history: History, told: Told, attempt: Attempt) -> Iterator[str]:
    courses = [one for one in history.of_message[attempt.message_id] if one.last["outbox_id"] in attempt.claimed]
    if told.numbers != numbers_of(courses):
        yield f"message {attempt.message_id} told {sorted(told.numbers)} and {sorted(numbers_of(courses))} was claimed"
    if told.webhook_id not in (None, f"hb-{attempt.message_id}"):
        yield f"message {attempt.message_id} came as {told.webhook_id}"
    for course in courses:
        released = history.released.get(course.last["outbox_id"])
        if released is None or released > told.at:
            yield f"message {attempt.message_id} came before the board that shows its cause"


def _true_at(history: History, course: Course, attempt: Attempt) -> Iterator[str]:
    row, seen = course.last, attempt.at - _SLACK
    name = f"message {attempt.message_id} told #{row['incident_id']}.{row['seq']} ({row['kind']})"
    newer = [other for other in history.lanes[lane_of(row)] if other.last["seq"] > row["seq"]]
    if any(history.released.get(other.last["outbox_id"], seen) < seen for other in newer):
        yield f"{name} although a newer one was released"
    before, now = (history.incident(row["incident_id"]).at(moment) for moment in (seen, attempt.committed))
    if row["kind"] in ENDS and (now is None or now["shown_state"] != "closed"):
        yield f"{name} while the board showed it as {now and now['shown_state']}"
    if row["kind"] not in ENDS and before is not None and before["shown_state"] == "closed":
        yield f"{name} after the board had shown its end"


def told_nobody_who_may_not_hear(history: History) -> Iterator[str]:
    """I5: no message of a metric that may not page, or that was snoozed, when it was written."""
    for course in history.outbox:
        row, made = course.last, course.times[0]
        incident = history.incident(row["incident_id"]).last
        if incident["kind"] != "threshold" or row["kind"] in ENDS or course.first(state="queued") is None:
            continue
        gate = history.gate_at(incident["subject"], made)
        if gate is not None:
            yield f"#{row['incident_id']}.{row['seq']} ({row['kind']}) was let go although {incident['subject']} is {gate}"


def one_incident_for_a_key(history: History) -> Iterator[str]:
    """I3: at no moment are two incidents of one key open."""
    is_open: dict[str, int] = {}
    for event in history.events:
        if event.source != "incident":
            continue
        key, incident_id = event.row["dedup_key"], event.row["incident_id"]
        if event.row["state"] == "closed":
            if is_open.get(key) == incident_id:
                del is_open[key]
        elif is_open.setdefault(key, incident_id) != incident_id:
            yield f"incident {incident_id} was open beside {is_open[key]}"


def in_order(history: History) -> Iterator[str]:
    """I4: of one incident on one lane what happened first came first."""
    for lane, courses in history.lanes.items():
        came = [
            (moment, course.last["seq"])
            for course in courses
            for moment in history.taken.get((lane[1], (lane[0], course.last["seq"])), ())
        ]
        seqs = [seq for _, seq in sorted(came)]
        if seqs != sorted(seqs):
            yield f"incident {lane[0]} came to {lane[1]} in the order {seqs}"


def few_duplicates(history: History) -> Iterator[str]:
    """I9: what came more than once came no more often than tries of it had no clear answer."""
    for message_id, times in history.came.items():
        if times - 1 > history.ambiguous.get(message_id, 0):
            yield f"message {message_id} came {times} times, of {history.ambiguous.get(message_id, 0)} ambiguous attempts"


def ends_are_told(history: History) -> Iterator[str]:
    """From outside: whoever was told of an incident that is over has heard of its end, unless that channel refused it."""
    for (incident_id, channel, recipient), courses in history.lanes.items():
        came = [one for one in courses if history.taken.get((channel, (incident_id, one.last["seq"])))]
        if history.incident(incident_id).last["state"] != "closed" or not came:
            continue
        ends = [one.last for one in courses if one.last["kind"] in ENDS]
        if not any(row["state"] in ("delivered", "ambiguous", "dead") for row in ends):
            yield f"{channel} {recipient} was told of incident {incident_id} and never of its end"


LOST: tuple[Callable[[History], Iterator[str]], ...] = (not_lost, kept_what_it_says, ends_are_told)
FALSE: tuple[Callable[[History], Iterator[str]], ...] = (true_when_sent, told_nobody_who_may_not_hear)
BESIDES: tuple[Callable[[History], Iterator[str]], ...] = (one_incident_for_a_key, in_order, few_duplicates)
