"""Pages of candidates in a workspace: whole or not at all, and never over what a person wrote."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from heartbeat.measure.discovery.page.keeping import find_draft, is_untouched, keep, pages_of

DAY = date(2026, 11, 27)


def page(source_id: str = "shop", metric_id: str = "order_open", sql: str = "select 1 as value;") -> str:
    return (
        f"# Metric candidates of {source_id}, 2026-11-27\n\n## Candidates\n\n### 1. Open orders\n\n"
        f"`{metric_id}` · OPEN · snapshot · count · lower is better\n\n```sql\n/*\ncode: OPEN\n*/\n-- value\n{sql}\n```\n"
    )


def test_a_workspace_with_one_source_needs_no_name_in_the_file(tmp_path: Path) -> None:
    assert keep(tmp_path, page(), source_id="shop", day=DAY, alone=True).name == "metric-candidates-2026-11-27.md"
    assert keep(tmp_path, page(), source_id="shop", day=DAY, alone=False).name == "metric-candidates-2026-11-27-shop.md"


def test_a_page_that_nobody_touched_gives_way(tmp_path: Path) -> None:
    first = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    assert is_untouched(first.read_text("utf-8"))
    second = keep(tmp_path, page(sql="select 2 as value;"), source_id="shop", day=DAY, alone=True)
    assert second == first
    assert "select 2 as value;" in first.read_text("utf-8")
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_a_page_that_somebody_wrote_into_stays(tmp_path: Path) -> None:
    first = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    written = first.read_text("utf-8").replace("Open orders", "Open orders: 40 euro each")
    first.write_text(written, "utf-8")
    second = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    third = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    assert first.read_text("utf-8") == written
    assert second.name == "metric-candidates-2026-11-27-2.md"
    assert third == second


def test_also_a_page_whose_seal_was_cut_off_stays(tmp_path: Path) -> None:
    first = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    first.write_text(page(), "utf-8")
    assert keep(tmp_path, page(), source_id="shop", day=DAY, alone=True) != first


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    assert list((tmp_path / "docs").iterdir()) == []


def test_a_draft_is_taken_as_it_stands_in_the_newest_page(tmp_path: Path) -> None:
    keep(tmp_path, page(sql="select 1 as value;"), source_id="shop", day=date(2026, 11, 26), alone=True)
    newest = keep(tmp_path, page(), source_id="shop", day=DAY, alone=True)
    newest.write_text(newest.read_text("utf-8").replace("select 1", "select 40"), "utf-8")
    found = find_draft(tmp_path, "shop", "order_open")
    assert found == (newest, "/*\ncode: OPEN\n*/\n-- value\nselect 40 as value;\n")
    assert find_draft(tmp_path, "shop", "order_shut") is None


def test_a_later_page_of_a_day_is_the_newer_one(tmp_path: Path) -> None:
    first = keep(tmp_path, page(), source_id="shop", day=DAY, alone=False)
    first.write_text(first.read_text("utf-8") + "\nmine\n", "utf-8")
    second = keep(tmp_path, page(), source_id="shop", day=DAY, alone=False)
    keep(tmp_path, page("other"), source_id="other", day=DAY, alone=False)
    (tmp_path / "docs" / "metric-candidates-notes.md").write_text("mine", "utf-8")
    assert pages_of(tmp_path, "shop") == [second, first]
