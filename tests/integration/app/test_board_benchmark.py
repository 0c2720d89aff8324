"""The benchmark of the board, at its smallest size: that it still measures something."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from integration.cli.command import environment_with

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "bench_board.py"


@pytest.mark.slow
def test_the_benchmark_runs_and_prints_its_ratio() -> None:
    command = [sys.executable, str(SCRIPT), "--metrics", "1", "--requests", "1"]
    ran = subprocess.run(command, env=environment_with(), capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.fullmatch(r"ratio_board_1_to_empty=\d+\.\d\d", ran.stdout.splitlines()[-1])
