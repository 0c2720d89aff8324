"""`heartbeat cuts …` over a database of the test: what is printed, what is kept, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forked import Answer
from heartbeat.db import Database, Role
from integration.app.audited import declare_cut, declare_page
from integration.cli.command import heartbeat
from integration.measure.cut_site import cut_of
from integration.readings.small_house import apply, metric, workspace

BARS = 'return {"unit": "count", "bars": [{"label": window.key, "value": 12}], "note": "Only cards."}'


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("payments", "P-1")))
    declare_page(database, "revenue")
    return database


def cuts(house: Database, *arguments: str | Path, **more: str) -> Answer:
    urls = {f"HEARTBEAT_DB_{role.name}_URL": url for role, url in house.urls.items()}
    environment = {**urls, "HEARTBEAT_DATABASE_URL": next(iter(house.urls.values())), "HEARTBEAT_ROLE_PREFIX": house.prefix}
    return heartbeat("cuts", *arguments, environment=environment | more)


def declare(house: Database, cut_id: str, body: str = BARS) -> None:
    declare_cut(house, cut_id, "revenue", module=cut_of(body).text, owner="rasa@example.com")


def test_without_a_cut_it_says_how_one_comes_about(house: Database) -> None:
    for arguments in ([], ["list"], ["run"]):
        answer = cuts(house, *arguments)
        assert answer.code == 0, answer.err
        assert "No cut is deployed: write cuts/<cut>.py" in answer.out


def test_cuts_are_computed_and_listed_and_a_failure_is_told(house: Database) -> None:
    declare(house, "fees")
    declare(house, "refunds", "return 1 / 0")
    assert "never" in cuts(house).out
    ran = cuts(house, "run")
    assert ran.code == 1
    assert "✓ fees 30d: computed in" in ran.out
    assert "✓ fees 12m: computed in" in ran.out
    assert "✗ refunds 30d: cuts/refunds.py, line 6: ZeroDivisionError: division by zero" in ran.out
    listed = cuts(house, "list")
    assert listed.code == 0
    assert listed.out.count("ZeroDivisionError") == 1
    assert "✗ refunds (30d, 12m): " in listed.out
    told = json.loads(cuts(house, "list", "--json").out)
    assert [(cut["cut_id"], [each["failure"] is None for each in cut["snapshots"]]) for cut in told] == [
        ("fees", [True, True]),
        ("refunds", [False, False]),
    ]


def test_one_cut_is_computed_for_one_window(house: Database) -> None:
    declare(house, "fees")
    ran = cuts(house, "run", "fees", "--window", "12m")
    assert ran.code == 0, ran.err
    with house.connect(Role.WORKER) as connection:
        kept = connection.execute("select cut_id, time_window from heartbeat.audit_cut_snapshot").fetchall()
        asked = connection.execute("select count(*) from heartbeat.audit_refresh").fetchone()
    assert (kept, asked) == ([("fees", "12m")], (0,))


def test_what_is_not_there_is_named_with_what_is(house: Database) -> None:
    declare(house, "fees_by_kind")
    unknown = cuts(house, "run", "fees_by_kin")
    assert unknown.code == 1
    assert "No cut 'fees_by_kin' is deployed." in unknown.err
    assert "fees_by_kind" in unknown.err
    other = cuts(house, "run", "fees_by_kind", "--window", "5y")
    assert other.code == 1
    assert "META of cuts/fees_by_kind.py names 30d, 12m." in other.err


def module(tmp_path: Path, body: str) -> Path:
    file = tmp_path / "fees.py"
    meta = '{"page": "revenue", "title": "Fees", "chart": "bar", "windows": ["30d"], "how_to_read": "x"}'
    file.write_text(cut_of(body).text.replace("META = {}", f"META = {meta}"))
    return file


def test_a_module_is_tried_from_the_disk_and_nothing_is_kept(house: Database, tmp_path: Path) -> None:
    answer = cuts(house, "try", module(tmp_path, f"print('rows: 1')\n{BARS}"))
    assert answer.code == 0, answer.err
    assert "rows: 1" in answer.out
    assert "30d" in answer.out
    assert "12" in answer.out
    assert "12.0" not in answer.out
    assert "Only cards." in answer.out
    assert "Nothing was kept." in answer.out
    with house.connect(Role.WORKER) as connection:
        assert connection.execute("select count(*) from heartbeat.audit_cut_snapshot").fetchone() == (0,)


def test_a_module_that_fails_says_where_and_one_without_meta_what_it_lacks(house: Database, tmp_path: Path) -> None:
    failed = cuts(house, "try", module(tmp_path, "print('so far')\nreturn 1 / 0"))
    assert failed.code == 1
    assert "so far" in failed.out
    assert f"{tmp_path}/fees.py, line 7: ZeroDivisionError" in failed.err
    (tmp_path / "fees.py").write_text("x = 1")
    refused = cuts(house, "try", tmp_path / "fees.py").err
    assert f"{tmp_path}/fees.py:1: error: There is no META." in refused
    assert f"{tmp_path}/fees.py:1: error: There is no function `compute`." in refused
    assert "'soon' is no window" in cuts(house, "try", module(tmp_path, BARS), "--window", "soon").err


def test_a_module_is_tried_by_the_id_of_its_cut(house: Database, tmp_path: Path) -> None:
    (tmp_path / "cuts").mkdir()
    (tmp_path / "heartbeat.yaml").write_text("name: Shop\n")
    module(tmp_path / "cuts", "return 1 / 0")
    assert "cuts/fees.py, line 6: ZeroDivisionError" in cuts(house, "try", "fees", HEARTBEAT_WORKSPACE=str(tmp_path)).err
    unknown = cuts(house, "try", "fee", HEARTBEAT_WORKSPACE=str(tmp_path))
    assert unknown.code == 1
    assert "There is neither a file nor a cut 'fee'." in unknown.err
    assert "Is it fees?" in unknown.err
