"""Find the Chromium or Chrome that the browser tests use; install Debian's where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine; `CHROMIUM` names one that is elsewhere."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    on_path = (shutil.which(name) for name in NAMES)
    in_apps = (app for app in APPS if Path(app).exists())
    return next((found for found in (*on_path, *in_apps) if found), None)


def install() -> None:
    """Install Debian's chromium. Only as root, and only where apt-get is."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    subprocess.run(command, check=True, env=quiet, stdout=sys.stderr)


def main() -> int:
    """Make sure that there is one; 0 when there is."""
    found = find()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("chromium: none on this machine; installing Debian's\n")
        sys.stdout.flush()
        install()
        found = find()
    if found:
        sys.stdout.write(f"chromium: {found}\n")
        return 0
    sys.stderr.write(
        "chromium: the browser tests need a Chromium or Chrome, and this machine has none.\n"
        "          Install one (Debian, Ubuntu: `sudo apt-get install chromium`; macOS: `brew install --cask chromium`),\n"
        "          or say where it is: CHROMIUM=/path/to/chrome make test\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
