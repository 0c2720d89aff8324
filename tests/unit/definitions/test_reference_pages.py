"""The reference pages name every key, and their examples are taken."""

import re
from pathlib import Path

import pytest

from unit.definitions.shop_files import (
    SETTINGS,
    SOURCE,
    VALUE,
    header,
    problems_of_settings,
    problems_of_source,
    read_metric,
    told,
)

DOCS = Path(__file__).resolve().parents[3] / "docs"


def keys_told(text: str) -> list[str]:
    """The keys that the message about an unknown one names."""
    return [key for known in re.findall(r"Known keys: (.*)\.", text) for key in known.split(", ")]


def unknown_everywhere() -> dict[str, str]:
    inside = (
        "people:\n  a@b.cc: {zzzz: 1}",
        "schedule: {zzzz: 1}",
        "retention: {zzzz: 1}",
        "server: {zzzz: 1}",
        "alerts: {zzzz: 1}",
    )
    settings = "\n".join(told(problems_of_settings(f"{SETTINGS}{text}\nzzzz: 1\n")) for text in inside)
    return {
        "metric-files.md": told(read_metric(header(zzzz="1") + VALUE)[1]),
        "source-files.md": told(problems_of_source(SOURCE + "zzzz: 1\n")),
        "workspace.md": settings,
    }


@pytest.mark.parametrize("page", ["metric-files.md", "source-files.md", "workspace.md"])
def test_every_key_is_on_its_page(page: str) -> None:
    keys = keys_told(unknown_everywhere()[page])
    assert len(keys) >= 13
    assert [key for key in keys if f"`{key}`" not in (DOCS / page).read_text(encoding="utf-8")] == []


def test_the_example_of_a_metric_file_has_no_error_but_its_source() -> None:
    example = re.findall(r"```sql\n(.*?)```", (DOCS / "metric-files.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    problems = read_metric(example)[1]
    assert [problem for problem in problems if "belongs to no declared source" not in problem.message] == []


def test_the_example_of_a_source_file_has_no_problem() -> None:
    example = re.findall(r"```yaml\n(.*?)```", (DOCS / "source-files.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    assert problems_of_source(example) == []
