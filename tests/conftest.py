"""Fixtures that every test may use."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

pytest_plugins = ["postgres_fixtures", "mariadb_fixtures", "demo_process", "shop_with_source"]

# A shell without job control starts what it puts into the background with Ctrl-C ignored, and all processes below inherit that.
# The tests press Ctrl-C on processes of their own, whoever started the tests and how.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("laws", deadline=None)  # a busy machine breaks no law
settings.load_profile("laws")


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]
    """The tests of a file stay in one process, and so do those that look at one demo: what is made once is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0])
        has_its_own = file.name in {
            "test_alerts.py",
            "test_living_wall.py",
            "test_signing_in.py",
            "test_soak.py",
            "test_wheel.py",
        }
        looks_at_the_demo = file.name == "test_demo.py" or ("e2e" in file.parts and not has_its_own)
        return "the demo" if looks_at_the_demo else str(file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether:
    """Whatever `--dist` says. Marks of `xdist_group` would say it plainer, and pytest 9.2 with xdist 3.8 does not hear them."""
    return FilesTogether(config, log)
