"""The chart of a metric: what it shows stands in the address, keys walk along it, and its numbers can be taken along."""

from __future__ import annotations

import csv
import json
import re
import struct
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e
METRIC = "unpaid_collateral"
DAY = r"\d{1,2} [A-Z][a-z]{2} 20\d\d"


@pytest.fixture
def chart(page: Page, demo: Demo) -> Page:
    page.goto(f"{demo.address}/metrics/{METRIC}?range=30d")
    page.wait_for_selector(".chart svg")
    return page


def told(demo: Demo) -> dict[str, Any]:
    with urllib.request.urlopen(f"{demo.address}/api/metrics/{METRIC}", timeout=10) as answer:
        return dict(json.load(answer))


def test_range_grain_and_zoom_stand_in_the_address_and_escape_goes_back_before_it_leaves(chart: Page) -> None:
    chart.get_by_role("button", name="90 d").click()
    chart.get_by_role("button", name="Week").click()
    expect(chart).to_have_url(re.compile(r"\?range=90d&grain=week$"))
    expect(chart.locator(".chart-bar")).to_contain_text("each week is its worst day")
    chart.reload()
    expect(chart.get_by_role("button", name="Week")).to_have_attribute("aria-pressed", "true")
    chart.wait_for_selector(".chart svg")
    box = chart.locator(".chart").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    chart.mouse.move(box["x"] + box["width"] * 0.3, y)
    chart.mouse.down()
    chart.mouse.move(box["x"] + box["width"] * 0.6, y, steps=4)
    expect(chart.locator(".chart-marked")).to_be_visible()
    chart.mouse.up()
    expect(chart).to_have_url(re.compile(r"&from=20\d\d-\d\d-\d\d&to=20\d\d-\d\d-\d\d$"))
    expect(chart.get_by_role("button", name=re.compile(f"^{DAY} to {DAY}"))).to_be_visible()
    chart.locator(".chart").press("Escape")
    expect(chart).to_have_url(re.compile(r"\?range=90d&grain=week$"))


def test_keys_walk_along_the_curve_and_say_each_day(chart: Page, demo: Demo) -> None:
    history = told(demo)["history"]
    curve, said = chart.locator(".chart"), chart.locator(".chart [role=status]")
    expect(curve).to_have_accessible_name(re.compile(r"Unpaid card collateral from .* Arrow keys walk through it"))
    curve.focus()
    curve.press("End")
    expect(said).to_contain_text(history[-1]["text"])
    last = said.inner_text()
    curve.press("ArrowLeft")
    expect(said).not_to_have_text(last)
    expect(said).to_have_text(re.compile(rf"^{DAY}: €.*\. (computed later|shown red)\. over "))
    expect(chart.locator(".chart-tip b")).to_have_text(re.compile(rf"^{DAY}: €"))
    curve.press("+")
    expect(chart).to_have_url(re.compile(r"&from="))
    curve.press("0")
    expect(chart).to_have_url(re.compile(r"\?range=30d$"))


def test_its_days_are_taken_along_as_the_api_tells_them_and_as_a_picture(chart: Page, demo: Demo, tmp_path: Path) -> None:
    chart.get_by_role("button", name="All", exact=True).click()
    expect(chart).to_have_url(re.compile(r"range=all"))
    with chart.expect_download() as saved:
        chart.get_by_role("button", name="CSV").click()
    assert re.fullmatch(r"CCUN-20\d\d-\d\d-\d\d\.csv", saved.value.suggested_filename)
    saved.value.save_as(tmp_path / "days.csv")
    page = told(demo)
    with (tmp_path / "days.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [(row["day"], float(row["value"]), row["definition_hash"]) for row in rows] == [
        (day["d"], day["value"], day["definition_hash"]) for day in page["history"]
    ]
    assert {(float(row["norm_value"]), float(row["alert_value"])) for row in rows} <= {
        (lines["norm_value"], lines["alert_value"]) for lines in page["lines"]
    }
    with chart.expect_download() as drawn:
        chart.get_by_role("button", name="PNG").click()
    drawn.value.save_as(tmp_path / "chart.png")
    picture = (tmp_path / "chart.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (3200, 1800)
    assert len(picture) > 40_000  # a picture of words and a curve, not of nothing
    chart.get_by_role("button", name="Values as a table").click()
    expect(chart.locator(".values tbody tr")).to_have_count(len(page["history"]))
    expect(chart.locator(".values tbody tr").first).to_contain_text(page["history"][-1]["text"])


def test_on_paper_it_is_one_light_sheet_without_what_only_a_screen_can_do(chart: Page) -> None:
    chart.evaluate("document.documentElement.dataset.theme = 'dark'")
    wide = chart.locator(".chart svg").first.evaluate("each => each.clientWidth")
    chart.emulate_media(media="print")
    expect(chart.locator("html")).to_have_attribute("data-theme", "light")
    expect(chart.get_by_role("navigation")).to_have_count(0)
    expect(chart.locator(".metric button:visible")).to_have_count(0)
    expect(chart.locator("main")).to_contain_text(re.compile(rf"Printed {DAY} \d\d:\d\d\."))
    assert chart.locator(".chart svg").first.evaluate("each => each.clientWidth") < min(wide, 710)
    chart.emulate_media(media="null")
    expect(chart.locator("html")).to_have_attribute("data-theme", "dark")
    pdf = chart.pdf(prefer_css_page_size=True, print_background=True)
    assert re.findall(rb"/Count (\d+)", pdf) == [b"1"]
