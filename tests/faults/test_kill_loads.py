"""Loads killed at random moments, in short: `kill_loads.py` is the same for as long as one likes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from faults.kill_loads import going_on
from faults.loads.landed_rows import Site
from faults.loads.moving_folder import MovingFolder
from faults.loads.moving_source import TABLES, MovingSource
from heartbeat.db import Database

pytestmark = pytest.mark.faults

_ROWS = 3_000
_SEED = 4


def kill(site: Site, kills: int) -> None:
    with going_on(site, _SEED) as rounds:
        rounds.first()
        rounds.perform(kills)
    assert rounds.tally.faults == [], f"seed {_SEED}"
    assert rounds.tally.is_clean
    assert rounds.tally.kills >= kills
    assert rounds.reader.seen > 1


def test_after_a_killed_load_the_next_run_leaves_what_the_source_has_and_no_reader_sees_less(
    source_database: str, database: Database, superuser_url: str, tmp_path: Path
) -> None:
    with closing(MovingSource(source_database, dict.fromkeys(TABLES, _ROWS), _SEED)) as source:
        kill(Site(source, database, superuser_url, tmp_path), 8)


def test_after_a_killed_load_of_files_all_of_them_stand_as_they_lie_there_and_no_reader_sees_less(
    database: Database, superuser_url: str, tmp_path: Path
) -> None:
    (files := tmp_path / "files").mkdir()
    (work := tmp_path / "work").mkdir()
    kill(Site(MovingFolder(files, _ROWS, _SEED), database, superuser_url, work), 4)
