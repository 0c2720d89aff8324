"""The search finds what it is for: with one rule of the engine or of the courier broken on purpose, it soon finds a violation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase

from alert_machine.floor import Floor
from alert_machine.searching import search, searched_floor
from heartbeat.readings.alerts import outbox
from heartbeat.readings.alerts.sending import truth
from heartbeat.readings.board import read_board
from heartbeat.readings.incidents import engine, notices, rows
from heartbeat.readings.incidents.release import release
from heartbeat.readings.passing_time import due
from heartbeat.rules.alerts.fate import ENDS, outdated
from heartbeat.rules.alerts.routing import Target
from postgres_fixtures import Cluster

pytestmark = pytest.mark.slow

_PEOPLE = ("act", "silence", "end_silence", "edit_owner", "edit_line", "verify", "deploy")
_REST = ("slow_sender", "source", "swing", "worker_dies", "compare")
_BEATS, _SENDERS = ("measure", "publish"), ("claim", "transmit", "finish", "sender_dies")
_ONE_OPEN = "create unique index incident_one_open on heartbeat.incident (dedup_key) where state <> 'closed'"


@pytest.fixture(scope="module")
def floor(cluster: Cluster) -> Iterator[Floor]:
    with searched_floor(cluster) as found:
        yield found


def assert_found(floor: Floor, message: str, *, without: tuple[str, ...], steps: int = 30) -> None:
    """Within few sequences, always the same ones."""
    quick: dict[str, Any] = {"derandomize": True, "database": None, "phases": [Phase.generate]}
    with pytest.raises(AssertionError, match=message):
        search(floor, examples=1800 // steps, steps=steps, without=without, **quick)


def replace(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, old: str, new: str) -> None:
    """Change a statement that a module has read."""
    assert old in module._SQL[name]
    monkeypatch.setattr(module, "_SQL", {**module._SQL, name: module._SQL[name].replace(old, new)})


def test_a_sender_that_comes_too_late_and_is_heard(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hold_sent", "note_content"):
        replace(monkeypatch, outbox, name, "and fence = %(fence)s and state = 'sending'", "and %(fence)s > 0")
    assert_found(
        floor, "arrived|arrives|goes where|is still|for ever|nobody tells", without=(*_PEOPLE, *_REST, "measure", "publish")
    )


def test_messages_of_one_incident_beside_one_another(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outbox._SQL["next_message"]
    order = whole[whole.index("   and not exists") : whole.index(" order by m.message_id")]
    replace(monkeypatch, outbox, "next_message", order, "")
    rest = ("compare", "source", "worker_dies", "beat", "swing", "time_passes")
    assert_found(floor, "nobody tells|arrives after", without=(*_PEOPLE, *rest, *_BEATS, *_SENDERS), steps=6)


def test_a_gate_that_nobody_heeds(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "gate_of", lambda _state, _owner: None)
    kept = tuple(name for name in _PEOPLE if name not in ("edit_owner", "verify"))
    assert_found(floor, "is sent though m_", without=(*kept, *_REST, *_BEATS, *_SENDERS))


def test_messages_that_do_not_wait_for_their_board(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell_at_once(connection: Any, incident: Any, kind: Any, telling: Any) -> None:
        notices.tell(connection, incident, kind, telling)
        board = read_board(connection)
        release(connection, (board.version, board.document.get("metrics", ())), [incident.subject], now=telling.occasion.now)

    monkeypatch.setattr(engine, "tell", tell_at_once)
    assert_found(floor, "before", without=(*_PEOPLE, *_REST))


def test_an_end_that_is_told_everywhere(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = (Target("ops"), Target("chat"))
    monkeypatch.setattr(notices, "told_lanes", lambda _connection, _incident: everywhere)
    monkeypatch.setattr(truth, "outdated", lambda one: None if one.kind in ENDS else outdated(one))
    assert_found(floor, "goes where nothing was told", without=(*_PEOPLE, *_REST))


def test_two_incidents_for_one_key(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch, rows, "lock_open", "state <> 'closed'", "state <> 'closed' and false")
    floor.superuser.execute("drop index heartbeat.incident_one_open")
    try:
        assert_found(floor, "open", without=(*_PEOPLE, *_REST))
    finally:
        floor.sweep()
        floor.superuser.execute(_ONE_OPEN)


def test_what_is_outdated_and_sent(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truth, "outdated", lambda _one: None)
    assert_found(floor, "is newer|has ended|goes where", without=(*_PEOPLE, *_REST))


def test_time_that_does_not_wait_for_a_board(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch, due, "read_due", "and t.board_version is null)", "and false)")
    replace(monkeypatch, due, "read_due", "and i.state = 'firing'", "and i.state <> 'closed'")
    assert_found(floor, "the tile of", without=(*_PEOPLE, *_REST, *_SENDERS))
