"""What must hold of every history of alerts: I1 to I10 of the design, each with its sentence, and what follows from them.

I7 (no value from rows of a load that was not published whole) is about loads: `tests/faults/test_kill_loads.py` and
`tests/integration/ingest` hold it. The half of I10 that knows when tables were read is held by `tests/integration/beat`; here is
what of it a beat tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from alert_machine.post import TELLING, Lane, PostOffice, Try
from alert_machine.world import World

ENDS = frozenset({"resolve", "close"})
_CAUSES: Mapping[str, frozenset[str]] = {
    "fire": frozenset({"fire", "owed"}),
    **{kind: frozenset({kind}) for kind in ("escalate", "resolve", "close", "flapping", "remind", "step")},
}
_ENDED = frozenset({"delivered", "ambiguous", "dead", "superseded", "suppressed"})


def rows_of(world: World, query: str, *values: Any) -> list[dict[str, Any]]:
    with world.connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, values).fetchall()


def i1_is_a_transition_and_the_newest(world: World, taken: Try) -> None:
    """Each delivered message equals a transition row and was the newest at send start."""
    query = (
        "select change, severity, incident_id, seq, board_version from heartbeat.incident_transition where incident_id = any(%s)"
    )
    found = rows_of(world, query, [row["incident_id"] for row in taken.rows])
    by_number = {(one["incident_id"], one["seq"], one["change"]): one for one in found}
    for row in taken.rows:
        causes = [by_number.get((row["incident_id"], row["seq"], change)) for change in _CAUSES[row["kind"]]]
        cause = next((one for one in causes if one is not None), None)
        assert cause is not None, f"no transition tells {_named(row)}"
        assert cause["severity"] == row["severity"], f"{_named(row)} is {row['severity']}, its cause {cause['severity']}"
        assert cause["board_version"] is not None, f"{_named(row)} is sent before any board shows its cause"
        assert row["newest"] == row["seq"], f"{_named(row)} is sent though {row['newest']} is newer"
        assert row["kind"] in ENDS or row["shown_state"] != "closed", f"{_named(row)} is sent of what has ended"


def i2_everything_ends(world: World) -> None:
    """Each notifiable transition ends delivered, superseded, suppressed(reason) or dead."""
    told = "select t.incident_id, t.seq, t.change from heartbeat.incident_transition t where t.change = any(%s) and not exists "
    same = "(select from heartbeat.outbox o where o.incident_id = t.incident_id and o.seq = t.seq)"
    assert rows_of(world, told + same, ["fire", "escalate", "flapping", "owed", "remind", "step"]) == [], "nobody was told"
    rows = rows_of(
        world, "select o.*, m.state as message_state from heartbeat.outbox o left join heartbeat.message m using (message_id)"
    )
    for row in rows:
        assert row["state"] in _ENDED, f"{_named(row)} is still {row['state']} ({row['message_state']})"
        assert row["state"] != "suppressed" or row["reason"], f"{_named(row)} was suppressed without a reason"
    waiting = rows_of(world, "select message_id, state from heartbeat.message where state in ('queued', 'sending', 'retry')")
    assert waiting == [], "a message waits for ever"


def i3_one_open_incident(world: World) -> None:
    """At most one open incident per key."""
    query = "select kind, subject from heartbeat.incident where state <> 'closed' group by 1, 2 having count(*) > 1"
    assert rows_of(world, query) == [], "two incidents of one key are open"


def i4_in_order(office: PostOffice) -> None:
    """Per (incident, channel) seqs are delivered in order."""
    last: dict[tuple[int, Lane], int] = {}
    for taken in office.arrivals:
        for row in taken.rows:
            key = (row["incident_id"], taken.lane)
            assert row["seq"] >= last.get(key, 0), f"{_named(row)} arrives after {last[key]}"
            last[key] = row["seq"]


def i5_may_page(taken: Try) -> None:
    """No message for a metric that may not page."""
    for row in taken.rows:
        if row["about"] == "threshold" and row["kind"] not in ENDS:
            is_open = row["verification_state"] == "verified" and row["owner"] is not None
            assert is_open, f"{_named(row)} is sent though {row['subject']} is {row['verification_state']}, {row['owner']}"


def i6_the_board_came_first(world: World, taken: Try) -> None:
    """No message leaves before the board that shows its cause; and what it says of the metric, that board says."""
    for row in taken.rows:
        version = row["board_version"]
        assert version is not None, f"{_named(row)} leaves before its board"
        assert version <= row["shown_version"], f"{_named(row)} leaves before its board"
        entry = row["payload"]["entry"]
        if entry is None or version not in world.boards:
            continue
        shown = {one["metric_id"]: one for one in world.boards[version]["metrics"]}[row["subject"]]
        assert entry == {name: value for name, value in shown.items() if name != "spark"}, f"{_named(row)} and its board"


def i6_versions_never_go_back(world: World) -> None:
    """Every screen read equals one published board, `board_version` never goes back for a client."""
    assert world.versions == sorted(world.versions)


def i8_files(world: World) -> None:
    """Config columns equal the files at the recorded hash."""
    query = "select metric_id, content_hash, definition_hash, page_on, for_readings, keep_readings from heartbeat.metric_registry"
    for row in rows_of(world, query):
        declared = world.declared[row["metric_id"]]
        assert row == {name: getattr(declared, name) for name in row}


def i9_duplicates(world: World, office: PostOffice) -> None:
    """Duplicates <= ambiguous attempts."""
    unsure = Counter(taken.claimed.message_id for taken in office.tries if _is_unsure(taken))
    for message_id, times in Counter(taken.claimed.message_id for taken in office.arrivals).items():
        assert times - 1 <= unsure[message_id], f"message {message_id} arrived {times} times, unsure {unsure[message_id]} times"
    told = Counter((taken.lane, number) for taken in office.arrivals for number in taken.numbers())
    excused = Counter((taken.lane, number) for taken in office.tries if _is_unsure(taken) for number in taken.numbers())
    for key, times in told.items():
        assert times - 1 <= excused[key], f"{key} arrived {times} times"


def i10_no_newer_than_its_rows(world: World) -> None:
    """Every number's `source_as_of` is no newer than the oldest `checked_at` of the tables it reads."""
    for entry in world.look().get("metrics", ()):
        if entry["source_as_of"] is not None:
            assert datetime.fromisoformat(entry["source_as_of"]) in world.measured_as_of
            assert datetime.fromisoformat(entry["source_as_of"]) <= world.now


def fires_once(world: World, office: PostOffice) -> None:
    """At most one fire per incident and lane for each time that it became or may be told, where nothing was unsure."""
    query = (
        "select incident_id, count(*) as causes from heartbeat.incident_transition where change in ('fire', 'owed') group by 1"
    )
    causes = {row["incident_id"]: row["causes"] for row in rows_of(world, query)}
    unsure = {(taken.lane, row["incident_id"]) for taken in office.tries if _is_unsure(taken) for row in taken.rows}
    fires = Counter((taken.lane, row["incident_id"]) for taken in office.arrivals for row in taken.rows if row["kind"] == "fire")
    for key, times in fires.items():
        assert key in unsure or times <= causes[key[1]], f"{times} fires of incident {key[1]} on {key[0]}"


def no_end_without_a_beginning(office: PostOffice, taken: Try) -> None:
    """A resolve goes only where the fire was delivered or ambiguous."""
    for row in taken.rows:
        if row["kind"] in ENDS:
            earlier = _tellings(office, row["incident_id"], taken)
            assert any(one.may_have_arrived for one in earlier), f"{_named(row)} goes where nothing was told"


def who_was_told_hears_the_end(world: World, office: PostOffice) -> None:
    """Whoever was told of an incident hears its end, unless that could not be delivered."""
    query = """select incident_id, channel, recipient from heartbeat.outbox
                where kind in ('resolve', 'close') and state <> 'superseded'"""
    heard = {(row["incident_id"], (row["channel"], row["recipient"])) for row in rows_of(world, query)}
    closed = {row["incident_id"] for row in rows_of(world, "select incident_id from heartbeat.incident where state = 'closed'")}
    for taken in office.tries:
        if taken.finished and taken.outcome == "delivered":
            for row in taken.rows:
                told = (row["incident_id"], taken.lane)
                is_untold = row["kind"] in TELLING and row["incident_id"] in closed and told not in heard
                assert not is_untold, f"nobody tells {taken.lane} that incident {row['incident_id']} is over"


def screens_agree_with_incidents(world: World) -> None:
    """The incident that a tile shows is the one that the inbox shows, and one that is open and shown is on a tile."""
    query = """select subject, incident_id as id, shown_state as state, shown_severity as severity from heartbeat.incident
                where kind = 'threshold' and shown_seq is not null and shown_state <> 'closed'"""
    known = {row.pop("subject"): row for row in rows_of(world, query)}
    for entry in world.look().get("metrics", ()):
        found = entry["incident"]
        shown = None if found is None else {name: found[name] for name in ("id", "state", "severity")}
        assert shown == known.get(entry["metric_id"]), f"the tile of {entry['metric_id']} says {shown}"


def transitions_are_judged_alike(world: World) -> None:
    """The stored evidence of every transition, judged again, says the same."""
    from heartbeat.rules.alerts.replay import judge_evidence

    for row in rows_of(world, "select transition_id, change, evidence from heartbeat.incident_transition"):
        assert not judge_evidence(row["evidence"]), f"transition {row['transition_id']} ({row['change']})"


def _tellings(office: PostOffice, incident_id: int, until: Try) -> Iterator[Try]:
    for taken in office.tries:
        if taken is until:
            return
        if taken.lane == until.lane and any(row["incident_id"] == incident_id and row["kind"] in TELLING for row in taken.rows):
            yield taken


def _is_unsure(taken: Try) -> bool:
    return not taken.finished or taken.outcome == "ambiguous"


def _named(row: Mapping[str, Any]) -> str:
    return f"{row['kind']} #{row['incident_id']}.{row['seq']}"
