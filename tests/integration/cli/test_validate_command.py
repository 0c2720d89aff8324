"""`heartbeat validate` in a process of its own, over the small shop in marts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forked import Answer
from heartbeat.db import Database
from heartbeat.postgres.roles import Role, key_of
from integration.cli.command import heartbeat
from landed_shop import LandedShop
from small_shop import write_metric, write_workspace

COUNT = "select count(*) as value from shop_public.orders where created_at < :as_of"


@dataclass
class Desk:
    shop: LandedShop

    def validate(self, *arguments: str) -> Answer:
        urls = {key_of(role): self.shop.database.url(role) for role in Role}
        environment = {"HEARTBEAT_DATABASE_URL": self.shop.database.url(Role.APP), **urls}
        return heartbeat("-w", self.shop.folder, "validate", *arguments, environment=environment)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The shop as of now, measured; `sure` has a cross-check, `wrong` one that says something else."""
    shop = LandedShop(database, write_workspace(tmp_path), datetime.now(UTC))
    shop.make_tables()
    shop.land_orders(40)
    for name, other in (("sure", "sum(1)"), ("wrong", "count(*) + 1")):
        sql = f"{COUNT};\n-- crosscheck\n{COUNT.replace('count(*)', other)}"
        more = "owner: ada@shop.example\nalert_value: 10\nnorm_value: 100\n"
        write_metric(shop.folder, name, sql, code=f"{name[:4].upper()}", period="snapshot", more=more)
    shop.deploy()
    shop.measure()
    return Desk(shop)


def test_it_writes_a_dated_document_and_says_where(desk: Desk) -> None:
    answer = desk.validate("sure")
    assert (answer.code, answer.err) == (0, "")
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    file = f"docs/metric-audits/{today}-sure.md"
    assert re.search(rf"^✓ pass sure +{file}$", answer.out, re.MULTILINE)
    assert "1 metric audited: 1 pass." in answer.out
    assert (desk.shop.folder / file).read_text().startswith("# Audit of sure\n")


def test_a_second_one_on_the_same_day_replaces_the_first_and_says_so(desk: Desk) -> None:
    desk.validate("sure")
    again = desk.validate("sure")
    assert "(replaces the one of today)" in again.out
    assert len(list((desk.shop.folder / "docs/metric-audits").iterdir())) == 1
    assert [row["verdict"] for row in desk.shop.rows("select * from heartbeat.metric_audit")] == ["pass", "pass"]


def test_all_of_them_end_with_1_where_one_fails(desk: Desk) -> None:
    answer = desk.validate("--all")
    assert answer.code == 1
    assert "✗ fail wrong" in answer.out
    assert "    The value and its cross-check differ." in answer.out
    assert "✗ fail broken" in answer.out
    assert "8 metrics audited: 1 pass, 5 warn, 2 fail." in answer.out


def test_every_unknown_id_is_named_and_nothing_is_written(desk: Desk) -> None:
    answer = desk.validate("sure", "sur", "none_such")
    assert answer.code == 1
    assert "'none_such', 'sur' are not deployed" in answer.err
    assert "did you mean sure?" in answer.err
    assert "(metric-not-found," in answer.err
    assert not (desk.shop.folder / "docs").exists()


@pytest.mark.parametrize("arguments", [(), ("sure", "--all")])
def test_neither_nothing_nor_both_is_a_wish(desk: Desk, arguments: tuple[str, ...]) -> None:
    answer = desk.validate(*arguments)
    assert answer.code == 2
    assert "say --all" in answer.err


def test_a_file_in_the_way_is_told(desk: Desk) -> None:
    (desk.shop.folder / "docs").write_text("no folder")
    answer = desk.validate("sure")
    assert answer.code == 1
    assert "The audit cannot be written to" in answer.err
    assert "Traceback" not in answer.err


def test_what_is_deployed_is_audited_and_a_changed_file_is_told(desk: Desk) -> None:
    write_metric(desk.shop.folder, "sure", "select 1 as value", code="SURE")
    answer = desk.validate("sure")
    assert "! warn sure" in answer.out
    assert "Its file on disk says something else than what is deployed: what is deployed was audited." in answer.out
