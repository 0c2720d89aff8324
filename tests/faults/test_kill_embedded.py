"""kill -9 of the whole command over an embedded Postgres, which it leaves behind, and the same command again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from machine_time import system_clock
from small_shop import fill_shop, write_workspace

pytestmark = pytest.mark.faults


def heartbeat(folder: Path, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "heartbeat", "--workspace", str(folder), *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False)


def test_a_command_that_was_killed_is_repeated_and_nothing_else_is_needed(workspace_folder: Path, source_database: str) -> None:
    fill_shop(source_database, until=system_clock())
    folder = write_workspace(workspace_folder / "shop")
    environment = {"SHOP_URL": source_database}
    deployed = heartbeat(folder, "deploy", environment=environment)
    assert deployed.returncode in (0, 1), deployed.stderr
    killed = heartbeat(folder, "beat", environment={**environment, "HEARTBEAT_STOP_AT": "before-board-publish"})
    assert killed.returncode == -9
    again = heartbeat(folder, "beat", environment=environment)
    assert "Beat 3 done: 0 rows landed, 4 metrics computed, 1 unchanged, 1 metric failed." in again.stdout
    assert again.returncode == 1  # for the metric that is broken on purpose
