"""Links in the texts of audit pages, as their authors write them beside the file."""

from __future__ import annotations

import pytest

from heartbeat.surfaces.audit.document import html_of
from heartbeat.wire.links import link_of


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("clients.md", "/audit/clients"),
        ("clients.md#who-owes-us", "/audit/clients#who-owes-us"),
        ("fees_by_month.py", "/docs/cuts/fees_by_month"),
        ("../docs/sub/card%2Dcollateral.md#terms", "/docs/company/sub/card-collateral#terms"),
        ("../metrics/payments/payment_fees.sql", "/metrics/payment_fees"),
        ("../metrics/payment_fees.sql", "/metrics/payment_fees"),
        ("/metrics/payment_fees", "/metrics/payment_fees"),
        ("#below", "#below"),
        ("https://linden.example/x.md", "https://linden.example/x.md"),
        ("../heartbeat.yaml", "#"),
        ("../../docs/payments.md", "#"),
    ],
)
def test_a_file_of_the_workspace_is_a_page_of_the_product(written: str, leads_to: str) -> None:
    assert link_of(written) == leads_to


def test_a_link_in_a_text_leads_there() -> None:
    assert 'href="/docs/company/payments"' in html_of("See [payments](../docs/payments.md).")
    assert "href" not in html_of("[x](javascript:alert(1))")
