"""What all incidents of one answer share: the moment, the deployed rules, the board, and what nobody wants to be told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.board import Board, read_board
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.readings.tiles.tile import Entry
from heartbeat.rules.alerts.silences import Quieting, Silence
from heartbeat.rules.numbers import Style, value_text
from heartbeat.rules.status import Lines

SQL = load_statements("heartbeat.readings", "queries/inbox.sql")

_LINE_OF_REASON = {"alert_crossed": "alert_value", "norm_crossed": "norm_value", "typical_2s": "typical", "typical_1s": "typical"}


def silence_of(row: Mapping[str, Any]) -> Silence:
    """A silence as the rules know it."""
    return Silence(row["silence_id"], row["kind"], row["matcher"], row["starts_at"], row["ends_at"])


@dataclass(frozen=True)
class Scene:
    """The moment and the rules by which incidents are shown. `silences` are rows in force or ahead."""

    now: datetime
    settings: WorkspaceSettings
    rules: AlertRules
    board: Board
    silences: Sequence[Mapping[str, Any]]

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The metrics of the board by id."""
        return {entry["metric_id"]: entry for entry in self.board.document.get("metrics", ())}

    @cached_property
    def quieting(self) -> Quieting:
        """The silences in force."""
        return Quieting(silence for row in self.silences if (silence := silence_of(row)).is_in_force(self.now))

    def style_of(self, metric: Mapping[str, Any]) -> Style:
        """How numbers of a metric are written: one with `unit` and `decimals`."""
        return Style(metric["unit"], metric["decimals"], self.settings.currency, self.settings.locale)


def read_scene(connection: psycopg.Connection[Any], now: datetime) -> Scene:
    """The scene as it is published."""
    settings = settings_or_defaults(connection)
    silences = read_all(connection, "read_silences", {"now": now})
    return Scene(now, settings, rules_of(settings), read_board(connection), silences)


def read_all(connection: psycopg.Connection[Any], statement: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement of the inbox."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SQL[statement], asked).fetchall()


def crossed_line(scene: Scene, entry: Entry, severity: str) -> dict[str, str] | None:
    """The line that a value is beyond, or by the severity of its incident was, as people read it."""
    name = _LINE_OF_REASON.get(entry["reason"])
    if name is None:
        wanted = ("alert_value", "norm_value") if severity == "red" else ("norm_value", "alert_value")
        name = next((line for line in wanted if entry[line] is not None), "typical")
    if name != "typical":
        text = entry["display"]["alert" if name == "alert_value" else "norm"]
        return None if text is None else {"name": name, "text": text}
    if entry["typical"] is None:
        return None
    usual = value_text(entry["typical"]["mean"], scene.style_of(entry), Lines(entry["direction"]))
    return {"name": name, "text": f"usually {usual}"}
