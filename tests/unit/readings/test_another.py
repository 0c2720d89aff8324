"""When a deploy would take every metric off a wall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heartbeat.definitions.model import Workspace
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import ChangeRefused
from heartbeat.readings.deployed.another import refuse_to_lose
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header, write


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One named Shop with the one metric `orders_paid`."""
    files: dict[str, str | bytes] = {
        "heartbeat.yaml": SETTINGS,
        "sources/shop.yaml": SOURCE,
        "metrics/orders_paid.sql": header() + VALUE,
    }
    return load_workspace(write(tmp_path, files)).workspace


@pytest.mark.parametrize(
    ("name", "words"), [("Shop", "would remove all 2 metrics of 'Shop'"), ("Bank", "another workspace, 'Bank'")]
)
def test_it_is_refused_where_not_one_deployed_metric_stays(workspace: Workspace, name: str, words: str) -> None:
    for metrics in (workspace.metrics, ()):
        with pytest.raises(ChangeRefused, match=words) as refused:
            refuse_to_lose({"accounts": False, "loans": True}, name, replace(workspace, metrics=metrics))
        assert "--replace" in refused.value.hint


def test_it_is_let_through_where_one_stays_or_there_is_nothing_to_lose(workspace: Workspace) -> None:
    refuse_to_lose({"orders_paid": True, "loans": True}, "Bank", workspace)
    refuse_to_lose({"example": False, "loans": False}, "Shop", workspace)
    refuse_to_lose({}, "", workspace)
