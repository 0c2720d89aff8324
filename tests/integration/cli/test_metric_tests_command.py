"""`heartbeat test` as people and build servers run it, without any database standing."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from heartbeat.definitions.template import write_workspace
from heartbeat.postgres.server.postmaster import is_alive
from integration.cli.command import environment_with, heartbeat
from waiting import eventually

BANK = Path(__file__).resolve().parents[3] / "examples" / "bank"
METRIC = "metrics/sales/orders_paid.sql"
TESTS = "metrics/sales/orders_paid.test.yaml"
_PR_SET_CHILD_SUBREAPER = 36


def scratch_folder(of: subprocess.Popen[bytes]) -> Path | None:
    """Where the scratch database of a process lies, once it is ready: others may run tests on this machine too."""
    command = ["ps", "-ww", "-o", "args=", "--ppid", str(of.pid)]
    children = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"/tmp/heartbeat-scratch-\w+", children)
    return Path(found[0]) if found and (Path(found[0]) / "postgres/roles.env").exists() else None


@contextmanager
def orphans_that_nobody_collects() -> Iterator[None]:
    """What ends without its parent stays as a zombie, as in a container whose first process is a program like any other."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 0)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """What `heartbeat init` writes."""
    write_workspace(tmp_path / "shop", "Shop")
    return tmp_path / "shop"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("bank") / "bank"
    shutil.copytree(BANK, folder, ignore=shutil.ignore_patterns("__pycache__", ".heartbeat"))
    yield folder
    assert not (folder / ".heartbeat").exists(), "a test run made a database in the workspace"


def test_every_metric_test_of_the_example_bank_passes(bank: Path) -> None:
    answer = heartbeat("-w", bank, "test")
    assert answer.code == 0, answer.out + answer.err
    told = re.search(r"^(\d+) tests of (\d+) metrics passed in [\d.]+ s$", answer.out, re.MULTILINE)
    assert told, answer.out
    assert int(told[1]) >= 50
    assert int(told[2]) >= 12
    areas = {Path(line.split()[1]).parts[1] for line in answer.out.splitlines() if line.startswith("✓")}
    assert areas == {path.name for path in (BANK / "metrics").iterdir() if path.is_dir()}


@pytest.mark.parametrize(("old", "new"), [("due_at < :as_of", "due_at <= :as_of"), (">= :as_of", "> :as_of")])
def test_an_edge_of_a_window_that_moves_turns_the_founding_metric_red(bank: Path, tmp_path: Path, old: str, new: str) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(bank, folder)
    change(folder / "metrics/cards/unpaid_collateral.sql", old, new)
    answer = heartbeat("-w", folder, "test", "unpaid_collateral")
    assert answer.code == 1
    assert re.search(r"✗ metrics/cards/unpaid_collateral\.test\.yaml  \d of \d tests failed", answer.out)


def test_a_new_workspace_has_tests_that_pass(shop: Path) -> None:
    answer = heartbeat("test", "-v", folder=shop)
    assert answer.code == 0
    assert "✓ paid within the hour counts, a second later does not" in answer.out
    assert "3 tests of 1 metric passed" in answer.out
    assert not (shop / ".heartbeat").exists()


def test_a_failure_says_what_was_expected_what_came_and_over_which_rows(shop: Path) -> None:
    change(shop / METRIC, "interval '1 hour', false", "interval '2 hours', false")
    answer = heartbeat("test", folder=shop)
    assert answer.code == 1
    assert re.search(rf"✗ paid within the hour .*{re.escape(TESTS)}:\d+", answer.out)
    assert "value  expected 0.5  got 1" in answer.out
    assert "as of 2026-03-02 12:00:00+00:00; 3 rows of shop_public.orders, 2 rows of shop_public.payments; n = 2" in answer.out
    assert "1 of 3 tests of 1 metric failed" in answer.out


def test_problems_of_all_files_are_told_at_once_by_check_and_by_test(shop: Path) -> None:
    change(shop / TESTS, "expect: {value: 0, n: 2}", "expct: {value: 0, n: 2}")
    change(shop / TESTS, "order_id: bigint, created_at", "order_id: bigint, creatd_at")
    (shop / "metrics/sales/orders_payd.test.yaml").write_text("tests: []\n")
    for command in ("check", "test"):
        answer = heartbeat(command, folder=shop)
        assert answer.code == 1
        assert "Did you mean `tests.expect`?" in answer.out
        assert "Did you mean creatd_at?" in answer.out
        assert "orders_payd.test.yaml:1: error: There is no metric `orders_payd`." in answer.out
        assert len(re.findall(r"^metrics/\S+:\d+: error:", answer.out, re.MULTILINE)) == 6, answer.out


def test_check_tells_the_tests_problems_also_where_a_metric_is_wrong(shop: Path) -> None:
    change(shop / TESTS, "expect: {value: 0, n: 2}", "expct: {value: 0, n: 2}")
    change(shop / METRIC, "code: OPAH", "code: lower")
    answer = heartbeat("check", folder=shop)
    assert "Did you mean `tests.expect`?" in answer.out
    assert "the workspace cannot be deployed" in answer.out


def test_what_was_asked_for_is_run_and_nothing_else(bank: Path) -> None:
    one = heartbeat("-w", bank, "test", "aml", "-k", "OVERDUE or thirty and not approved")
    assert "2 tests of 2 metrics passed" in one.out
    by_path = heartbeat("test", "metrics/cards/unpaid_collateral.test.yaml", folder=bank)
    assert "✓ metrics/cards/unpaid_collateral.test.yaml  8 tests" in by_path.out
    none = heartbeat("-w", bank, "test", "-k", "no such words")
    assert (none.code, "No test has these words." in none.out) == (0, True)
    untested = heartbeat("-w", bank, "test", "open_tickets", "--missing")
    assert untested.code == 0
    assert untested.out.startswith("1 metric without a test:\n  open_tickets\n`heartbeat test METRIC --new`")
    told = json.loads(heartbeat("-w", bank, "test", "--missing", "--json").out)
    assert "open_tickets" in told["metrics_without_tests"]
    assert (told["tests"], told["problems"]) == ([], [])
    assert heartbeat("-w", bank, "test", "--missing", "--junit", bank / "none.xml").code == 2


def test_a_metric_that_is_none_ends_with_2_and_the_nearest_name(bank: Path) -> None:
    answer = heartbeat("-w", bank, "test", "unpaid_colateral")
    assert answer.code == 2
    assert "Did you mean unpaid_collateral?" in " ".join(answer.err.replace("│", " ").split())


def test_programs_get_json_and_junit(shop: Path) -> None:
    change(shop / TESTS, "{value: 0, n: 2}", "{value: 7, n: 2}")
    answer = heartbeat("test", "--json", "--junit", "build/tests.xml", folder=shop)
    assert answer.code == 1
    told = json.loads(answer.out)
    assert (told["passed"], told["failed"], told["problems"]) == (2, 1, [])
    (failed,) = [test for test in told["tests"] if not test["passed"]]
    assert failed["differences"] == [{"what": "value", "expected": "7", "got": "0"}]
    assert failed["rows"] == {"shop_public.orders": 3}
    (suite,) = Xml.parse(shop / "build/tests.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), len(suite.findall("testcase/failure"))) == ("3", "1", 1)


def test_a_postgres_of_ones_own_that_is_away_is_no_matter(shop: Path) -> None:
    away = {"HEARTBEAT_DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}
    assert heartbeat("test", folder=shop, environment=away).code == 0
    text = (shop / TESTS).read_text()
    (shop / TESTS).write_text(text[: text.index("# The columns")] + text[text.index("# What :as_of") :])
    answer = heartbeat("test", folder=shop, environment=away)
    assert answer.code == 1
    assert "The columns of `shop_public.orders` are not known" in answer.out
    assert "columns: {shop_public.orders: {id: bigint, created_at: timestamptz}}" in answer.out


def test_a_first_test_file_needs_a_landed_table_and_overwrites_none(shop: Path) -> None:
    before = (shop / TESTS).read_text()
    there = heartbeat("test", "orders_paid", "--new", folder=shop)
    assert (there.code, "There are tests already." in there.err, (shop / TESTS).read_text() == before) == (1, True, True)
    (shop / TESTS).unlink()
    lacking = heartbeat("test", "orders_paid", "--new", folder=shop)
    assert lacking.code == 1
    assert "The columns of `shop_public.orders` are not known: the workspace has no database here." in lacking.err
    assert not (shop / TESTS).exists()
    assert heartbeat("test", "--new", folder=shop).code == 2


@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_of_a_run_however_it_ends(shop: Path, number: signal.Signals | None) -> None:
    rows = 2 * 10**9 if number else 10**7  # more than it will ever count, or some seconds; metric SQL may not sleep
    change(shop / METRIC, "avg(coalesce(", f"(select count(*) * 0 from generate_series(1, {rows}) i) + avg(coalesce(")
    command = [sys.executable, "-m", "heartbeat", "test"]
    with orphans_that_nobody_collects():
        process = subprocess.Popen(
            command, cwd=shop, env=environment_with(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            folder = eventually(lambda: scratch_folder(process))
            assert folder is not None
            server = int((folder / "postgres/data/postmaster.pid").read_text().split("\n")[0])
            if number:
                process.send_signal(number)
            process.wait(60)
            eventually(lambda: not folder.exists() and not is_alive(server))
            collect(server)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(10)


def collect(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
