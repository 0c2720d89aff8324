"""What a metric's file says in Markdown, on its page."""

from __future__ import annotations

from heartbeat.surfaces.metric.prose import with_html


def test_markdown_is_rendered_and_its_links_are_read_from_the_file_of_the_metric() -> None:
    said = {
        "file": "metrics/payments/fees.sql",
        "how_to_read": "**Call** [them](../../docs/desk.md), see [fees](approved.sql).",
        "methodology": None,
    }
    told = with_html({"definition": said})["definition"]
    assert "<strong>Call</strong>" in told["how_to_read_html"]
    assert 'href="/docs/company/desk"' in told["how_to_read_html"]
    assert 'href="/metrics/approved"' in told["how_to_read_html"]
    assert (told["how_to_read"], told["methodology_html"]) == (said["how_to_read"], None)
