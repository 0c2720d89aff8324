"""What filled days change of a metric that stands still."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from heartbeat.db import Database
from heartbeat.definitions.model import Typical
from heartbeat.readings.commit import read_states
from heartbeat.readings.past.days import Basis, HistoryPoint, write_filled
from heartbeat.readings.past.typical import publish_past, renew_typical
from integration.readings.small_house import NOON, apply, beat, metric, rows, tiles, worker, workspace

DAY = timedelta(days=1)
BY_ITSELF: dict[str, Any] = {"norm_value": None, "alert_value": None, "typical": Typical(30, "both")}


def fill(database: Database, values: list[float], *, skip: int = 0) -> None:
    with worker(database) as connection:
        points = [HistoryPoint(date(2026, 6, 10) - back * DAY, value, None, NOON) for back, value in enumerate(values, 1 + skip)]
        write_filled(connection, "delays", points, basis=Basis("v1:a", "Europe/Berlin"), overwrite_observed=False)


def changes(database: Database) -> list[tuple[Any, ...]]:
    return rows(
        database, "select status_from, status_to, cause, board_version is not null from heartbeat.status_change order by id"
    )


def test_a_backfill_changes_a_status_by_typical_and_says_so(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", **BY_ITSELF)))
    beat(database, {"delays": 150})
    fill(database, [100.0 + day % 2 for day in range(20)])
    with worker(database) as connection:
        version = publish_past(connection, "delays", now=NOON + DAY)
    assert changes(database) == [(None, "green", "reading", True), ("green", "red", "typical", True)]
    tile = tiles(database)["delays"]
    assert (tile["status"], tile["reason"], tile["typical"]["n"], tile["since"]) == (
        "red",
        "typical_2s",
        20,
        "2026-06-11T12:00:00Z",
    )
    assert len(tile["spark"]) == 21
    assert rows(database, "select version from heartbeat.board") == [(version,)]


def test_the_daily_tick_judges_what_stands_still_and_shows_it_once(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", **BY_ITSELF), metric("others", "OTHE", **BY_ITSELF)))
    beat(database, {"delays": 150, "others": 1})
    fill(database, [100.0 + day % 2 for day in range(20)])
    before = rows(database, "select version from heartbeat.board")[0][0]
    with worker(database) as connection:
        assert renew_typical(connection, now=NOON + DAY) == ("delays",)
        assert renew_typical(connection, now=NOON + 2 * DAY) == ()
    assert rows(database, "select version from heartbeat.board") == [(before + 1,)]
    assert tiles(database)["delays"]["status"] == "red"
    assert changes(database)[-1] == ("green", "red", "typical", True)


def test_lines_come_before_typical(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", norm_value=500.0, alert_value=1000.0, typical=Typical(30, "both"))))
    beat(database, {"delays": 600})
    fill(database, [100.0 + day % 2 for day in range(20)])
    with worker(database) as connection:
        publish_past(connection, "delays", now=NOON + DAY)
        assert read_states(connection)["delays"].typical is not None
    assert (tiles(database)["delays"]["status"], tiles(database)["delays"]["reason"]) == ("amber", "norm_crossed")
    assert len(changes(database)) == 1


@pytest.mark.parametrize(
    ("past", "since"), [([600.0, 700.0, 600.0], "2026-06-06T22:00:00Z"), ([1.0, 700.0], "2026-06-10T12:00:00Z")]
)
def test_since_is_led_back_through_the_filled_days(database: Database, past: list[float], since: str) -> None:
    apply(database, workspace(metric("delays", "DELA", norm_value=500.0, alert_value=1000.0)))
    beat(database, {"delays": 600})
    fill(database, past)
    with worker(database) as connection:
        publish_past(connection, "delays", now=NOON + DAY)
    tile = tiles(database)["delays"]
    assert (tile["since"], tile["changed"]) == (since, None)


def test_since_of_a_status_that_the_wall_saw_change_stays(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", norm_value=500.0, alert_value=1000.0)))
    beat(database, {"delays": 1}, now=NOON - DAY)
    beat(database, {"delays": 600})
    fill(database, [600.0, 600.0], skip=1)
    with worker(database) as connection:
        publish_past(connection, "delays", now=NOON + DAY)
    assert tiles(database)["delays"]["since"] == "2026-06-10T12:00:00Z"


def test_before_the_first_board_filled_days_wait_for_it(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", **BY_ITSELF)))
    fill(database, [100.0])
    with worker(database) as connection:
        assert publish_past(connection, "delays", now=NOON) == 0
    beat(database, {"delays": 100})
    assert len(tiles(database)["delays"]["spark"]) == 2
