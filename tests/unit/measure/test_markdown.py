"""Blocks become Markdown that shows exactly their text."""

from __future__ import annotations

import pytest

from heartbeat.measure.validation.telling.markdown import Bullets, Code, Heading, Paragraph, Table, as_json, as_markdown, escaped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("webbank_core.payment", "webbank_core.payment"),
        ("_all_ of *it*", "\\_all\\_ of \\*it\\*"),
        ("<b>a</b> & b", "\\<b\\>a\\</b\\> \\& b"),
        ("a | b", "a \\| b"),
        ("1. one", "1\\. one"),
        ("12) one", "12\\) one"),
        ("2026-11-19 14:47", "2026-11-19 14:47"),
        ("0.95 is fine", "0.95 is fine"),
        ("- no list", "\\- no list"),
        ("# no title", "\\# no title"),
        ("first\nsecond", "first second"),
        ("€12\u2009300", "€12\u2009300"),
        ("a\u202eb\x1b[31m", "ab\\[31m"),
    ],
)
def test_text_is_shown_as_it_is(text: str, written: str) -> None:
    assert escaped(text) == written


def test_each_block_has_its_form() -> None:
    blocks = (
        Heading("Title", 1),
        Paragraph("Words."),
        Bullets(("one", "two")),
        Table(("name", "rows"), (("a|b", "1"),), (1,)),
        Code("select '```'"),
    )
    assert as_markdown(blocks) == (
        "# Title\n\nWords.\n\n- one\n- two\n\n| name | rows |\n| --- | ---: |\n| a\\|b | 1 |\n\n````sql\nselect '```'\n````\n"
    )
    assert [block["kind"] for block in as_json(blocks)] == ["heading", "paragraph", "bullets", "table", "code"]
