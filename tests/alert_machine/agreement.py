"""Whether screen, API and message say the same: every value of one that another has as well is compared, and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from psycopg.rows import dict_row

from alert_machine.floor import Floor
from heartbeat.readings.alerts.inbox.listing import WantedIncidents, read_inbox
from heartbeat.readings.metric_page import read_edited
from heartbeat.rules.alerts.wording.message import word
from heartbeat.rules.alerts.wording.model import Item, Manner

_OF_METRIC = ("metric_id", "code", "name", "area", "owner", "verification_state", "status", "reason", "owner_name")
_SAID = ("text", "change", "typical")


class Somewhere(Protocol):
    """Where a board is read, and when."""

    floor: Floor
    now: Any


@dataclass
class Agreement:
    """How many values were compared, and those that differ: where, what the one says, what the other."""

    compared: int = 0
    messages: int = 0
    found: list[str] = field(default_factory=list)

    def compare(self, world: Any, metric_ids: list[str] | None = None) -> None:
        """All that the present board shows: each metric's page, the inbox, and each message that was released with it."""
        board = world.look()
        entries = {entry["metric_id"]: entry for entry in board.get("metrics", ())}
        for metric_id in entries if metric_ids is None else metric_ids:
            page = read_edited(world.floor.app, metric_id)["metric"]
            self._same(f"page of {metric_id}", entries[metric_id], page)
        inbox = read_inbox(world.floor.app, WantedIncidents(), now=world.now)
        self._equal("version", world.versions[-1], inbox["board_version"])
        for incident in inbox["incidents"]:
            if incident["kind"] == "threshold" and incident["metric"] is not None:
                self._incident(entries[incident["metric"]["metric_id"]], incident)
        for row in self._rows(world, inbox["board_version"]):
            self._message(entries.get(row["subject"]), row)

    def _incident(self, entry: Mapping[str, Any], incident: Mapping[str, Any]) -> None:
        where, metric, mark = f"incident {incident['incident_id']}", incident["metric"], entry["incident"] or {}
        for name in _OF_METRIC:
            self._equal(f"{where} {name}", entry.get(name), metric[name])
        self._equal(f"{where} text", entry["display"]["text"], metric["text"])
        for name, there in (("id", "incident_id"), ("state", "state"), ("severity", "severity"), ("acked_by", "acked_by")):
            self._equal(f"{where} {name}", mark.get(name), incident[there])
        line = {"alert_crossed": "alert", "norm_crossed": "norm"}.get(entry["reason"])
        if line is not None:
            self._holds(f"{where} line", metric["line"]["text"], entry["display"][line])  # 'max 10' on the tile

    def _message(self, entry: Mapping[str, Any] | None, row: Mapping[str, Any]) -> None:
        payload, where = row["payload"], f"{row['kind']} #{row['incident_id']}.{row['seq']}"
        told = payload["entry"]
        if row["about"] != "threshold" or entry is None or told is None:
            return
        self.messages += 1
        self._same(where, {name: value for name, value in entry.items() if name != "spark"}, told)
        text = word("single", [Item(row["kind"], row["severity"], payload)], Manner("UTC"))
        shown = " ".join(text.body.split())
        self._holds(f"{where} in words", " ".join(entry["display"]["text"].split()), shown)
        line = {"alert_crossed": "alert", "norm_crossed": "norm"}.get(entry["reason"])
        if line is not None and row["kind"] not in ("resolve", "close"):
            self._holds(f"{where} line in words", " ".join(entry["display"][line].split()), shown)

    def _rows(self, world: Any, version: int) -> list[dict[str, Any]]:
        query = """select o.*, i.kind as about, i.subject from heartbeat.outbox o join heartbeat.incident i using (incident_id)
                    where o.board_version = %s and o.state <> 'suppressed'"""
        with world.floor.superuser.cursor(row_factory=dict_row) as cursor:
            rows: list[dict[str, Any]] = cursor.execute(query, [version]).fetchall()
        return rows

    def _same(self, where: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
        here, there = dict(_leaves(one)), dict(_leaves(other))
        for name in here.keys() | there.keys():
            self._equal(f"{where} {name}", here.get(name), there.get(name))

    def _equal(self, where: str, one: object, other: object) -> None:
        self.compared += 1
        if one != other:
            self.found.append(f"{where}: {one!r} and {other!r}")

    def _holds(self, where: str, part: str, whole: str) -> None:
        self.compared += 1
        if part not in whole:
            self.found.append(f"{where}: no {part!r} in {whole!r}")


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, f"{name}.{key}")
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from _leaves(part, f"{name}.{place}")
    else:
        yield name, value
