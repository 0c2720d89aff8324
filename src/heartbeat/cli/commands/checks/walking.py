"""The walks of the documentation, done in a folder of their own as a reader would do them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from heartbeat.cli.say import say, seconds_text
from heartbeat.postgres.house import house_server
from heartbeat.surfaces.docs.checks.walks import Walk, read_walks

WORKSPACE = "my-company"
"""What the walks that begin anew call the workspace that the others go on in."""
DEADLINE_SECONDS = 240
_TOLD_LINES = 30


def run_walks(root: Path, environment: Mapping[str, str]) -> int:
    """Do every walk of the pages below `root`, telling how each went; how many failed. Nothing of it stays."""
    walks = read_walks(root)
    failed = 0
    for first in (walk for walk in walks.values() if walk.after is None):
        with walked_folder() as folder:
            if not _tell(first, folder, environment):
                failed += 1
                continue
            stop_postgres(folder)
            for walk in (each for each in walks.values() if each.after == first.page):
                failed += not _go_on(walk, folder / WORKSPACE, environment)
    return failed


def walk_through(walk: Walk, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Do a walk in a folder."""
    variables = {name: value for name, value in environment.items() if not name.startswith("HEARTBEAT")}
    variables |= {"PATH": f"{Path(sys.executable).parent}:{environment.get('PATH', '')}", "COLUMNS": "200"}
    variables |= {"BILLING_FILES": str(folder / "inbox")}
    command = ["bash", "-c", walk.script]
    try:
        return subprocess.run(
            command, cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        said = error.stdout.decode() if isinstance(error.stdout, bytes) else error.stdout or ""
        return subprocess.CompletedProcess(command, 124, said, f"It took longer than {DEADLINE_SECONDS} seconds.")


@contextmanager
def walked_folder() -> Iterator[Path]:
    """A folder for a walk, short enough for a socket and open to the account of an embedded Postgres, which is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="hbw-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        stop_postgres(folder)
        shutil.rmtree(folder, ignore_errors=True)


def stop_postgres(folder: Path) -> None:
    """Stop the Postgres of the workspace that a walk made, if it did."""
    if (folder / WORKSPACE / ".heartbeat").exists():
        house_server(folder / WORKSPACE).stop()


def copy_workspace(workspace: Path, folder: Path) -> Path:
    """A workspace that has stopped, once more, with the owners of its files: root keeps the database as another user."""
    subprocess.run(["/bin/cp", "-a", workspace, folder / WORKSPACE], check=True)
    return folder / WORKSPACE


def _go_on(walk: Walk, workspace: Path, environment: Mapping[str, str]) -> bool:
    with walked_folder() as folder:
        return _tell(walk, copy_workspace(workspace, folder), environment)


def _tell(walk: Walk, folder: Path, environment: Mapping[str, str]) -> bool:
    say(f"docs/{walk.page}.md …")
    started = time.monotonic()
    done = walk_through(walk, folder, environment)
    if done.returncode == 0:
        say(f"  works, in {seconds_text(time.monotonic() - started)}", style="green")
        return True
    lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    say("\n".join(f"  {line}" for line in lines[-_TOLD_LINES:]))
    place = next((line.removeprefix("== ") for line in reversed(lines) if line.startswith("== ")), f"docs/{walk.page}.md")
    say(f"  stops at {place}", style="red")
    return False
