"""The landed shop, deployed, on a day without any clock change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from heartbeat.db import Database
from landed_shop import LandedShop
from small_shop import write_workspace

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> LandedShop:
    """Forty days of four orders each, the workspace deployed, nothing measured."""
    landed = LandedShop(database, write_workspace(tmp_path), NOW)
    landed.make_tables()
    landed.land_orders(40)
    landed.deploy()
    return landed
