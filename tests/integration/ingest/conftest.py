"""The landing site of each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_server import api_server
from heartbeat.db import Database, Role
from integration.ingest.files_site import FilesSite
from integration.ingest.landing_site import LandingSite
from integration.ingest.rest_site import RestSite
from postgres_fixtures import Cluster, cloned_house


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


@pytest.fixture(scope="module")
def rest_house(cluster: Cluster) -> Iterator[Database]:
    """One house for all tests of a module: each begins as if nothing had landed."""
    with cloned_house(cluster) as database:
        yield database


@pytest.fixture
def rest(rest_house: Database) -> Iterator[RestSite]:
    with api_server() as server:
        yield RestSite(rest_house, server)
    with rest_house.connect(Role.LOADER, autocommit=True) as connection:
        connection.execute("drop schema if exists rates cascade")
    with rest_house.connect(Role.OWNER, autocommit=True) as connection:
        connection.execute("truncate landing.source_run, landing.table_load cascade")
