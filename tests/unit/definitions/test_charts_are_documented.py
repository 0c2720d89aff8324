"""docs/charts.md has an example of each kind of chart, and each is one that a cut may return."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from heartbeat.definitions.charts.catalog import chart_kinds, read_payload

PAGE = Path(__file__).parents[3] / "docs" / "charts.md"
OWN = "A chart of your own"


def _examples() -> dict[str, list[Any]]:
    sections = re.split(r"^## (.+)$", PAGE.read_text(), flags=re.MULTILINE)[1:]
    fenced = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return {
        name: [json.loads(example) for example in fenced.findall(text)]
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }


def test_every_kind_has_a_section_and_no_other_is_told() -> None:
    assert set(_examples()) == {*chart_kinds(), OWN}


@pytest.mark.parametrize("kind", [*chart_kinds(), OWN])
def test_its_example_is_one_that_a_cut_may_return(kind: str) -> None:
    examples = _examples()[kind]
    assert examples
    for example in examples:
        chart = read_payload("dial" if kind == OWN else kind, example)
        assert not chart.is_empty()
        assert chart.table().rows
