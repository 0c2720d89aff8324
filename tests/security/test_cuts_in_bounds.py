"""What a cut may not reach: secrets, other schemas, the machine.

The boundary towards data is its role; the rest keeps mistakes small.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from heartbeat.db import Database, Role
from heartbeat.redaction import Redaction
from integration.measure.cut_site import computed, failure, figure


@pytest.fixture(autouse=True)
def secrets_of_the_worker(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setenv("SHOP_URL", "postgresql://shop:planted-secret@db/shop")
    monkeypatch.setenv("SLACK_TOKEN", "planted-secret")
    monkeypatch.setenv("HEARTBEAT_DB_OWNER_URL", database.url(Role.OWNER))


def test_no_secret_of_the_worker_is_in_its_environment(database: Database) -> None:
    told = figure(database, "' '.join(os.environ) + ' '.join(os.environ.values())", body="import os")
    assert "PATH" in told
    assert not [name for name in ("SHOP_URL", "SLACK_TOKEN", "HEARTBEAT", "planted-secret") if name in told]


def test_the_connection_string_is_not_among_what_other_processes_see(database: Database) -> None:
    told = figure(database, "' '.join(sys.orig_argv)", body="import sys")
    assert database.url(Role.QUERY) not in told
    assert told.endswith("-m heartbeat.measure.cuts.child")


@pytest.mark.parametrize("words", ["conn.info.password", "'postgresql://hb_query:' + conn.info.password + '@somewhere/x'"])
def test_a_failure_does_not_tell_the_password_of_the_role(database: Database, words: str) -> None:
    said = failure(database, f"raise RuntimeError({words})")
    assert "RuntimeError" in said
    assert "***" in said
    assert said == Redaction([database.url(Role.QUERY)]).text(said)


def test_what_it_prints_of_it_is_hidden_as_well(database: Database) -> None:
    result = computed(database, "print(conn.info.password)\nraise SystemExit")
    assert result.printed.strip() == "***"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('conn.execute("create table segments.mine (x int)")', "read-only transaction"),
        ('conn.execute("create temporary table mine (x int)")', "read-only transaction"),
        ("conn.execute(\"select set_config('transaction_read_only', 'off', true)\")", "permission denied"),
        ('conn.execute("select * from heartbeat.metric_registry")', "permission denied for schema heartbeat"),
        ("conn.execute(\"copy (select 1) to program 'true'\")", "permission denied"),
        ('conn.execute("delete from segments.membership")', "read-only transaction"),
    ],
)
def test_the_database_refuses_what_the_role_may_not(database: Database, body: str, said: str) -> None:
    assert said in failure(database, body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import os; os.fork()", "a cut may not start or end processes"),
        ("import os; os.system('true')", "a cut may not start or end processes"),
        ("import subprocess; subprocess.run(['true'])", "a cut may not start or end processes"),
        ("import multiprocessing as m; p = m.Process(target=print); p.start()", "a cut may not start or end processes"),
        ("import os; os.kill(os.getppid(), 9)", "a cut may not start or end processes"),
        ("import urllib.request as u; u.urlopen('http://127.0.0.1:9')", "a cut may not talk to the network"),
        ("import os; open(f'/proc/{os.getppid()}/environ')", "a cut may not open files"),
        ("open('/etc/passwd')", "a cut may not open files"),
        ("import os; os.remove('/tmp/none')", "a cut may not write files"),
    ],
)
def test_what_goes_beyond_the_database_is_refused_in_words(database: Database, body: str, said: str) -> None:
    told = failure(database, body)
    assert said in told
    assert "line 6" in told


def test_it_writes_no_file(database: Database, tmp_path: Path) -> None:
    assert "a cut may not write files" in failure(database, f"open({str(tmp_path / 'left')!r}, 'w')")
    assert list(tmp_path.iterdir()) == []


def test_the_house_s_own_secrets_on_disk_are_not_opened(database: Database, tmp_path: Path) -> None:
    roles = tmp_path / ".heartbeat" / "roles.env"
    roles.parent.mkdir()
    roles.write_text("HEARTBEAT_DB_OWNER_URL=planted-secret")
    assert "a cut may not open files" in failure(database, f"open({str(roles)!r})")


def test_modules_of_python_are_imported_as_ever(database: Database) -> None:
    body = "import json, statistics, decimal, csv, zoneinfo, dataclasses\nzone = zoneinfo.ZoneInfo('Europe/Vilnius')"
    assert figure(database, "str(zone)", body=body) == "Europe/Vilnius"


def test_a_module_may_declare_dataclasses(database: Database) -> None:
    before = "import dataclasses\n@dataclasses.dataclass\nclass Row:\n    name: 'str'\n"
    assert figure(database, "Row('fees').name", before=before) == "fees"


def test_a_file_in_the_current_folder_takes_no_module_s_place(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "statistics.py").write_text("raise RuntimeError('taken')")
    monkeypatch.chdir(tmp_path)
    assert figure(database, "statistics.mean([1, 3])", body="import statistics") == 2


def test_an_answer_that_a_module_forges_is_checked_as_any_other(database: Database) -> None:
    forge = """
        import os
        for taken in range(3, 64):
            try:
                os.write(taken, b'{"payload": {"unit": [1e999]}}\\n')
            except OSError:
                pass
        while True: pass
    """
    assert "what compute returned" in failure(database, forge, seconds=5.0)


def test_an_answer_without_end_is_cut_off(database: Database) -> None:
    flood = """
        import os
        while True:
            for taken in range(3, 10):
                try:
                    os.write(taken, b"x" * 65536)
                except OSError:
                    pass
    """
    began = time.monotonic()
    assert "MB are the most" in failure(database, flood, seconds=20.0)
    assert time.monotonic() - began < 15
