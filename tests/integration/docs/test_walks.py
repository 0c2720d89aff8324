"""What the documentation tells a reader to type works, in the order in which it stands there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from heartbeat.postgres.house import house_server
from postgres_fixtures import short_folder
from walked import DOCS, Walk, walks

WALKS = walks()
WORKSPACE = "my-company"


def walk_through(walk: Walk, folder: Path) -> str:
    """Do a walk in a folder; what it said."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("HEARTBEAT")}
    variables |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "200"}
    variables |= {"BILLING_FILES": str(folder / "inbox")}
    done = subprocess.run(
        ["bash", "-c", walk.script], cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, f"docs/{walk.page}.md:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def company() -> Iterator[Path]:
    """The workspace at the end of the quickstart, with its database, which has stopped."""
    folder = short_folder("hbq-")
    try:
        said = walk_through(WALKS["quickstart"], folder)
        assert "30 of 30 days of history filled in" in said
        yield folder / WORKSPACE
    finally:
        if (folder / WORKSPACE / ".heartbeat").exists():
            house_server(folder / WORKSPACE).stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_the_pages_that_tell_how_are_walked() -> None:
    told = {path.stem for path in (DOCS / "how-to").glob("*.md")}
    assert {Path(page).name for page in WALKS if page.startswith("how-to/")} == told - {"put-it-on-a-tv", "add-a-channel"}
    assert {walk.after for walk in WALKS.values()} <= {None, "quickstart"}


@pytest.mark.parametrize("page", sorted(page for page, walk in WALKS.items() if walk.after == "quickstart"))
def test_a_reader_gets_through(page: str, company: Path) -> None:
    folder = short_folder("hbq-")
    try:
        copied = folder / WORKSPACE
        subprocess.run(["cp", "-a", company, copied], check=True)  # with its owners: root keeps the database as another user
        walk_through(WALKS[page], copied)
    finally:
        if (folder / WORKSPACE / ".heartbeat").exists():
            house_server(folder / WORKSPACE).stop()
        shutil.rmtree(folder, ignore_errors=True)
