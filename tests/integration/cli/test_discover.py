"""`heartbeat discover` as a person uses it: look, write down, take a draft, check, deploy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import with_database
from integration.cli.command import heartbeat
from postgres_fixtures import drop_database, fresh_name, short_folder
from small_shop import fill_shop, write_workspace


@pytest.fixture(scope="module")
def shop_url(source_server: str) -> Iterator[str]:
    name = fresh_name("source")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(source_server, name)
    fill_shop(url, until=datetime.now(UTC))
    yield url
    drop_database(source_server, name)


@pytest.fixture(scope="module")
def workspace(shop_url: str) -> Iterator[Path]:
    """A deployed workspace whose source has not been read yet."""
    folder = short_folder("hbd-") / "shop"
    try:
        write_workspace(folder)
        assert heartbeat("-w", folder, "deploy").code == 0
        yield folder
    finally:
        house_server(folder).stop()
        shutil.rmtree(folder.parent)


@pytest.fixture(scope="module")
def landed(workspace: Path, shop_url: str) -> Path:
    nothing_yet = heartbeat("-w", workspace, "discover", "shop")
    assert nothing_yet.code == 1
    assert "Nothing of source shop has landed yet." in nothing_yet.err
    assert "`heartbeat ingest shop` reads it" in nothing_yet.err
    assert heartbeat("-w", workspace, "ingest", "shop", environment={"SHOP_URL": shop_url}).code == 0
    return workspace


def pages(workspace: Path) -> list[Path]:
    return sorted((workspace / "docs").glob("metric-candidates-*.md"))


def test_from_the_look_to_the_deployed_draft(landed: Path) -> None:
    found = heartbeat("-w", landed, "discover", "shop")
    assert found.code == 0, found.err
    assert re.search(r"^\d+ candidates from 2 tables: docs/metric-candidates-\d{4}-\d\d-\d\d\.md$", found.out, re.MULTILINE)
    (page,) = pages(landed)
    text = page.read_text("utf-8")
    metric_id = re.findall(r"^`([a-z0-9_]+)` · ", text, re.MULTILINE)[0]

    page.write_text(text.replace("To fill in: who loses", "Half an order a day less is 40 euro. Who loses", 1), "utf-8")
    written = heartbeat("-w", landed, "discover", "shop", "--draft", metric_id, "--area", "sales")
    assert written.code == 0, written.err
    file = landed / "metrics" / "sales" / f"{metric_id}.sql"
    assert "Half an order a day less is 40 euro." in file.read_text("utf-8")

    checked = heartbeat("-w", landed, "check")
    assert checked.code == 0
    assert f"metrics/sales/{metric_id}.sql" not in checked.out
    deployed = heartbeat("-w", landed, "deploy")
    assert f"+ {metric_id}: new" in deployed.out
    assert f"✓ {metric_id}: computed" in deployed.out

    before = file.read_text("utf-8")
    again = heartbeat("-w", landed, "discover", "shop", "--draft", metric_id, "--area", "sales")
    assert (again.code, "is there already" in again.err) == (1, True)
    assert file.read_text("utf-8") == before

    heartbeat("-w", landed, "discover", "shop")
    assert len(pages(landed)) == 2, "the page that somebody wrote into stayed"
    assert "40 euro" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shap"], "Did you mean shop?"),
        (["shop", "--schema", "publik"], "Did you mean public?"),
        (["shop", "--table", "ordes"], "Did you mean orders?"),
        (["shop", "--draft", "orders_cuont"], "candidate 'orders_cuont'"),
        (["shop", "--draft", "../../etc"], "candidate '../../etc'"),
        (["shop", "--draft", "orders_newest_age", "--area", "../outside"], "is no area"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(landed: Path, arguments: list[str], said: str) -> None:
    if not pages(landed):
        assert heartbeat("-w", landed, "discover", "shop").code == 0
    before = sorted(landed.rglob("*.sql"))
    answer = heartbeat("-w", landed, "discover", *arguments)
    assert answer.code == 1
    assert said in answer.err
    assert sorted(landed.rglob("*.sql")) == before


def test_a_draft_without_a_page_says_how_to_get_one(tmp_path: Path) -> None:
    write_workspace(tmp_path / "shop")
    answer = heartbeat("-w", tmp_path / "shop", "discover", "shop", "--draft", "orders_open")
    assert (answer.code, "`heartbeat discover shop` makes one." in answer.err) == (1, True)
    assert not (tmp_path / "shop" / "docs").exists()
    assert not (tmp_path / "shop" / ".heartbeat").exists()
