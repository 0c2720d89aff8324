"""The audit on the page of a metric: the command, its verdict, and the document to be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo
from integration.cli.command import heartbeat

pytestmark = pytest.mark.e2e

AUDITED = "card_payments_unsettled"


@pytest.fixture(scope="module")
def validated(demo: Demo) -> Demo:
    """The demo, in which somebody has audited one metric."""
    answer = heartbeat("-w", demo.folder, "validate", AUDITED)
    assert answer.code == 0, answer.out + answer.err
    return demo


def test_a_metric_that_nobody_audited_names_the_command(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics/returned_payments")
    card = page.get_by_role("region", name="Audit", exact=True)
    expect(card).to_contain_text("Nobody has audited this number yet. heartbeat validate returned_payments does")


def test_the_verdict_stands_on_the_page_with_its_reasons_and_its_document(page: Page, validated: Demo) -> None:
    page.goto(f"{validated.address}/metrics/{AUDITED}")
    card = page.get_by_role("region", name="Audit", exact=True)
    expect(card).to_contain_text("The cross-check, formulated another way, gives the same value.")
    expect(card).to_contain_text("It still computes what was audited.")
    card.get_by_role("button", name="Read the document").click()
    text = card.get_by_role("article")
    expect(text.get_by_role("heading", name="Independent cross-check")).to_be_visible()
    row = text.get_by_role("row").filter(has_text="crosscheck")
    expect(row.get_by_role("cell").first).to_have_text(
        text.get_by_role("row").filter(has_text="on the screens").get_by_role("cell").first.inner_text()
    )
    expect(text).to_contain_text("except")


def test_a_phone_shows_the_document_without_scrolling_the_page_sideways(browser: Browser, validated: Demo) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        opened = phone.new_page()
        opened.goto(f"{validated.address}/metrics/{AUDITED}")
        opened.get_by_role("button", name="Read the document").click()
        opened.wait_for_selector(".audit-text")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390
