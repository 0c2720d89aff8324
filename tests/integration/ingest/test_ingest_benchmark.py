"""The benchmark of ingest, at its smallest size: that it still measures something."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from integration.cli.command import environment_with

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "bench_ingest.py"
LAST = r"ratio_to_copy=\d+\.\d\d ratio_to_dlt_default=\d+\.\d increment_ratio_to_dlt_arrow=\d+\.\d peak_mb=\d+"


@pytest.mark.slow
def test_the_benchmark_runs_and_prints_its_ratios() -> None:
    sizes = "--rows 200 --sample 20 --tables 2 --table-rows 40 --changes 5 --rounds 1"
    command = [sys.executable, str(SCRIPT), *sizes.split()]
    ran = subprocess.run(command, env=environment_with(), capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.fullmatch(LAST, ran.stdout.splitlines()[-1])
