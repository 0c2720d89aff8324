"""`heartbeat backtest` as a person runs it: the table, the JSON, and what is refused."""

from __future__ import annotations

import json

from forked import Answer
from heartbeat.db import Database
from integration.app.test_backtest import deployed, fill
from integration.cli.command import heartbeat


def backtest(database: Database, *arguments: str) -> Answer:
    environment = {f"HEARTBEAT_DB_{role.value.upper()}_URL": url for role, url in database.urls.items()}
    environment |= {"HEARTBEAT_DATABASE_URL": next(iter(database.urls.values())), "HEARTBEAT_ROLE_PREFIX": database.prefix}
    return heartbeat("backtest", *arguments, environment=environment)


def row(answer: Answer, label: str) -> list[str]:
    """The three cells of a row of the table."""
    line = next(line for line in answer.out.splitlines() if line.startswith(label))
    return [cell.strip() for cell in line[len(label) :].split("  ") if cell.strip()]


def test_the_lines_of_now_and_those_proposed_stand_side_by_side(database: Database) -> None:
    deployed(database)
    fill(database, [3.0] * 380 + [8, 8, 12, 3, 3, 8, 3.0])
    now = backtest(database, "delays")
    then = backtest(database, "delays", "--alert-value", "7", "--norm-value", "none")
    assert (now.code, then.code) == (0, 0), now.err + then.err
    assert row(now, "red days") == ["1", "1", "1"]
    assert row(then, "red days") == ["1 → 4"] * 3
    assert row(then, "amber days") == ["3 → 0"] * 3
    assert row(then, "pages  ") == ["1 → 2"] * 3
    assert "alert_value  10 → 7\n" in then.out
    assert "norm_value   5 → none\n" in then.out
    assert "With no norm_value and alert_value 7 this would have been red on 4 of the last 90 days, 2 pages" in then.out
    assert "It is unverified, so as it stands it pages nobody." in then.out
    more_rows = backtest(database, "delays", "--min-n", "5")
    assert row(more_rows, "days to judge nothing by") == ["0 → 30", "0 → 90", "0 → 365"]
    assert row(more_rows, "  over too few rows") == ["0 → 30", "0 → 90", "0 → 365"]
    assert "days to judge nothing by" not in then.out
    assert "backfill" not in then.out  # the history is as long as the windows


def test_it_answers_programs_as_the_api_does(database: Database) -> None:
    deployed(database)
    fill(database, [3.0, 12.0])
    answer = backtest(database, "delays", "--json", "--page-on", "amber")
    told = json.loads(answer.out)
    assert (answer.code, told["present"]["page_on"], told["proposed"]["page_on"]) == (0, "red", "amber")
    assert [window["red"] for window in told["proposed"]["windows"]] == [1, 1, 1]


def test_what_is_wrong_is_told_before_anything_is_printed(database: Database) -> None:
    deployed(database)
    contradicting = backtest(database, "delays", "--alert-value", "4")
    unknown = backtest(database, "delay")
    assert (contradicting.code, contradicting.out) == (1, "")
    assert "norm_value 5 must not be above alert_value 4" in contradicting.err
    assert (unknown.code, "metric-not-found" in unknown.err) == (1, True)


def test_a_history_that_is_not_there_is_told_without_a_table(database: Database) -> None:
    deployed(database)
    answer = backtest(database, "delays")
    assert answer.code == 0
    assert "red days" not in answer.out
    assert (
        "There is no history of its definition yet; `heartbeat backfill delays` fills up to 400, as far as the data reach back."
        in answer.out
    )
