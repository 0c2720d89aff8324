"""The landing site of each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from integration.ingest.files_site import FilesSite
from integration.ingest.landing_site import LandingSite


@pytest.fixture
def site(database: Database, source_database: str, tmp_path: Path) -> LandingSite:
    site = LandingSite(database, source_database, tmp_path / "work")
    site.at_source("create schema core")
    return site


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> FilesSite:
    folder = tmp_path / "files"
    folder.mkdir()
    return FilesSite(database, folder)
