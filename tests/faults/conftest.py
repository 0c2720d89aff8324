"""The shop with its source, and nothing measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from shop_with_source import ShopWithSource


@pytest.fixture
def undeployed(database: Database, source_database: str, tmp_path: Path) -> ShopWithSource:
    opened = ShopWithSource(database, source_database, tmp_path)
    opened.open()
    return opened


@pytest.fixture
def shop(undeployed: ShopWithSource) -> ShopWithSource:
    undeployed.deploy()
    return undeployed
