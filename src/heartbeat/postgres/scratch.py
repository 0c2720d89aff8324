"""A server for a few seconds: roles and an empty database, in a folder that is gone afterwards, whatever ends this process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from heartbeat.postgres.embedded import Announce, EmbeddedServer, ServerOptions, silent
from heartbeat.postgres.house import ensure_roles
from heartbeat.postgres.roles import Role, read_role_urls

# Nothing in it has to survive anything.
_OPTIONS = ServerOptions(
    settings={
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "shared_buffers": "32MB",
        "max_connections": "30",
    }
)
# A session that notices no request to end is killed by the server, which aborts for that.
# Its input ends with us, also when we are killed. In a session of its own, so that the terminal's Ctrl-C is not for it.
# A server takes its pid file away as the last thing; where the first process of a machine collects nobody, its number stays.
_CLEAR_UP = """
read -r _
[ -d "$1" ] || exit 0
file="$1/postgres/data/postmaster.pid"
pid=$(head -n 1 "$file")
ended() { [ ! -e "$file" ] || ! kill -0 "$pid"; }
wait_tenths() { tries=0; until ended || [ $tries -ge "$1" ]; do sleep 0.1; tries=$((tries + 1)); done; }
if [ -n "$pid" ]; then
    kill -INT "$pid"
    wait_tenths 100
    ended || kill -QUIT "$pid"
    wait_tenths 200
fi
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"""


@contextmanager
def open_scratch_server(prefix: str, announce: Announce = silent) -> Iterator[tuple[EmbeddedServer, Mapping[Role, str]]]:
    """A server of its own with the connection strings of its roles, and a database in which nothing stands.

    Raises:
        EmbeddedServerFailed: with the last lines of its log.
    """
    with _folder() as folder:
        server = EmbeddedServer(folder / "postgres", _OPTIONS)
        with server.join(announce, prepare=lambda: ensure_roles(server, prefix)):
            yield server, read_role_urls(server.folder / "roles.env", prefix)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder through which the server's user may pass. A path in /tmp is short enough for a socket everywhere."""
    folder = Path(tempfile.mkdtemp(prefix="heartbeat-scratch-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    clear_up = ["/bin/sh", "-c", _CLEAR_UP, "sh", str(folder)]
    guardian = subprocess.Popen(clear_up, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guardian.communicate()  # it clears up what is left, such as after a second Ctrl-C
