"""Laws of the life of an incident, over whatever readings, edits and ends may come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from hypothesis import assume, given
from hypothesis import strategies as st

from heartbeat.rules.alerts.paging import Event, Paging
from heartbeat.rules.alerts.track import (
    FLAPPING_FLIPS,
    FLAPPING_WINDOW,
    STEADY_READINGS,
    Change,
    Severity,
    Step,
    Track,
    after_edit,
    after_reading,
    ended,
    track_from_json,
    track_to_json,
)

Act = tuple[Literal["reading", "edit", "end"], Event, Severity, Paging]
LONGEST_KEEP = 15
EVENTS: tuple[Event, ...] = ("bad", "between", "good")
SEVERITIES: tuple[Severity, ...] = ("red", "amber")

events = st.sampled_from(EVENTS)
severities = st.sampled_from(SEVERITIES)
pagings = st.builds(
    lambda for_readings, keep: Paging(for_readings=for_readings, keep_readings=keep),
    st.integers(1, 4),
    st.integers(1, LONGEST_KEEP),
)
readings = st.tuples(st.just("reading"), events, severities, pagings)
edits = st.tuples(st.just("edit"), events, severities, pagings)
ends = st.tuples(st.just("end"), events, severities, pagings)
acts = st.lists(st.one_of(readings, readings, readings, edits, ends), max_size=120)
turning = events.filter(lambda event: event != "between")
turns = st.lists(st.tuples(turning, st.integers(1, 8)), max_size=30)
"""Stretches of bad and of good readings: flapping is rare among events that are drawn one by one."""


def step(track: Track, act: Act) -> Step:
    what, event, severity, paging = act
    if what == "end":
        return ended(track)
    return (after_reading if what == "reading" else after_edit)(track, event, severity, paging)


def walk(sequence: Sequence[Act], track: Track | None = None) -> list[tuple[Act, Track, Step]]:
    """Each act with the track before it and what came of it."""
    now, taken = track or Track(), []
    for act in sequence:
        after = step(now, act)
        taken.append((act, now, after))
        now = after.track
    return taken


def changes(sequence: Sequence[Act]) -> list[Change]:
    return [change for _, _, after in walk(sequence) for change in after.changes]


def read(event: Event, paging: Paging | None = None, severity: Severity = "red") -> Act:
    return ("reading", event, severity, paging or Paging())


@st.composite
def stretches(draw: st.DrawFn) -> list[Act]:
    paging = draw(pagings)
    return [read(event, paging) for event, length in draw(turns) for _ in range(length)]


lives = st.one_of(acts, stretches())


@given(lives)
def test_an_incident_fires_once_and_ends_once(sequence: list[Act]) -> None:
    told = [change for change in changes(sequence) if change in ("fire", "resolve", "close")]
    assert told[:1] in ([], ["fire"])
    assert all((first == "fire") != (second == "fire") for first, second in pairwise(told))


@given(lives)
def test_whatever_is_told_is_told_of_an_open_incident(sequence: list[Act]) -> None:
    for _, before, after in walk(sequence):
        is_open = before.is_open
        for change in after.changes:
            assert is_open == (change != "fire")
            is_open = change not in ("resolve", "close")
        assert after.track.is_open == is_open


@given(lives)
def test_an_incident_has_a_severity_that_only_rises(sequence: list[Act]) -> None:
    for _, before, after in walk(sequence):
        assert (after.track.severity is None) == (after.track.phase == "normal")
        rose = (before.severity, after.track.severity) == ("amber", "red") and before.is_open and after.track.is_open
        assert rose == ("escalate" in after.changes)
        if before.is_open and after.track.is_open and not rose:
            assert before.severity == after.track.severity


@given(lives)
def test_flapping_is_told_once_until_it_ends(sequence: list[Act]) -> None:
    is_flapping = False
    for _, _, after in walk(sequence):
        for change in after.changes:
            if change in ("flapping", "steady"):
                assert is_flapping == (change == "steady")
            is_flapping = change == "flapping" or (is_flapping and change not in ("steady", "resolve", "close"))
        assert after.track.flapping == is_flapping


@given(lives)
def test_flapping_takes_enough_flips_that_came_since_the_last_trouble_was_over(sequence: list[Act]) -> None:
    flips: list[int] = []  # the readings at which it turned
    for act, before, after in walk(sequence):
        if act[0] == "reading" and before.last and act[1] not in ("between", before.last):
            flips.append(after.track.readings)
        if "flapping" in after.changes:
            recent = [one for one in flips if one > after.track.readings - FLAPPING_WINDOW]
            assert len(recent) >= FLAPPING_FLIPS
        if "steady" in after.changes or "close" in after.changes or (before.flapping and "resolve" in after.changes):
            flips = []


@given(lives)
def test_between_the_lines_nothing_moves(sequence: list[Act]) -> None:
    for (what, event, _, _), before, after in walk(sequence):
        if what != "end" and event == "between":
            assert set(after.changes) <= {"steady"}
            same = replace(after.track, readings=before.readings, flapping=before.flapping, flips=before.flips)
            assert same == before


@given(lives)
def test_a_track_is_kept_as_it_is_and_stays_small(sequence: list[Act]) -> None:
    for _, _, after in walk(sequence):
        track = after.track
        stored = json.dumps(track_to_json(track))
        assert track_from_json(json.loads(stored)) == track
        assert len(stored) < 400
        assert len(track.flips) <= FLAPPING_WINDOW
        assert 0 <= track.bad < 4
        assert 0 <= track.good < max(LONGEST_KEEP, STEADY_READINGS)


@given(lives)
def test_only_readings_are_counted(sequence: list[Act]) -> None:
    for (what, _, _, _), before, after in walk(sequence):
        assert after.track.readings == before.readings + (what == "reading")
        if what != "reading":
            assert after.track.bad in (0, before.bad)
            assert after.track.good in (0, before.good)
            assert set(after.track.flips) <= set(before.flips)


@given(lives, st.integers(2, 4), st.lists(st.tuples(events, severities), max_size=20))
def test_no_number_of_edits_makes_up_for_a_reading(
    sequence: list[Act], for_readings: int, edited: list[tuple[Event, Severity]]
) -> None:
    *_, (_, _, last) = walk([*sequence, read("between")])
    assume(not last.track.is_open)
    paging = Paging(for_readings=for_readings)
    acts: list[Act] = [("edit", event, severity, paging) for event, severity in edited]
    assert not any(after.changes for _, _, after in walk(acts, last.track))
    fresh = walk([*acts, *[read("bad", paging)] * for_readings])
    assert [after.changes for _, _, after in fresh[len(acts) :]] == [()] * (for_readings - 1) + [("fire",)]


@given(lives, severities, pagings)
def test_an_edit_by_which_the_value_is_good_ends_it(sequence: list[Act], severity: Severity, paging: Paging) -> None:
    *_, (_, before, after) = walk([*sequence, ("edit", "good", severity, paging)])
    assert after.changes == (("close",) if before.is_open else ())
    assert after.track == Track(readings=before.readings)


@given(lives, severities)
def test_an_edit_by_which_the_value_is_bad_fires_at_once_where_one_reading_does(sequence: list[Act], severity: Severity) -> None:
    *_, (_, before, after) = walk([*sequence, ("edit", "bad", severity, Paging())])
    assert after.track.phase == "firing"
    assert ("fire" in after.changes) != before.is_open


@given(turning, st.integers(1, 4), st.integers(2, LONGEST_KEEP))
def test_a_value_that_turns_with_every_reading_tells_two_things(first: Event, needed: int, keep: int) -> None:
    paging = Paging(for_readings=needed, keep_readings=keep)
    other: Event = "good" if first == "bad" else "bad"
    told = changes([read(event, paging) for event in (first, other) * 24])
    assert told == (["fire", "flapping"] if needed == 1 else [])


@given(lives, st.integers(1, LONGEST_KEEP))
def test_good_readings_without_end_resolve(sequence: list[Act], keep: int) -> None:
    paging = Paging(keep_readings=keep)
    enough = max(STEADY_READINGS, keep) + 1
    *_, (_, _, after) = walk([*sequence, *[read("good", paging)] * enough])
    assert after.track.phase == "normal"
    assert not after.track.flapping


@given(st.integers(1, 4), st.integers(1, LONGEST_KEEP), severities)
def test_a_plain_trouble_is_told_when_it_comes_and_when_it_goes(needed: int, keep: int, severity: Severity) -> None:
    paging = Paging(for_readings=needed, keep_readings=keep)
    bad = walk([read("bad", paging, severity)] * (needed + 30))
    assert [number for number, (_, _, after) in enumerate(bad, 1) if after.changes] == [needed]
    good = walk([read("good", paging)] * (keep + 30), bad[-1][2].track)
    assert [number for number, (_, _, after) in enumerate(good, 1) if after.changes] == [keep]
