"""Install Debian's MariaDB server for the tests that read from one, where that is allowed; without it they are skipped.

It is installed as a program alone: nothing is started, and each run of the tests has a server of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

PACKAGES = ("mariadb-server-core", "mariadb-client-core")  # no server that the machine would start
TOOLS = ("mariadbd", "mariadb-install-db", "my_print_defaults")
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
PATIENCE_SECONDS = 30  # for what is fetched: the tests are not worth a longer wait


def missing() -> list[str]:
    """What of it this machine does not have."""
    return [tool for tool in TOOLS if shutil.which(tool, path=PLACES) is None]


def install() -> None:
    """Install it as root, where apt-get is. What takes too long is left; only fetching is ever broken off."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    take = ("install", "-y", "--no-install-recommends", *PACKAGES)
    fetch = (*take, "--download-only")
    # The list of packages is often there already.
    if apt_get(*fetch, until=ends_at) or (apt_get("update", until=ends_at) and apt_get(*fetch, until=ends_at)):
        apt_get(*take, "--no-download")


def apt_get(*words: str, until: float | None = None) -> bool:
    """Run apt-get quietly; whether that worked in time."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    left = None if until is None else max(1.0, until - time.monotonic())
    try:
        done = subprocess.run(["apt-get", "-qq", *words], check=False, env=quiet, capture_output=True, timeout=left)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> int:
    """Install it if it is missing; always 0, because the tests know what to do without it."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("mariadb: none on this machine; installing Debian's\n")
        sys.stdout.flush()
        install()
    found = missing()
    sys.stdout.write(f"mariadb: no {', '.join(found)}: its tests are skipped\n" if found else "mariadb: ready\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
