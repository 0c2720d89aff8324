"""What needs no database: help, init, check, openapi, and the form of errors."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from heartbeat import __version__
from integration.cli.command import environment_with, heartbeat


def test_the_version_is_told() -> None:
    assert heartbeat("--version").out == f"heartbeat {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "check",
        "deploy",
        "verify",
        "validate",
        "beat",
        "ingest",
        "serve",
        "worker",
        "db init",
        "db status",
        "demo",
        "openapi",
        "test",
    ],
)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    answer = heartbeat(*command.split(), "--help")
    assert answer.code == 0
    assert re.search(r"Examples?:", answer.out)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "--port", "70000"], ["beat", "--nonsense"], ["ingest"], ["db", "init"]]
)
def test_a_command_written_wrongly_ends_with_2(arguments: list[str]) -> None:
    answer = heartbeat(*arguments)
    assert answer.code == 2
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("arguments", [["check", "-w", "."], ["db", "status", "--workspace", "."]])
def test_the_workspace_named_behind_the_command_is_told_its_place(arguments: list[str]) -> None:
    answer = heartbeat(*arguments)
    assert answer.code == 2
    assert f"it stands before the command: heartbeat -w DIR {arguments[0]} …" in answer.err
    assert "stands before" not in heartbeat("check", "--nonsense").err


@pytest.mark.parametrize("arguments", [["-w", "bank", "demo"], ["--workspace=bank", "demo"], ["demo", "-w", "bank"]])
def test_the_demo_takes_no_workspace_and_names_its_folder(tmp_path: Path, arguments: list[str]) -> None:
    answer = heartbeat(*arguments, folder=tmp_path)
    assert answer.code == 2
    assert "heartbeat demo --folder" in " ".join(answer.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_new_workspace_checks_clean(tmp_path: Path) -> None:
    assert heartbeat("init", "my-company", folder=tmp_path).code == 0
    answer = heartbeat("-w", "my-company", "check", folder=tmp_path)
    assert answer.code == 0
    assert "My Company: 1 metric, 1 source, 3 tests, 1 segment, 1 cut, 1 audit page. No errors." in answer.out


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    answer = heartbeat("init", tmp_path)
    assert answer.code == 1
    assert "is not empty" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_check_names_every_problem_with_file_and_line(tmp_path: Path) -> None:
    heartbeat("init", tmp_path / "shop")
    metric = tmp_path / "shop" / "metrics" / "sales" / "orders_paid.sql"
    text = metric.read_text()
    metric.write_text(text.replace("direction: up", "direction: sideways").replace("period: 24h", "peroid: 24h"))
    (tmp_path / "shop" / "sources" / "second.yaml").write_text("kind: carrier-pigeon\n")
    answer = heartbeat("check", folder=tmp_path / "shop")
    assert answer.code == 1
    places = re.findall(r"^(\S+):(\d+): error:", answer.out, re.MULTILINE)
    assert {file for file, _ in places} >= {"metrics/sales/orders_paid.sql", "sources/second.yaml"}
    assert len(places) >= 3
    assert re.search(r"\d+ problems.*: the workspace cannot be deployed\.", answer.out)


def test_check_is_narrowed_to_a_metric_a_file_or_a_folder_and_says_so(tmp_path: Path) -> None:
    heartbeat("init", tmp_path / "shop")
    (tmp_path / "shop" / "sources" / "second.yaml").write_text("kind: carrier-pigeon\n")
    for name in ("orders_paid", "metrics/sales/orders_paid.sql", "metrics"):
        answer = heartbeat("check", name, folder=tmp_path / "shop")
        assert (answer.code, "second.yaml" in answer.out) == (0, False), answer.out
        assert "Other files of the workspace have errors" in answer.out
    outside = heartbeat("-w", "shop", "check", "shop/sources/second.yaml", folder=tmp_path)
    assert (outside.code, "second.yaml:1: error:" in outside.out) == (1, True)
    unknown = heartbeat("check", "order_paid", folder=tmp_path / "shop")
    assert (unknown.code, "Did you mean orders_paid?" in unknown.err) == (1, True)


def test_check_speaks_json_to_editors_and_ci(tmp_path: Path) -> None:
    heartbeat("init", tmp_path / "shop")
    (tmp_path / "shop" / "sources" / "second.yaml").write_text("kind: carrier-pigeon\n")
    answer = heartbeat("check", "--json", folder=tmp_path / "shop")
    document = json.loads(answer.out)
    assert (answer.code, document["can_deploy"], document["errors"]) == (1, False, len(document["problems"]))
    assert {"file", "line", "severity", "message", "hint"} == set(document["problems"][0])
    assert json.loads(heartbeat("check", "--json", "metrics", folder=tmp_path / "shop").out)["problems"] == []


def test_a_live_check_makes_no_database_only_to_find_it_empty(tmp_path: Path) -> None:
    heartbeat("init", tmp_path / "shop")
    answer = heartbeat("check", "--live", folder=tmp_path / "shop")
    assert (answer.code, "Nothing has landed yet" in answer.err) == (1, True)
    assert not (tmp_path / "shop" / ".heartbeat").exists()


def test_a_folder_without_a_workspace_is_told_in_three_parts(tmp_path: Path) -> None:
    answer = heartbeat("-w", tmp_path / "nowhere", "deploy")
    assert answer.code == 1
    assert "error:" in answer.err
    assert re.search(r"\([a-z-]+, see docs/errors.md\)", answer.err)
    assert "Traceback" not in answer.err


def test_an_interrupt_while_the_command_still_loads_leaves_no_trace() -> None:
    loading = [sys.executable, "-X", "importtime", "-m", "heartbeat", "check"]
    with subprocess.Popen(
        loading, env=environment_with(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr
        next(line for line in process.stderr if "psycopg" in line)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert "Traceback" not in rest
    assert process.returncode == 130


@pytest.mark.parametrize("command", ["beat", "ingest shop", "worker", "serve --port 0", "db status"])
def test_a_wrong_folder_gets_no_database(tmp_path: Path, command: str) -> None:
    answer = heartbeat("-w", tmp_path / "tpyo", *command.split())
    assert answer.code == 1
    assert f"There is no workspace in {tmp_path / 'tpyo'}" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_any_name_is_told_as_the_shell_wants_it(tmp_path: Path) -> None:
    assert "  cd 'é ü'\n" in heartbeat("init", "é ü", folder=tmp_path).out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_that_cannot_write_a_sign_ends_no_command(tmp_path: Path, encoding: str) -> None:
    heartbeat("init", tmp_path / "shop", "--name", "Größe 支付")
    (tmp_path / "shop" / "metrics" / "支付.txt").write_text("x")
    answer = heartbeat("check", folder=tmp_path / "shop", environment={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert (answer.code, answer.err) == (0, "")
    assert "metrics/??.txt" in answer.out


def test_wrong_settings_are_told_at_once_and_all_together() -> None:
    answer = heartbeat(
        "check", environment={"HEARTBEAT_PORT": "many", "HEARTBEAT_ROLE_PREFIX": "Not OK", "HEARTBEAT_LOG_LEVEL": "loud"}
    )
    assert answer.code == 1
    assert "HEARTBEAT_PORT" in answer.err
    assert "HEARTBEAT_ROLE_PREFIX" in answer.err
    assert "HEARTBEAT_LOG_LEVEL" in answer.err


def test_an_administrators_url_that_is_none_is_told(tmp_path: Path) -> None:
    somewhere = {"HEARTBEAT_DATABASE_URL": "postgresql://127.0.0.1:1/heartbeat"}
    heartbeat("init", tmp_path / "shop")
    answer = heartbeat("-w", tmp_path / "shop", "db", "init", "--admin-url", "nonsense", environment=somewhere)
    assert (answer.code, answer.err.splitlines()[0]) == (1, "error: --admin-url is no Postgres connection string.")


def test_roles_are_not_made_for_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    somewhere = {"HEARTBEAT_DATABASE_URL": "postgresql://127.0.0.1:1/heartbeat"}
    nowhere = "postgresql://admin@127.0.0.1:1/postgres"
    answer = heartbeat("-w", tmp_path, "db", "init", "--admin-url", nowhere, environment=somewhere)
    assert answer.code == 1
    assert f"There is no workspace in {tmp_path}" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_the_api_is_described_without_a_database(tmp_path: Path) -> None:
    answer = heartbeat("openapi", folder=tmp_path)
    assert "/api/cockpit" in json.loads(answer.out)["paths"]
    assert list(tmp_path.iterdir()) == []
