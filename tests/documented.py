"""The examples of docs/sources.md as they stand there, for the tests that run them."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sources.md"


def example_of(kind: str, language: str) -> str:
    """The first example in a language below the heading of a kind."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {kind}\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found, (kind, language)
    return found[1]
