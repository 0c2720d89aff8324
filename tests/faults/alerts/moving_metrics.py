"""A company whose numbers are moved by a script, and people who edit, acknowledge and snooze beside it.

All numbers lie in one table of a Postgres source and are replaced in one transaction, each with the number of that step in its
decimals: what was computed of two steps shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import HeartbeatError
from heartbeat.readings import beats
from heartbeat.readings.alerts.inbox.acts.incident import acknowledge, release
from heartbeat.readings.alerts.inbox.acts.silences import AskedSilence, end_silence, make_silence
from heartbeat.readings.amend import amend
from heartbeat.readings.registry import deploy
from signed import SECRET

STEPS_PER_UNIT = 100_000
NORM, ALERT = 30.0, 60.0
GOOD, BETWEEN, AMBER, BAD = 5, 28, 45, 90
OWNERS = ("ada@example.com", "bob@example.com", "eva@example.com")
_WAYS: Mapping[str, tuple[int, ...]] = {
    "calm": (GOOD,),
    "breach": (GOOD, BAD, BAD, BAD, BAD, BAD),
    "clear": (BAD, GOOD, GOOD, GOOD),
    "flap": (BAD, GOOD, BAD, GOOD),
    "climb": (GOOD, AMBER, AMBER, BAD, BETWEEN, GOOD, GOOD),
    "tremble": (BETWEEN, BAD, BETWEEN, BAD),
}

_HEARTBEAT_YAML = """
name: Moving house
timezone: Europe/Berlin
schedule: {{beat: "0 0 1 1 *"}}
operators: [ops@example.com]
people:
  ada@example.com: {{channels: [hook]}}
  bob@example.com: {{channels: [chat]}}
  eva@example.com: {{channels: [hook, chat]}}
alerts:
  channels:
    hook: {{kind: webhook, url: '{address}/hook', secret: '${{HOOK_SECRET}}'}}
    chat: {{kind: slack, url: '${{CHAT_URL}}'}}
    pager: {{kind: webhook, url: '{address}/pager', secret: '${{HOOK_SECRET}}'}}
  routes: {{default: [hook]}}
  escalation: [{{after: 1m, channels: [pager]}}]
  digest: off
  page_budget: 1000
  allow_private_hosts: [127.0.0.1]
"""
_METRIC = """/*
name: Metric {number}
code: M{number:03}
period: snapshot
unit: count
direction: down
norm_value: 30
alert_value: 60
{more}description: For tests.
how_to_read: For tests.
methodology: For tests.
sources: [shop_public.levels]
*/
-- value
select value from shop_public.levels where metric_id = 'm_{number:02}';
"""
_MANNERS = ("", "page_on: amber\n", "for: 2\n", "keep: 3\n", "for: 2\npage_on: amber\n")


@dataclass
class MovingMetrics:
    """The workspace over its source. `rng` decides what moves and what people do."""

    database: Database
    source_url: str
    folder: Path
    rng: random.Random
    count: int
    step: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    _coming: dict[str, list[int]] = field(default_factory=dict)

    @property
    def metric_ids(self) -> tuple[str, ...]:
        return tuple(f"m_{number:02}" for number in range(self.count))

    def open(self, address: str) -> Mapping[str, str]:
        """Fill the source and deploy, with channels at a receiver; returns what a worker needs in its environment."""
        with psycopg.connect(self.source_url, autocommit=True) as source:
            source.execute("create table levels (metric_id text primary key, value double precision not null)")
        self._write(address)
        self.move()
        with self.database.connect(Role.CONFIG) as connection:
            deploy(connection, load_workspace(self.folder).workspace, now=database_clock(connection)())
        for number, metric_id in enumerate(self.metric_ids):
            if number % 6 != 5:
                self._amend(metric_id, {"verification_state": "verified"})
        return {"SHOP_URL": self.source_url, "HOOK_SECRET": SECRET, "CHAT_URL": f"{address}/chat"}

    def move(self) -> None:
        """One step: every metric goes on in its way, or chooses another."""
        self.step += 1
        for metric_id in self.metric_ids:
            if not self._coming.get(metric_id):
                self._coming[metric_id] = list(_WAYS[self.rng.choice(tuple(_WAYS))])
        self._write_levels({metric_id: coming.pop(0) for metric_id, coming in self._coming.items()})

    def settle(self) -> None:
        """A step after which nothing moves any more: one half is good for good, the other bad."""
        self.step += 1
        self._write_levels({metric_id: BAD if number % 2 else GOOD for number, metric_id in enumerate(self.metric_ids)})

    def ask(self) -> None:
        """Ask for a beat as the browser does."""
        with self.database.connect(Role.APP, autocommit=True) as connection:
            beats.request(connection, "all", trigger="ui", ingest=True, now=database_clock(connection)())

    def act(self) -> None:
        """Have somebody do something; what makes no sense any more is refused, as it should be."""
        act = self.rng.choice((self._edit, self._edit, self._verify, self._own, self._acknowledge, self._snooze, self._wake))
        with suppress(HeartbeatError):
            act()
            self.acts[act.__name__.strip("_")] += 1

    def quiet_down(self) -> None:
        """End what people have asked to be kept back, so that in the end everything is told that should be."""
        for silence_id in self._silences():
            self._end_silence(silence_id)

    def _write(self, address: str) -> None:
        for folder in ("sources", "metrics"):
            (self.folder / folder).mkdir(parents=True)
        (self.folder / "heartbeat.yaml").write_text(_HEARTBEAT_YAML.format(address=address))
        (self.folder / "sources" / "shop.yaml").write_text("kind: postgres\nurl: ${SHOP_URL}\nschemas: [public]\n")
        for number, metric_id in enumerate(self.metric_ids):
            owner = "" if number % 7 == 6 else f"owner: {OWNERS[number % 3]}\n"
            text = _METRIC.format(number=number, more=owner + _MANNERS[number % len(_MANNERS)])
            (self.folder / "metrics" / f"{metric_id}.sql").write_text(text)

    def _write_levels(self, levels: Mapping[str, int]) -> None:
        rows = [(metric_id, level + self.step / STEPS_PER_UNIT) for metric_id, level in levels.items()]
        with psycopg.connect(self.source_url) as source, source.cursor() as cursor:
            cursor.execute("delete from levels")
            cursor.executemany("insert into levels values (%s, %s)", rows)

    def _edit(self) -> None:
        alert = self.rng.choice((ALERT, ALERT, 95.0, 40.0))
        self._amend(self._any(), {"alert_value": alert, "norm_value": NORM})

    def _verify(self) -> None:
        self._amend(self._any(), {"verification_state": self.rng.choice(("verified", "verified", "unverified"))})

    def _own(self) -> None:
        self._amend(self._any(), {"owner": self.rng.choice((*OWNERS, *OWNERS, None))})

    def _acknowledge(self) -> None:
        found = self._read("select incident_id from heartbeat.incident where shown_state in ('firing', 'recovering') order by 1")
        if found:
            act = self.rng.choice((acknowledge, acknowledge, release))
            incident_id = self.rng.choice(found)[0]
            self._by_app(lambda connection, now: act(connection, incident_id, by="Eva", now=now))

    def _snooze(self) -> None:
        matcher, seconds = {"metric_id": self._any()}, self.rng.choice((3, 20, 300))

        def snooze(connection: psycopg.Connection[Any], now: Any) -> None:
            asked = AskedSilence("snooze", matcher, "it is known", ends_at=now + timedelta(seconds=seconds))
            make_silence(connection, asked, by="Eva", now=now)

        self._by_app(snooze)

    def _wake(self) -> None:
        found = self._silences()
        if found:
            self._end_silence(self.rng.choice(found))

    def _end_silence(self, silence_id: int) -> None:
        self._by_app(lambda connection, now: end_silence(connection, silence_id, by="Eva", now=now))

    def _silences(self) -> list[int]:
        query = "select silence_id from heartbeat.silence where ended_at is null and ends_at > now() order by 1"
        return [silence_id for (silence_id,) in self._read(query)]

    def _any(self) -> str:
        return self.rng.choice(self.metric_ids)

    def _amend(self, metric_id: str, changes: Mapping[str, object]) -> None:
        self._by_app(lambda connection, now: amend(connection, metric_id, changes, changed_by="Eva", reason=None, now=now))

    def _by_app(self, todo: Callable[[psycopg.Connection[Any], Any], object]) -> None:
        with self.database.connect(Role.APP, autocommit=True) as connection:
            todo(connection, database_clock(connection)())

    def _read(self, query: str) -> list[Any]:
        with self.database.connect(Role.APP, autocommit=True) as connection:
            return connection.execute(query).fetchall()
