"""Find the Chromium or Chrome that the browser tests use, and how it is started; install Debian's where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""The shell is the same browser without tabs and toolbars, which are pages that cost as much as the one under test."""

APPS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""With these it starts as root and without a screen, and asks nobody for anything but the page."""
APT_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
FONTS = "fonts-dejavu-core"
REMEDY = (
    "Install one (Debian, Ubuntu: `sudo apt-get install chromium`; macOS: `brew install --cask chromium`),\n"
    "          or say where it is: CHROMIUM=/path/to/chrome make test"
)


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine; `CHROMIUM` names one that is elsewhere."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    on_path = (shutil.which(name) for name in NAMES)
    in_apps = (app for app in APPS if Path(app).exists())
    return next((found for found in (*on_path, *in_apps) if found), None)


def install() -> bool:
    """Install Debian's chromium, only as root, and only where apt-get is; whether that worked."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The list of packages may be good enough although one of the machine's archives does not answer.
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    # Older releases have no shell.
    return any(
        subprocess.run([*APT_INSTALL, package, FONTS], check=False, env=quiet, stdout=sys.stderr).returncode == 0
        for package in ("chromium-headless-shell", "chromium")
    )


def main() -> int:
    """Make sure that there is one; 0 when there is."""
    found, named = find(), os.environ.get("CHROMIUM")
    if named and not found:
        return fail(f"CHROMIUM names {named}, which does not exist.", "Correct it, or unset it: then one is looked for.")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("chromium: none on this machine; installing Debian's\n")
        sys.stdout.flush()
        if not install():
            return fail("apt-get could not install Debian's chromium; its output is above.", REMEDY)
        found = find()
    if not found:
        return fail("the browser tests need a Chromium or Chrome, and this machine has none.", REMEDY)
    sys.stdout.write(f"chromium: {found}\n")
    return 0


def fail(what: str, next_step: str) -> int:
    """Say what went wrong and what to do."""
    sys.stderr.write(f"chromium: {what}\n          {next_step}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
