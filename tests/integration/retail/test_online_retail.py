"""A second workspace, over data that nobody invented: a year of a shop's order lines, from `heartbeat init` to the board."""

import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.readings.board import read_board

METRICS = Path(__file__).parent / "metrics"
SOURCE = """\
kind: postgres
url: ${SHOP_URL}
schemas: [public]
tables: [order_line]
replace_ok: {order_line: "no key and no cursor; half a million rows, a few seconds an hour"}
"""
TABLE = """
create table order_line (invoice_no text, stock_code text, description text, quantity int,
    invoice_date timestamptz, unit_price numeric, customer_id text, country text)
"""
KNOWN = {
    "order_lines": 541_909,
    "lines_without_customer": 135_080,
    "share_without_customer": 135_080 / 541_909,
    "exact_duplicates": 5_268,
    "returned_lines": 10_624,
    "revenue_total": 9_747_747.934,
    "saturday_lines": 0,
    "christmas_lines": 0,
    "days_covered": 373,
}

Line = tuple[str, ...]


@pytest.fixture(scope="module")
def order_lines() -> list[Line]:
    folder = os.environ.get("HEARTBEAT_TEST_DATA")
    path = Path(folder or "") / "online_retail" / "order_lines.csv.gz"
    if not folder or not path.exists():
        pytest.skip("HEARTBEAT_TEST_DATA does not name the folder with online_retail/order_lines.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return [tuple(line) for line in lines]


@pytest.fixture
def shop_url(source_database: str, order_lines: list[Line]) -> str:
    with psycopg.connect(source_database) as connection, connection.cursor() as cursor:
        cursor.execute("set time zone 'UTC'")
        cursor.execute(TABLE)
        with cursor.copy("copy order_line from stdin (format csv, null '')") as copy:
            text = io.StringIO()
            csv.writer(text).writerows(order_lines)
            copy.write(text.getvalue())
    return source_database


@pytest.fixture
def shop(workspace_folder: Path, shop_url: str) -> dict[str, Any]:
    """The board after one beat of the workspace that a newcomer would make, by metric id."""
    workspace = workspace_folder / "shop"
    environment = {**os.environ, "SHOP_URL": shop_url}
    heartbeat("init", workspace, "--bare", environment=environment)
    (workspace / "sources").mkdir()
    (workspace / "sources" / "shop.yaml").write_text(SOURCE, encoding="utf-8")
    shutil.copytree(METRICS, workspace / "metrics", dirs_exist_ok=True)
    for command in ("check", "deploy", "beat"):
        heartbeat("--workspace", workspace, command, environment=environment)
    with open_database(Settings(workspace=workspace)) as database, database.connect(Role.APP) as connection:
        document = read_board(connection).document
    return {metric["metric_id"]: metric for metric in document["metrics"]}


def heartbeat(*arguments: str | Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "heartbeat", *map(str, arguments)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, f"{' '.join(command)}\n{ran.stdout}\n{ran.stderr}"


@pytest.mark.slow
def test_ten_metrics_of_a_real_shop_equal_what_is_known_of_it(shop: dict[str, Any], order_lines: list[Line]) -> None:
    counted = counted_in_plain_python(order_lines)
    both = KNOWN.keys() & counted.keys()
    assert {name: KNOWN[name] for name in both} == pytest.approx({name: counted[name] for name in both}, rel=1e-12)
    truth = {**counted, **KNOWN}
    values = {metric_id: metric["value"] for metric_id, metric in shop.items()}
    assert values == pytest.approx(truth, rel=1e-12)
    assert {metric["health"] for metric in shop.values()} == {"ok"}
    assert {metric_id for metric_id, metric in shop.items() if metric["status"] == "red"} == {"lines_without_customer"}
    assert "".join(shop["revenue_total"]["display"]["text"].split()) == "£9.75m"


def counted_in_plain_python(order_lines: list[Line]) -> dict[str, float]:
    """The same ten numbers without SQL, so that the known truths and the data agree as well."""
    days = [line[4][:10] for line in order_lines]
    return {
        "order_lines": len(order_lines),
        "exact_duplicates": sum(times - 1 for times in Counter(order_lines).values()),
        "returned_lines": sum(int(line[3]) < 0 for line in order_lines),
        "revenue_total": float(sum(int(line[3]) * Decimal(line[5]) for line in order_lines)),
        "lines_without_customer": sum(not line[6] for line in order_lines),
        "cancelled_lines": sum(line[0].startswith("C") for line in order_lines),
        "christmas_lines": sum("2010-12-24" <= day < "2011-01-04" for day in days),
    }
