"""The life of a threshold incident, reading by reading: `b` bad, `r` bad and red, `-` between the lines, `g` good."""

from __future__ import annotations

import pytest

from heartbeat.rules.alerts.paging import Event, Paging
from heartbeat.rules.alerts.track import Severity, Track, after_edit, after_reading, ended

_EVENTS: dict[str, Event] = {"b": "bad", "r": "bad", "-": "between", "g": "good"}


def told(signs: str, paging: Paging, track: Track | None = None) -> tuple[str, Track]:
    """What is told, with the number of the reading, and the track at the end."""
    track, words = track or Track(), []
    for number, sign in enumerate(signs, 1):
        severity: Severity = "red" if sign == "r" else "amber"
        step = after_reading(track, _EVENTS[sign], severity, paging)
        track = step.track
        words += [f"{change} {number}" for change in step.changes]
    return ", ".join(words), track


@pytest.mark.parametrize(
    ("signs", "paging", "words"),
    [
        ("gggg", Paging(), ""),
        ("b", Paging(), "fire 1"),
        ("bbbb", Paging(), "fire 1"),
        ("bg", Paging(), "fire 1"),
        ("bgg", Paging(), "fire 1, resolve 3"),
        ("bgbgg", Paging(), "fire 1, resolve 5"),
        ("bg-g", Paging(), "fire 1, resolve 4"),
        ("b----", Paging(), "fire 1"),
        ("bg", Paging(keep_readings=1), "fire 1, resolve 2"),
        ("bbg", Paging(for_readings=3), ""),
        ("bbb", Paging(for_readings=3), "fire 3"),
        ("bb-b", Paging(for_readings=3), "fire 4"),
        ("bbgbbb", Paging(for_readings=3), "fire 6"),
        ("br", Paging(), "fire 1, escalate 2"),
        ("rbr", Paging(), "fire 1"),
        ("bgr", Paging(), "fire 1, escalate 3"),
        ("br", Paging(for_readings=2), "fire 2"),
        ("bggrgg", Paging(), "fire 1, resolve 3, fire 4, resolve 6"),
    ],
)
def test_what_is_told_reading_by_reading(signs: str, paging: Paging, words: str) -> None:
    assert told(signs, paging)[0] == words


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        ("bg" * 24, "fire 1, flapping 5"),
        ("bgbgb" + "g" * 12, "fire 1, flapping 5, resolve 17"),
        ("bgbgb" + "b" * 12 + "gg", "fire 1, flapping 5, steady 17, resolve 19"),
        ("bgbgb" + "-" * 12, "fire 1, flapping 5, steady 17"),
        ("bgg" * 16, "fire 1, resolve 3, fire 4, resolve 6, fire 7, flapping 7"),
        ("bbgg" * 12, "fire 1, resolve 4, fire 5, resolve 8, fire 9, flapping 9"),
        (("b" * 8 + "g" * 8) * 3, "fire 1, resolve 10, fire 17, resolve 26, fire 33, resolve 42"),
    ],
)
def test_flapping_is_one_trouble(signs: str, words: str) -> None:
    assert told(signs, Paging())[0] == words


def test_what_comes_after_flapping_is_over_is_a_new_trouble() -> None:
    signs = "bgbgb" + "g" * 12 + "b"
    assert told(signs, Paging())[0] == "fire 1, flapping 5, resolve 17, fire 18"


def test_flapping_never_shortens_what_a_metric_asks_for() -> None:
    assert told("bgbgb" + "g" * 19, Paging(keep_readings=20))[0] == "fire 1, flapping 5, steady 18"
    assert told("bgbgb" + "g" * 20, Paging(keep_readings=20))[0] == "fire 1, flapping 5, steady 18, resolve 25"


def test_an_edit_is_no_reading() -> None:
    paging = Paging(for_readings=2)
    _, track = told("gb", paging)
    edited = after_edit(after_edit(track, "bad", "red", paging).track, "bad", "red", paging)
    assert edited.changes == ()
    assert (edited.track.phase, edited.track.bad, edited.track.readings) == ("pending", 1, 2)
    assert told("b", paging, edited.track)[0] == "fire 1"
    fresh = after_edit(Track(), "bad", "red", paging).track
    assert told("bb", paging, fresh)[0] == "fire 2"


def test_an_edit_judges_at_once() -> None:
    fired = after_edit(Track(), "bad", "amber", Paging())
    assert fired.changes == ("fire",)
    assert after_edit(fired.track, "bad", "red", Paging()).changes == ("escalate",)
    assert after_edit(fired.track, "between", "red", Paging()).track == fired.track
    assert after_edit(fired.track, "good", "red", Paging()).changes == ("close",)


def test_an_edit_is_no_flip() -> None:
    _, good = told("g", Paging())
    fired = after_edit(good, "bad", "red", Paging())
    assert told("b", Paging(), fired.track)[1].flips == ()
    assert told("g", Paging(), fired.track)[1].flips == (2,)


def test_what_is_ended_by_a_person_begins_anew() -> None:
    _, track = told("bgbgb", Paging())
    step = ended(track)
    assert step.changes == ("close",)
    assert step.track == Track(readings=5)
    assert ended(step.track).changes == ()
    assert told("bg", Paging(), step.track)[0] == "fire 1"
