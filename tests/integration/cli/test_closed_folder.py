"""As root, in a folder that the embedded server's user may not enter: everything works, and the folder stays closed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from heartbeat.demo.example import example_folder
from heartbeat.postgres.house import house_server
from integration.cli.command import heartbeat
from postgres_fixtures import short_folder
from small_shop import write_workspace

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder that the server's user may not enter")


@pytest.fixture
def closed() -> Iterator[Path]:
    folder = short_folder("hbc-")
    folder.chmod(0o700)
    yield folder
    assert folder.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(folder)


def test_the_bank_of_the_demo_keeps_its_secrets_in_the_folder_and_its_data_elsewhere(closed: Path) -> None:
    example_folder()  # makes the generator importable
    from heartbeat.demo.systems import bank_systems

    with contextlib.ExitStack() as afterwards, bank_systems(closed) as systems:
        for server in (systems.main, systems.desk):
            afterwards.callback(server.remove)
        assert systems.providers.environment()["RATES_TOKEN"] == (closed / ".heartbeat" / "bank" / "rates.token").read_text()
        assert systems.main.answers()
        assert closed not in systems.main.folder.parents


def test_a_workspace_is_deployed_and_checked_on_what_has_landed(closed: Path) -> None:
    workspace = closed / "shop"
    write_workspace(workspace)
    try:
        assert heartbeat("-w", workspace, "deploy").code == 0
        live = heartbeat("-w", workspace, "check", "--live")
        assert "Nothing has landed yet in" not in live.err
        assert "orders_day" in live.out
    finally:
        house_server(workspace).remove()
