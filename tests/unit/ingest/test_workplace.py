"""Folders of runs: fresh, private, and gone afterwards."""

from pathlib import Path

import pytest

from heartbeat.errors import IngestError
from heartbeat.ingest.workplace import open_workplace


def test_a_folder_is_gone_after_its_run(tmp_path: Path) -> None:
    with open_workplace(tmp_path / "work", "bank_core") as place:
        (place / "payment.csv").write_text("rows")
        assert place.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_uses_is_not(tmp_path: Path) -> None:
    left = tmp_path / "other_core-killed"
    left.mkdir()
    (left / "payment.csv").write_text("rows")
    with open_workplace(tmp_path, "bank_core") as living, open_workplace(tmp_path, "aml_core") as other:
        assert living.is_dir()
        assert other.is_dir()
        assert not left.exists()


def test_a_folder_that_somebody_else_put_there_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IngestError, match="somebody else"), open_workplace(tmp_path / "work", "bank_core"):
        pass
