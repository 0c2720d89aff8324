"""What is released: one wheel that brings its page and its example, and needs no Node and no checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from demo_process import demo_folder, start

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel and its locked dependencies, and nothing else."""
    folder = tmp_path_factory.mktemp("release")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    uv = Path(sys.executable).with_name("uv")
    venv.create(folder / "bare", with_pip=not uv.exists())
    python = folder / "bare" / "bin" / "python"
    install = (
        (str(uv), "pip", "install", "-q", "--python", str(python)) if uv.exists() else (str(python), "-m", "pip", "install", "-q")
    )
    run(*install, "--require-hashes", "-r", "requirements/runtime.txt")
    run(*install, "--no-deps", *map(str, folder.glob("*.whl")))
    return python


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def test_the_wheel_alone_brings_a_bank_to_life_and_serves_its_page(installed: Path) -> None:
    with demo_folder() as above:
        demo = start(
            above / "bank", "--rows", "1000", python=installed, environment={"PATH": "/nowhere", "HOME": os.environ["HOME"]}
        )
        page = read(demo.address)
        script = re.search(r'src="(/assets/[^"]+\.js)"', page)
        assert script, page
        assert len(read(demo.address + script.group(1))) > 10_000
        assert len(demo.board()["metrics"]) >= 31
        assert read(f"{demo.address}/docs/quickstart.md").startswith("# Quickstart")
        assert "# Changelog" in read(f"{demo.address}/docs/changelog.md")
        assert demo.stop() == 0
        run(str(installed), "-m", "heartbeat", "-w", str(above / "bank"), "docs", "export", str(above / "site"))
        for name in ("quickstart.html", "metrics/stuck_payments.html", "site/site.js", "images/cockpit.png"):
            assert (above / "site" / name).is_file(), name


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())
