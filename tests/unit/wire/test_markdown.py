"""What Markdown becomes: safe to show as it is, with the anchors that GitHub gives."""

import re

import pytest

from heartbeat.wire.markdown import Heading, headings_of, render, slug_of


def test_raw_html_is_shown_and_does_nothing() -> None:
    html = render("<script>alert(1)</script>\n\nA <b onclick='x()'>word</b>.").html
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b onclick=&#x27;x()&#x27;&gt;word&lt;/b&gt;" in html


def test_a_comment_is_for_who_reads_the_file() -> None:
    assert render("<!-- walk -->\n\nText <!-- aside -->goes on.").html == "<p>Text goes on.</p>\n"


def test_what_follows_a_comment_in_its_block_is_shown_as_text() -> None:
    assert render("<!-- a --><img src=x onerror=y>\n").html == "<p>&lt;img src=x onerror=y&gt;</p>\n"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc"])
def test_a_link_that_runs_something_is_none(href: str) -> None:
    assert "<a" not in render(f"[x]({href})").html
    assert "<img" not in render(f"![x]({href})").html
    assert "<a" not in render(f"<{href}>").html


def test_a_link_is_not_rewritten_into_one_that_runs_something() -> None:
    assert 'href="#"' in render("[x](y.md)", link=lambda href: f"javascript:{href}").html


def test_links_and_images_lead_where_they_are_told() -> None:
    html = render("[x](y.md#z) ![p](images/p.png) [w](https://a.example/)", link=lambda href: f"/docs/{href}").html
    assert '<a href="/docs/y.md#z">' in html
    assert 'src="/docs/images/p.png"' in html


def test_a_link_elsewhere_does_not_say_where_it_was_followed() -> None:
    assert render("[w](https://a.example/)").html == '<p><a href="https://a.example/" rel="noreferrer">w</a></p>\n'


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Who may import whom", "who-may-import-whom"),
        ("`heartbeat docs check [--run]`", "heartbeat-docs-check---run"),
        ("What's new, and what isn't?", "whats-new-and-what-isnt"),
        ("GET /api/audit/pages/{page}", "get-apiauditpagespage"),
        ("A_b - c", "a_b---c"),
        ("Über [a link](x.md) & *more*", "über-a-link--more"),
        ("1.2.0 (2026-11-01)", "120-2026-11-01"),
    ],
)
def test_anchors_are_those_of_github(heading: str, anchor: str) -> None:
    assert [found.anchor for found in headings_of(f"## {heading}\n")] == [anchor]
    assert f'<h2 id="{anchor}">' in render(f"## {heading}\n").html


def test_doubled_headings_are_told_apart() -> None:
    text = "# A\n\n## Keys\n\n## Keys\n\n## Keys 1\n\n## Keys\n"
    assert [heading.anchor for heading in headings_of(text)] == ["a", "keys", "keys-1", "keys-1-1", "keys-2"]


def test_headings_are_told_with_their_level_and_text() -> None:
    assert render("# One `two`\n\n### Three\n").headings == (Heading(1, "One two", "one-two"), Heading(3, "Three", "three"))


def test_texts_that_share_a_page_keep_their_anchors_apart() -> None:
    rendered = render("## Keys\n", anchor_prefix="fees-", permalinks=True)
    assert rendered.headings[0].anchor == "fees-keys"
    assert '<h2 id="fees-keys">Keys<a class="permalink" href="#fees-keys" aria-label="Link to “Keys”">#</a></h2>' in rendered.html


def test_a_table_may_be_scrolled_and_has_no_style_of_its_own() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n").html
    assert html.startswith('<div class="table-wide" tabindex="0"><table>')
    assert '<td class="align-right"><s>2</s></td>' in html
    assert "style=" not in html


def test_code_is_coloured_by_classes() -> None:
    html = render("```sql\nselect '<b>'\n```\n").html
    assert '<pre class="code-block" tabindex="0" data-language="sql"><code>' in html
    assert re.search(r'<span class="hl-k">select</span>', html)
    assert "&lt;b&gt;" in html
    assert "style=" not in html


@pytest.mark.parametrize("fence", ["```\n", "```klingon\n"])
def test_code_of_an_unknown_language_is_shown_as_it_is(fence: str) -> None:
    assert "<code>a &lt; b\n</code>" in render(f"{fence}a < b\n```\n").html


def test_a_slug_of_nothing_is_nothing() -> None:
    assert slug_of(" ?! ") == ""
