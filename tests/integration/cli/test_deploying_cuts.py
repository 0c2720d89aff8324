"""`heartbeat deploy` and `heartbeat verify` of a new workspace with its example cut, page and segment, over landed rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from forked import Answer
from heartbeat.db import Database, Role
from integration.cli.command import heartbeat

CHANGES = ("  + ", "  ~ ", "  - ", "  ! ", "✓", "✗")
LANDED = """
create schema shop_public;
grant usage on schema shop_public to hb_query;
create table shop_public.orders (id bigint, customer_id bigint, created_at timestamptz);
create table shop_public.payments (order_id bigint, created_at timestamptz);
insert into shop_public.orders select at, at % 5, now() - at * interval '12 hours' from generate_series(1, 60) at;
insert into shop_public.payments select id, created_at + interval '10 minutes' from shop_public.orders where id % 4 > 0;
grant select on shop_public.orders, shop_public.payments to hb_query;
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, rows, total_rows, seconds)
select 'shop', 'shop_public', name, 'one', now(), 'replace', 60, 60, 0 from unnest(array['orders', 'payments']) name;
"""
BEAT = """
insert into heartbeat.beat (state, trigger, requested, ingest, requested_at, started_at, ended_at)
values ('done', 'cron', '"all"', true, now(), now(), now())
"""


@pytest.fixture
def company(database: Database, tmp_path: Path) -> Path:
    """The files of `heartbeat init`, and the rows of its example source, landed by a beat."""
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute(LANDED)
    with database.connect(Role.WORKER) as worker:
        worker.execute(BEAT)
    answer = heartbeat("init", tmp_path / "acme")
    assert answer.code == 0, answer.err
    return tmp_path / "acme"


def run(database: Database, company: Path, command: str) -> Answer:
    urls = {f"HEARTBEAT_DB_{role.name}_URL": url for role, url in database.urls.items()}
    environment = {**urls, "HEARTBEAT_DATABASE_URL": next(iter(database.urls.values())), "HEARTBEAT_ROLE_PREFIX": database.prefix}
    return heartbeat("-w", company, command, environment=environment)


def changes(answer: Answer) -> list[str]:
    """The lines that tell of something new, changed, gone or computed, but for how long it took."""
    return [line.split(" in ")[0].strip() for line in answer.out.splitlines() if line.startswith(CHANGES) or "✓" in line]


def test_the_example_is_computed_by_its_first_deploy_and_left_alone_by_the_next(database: Database, company: Path) -> None:
    first = run(database, company, "deploy")
    assert first.code == 0, first.out + first.err
    told = changes(first)
    assert [line for line in told if line.startswith("+")] == [
        "+ source shop: new",
        "+ orders_paid: new",
        "+ audit page checkout: new",
        "+ cut paid_by_day: new",
        "+ segment customer_activity: new",
    ]
    computed = "✓ segment customer_activity: 5 entities", "✓ paid_by_day 30d: computed", "✓ paid_by_day 90d: computed"
    assert set(computed) <= set(told)
    assert "1 segment, 1 cut, 1 audit page." in first.out
    with database.connect(Role.WORKER) as connection:
        (shares,) = (
            connection.execute("select payload -> 'series' -> 0 -> 'values' from heartbeat.audit_cut_snapshot").fetchone() or ()
        )
    assert len(shares) >= 30
    again = run(database, company, "deploy")
    assert (again.code, changes(again)) == (0, [])


def test_verify_tells_what_a_deploy_would_change(database: Database, company: Path) -> None:
    run(database, company, "deploy")
    same = run(database, company, "verify")
    assert (same.code, "The files are what is deployed." in same.out) == (0, True)
    cut = company / "cuts/paid_by_day.py"
    cut.write_text(cut.read_text().replace("Paid within an hour, by day", "Paid in time"))
    (company / "cuts/checkout.md").write_text("# Till\n\n[[paid_by_day]]\n")
    differs = run(database, company, "verify")
    assert differs.code == 1
    assert (
        "cuts/paid_by_day.py: title is 'Paid in time' in the file and 'Paid within an hour, by day' in the database"
        in differs.out
    )
    assert "cuts/checkout.md: title is 'Till' in the file and 'Checkout' in the database" in differs.out
    deployed = run(database, company, "deploy")
    assert changes(deployed) == ["~ audit page checkout: changed", "~ cut paid_by_day: changed"]
    assert run(database, company, "verify").code == 0
