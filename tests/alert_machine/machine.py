"""The machine that looks for a sequence of events after which alerts do not hold: all that can happen, in any order."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alert_machine import invariants
from alert_machine.agreement import Agreement
from alert_machine.floor import Floor
from alert_machine.post import PostOffice, Try
from alert_machine.world import ADA, BOB, HOUR, IDS, METRICS, MINUTE, Found, World
from heartbeat.errors import HeartbeatError
from heartbeat.readings.alerts.inbox.acts.incident import acknowledge, release
from heartbeat.readings.alerts.inbox.acts.silences import AskedSilence, end_silence, make_silence
from heartbeat.readings.alerts.outbox import due_channels
from heartbeat.readings.passing_time.tick import tick

KINDS = ("red", "red", "amber", "between", "green", "green", "no_data", "error", "few")
SPANS = (MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, 25 * HOUR, timedelta(days=8))
STEP_HOURS = 3  # at the end, where nothing new happens
CALM_HOURS = 27
PATIENCE_HOURS = 130  # a day of tries for each channel in turn, and nights

metric_ids = st.sampled_from(IDS)
swings = st.lists(st.sampled_from(("red", "green")), min_size=2, max_size=6)
channels = st.sampled_from(("ops", "chat"))
found = st.builds(Found, st.sampled_from(KINDS), st.sampled_from((False, False, False, True)))
readings = st.dictionaries(metric_ids, found, min_size=1)
outcomes = st.sampled_from(("delivered", "delivered", "delivered", "retry", "ambiguous", "dead"))


class AlertMachine(RuleBasedStateMachine):
    """One workspace with two channels, one of them shared; everything by the functions that do it in earnest."""

    floor: ClassVar[Floor]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.floor)
        self.office = PostOffice(self.world)
        self.agreement = Agreement()
        self.ending = "delivered"

    @initialize(budget=st.sampled_from((1.0, 100.0, 100.0)), ending=st.sampled_from(("delivered",) * 6 + ("retry", "dead")))
    def begin(self, budget: float, ending: str) -> None:
        """The rules of this sequence, and how channels answer at its end."""
        self.ending = ending
        self.world.page_budget = budget
        self.world.deploy()

    @rule(values=readings)
    def beat(self, values: dict[str, Found]) -> None:
        """A whole beat; where one runs, it ends with this."""
        self.world.measure(values)
        self.world.publish()

    @rule(kinds=swings, metric_id=metric_ids)
    def swing(self, kinds: list[str], metric_id: str) -> None:
        """Several beats of one metric, as it takes to flap."""
        self.world.swing(metric_id, kinds)

    @rule(values=readings)
    def measure(self, values: dict[str, Found]) -> None:
        """A beat commits, and has not published yet."""
        self.world.measure(values)

    @precondition(lambda self: self.world.running is not None)
    @rule()
    def publish(self) -> None:
        self.world.publish()

    @precondition(lambda self: self.world.running is not None)
    @rule()
    def worker_dies(self) -> None:
        self.world.die()

    @rule(fails=st.booleans())
    def source(self, *, fails: bool) -> None:
        """From now on the source fails, or works."""
        self.world.source_fails = fails

    @rule(metric_id=metric_ids, alert=st.sampled_from((10.0, 6.0, 20.0)))
    def edit_line(self, metric_id: str, alert: float) -> None:
        self.world.edit(metric_id, alert_value=alert)

    @rule(metric_id=metric_ids, owner=st.sampled_from((ADA, BOB, None)))
    def edit_owner(self, metric_id: str, owner: str | None) -> None:
        self.world.edit(metric_id, owner=owner)

    @rule(metric_id=metric_ids, state=st.sampled_from(("verified", "verified", "unverified")))
    def verify(self, metric_id: str, state: str) -> None:
        self.world.edit(metric_id, verification_state=state)

    @rule(metric_id=metric_ids, what=st.sampled_from(("retire", "definition", "lines")))
    def deploy(self, metric_id: str, what: str) -> None:
        """A file goes or comes back, or says something else."""
        declared, number = self.world.declared, self.world.deploys
        before = dict(declared)
        if metric_id not in declared:
            declared[metric_id] = next(one for one in METRICS if one.metric_id == metric_id)
        elif what == "retire" and len(declared) > 1:
            del declared[metric_id]
        elif what == "definition":
            declared[metric_id] = replace(declared[metric_id], definition_hash=f"v1:{number}", content_hash=f"c{number}")
        else:
            declared[metric_id] = replace(declared[metric_id], alert_value=8.0 + number % 5, content_hash=f"c{number}")
        if not self.world.deploy():
            self.world.declared = before

    @rule(act=st.sampled_from((acknowledge, release)), place=st.integers(0, 3))
    def act(self, act: object, place: int) -> None:
        """Somebody is on an incident, or is not any more."""
        query = "select incident_id from heartbeat.incident order by incident_id desc offset %s limit 1"
        for row in invariants.rows_of(self.world, query, place):
            with contextlib.suppress(HeartbeatError):
                act(self.world.floor.app, row["incident_id"], by="Grace", now=self.world.now)  # type: ignore[operator]
        self.world.look()

    @rule(metric_id=metric_ids, kind=st.sampled_from(("snooze", "silence", "mute")), hours=st.integers(1, 30))
    def silence(self, metric_id: str, kind: str, hours: int) -> None:
        ends_at = None if kind == "mute" else self.world.now + hours * HOUR
        asked = AskedSilence(kind, {"metric_id": metric_id}, "at work", ends_at=ends_at)
        with contextlib.suppress(HeartbeatError):
            make_silence(self.world.floor.app, asked, by="Grace", now=self.world.now)
        self.world.look()

    @rule()
    def end_silence(self) -> None:
        for row in invariants.rows_of(self.world, "select max(silence_id) as id from heartbeat.silence where ended_at is null"):
            with contextlib.suppress(HeartbeatError):
                end_silence(self.world.floor.app, row["id"] or 0, by="Grace", now=self.world.now)
        self.world.look()

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        """A worker looks at the clock, once and, since another does so as well, once more."""
        self.world.pass_time(span)
        for _ in range(2):
            tick(self.world.floor.worker, self.world.rules, now=self.world.now)

    @rule(channel=channels)
    def claim(self, channel: str) -> None:
        """A sender takes a message, and is slow."""
        self.take(channel)

    @precondition(lambda self: self.office.hands)
    @rule(place=st.integers(0, 5), arrives=st.booleans())
    def transmit(self, place: int, *, arrives: bool) -> None:
        """A sender sends, however long ago it took the message."""
        taken = self.office.hands[place % len(self.office.hands)]
        if not taken.noted:
            self.office.transmit(taken, arrives=arrives)

    @precondition(lambda self: self.office.hands)
    @rule(place=st.integers(0, 5), outcome=outcomes)
    def finish(self, place: int, outcome: str) -> None:
        """A sender tells what it knows: of what arrived not that it failed, nor of what did not that it was delivered."""
        taken = self.office.hands[place % len(self.office.hands)]
        if taken.noted:
            self.office.finish(taken, _honest(taken, outcome))

    @precondition(lambda self: self.office.hands)
    @rule(place=st.integers(0, 5))
    def sender_dies(self, place: int) -> None:
        self.office.die(self.office.hands[place % len(self.office.hands)])

    @rule(outcome=outcomes)
    def send(self, outcome: str) -> None:
        """All that is due goes out, and each is answered alike."""
        for channel in due_channels(self.world.floor.worker, now=self.world.now):
            while (taken := self.take(channel)) is not None:
                self.office.transmit(taken, arrives=outcome == "delivered")
                if taken in self.office.hands:
                    self.office.finish(taken, outcome)

    @rule(kinds=swings, metric_id=metric_ids, outcome=outcomes)
    def slow_sender(self, kinds: list[str], metric_id: str, outcome: str) -> None:
        """A sender is at what has just happened while beats go on and others send all that may be sent beside it."""
        self.world.swing(metric_id, ["red"])
        taken = self.take("ops")
        self.world.swing(metric_id, kinds)
        self.send("delivered")
        if taken in self.office.hands:
            self.office.transmit(taken, arrives=outcome == "delivered")
        if taken in self.office.hands:
            self.office.finish(taken, outcome)

    @rule()
    def compare(self) -> None:
        """Screen, API and messages say the same."""
        self.agreement.compare(self.world)
        assert self.agreement.found == [], self.agreement.found

    def take(self, channel: str) -> Try | None:
        """Claim, and see whether what was claimed may be sent."""
        taken = self.office.claim(channel)
        if taken is not None:
            invariants.i1_is_a_transition_and_the_newest(self.world, taken)
            invariants.i5_may_page(taken)
            invariants.i6_the_board_came_first(self.world, taken)
            invariants.no_end_without_a_beginning(self.office, taken)
        return taken

    @invariant()
    def holds(self) -> None:
        invariants.i3_one_open_incident(self.world)
        invariants.screens_agree_with_incidents(self.world)
        invariants.i10_no_newer_than_its_rows(self.world)

    def teardown(self) -> None:
        """The world becomes calm, and in the end everything has an end that can be looked up."""
        self.calm()
        self.judge()
        self.done.update(sequences=1, tries=len(self.office.tries), arrivals=len(self.office.arrivals))
        self.done.update(boards=len(self.world.boards), comparisons=self.agreement.compared)

    def calm(self) -> None:
        """No more readings; a day for what is owed and for the digest, and then as long as patience lasts for what was begun."""
        self.office.hands.clear()
        if self.world.running is None:
            self.world.measure({})
        self.world.publish()
        for _ in range(0, CALM_HOURS, STEP_HOURS):
            self.world.pass_time(STEP_HOURS * HOUR)
            tick(self.world.floor.worker, self.world.rules, now=self.world.now)
            self.send(self.ending)
        for _ in range(0, 24 if self.ending == "delivered" else PATIENCE_HOURS, STEP_HOURS):
            self.world.pass_time(STEP_HOURS * HOUR)
            self.send(self.ending)

    def judge(self) -> None:
        """All that is to be seen only from the end."""
        invariants.i2_everything_ends(self.world)
        invariants.i4_in_order(self.office)
        invariants.i6_versions_never_go_back(self.world)
        invariants.i8_files(self.world)
        invariants.i9_duplicates(self.world, self.office)
        invariants.fires_once(self.world, self.office)
        invariants.who_was_told_hears_the_end(self.world, self.office)
        invariants.transitions_are_judged_alike(self.world)


def _honest(taken: Try, outcome: str) -> str:
    if taken.arrived_at is not None and outcome in ("retry", "dead"):
        return "ambiguous"
    return "ambiguous" if taken.arrived_at is None and outcome == "delivered" else outcome
