"""What the documentation tells a reader to type works, in the order in which it stands there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from heartbeat.cli.commands.checks.walking import WORKSPACE, copy_workspace, run_walks, stop_postgres, walk_through, walked_folder
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.checks.walks import Walk, read_walks

ROOT = product_root()
WALKS = read_walks(ROOT)


def walked(walk: Walk, folder: Path) -> str:
    """Do a walk in a folder; what it said."""
    done = walk_through(walk, folder, os.environ)
    assert done.returncode == 0, f"docs/{walk.page}.md:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def company() -> Iterator[Path]:
    """The workspace at the end of the quickstart, with its database, which has stopped."""
    with walked_folder() as folder:
        said = walked(WALKS["quickstart"], folder)
        assert "30 of 30 days of history filled in" in said
        stop_postgres(folder)
        yield folder / WORKSPACE


def test_the_pages_that_tell_how_are_walked() -> None:
    told = {path.stem for path in (ROOT / "docs/how-to").glob("*.md")}
    assert {Path(page).name for page in WALKS if page.startswith("how-to/")} == told - {"put-it-on-a-tv", "add-a-channel"}
    assert {walk.after for walk in WALKS.values()} <= {None, "quickstart"}


@pytest.mark.parametrize("page", sorted(page for page, walk in WALKS.items() if walk.after == "quickstart"))
def test_a_reader_gets_through(page: str, company: Path) -> None:
    with walked_folder() as folder:
        walked(WALKS[page], copy_workspace(company, folder))


def test_the_command_tells_how_each_went_and_where_one_stops(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "first.md").write_text(
        "# A\n\n<!-- walk -->\n\n```sh\nmkdir my-company\n```\n\n```yaml\n# my-company/a.yaml\na: 1\n```\n"
    )
    (docs / "next.md").write_text("# B\n\n<!-- walk after first -->\n\n```sh\ngrep 'a: 1' a.yaml\necho b > b\n```\n")
    (docs / "wrong.md").write_text("# C\n\n<!-- walk after first -->\n\n```sh\nls\n```\n\n```sh\ncat b\n```\n")
    assert run_walks(tmp_path, os.environ) == 1
    said = capsys.readouterr().out
    assert "stops at docs/wrong.md:9" in said
    assert said.count("works, in") == 2
