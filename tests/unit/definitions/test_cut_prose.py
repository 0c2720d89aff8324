"""The text of an audit page, taken apart."""

from __future__ import annotations

import pytest

from heartbeat.definitions.cuts.prose import CutPlace, split_page


def test_lines_that_hold_only_a_cut_are_its_place() -> None:
    text = "One.\n\n[[fees_by_month]]\nTwo [[not_here]].\n  [[ fees_by_rail ]]  \n"
    assert split_page(text) == ("One.\n\n", CutPlace("fees_by_month", 3), "Two [[not_here]].\n", CutPlace("fees_by_rail", 5))


def test_a_text_of_nothing_has_no_parts() -> None:
    assert split_page("") == split_page("\n \n") == ()


@pytest.mark.parametrize("fence", ["```", "~~~~", "```python"])
def test_a_place_in_a_block_of_code_is_code(fence: str) -> None:
    end = fence.removesuffix("python")
    text = f"{fence}\n[[fees]]\n``\n[[fees]]\n{end}\n[[fees]]\n"
    assert [part for part in split_page(text) if isinstance(part, CutPlace)] == [CutPlace("fees", 6)]


def test_code_in_a_line_opens_no_block() -> None:
    assert split_page("```x``` is code\n[[fees]]\n")[1] == CutPlace("fees", 2)
