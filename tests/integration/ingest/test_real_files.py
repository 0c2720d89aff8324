"""Order lines of a real shop, packed CSV as it is published: every row lands, and what they add up to is known."""

from __future__ import annotations

import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from integration.ingest.files_site import FilesSite, files_of


def test_half_a_million_order_lines_add_up(shop: FilesSite) -> None:
    folder = os.environ.get("HEARTBEAT_TEST_DATA")
    path = Path(folder or "") / "online_retail" / "order_lines.csv.gz"
    if not folder or not path.exists():
        pytest.skip("HEARTBEAT_TEST_DATA does not name the folder with online_retail/order_lines.csv.gz")
    shutil.copy2(path, shop.folder)
    report = shop.land(files_of("*.csv.gz"))
    assert (report.outcome, report.rows) == ("loaded", 541_909)
    assert shop.marts("select sum(quantity * unit_price), count(*) - count(customer_id), max(_line) from shop.t") == [
        (Decimal("9747747.934"), 135_080, 541_910),
    ]  # fmt: skip
    assert shop.types() == {
        "invoice_no": "text", "stock_code": "text", "description": "text", "quantity": "bigint",
        "invoice_date": "timestamp without time zone", "unit_price": "numeric", "customer_id": "bigint", "country": "text",
    }  # fmt: skip
    assert shop.land(files_of("*.csv.gz")).outcome == "unchanged"
