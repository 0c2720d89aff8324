"""The first process starts the server, the last one stops it, and no way of dying leaves one that the next command cannot use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from heartbeat.errors import EmbeddedServerFailed
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.postgres.server.postmaster import is_alive, read_pid
from heartbeat.postgres.server.waiting import wait_until
from postgres_fixtures import short_folder
from postgres_holder import CHEAP, DEFAULT_CONTAINER, holding


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    folder = short_folder("hbp-")
    server = EmbeddedServer(folder / "pg", CHEAP)
    try:
        yield server
    finally:
        server.remove()
        folder.rmdir()


def pid_of(server: EmbeddedServer) -> int:
    pid = read_pid(server.data)
    assert pid is not None
    return pid


def note(server: EmbeddedServer, text: str) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute("create table if not exists note (t text)")
        connection.execute("insert into note values (%s)", (text,))


def notes(server: EmbeddedServer) -> list[str]:
    with psycopg.connect(server.url("postgres")) as connection:
        return [row[0] for row in connection.execute("select t from note order by t")]


def test_the_server_outlives_the_process_that_started_it_and_ends_with_the_last(server: EmbeddedServer) -> None:
    with holding(server.folder) as [first]:
        pid = first.wait_until_ready()
        with holding(server.folder) as [second]:
            assert second.wait_until_ready() == pid
            first.leave()
            assert server.answers()
            assert server.in_use()
            second.leave()
    assert not is_alive(pid)
    assert not server.in_use()


def test_processes_that_start_at_once_make_one_cluster(server: EmbeddedServer) -> None:
    with holding(server.folder, 4) as holders:
        assert len({holder.wait_until_ready() for holder in holders}) == 1
        for holder in holders:
            holder.leave()
    assert read_pid(server.data) is None


def test_while_processes_come_and_go_nobody_ever_finds_the_server_stopped(server: EmbeddedServer) -> None:
    for _ in range(3):
        with holding(server.folder, 3) as early:
            early[0].wait_until_ready()
            with holding(server.folder, 3) as late:
                for holder in early:  # a holder asserts that the server answers, when it enters and when it leaves
                    holder.wait_until_ready() if holder is not early[0] else None
                    holder.leave()
                for holder in late:
                    holder.wait_until_ready()
                    holder.leave()
        assert read_pid(server.data) is None


def test_a_server_left_by_a_killed_process_is_adopted_and_stopped_in_the_end(server: EmbeddedServer) -> None:
    with holding(server.folder) as [killed]:
        pid = killed.wait_until_ready()
        killed.kill()
    assert server.answers()
    with server.join():
        assert pid_of(server) == pid
    assert not is_alive(pid)


def test_after_a_kill_of_everything_the_next_start_has_what_was_committed(server: EmbeddedServer) -> None:
    with holding(server.folder) as [killed]:
        pid = killed.wait_until_ready()
        note(server, "committed")
        killed.kill()
    os.kill(pid, signal.SIGKILL)
    with server.join():
        assert pid_of(server) != pid
        assert notes(server) == ["committed"]


def test_a_pid_that_another_program_got_meanwhile_is_left_alone(server: EmbeddedServer) -> None:
    with server.join():
        lines = (server.data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        (server.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with server.join():
            assert server.answers()
        assert stranger.poll() is None
    finally:
        assert stranger.stdin is not None
        stranger.stdin.close()
        stranger.wait(10)


def test_the_terminals_ctrl_c_does_not_reach_the_server(server: EmbeddedServer) -> None:
    with holding(server.folder) as [holder]:
        pid = holder.wait_until_ready()
        assert os.getsid(pid) not in {os.getsid(0), os.getsid(holder.process.pid)}
        os.killpg(holder.process.pid, signal.SIGINT)
        holder.process.wait(30)
    assert not is_alive(pid)  # the interrupted process was the last one and left in order


def test_servers_of_two_folders_run_side_by_side(server: EmbeddedServer) -> None:
    other = EmbeddedServer(server.folder / "other", CHEAP)
    with server.join(), other.join():
        note(server, "mine")
        other.stop()
        assert notes(server) == ["mine"]


def test_it_can_be_stopped_and_started_under_its_users_at_the_same_address(server: EmbeddedServer) -> None:
    with holding(server.folder) as [holder]:
        holder.wait_until_ready()
        url = server.url("postgres")
        server.stop()
        assert not server.answers()
        assert not server.revive()  # stopped on purpose
        server.start()
        assert server.url("postgres") == url
        holder.leave()
    assert read_pid(server.data) is None


def test_a_server_that_died_by_itself_is_revived(server: EmbeddedServer) -> None:
    with server.join():
        note(server, "kept")
        os.kill(pid_of(server), signal.SIGKILL)
        assert server.revive()
        assert notes(server) == ["kept"]


def test_a_killed_backend_ends_its_query_and_nothing_else(server: EmbeddedServer) -> None:
    with server.join():
        with psycopg.connect(server.url("postgres")) as connection:
            pid = connection.info.backend_pid
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select 1")
        assert wait_until(server.answers, timeout_seconds=30)


def test_a_cluster_that_was_never_finished_is_made_anew(server: EmbeddedServer) -> None:
    half = server.folder / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with server.join():
        assert server.answers()
    assert not half.exists()


def test_a_server_that_cannot_start_says_why(server: EmbeddedServer) -> None:
    with server.join():
        pass
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedServerFailed, match="pg_control") as failed:
        server.start()
    assert str(server.log) in failed.value.hint
    assert not server.in_use()


def test_a_path_too_long_for_a_socket_puts_it_elsewhere(server: EmbeddedServer) -> None:
    deep = EmbeddedServer(server.folder / ("d" * 80) / "pg", CHEAP)
    with deep.join():
        assert deep.answers()
        with psycopg.connect(deep.url("postgres")) as connection:
            (folder,) = connection.execute("show unix_socket_directories").fetchone() or ("",)
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    deep.remove()
    assert not Path(folder).exists()


def test_a_query_that_takes_too_much_memory_fails_and_the_server_goes_on(server: EmbeddedServer) -> None:
    small = EmbeddedServer(server.folder / "small", replace(CHEAP, memory_limit_kb=600_000))
    with small.join(), psycopg.connect(small.url("postgres"), autocommit=True) as connection:
        with pytest.raises(psycopg.OperationalError, match="out of memory"):
            connection.execute("select cardinality(array_agg(repeat(i::text, 1000000))) from generate_series(1, 900) i")
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder that the server's user may not enter")
def test_root_keeps_the_data_elsewhere_when_the_workspace_is_closed() -> None:
    closed = short_folder("hbc-")
    closed.chmod(0o700)
    server = EmbeddedServer(closed / ".heartbeat" / "postgres", CHEAP)
    try:
        with server.join():
            assert server.answers()
            assert server.folder.parent == Path("/var/lib/heartbeat")
            assert server.data.stat().st_uid != 0
        assert EmbeddedServer(closed / ".heartbeat" / "postgres").folder == server.folder
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        server.remove()
        closed.rmdir()


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root loses a capability, by setpriv")
def test_root_in_a_default_container_starts_shares_adopts_and_stops_it(server: EmbeddedServer) -> None:
    with holding(server.folder, 2, DEFAULT_CONTAINER) as [first, killed]:
        pid = first.wait_until_ready()
        assert killed.wait_until_ready() == pid
        first.leave()
        killed.kill()
    assert server.answers()
    with holding(server.folder, wrapper=DEFAULT_CONTAINER) as [adopting]:
        assert adopting.wait_until_ready() == pid
        adopting.leave()
    assert not is_alive(pid)
