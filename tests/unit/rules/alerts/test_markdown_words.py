"""Markdown in a message: its words alone."""

from __future__ import annotations

import pytest

from heartbeat.rules.alerts.wording.markdown_words import words_of
from heartbeat.rules.alerts.wording.message import word
from unit.rules.alerts.worded import MANNER, item


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Call **the bank**, then [the desk](../docs/desk.md).", "Call the bank, then the desk."),
        ("# Red\n\n- is _bad_\n* is *worse*", "Red\n\nis bad\nis worse"),
        ("> see `payment_state_log`", "see payment_state_log"),
        ("2 * 3 * 4, a*b, snake_case_name, -5 and #3", "2 * 3 * 4, a*b, snake_case_name, -5 and #3"),
        ("__Both__ слово_слово_слово", "Both слово_слово_слово"),
    ],
)
def test_marks_go_and_words_stay(markdown: str, words: str) -> None:
    assert words_of(markdown) == words


def test_a_message_tells_how_to_read_without_marks() -> None:
    told = word("single", [item(how_to_read="- **Above** 90 %:\n- call [them](/docs/x)")], MANNER)
    assert "How to read: Above 90 %: call them" in told.body
