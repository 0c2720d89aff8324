"""A cut's module: read without being run, each of its problems at its line, and what of it decides the numbers."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from unit.definitions.cut_files import CUT, changed, cut_of, read_cut, with_key


def test_a_cut_says_where_it_stands_and_what_it_shows() -> None:
    cut = cut_of(
        with_key('"metrics": {"orders_paid": "explains"}, "sources": ["shop_public.orders"], "owner": "ada@example.com"')
    )
    assert (cut.cut_id, cut.page, cut.title, cut.chart) == ("orders_by_day", "sales", "Orders by day", "bar")
    assert (cut.order, cut.windows, cut.window_default) == (100, ("30d", "90d"), "30d")
    assert (cut.metrics, cut.sources, cut.owner) == ({"orders_paid": "explains"}, ("shop_public.orders",), "ada@example.com")
    assert cut.text.startswith('"""Orders by day."""')


def test_no_module_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    cut_of(f'open({str(trace)!r}, "w").close()\n{CUT}')
    assert not trace.exists()


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('"windws": 1', '4: META["windws"] is not known.'),
        ('"order": True', '4: META["order"] is no whole number.'),
        ('"order": 10_000_000_000', '4: META["order"] is beyond 1,000,000.'),
        ('"order": 2 * 5', '4: META["order"] is computed.'),
        ('"window_default": "7d"', '4: META["window_default"] “7d” is none of its windows.'),
        ('"owner": "ada"', '4: META["owner"] “ada” is no address.'),
        ('"sources": ["orders"]', '4: META["sources"] has “orders”, which is none or comes twice.'),
        ('"metrics": ["orders_paid"]', '4: META["metrics"] is no mapping.'),
        ('"metrics": {"orders_paid": "proves"}', "4: META[\"metrics\"] has orders_paid: 'proves'."),
        ('"metrics": {"Orders": "explains"}', '4: META["metrics"] has “Orders”, which is no metric\'s id.'),
        ("**more", "4: META has a key that is no plain text."),
    ],
)
def test_a_key_that_cannot_be_taken_is_told_at_its_line(entry: str, problem: str) -> None:
    assert read_cut(with_key(entry)) == (None, [problem])


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('    "page": "sales",\n', "", '3: META["page"] is missing.'),
        ('"Orders by day",', "None,", '5: META["title"] is missing.'),
        ('"Orders by day",', '" ",', '5: META["title"] is no text.'),
        ('"Orders by day",', '"Orders\\nby day",', '5: META["title"] is longer than one line of 100 characters.'),
        ('"Orders by day",', '"Orders\\x00",', '5: META["title"] has a sign that no text has, U+0000.'),
        ('"A low bar is a bad day."', '"\\ud800"', '8: META["how_to_read"] has a sign that no text has, U+D800.'),
        ('"page": "sales"', '"page": "Sales"', '4: META["page"] “Sales” is no page\'s name.'),
        ('["30d", "90d"]', "[]", '7: META["windows"] is empty.'),
        ('["30d", "90d"]', '["30d", "30d"]', '7: META["windows"] has “30d”, which is none or comes twice.'),
        ('["30d", "90d"]', '["soon"]', '7: META["windows"] has “soon”, which is none or comes twice.'),
        ('["30d", "90d"]', '[["30d"]]', '7: META["windows"] is no list of texts.'),
        ('"chart": "bar"', '"chart": "bar", "chart": "line"', '6: META["chart"] comes twice.'),
        ("META = {", "META = dict(page=1)\nOTHER = {", "3: META is no literal dict."),
        ("META = {", "OTHER = {", "1: There is no META."),
        ("def compute", "META = {}\n\n\ndef compute", "13: META comes twice."),
        ("def compute(", "def computes(", "1: There is no function `compute`."),
        ("    return {", "   return {", "15: This is no Python: unindent does not match any outer indentation level."),
    ],
)
def test_what_is_wrong_is_told_at_its_line(before: str, after: str, problem: str) -> None:
    assert read_cut(changed(before, after)) == (None, [problem])


def test_all_problems_are_told_at_once() -> None:
    text = changed("def compute(conn, *, window)", "def compute(conn)", with_key('"tittle": "x"')).replace('"bar"', "7")
    cut, problems = read_cut(text, file="cuts/Orders.py")
    assert cut is None
    assert [problem.partition(":")[0] for problem in problems] == ["1", "4", "7", "14"]


@pytest.mark.parametrize(
    "takes",
    ["conn, *, window", "conn, window", "conn, /, *, window", "conn, **given", "*all_of_it, window", "conn, *, window, n=3"],
)
def test_compute_may_take_its_two_in_any_way_that_python_can_call(takes: str) -> None:
    assert cut_of(changed("conn, *, window", takes)).cut_id == "orders_by_day"


@pytest.mark.parametrize(
    "takes", ["", "conn", "window", "*, conn, window", "conn, window, /", "conn, *, window, n", "conn, other, *, window"]
)
def test_a_compute_that_python_could_not_call_is_told(takes: str) -> None:
    cut, problems = read_cut(changed("conn, *, window", takes))
    assert (cut, problems) == (None, ["13: `compute` cannot be called with a connection and a window."])


def test_a_compute_that_waits_is_told() -> None:
    assert read_cut(changed("def compute", "async def compute"))[0] is None


def test_a_backslash_that_python_doubts_is_a_warning_of_the_file_and_not_of_the_terminal() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cut, problems = read_cut(changed("select 1", r"select '\d'"))
    assert cut is not None
    assert [problem.startswith("14: Python doubts this: ") for problem in problems] == [True]


def test_a_cut_without_its_methodology_is_doubted() -> None:
    assert read_cut(changed('    "methodology": "Orders by the day on which they were made.",\n', ""))[1] == [
        '3: META["methodology"] is missing.'
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""Orders by day."""', '"""Everything that was ordered,\n\nby day."""'),
        ("A low bar is a bad day.", "Look at Mondays."),
        ('["30d", "90d"]', '["30d"]'),
    ],
)
def test_words_do_not_change_what_is_computed(before: str, after: str) -> None:
    assert cut_of(changed(before, after)).definition_hash == cut_of().definition_hash


def test_comments_and_blank_lines_do_not_change_what_is_computed() -> None:
    remarked = changed("    return", "    # a bar for each day\n\n    return").replace('bars": rows}', 'bars": rows}  # all   ')
    assert cut_of(remarked).definition_hash == cut_of().definition_hash


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("select 1", "select 2"),
        ("select 1", "select 1 #"),
        ('"chart": "bar"', '"chart": "line"'),
        ('"""Orders by day."""', '"""Orders by day."""; FACTOR = 2'),
        ("}\n\n\ndef", "}; FACTOR = 2\n\n\ndef"),
        ("META = {", "FACTOR = 2; META = {"),
    ],
)
def test_code_changes_what_is_computed_wherever_it_stands(before: str, after: str) -> None:
    assert cut_of(changed(before, after)).definition_hash != cut_of().definition_hash


def test_a_docstring_of_several_bytes_a_sign_is_taken_out_whole() -> None:
    longer = changed('"""Orders by day."""', '"""Užsakymai – “day”."""; FACTOR = 2')
    assert cut_of(longer).definition_hash == cut_of(changed('"""Orders by day."""', '"""x"""; FACTOR = 2')).definition_hash
