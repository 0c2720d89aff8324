"""Make `.venv` and install the locked dependencies. Needs nothing but Python 3.11 or newer with venv and pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def main() -> int:
    """Install, saying each step and its seconds; 0 when all of it worked."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return fail(f"Heartbeat needs Python 3.11 or newer; this is {found}.", "Say which one to take: make PYTHON=python3.12 …")
    started = time.monotonic()
    try:
        install()
    except subprocess.CalledProcessError as error:
        return fail(
            f"`{' '.join(map(str, error.cmd[:4]))} …` failed with exit status {error.returncode}.", "Its output is above."
        )
    say(f"ready after {time.monotonic() - started:.0f} s")
    return 0


def install() -> None:
    """Make the environment, then install with uv, or with pip where uv has no wheel for this machine."""
    if not (VENV / "bin" / "python").exists():
        say(f"making .venv with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", VENV)
    python = VENV / "bin" / "python"
    say("installing the locked dependencies")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    has_uv = run(*pip, "--require-hashes", "-r", "requirements/uv.txt", check=False) == 0
    installer = (VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", python) if has_uv else pip
    run(*installer, "--require-hashes", "-r", "requirements/dev.txt")
    run(*installer, "--no-deps", "--no-build-isolation", "--editable", ".")


def run(*command: str | Path, check: bool = True) -> int:
    """Run one command in the project's folder and return its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=check).returncode


def say(line: str) -> None:
    """Tell the person what is happening."""
    sys.stdout.write(f"setup: {line}\n")
    sys.stdout.flush()


def fail(what: str, next_step: str) -> int:
    """Say what went wrong and what to do."""
    sys.stderr.write(f"setup: {what}\n       {next_step}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
