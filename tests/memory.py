"""How much memory this process takes, measured from a moment that a test chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def at_most_megabytes(more: int) -> Iterator[None]:
    """The block takes at no moment more memory beyond what the process has at its start; what was before does not hide it."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _peak_kilobytes()
    yield
    assert _peak_kilobytes() - before < more * 1024


def _peak_kilobytes() -> int:
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(peak)
