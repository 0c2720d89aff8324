from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heartbeat.errors import EmbeddedServerFailed
from heartbeat.postgres.server.account import settle
from heartbeat.postgres.server.postmaster import is_alive, read_pid, serves
from heartbeat.postgres.server.shared_use import SharedUse
from heartbeat.postgres.server.tuning import command_line_settings, memory_limit_kb
from heartbeat.postgres.server.waiting import wait_until
from heartbeat.postgres.statements import load_statements
from postgres_holder import DEFAULT_CONTAINER


def nothing() -> None:
    """Somebody who only enters."""


def test_the_last_one_that_leaves_hears_of_it_and_no_other(tmp_path: Path) -> None:
    use, heard = SharedUse(tmp_path), []
    with use.joined(nothing, lambda: heard.append("first")):
        with use.joined(nothing, lambda: heard.append("second")):
            assert use.in_use()
        assert heard == []
    assert heard == ["first"]
    assert not use.in_use()


def test_nobody_enters_while_somebody_is_inside_the_gate(tmp_path: Path) -> None:
    use = SharedUse(tmp_path)
    with use.gate():
        entered = threading.Event()

        def enter() -> None:
            with use.joined(entered.set, nothing):
                pass

        other = threading.Thread(target=enter)
        other.start()
        assert not entered.wait(0.1)
        with use.gate_if_free() as alone:
            assert not alone
    other.join(10)
    assert entered.is_set()


def test_who_fails_to_enter_leaves_in_order(tmp_path: Path) -> None:
    use, heard = SharedUse(tmp_path), []

    def fail() -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError), use.joined(fail, lambda: heard.append("left")):
        pass
    assert heard == ["left"]
    assert not use.in_use()


def test_a_process_that_ended_but_was_not_collected_is_not_alive() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_until(lambda: not is_alive(process.pid), timeout_seconds=10)
    process.wait()


def test_a_living_process_of_another_folder_serves_nothing_here(tmp_path: Path) -> None:
    assert is_alive(os.getpid())
    assert not serves(os.getpid(), tmp_path)


def test_a_server_is_known_by_its_arguments_also_where_its_working_folder_is_closed_to_us(tmp_path: Path) -> None:
    with running("-D", str(tmp_path)) as pid:
        assert serves(pid, tmp_path)
        assert not serves(pid, tmp_path / "other")


def test_a_server_whose_folder_was_moved_is_known_by_its_working_folder(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    with running("-D", str(before), folder=before) as pid:
        before.rename(after)
        assert serves(pid, after)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root loses a capability, by setpriv")
def test_a_process_of_which_nothing_can_be_known_is_not_taken_for_a_stranger(tmp_path: Path) -> None:
    ask = "import sys; from pathlib import Path; from heartbeat.postgres.server.postmaster import serves; "
    ask += "print(serves(int(sys.argv[1]), Path(sys.argv[2])))"
    with running("-D", str(tmp_path / "gone"), user=65534) as pid:
        asked = [*DEFAULT_CONTAINER, sys.executable, "-c", ask, str(pid), str(tmp_path)]
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "None\n"


@contextmanager
def running(*arguments: str, folder: Path | None = None, user: int | None = None) -> Iterator[int]:
    """A living process with these arguments."""
    command = ["/bin/sh", "-c", "echo; read line", "sh", *arguments]  # every user may run a shell
    with subprocess.Popen(command, cwd=folder or "/", user=user, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield process.pid
        process.communicate(b"\n")


@pytest.mark.parametrize(("text", "pid"), [("123\n/data\n", 123), ("", None), ("rubbish\n", None)])
def test_a_pid_file_is_read_also_when_it_is_half_written(tmp_path: Path, text: str, pid: int | None) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert read_pid(tmp_path) == pid


def test_a_folder_without_a_pid_file_has_no_server(tmp_path: Path) -> None:
    assert read_pid(tmp_path) is None


@pytest.mark.parametrize("name", [b"caf\xe9", b"a\nb"])
def test_a_path_that_postgres_cannot_be_told_is_refused_before_anything_is_made(tmp_path: Path, name: bytes) -> None:
    with pytest.raises(EmbeddedServerFailed, match="the path is not UTF-8"):
        settle(tmp_path / os.fsdecode(name) / "pg")
    assert list(tmp_path.iterdir()) == []


def test_given_settings_win_over_ours() -> None:
    settings = command_line_settings({"max_connections": "7", "fsync": "off"}, major=18)
    assert settings.count("max_connections=7") == 1
    assert "max_connections=100" not in settings
    assert {"fsync=off", "jit=off", "listen_addresses="} <= set(settings)


@pytest.mark.parametrize(("major", "times"), [(15, 0), (16, 1), (18, 1)])
def test_an_older_server_is_not_given_settings_that_it_does_not_know(major: int, times: int) -> None:
    assert command_line_settings({}, major=major).count("scram_iterations=1") == times


def test_the_memory_limit_leaves_a_query_room_to_work() -> None:
    assert memory_limit_kb() >= 1_500_000


def test_statements_are_found_by_name() -> None:
    statements = load_statements("heartbeat.postgres", "provision.sql")
    assert statements["public_schema_closed"] == "revoke all on schema public from public"
