"""Texts and lists of a cut as authors write them: Markdown indented with the code, and what comes twice."""

from __future__ import annotations

import pytest

from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.parse.cuts.pages import split_title
from heartbeat.definitions.problem import Findings

MODULE = '''META = {
    "page": "sales", "title": "Orders by day", "chart": "bar", "methodology": "m",
    "how_to_read": """
        Fewer than ten: look.

        - the shop
            - its checkout
    """,
    "windows": ["30d"],
    "metrics": {},
}

def compute(conn, *, window):
    return {}
'''


def test_markdown_may_be_indented_with_the_code() -> None:
    cut = parse_cut("cuts/orders_by_day.py", MODULE, Findings("cuts/orders_by_day.py"))
    assert cut is not None
    assert cut.how_to_read == "Fewer than ten: look.\n\n- the shop\n    - its checkout"


@pytest.mark.parametrize(
    ("was", "becomes", "line", "message"),
    [
        ('["30d"]', '["30d", "7d", "30d"]', 9, 'META["windows"] has “30d”, which is none or comes twice.'),
        ('["30d"]', '["1 month", "7d", "7d"]', 9, 'META["windows"] has “1 month”, which is none or comes twice.'),
        ("{}", '{\n        "abc": "explains",\n        "abc": "drilldown"}', 12, 'META["metrics"] has “abc” twice.'),
    ],
)
def test_what_comes_twice_is_told_as_that(was: str, becomes: str, line: int, message: str) -> None:
    findings = Findings("cuts/orders_by_day.py")
    assert parse_cut("cuts/orders_by_day.py", MODULE.replace(was, becomes), findings) is None
    assert [(problem.line, problem.message) for problem in findings.problems] == [(line, message)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# About C#\n", ("About C#", "")),
        ("\n# One ##  \ntwo\n", ("One", "two")),
        ("two\n# One", (None, "two\n# One")),
        ("#One", (None, "#One")),
    ],
)
def test_a_title_ends_with_the_signs_that_close_it(text: str, expected: tuple[str | None, str]) -> None:
    assert split_title(text) == expected
