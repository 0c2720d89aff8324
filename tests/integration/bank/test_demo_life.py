"""`heartbeat demo` from an empty folder to a living board, broken off, gone on with, and back to nothing with Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bank_source.truth import told
from demo_process import Demo, demo_folder, launch, processes_below, start, wait_until

pytestmark = pytest.mark.slow


COMPANY = {
    "HEARTBEAT_DATABASE_URL": "postgresql://127.0.0.1:1/company",
    "HEARTBEAT_DB_APP_URL": "postgresql://hb_app:x@127.0.0.1:1/c",
}
"""Where the environment says that metrics are kept: no demo may touch it."""


@pytest.fixture(scope="module")
def own_demo() -> Iterator[Demo]:
    """A demo of its own, for the tests that stop and start it."""
    with demo_folder() as above:
        running = launch(above / "bank", r"http://127\.0\.0\.1:\d+", "--rows", "6000", settings=COMPANY)
        assert running.address, "".join(running.said)
        yield running
        if running.process.poll() is None:
            running.stop()


def test_a_demo_leaves_the_database_that_the_environment_names_alone(own_demo: Demo) -> None:
    assert "not used: HEARTBEAT_DATABASE_URL, HEARTBEAT_DB_APP_URL." in "".join(own_demo.said)
    own = wait_until(
        lambda: [each for each in running_with("heartbeat.worker") if str(own_demo.folder) in each], "a worker of the demo"
    )
    assert [each for each in own if "127.0.0.1:1/" in each] == []


def running_with(words: str) -> list[str]:
    """The environments of the processes that have these words in their arguments."""
    found = []
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if words in arguments.read_bytes().replace(b"\0", b" ").decode(errors="replace"):
                found.append(arguments.with_name("environ").read_bytes().decode(errors="replace"))
        except OSError:
            continue  # it ended meanwhile
    return found


def test_ctrl_c_ends_everything_and_another_start_goes_on_with_the_data(own_demo: Demo) -> None:
    world, before = own_demo.world(), own_demo.board()["board_version"]
    assert own_demo.stop() == 0
    assert processes_below(own_demo.folder) == []
    again = start(own_demo.folder)
    try:
        assert again.world().anchor == world.anchor
        assert again.world().until > world.until
        assert again.board()["board_version"] > before
        assert len(again.board()["metrics"]) == len(told.TELLERS) + len(told.NO_TABLE_YET)
    finally:
        assert again.stop(signal.SIGTERM) == 0
    assert processes_below(own_demo.folder) == []


def test_a_start_that_was_broken_off_is_completed_by_the_next() -> None:
    with demo_folder() as above:
        stopped = launch(above / "bank", "3/6", "--rows", "2000")
        assert stopped.stop(signal.SIGINT) != 0
        assert processes_below(above) == []
        killed = launch(above / "bank", "5/6", "--rows", "2000")
        assert killed.stop(signal.SIGKILL) != 0
        whole = start(above / "bank", "--rows", "2000")
        assert re.search(r"Meant, as a part of the story.*\n +support_desk: ", "".join(whole.said))
        tiles = {tile["metric_id"]: tile for tile in whole.board()["metrics"]}
        for metric_id in told.TELLERS.keys() - told.FAILS_NOW:
            value, truth = tiles[metric_id]["value"], whole.truth(tiles[metric_id]).value
            assert (value is None) == (truth is None), metric_id  # on a small bank some windows are empty
            assert value is None or value == pytest.approx(truth, rel=1e-9, abs=1e-9), metric_id
        assert whole.stop() == 0
        assert processes_below(above) == []


def test_live_payments_move_the_wall(own_demo: Demo) -> None:
    if own_demo.process.poll() is None:
        own_demo.stop()
    living = start(own_demo.folder, "--live")
    try:
        before = decided(living)
        deadline = time.monotonic() + 120
        while decided(living) <= before:
            assert time.monotonic() < deadline, "no payment reached the wall"
            threading.Event().wait(0.5)
    finally:
        assert living.stop() == 0


def decided(demo: Demo) -> int:
    """How many outgoing payments of the last day the wall stands on."""
    return next(int(tile["n"]) for tile in demo.board()["metrics"] if tile["metric_id"] == "outgoing_payments_approved")


def test_an_address_open_to_the_network_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    demo = launch(tmp_path / "bank", r"1/6", settings={"HEARTBEAT_HOST": "0.0.0.0"})
    assert demo.process.wait(60) == 1
    assert "does not listen on 0.0.0.0" in "".join(demo.said)
    assert "1/6" not in "".join(demo.said)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    command = [sys.executable, "-m", "heartbeat", "demo", "--folder", str(tmp_path), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "holds no workspace" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
