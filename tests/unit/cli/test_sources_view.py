"""What `heartbeat sources` prints of its document: what fails, what it costs, and how each table is kept."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console

from heartbeat.cli.say import ago_text
from heartbeat.cli.sources_view import SourcesView
from heartbeat.rules.notation import size_text

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILES = {"files": 12, "size": 5000, "newest_at": NOON - HOUR, "rows_left_out": 0, "left_out_of": None}
Entry = dict[str, Any]


def table(name: str, **more: Any) -> Entry:
    told: Entry = {
        "table": f"bank_core.{name}", "dataset": "bank_core", "name": name, "state": "ok", "problem": None,
        "disposition": "merge", "reason": "key (id) and cursor updated_at", "rows": 1000, "bytes": 98_304,
        "checked_at": NOON - HOUR / 4, "punctuality": "current",
        "last_load": {"at": NOON - 3 * HOUR, "rows": 10, "seconds": 0.2}, "note": None,
        "drift": [], "reconciliation": None, "files": None, "waiting": None, "metrics": [],
        "repairs": [{"difference": "a row was inserted", "by": "next_run", "note": None},
                    {"difference": "a row was deleted at the source", "by": "reconcile", "note": None}],
    }  # fmt: skip
    return told | more


def document(*tables: Entry, **more: Any) -> Entry:
    totals = {"table_count": len(tables), "rows": 1000 * len(tables), "bytes": 98_304 * len(tables)}
    source = {
        "source_id": "bank", "kind": "postgres", "file": "sources/bank.yaml", "schedule": "hourly", "reconcile": "off",
        "state": "ok", "problems": [], "backfill": None, "checked_at": NOON - HOUR / 4, "tables": list(tables), **totals, **more,
    }  # fmt: skip
    return {
        "read_at": NOON, "timezone": "Europe/Vienna", "totals": {"sources": 1, "failing": len(source["problems"]), **totals},
        "full_reloads": {"rows_per_hour": 0, "seconds_per_hour": 0, "tables": []}, "sources": [source], "unclaimed": [],
        "missing": [],
    }  # fmt: skip


def printed(told: Entry, source: str | None = None) -> str:
    text = io.StringIO()
    view = SourcesView(told, Console(file=text, width=80, highlight=False, soft_wrap=True))
    view.show_all() if source is None else view.show_one(source)
    return text.getvalue()


def test_every_source_has_one_line_that_fits_into_100_columns() -> None:
    lines = printed(document(table("payment"))).splitlines()
    assert lines[1].split() == ["✓", "bank", "postgres", "well", "1", "1,000", "96", "kB", "15", "min", "ago"]
    assert max(map(len, lines)) <= 100
    assert lines[-2] == "1 source: 1 table, 1,000 rows, 96 kB."


def test_what_fails_is_told_since_when_and_with_what_to_do() -> None:
    problem = {
        "dataset": "bank_core", "table": None, "state": "error", "code": "source-unreachable",
        "error": "The source bank does not answer.", "hint": "Is it running?", "since": NOON - 3 * HOUR,
    }  # fmt: skip
    text = printed(document(table("payment", state="unread"), state="failing", problems=[problem]))
    assert "failing since Thu 10:00" in text
    assert "bank_core is failing since Thu 10:00.\n  The source bank does not answer.\n  Is it running?" in text


def test_a_named_source_tells_how_each_table_is_kept_and_what_mends_it() -> None:
    text = printed(document(table("payment"), table("client"), backfill={"done": 2, "tables": 5}), "bank")
    assert "a backfill goes on: 2 of 5 tables loaded" in text
    assert "read with each beat" in text
    assert text.count("key (id) and cursor updated_at") == 2
    assert "payment  merge  1,000  96 kB  15 min ago  10 in 0.2 s, 3 h ago" in text
    mended = text[text.index("payment, client") :]
    assert "The next run mends: a row was inserted." in mended
    assert "Only a comparison mends (it is off: `reconcile: daily` in its file): a row was deleted" in mended


def test_remarks_tell_what_a_line_cannot() -> None:
    gone = table("old", state="gone", punctuality=None)
    files = table("fee", files=FILES)
    files |= {"waiting": {"deliveries": 4, "oldest_at": NOON - HOUR}}
    compared = {"started_at": NOON - 9 * HOUR, "state": "ok", "deleted": 2, "missed": 0, "changed": 1, "error": None}
    text = printed(document(gone, files, table("payment", reconciliation=compared)), "bank")
    assert "bank_core.old: no longer at the source; its rows stay" in text
    assert "bank_core.fee: 4 deliveries since Thu 12:00 for the next beat to land" in text
    assert "bank_core.fee: 12 files, the newest of Thu 12:00" in text
    assert "bank_core.payment: compared with the source 9 h ago: 2 deleted, 0 missed, 1 changed" in text


def test_a_full_reload_is_told_with_its_cost_and_the_best_remedy_and_all_of_them_for_one_source() -> None:
    reload = {
        "table": "bank_core.client", "source_id": "bank", "rows": 90_000, "seconds": 4.0, "per_hour": 1.0,
        "rows_per_hour": 90_000.0, "reason": "no key and no cursor", "accepted": None,
        "remedies": [
            {"text": "Declare it", "yaml": "cursor: {client: at}"}, {"text": "Read it daily", "yaml": "schedule: daily"},
        ],
    }  # fmt: skip
    told = document(table("client"))
    told["full_reloads"]["tables"] = [reload, {**reload, "accepted": "small", "rows_per_hour": 3.0}]
    text = printed(told)
    assert "bank_core.client is read in full each time: 90,000 rows in 4.0 s, each hour." in text
    assert "→ Declare it:\n      cursor: {client: at}" in text
    assert "schedule: daily" not in text
    assert "schedule: daily" in printed(told, "bank")
    assert "1 table read in full with a reason (`replace_ok`): 3 rows an hour." in text


def test_what_has_no_source_and_what_never_landed_is_told() -> None:
    told = document(table("payment"))
    told["missing"] = [{"table": "crm.deal", "source_id": None, "metrics": ["deals", "won"]}]
    told["unclaimed"] = [{"dataset": "old_core", "was_ours": False, "table_count": 1, "rows": 0, "bytes": 0, "tables": []}]
    text = printed(told)
    assert "crm.deal never landed: no deployed source lands it; read by deals, won." in text
    assert "old_core belongs to no deployed source: another pipeline fills it." in text
    told["sources"] = []
    assert "No source is deployed." in printed(told)


def test_ages_and_sizes_read_as_people_say_them() -> None:
    assert [ago_text(seconds) for seconds in (3, 720, 3 * 3600, 47 * 3600, 49 * 3600)] == [
        "just now", "12 min ago", "3 h ago", "47 h ago", "2 days ago",
    ]  # fmt: skip
    assert [size_text(size) for size in (0, 812, 98_304, 1_300_000, 45_000_000_000)] == [
        "0 B",
        "812 B",
        "96 kB",
        "1.2 MB",
        "42 GB",
    ]


def test_rows_that_could_not_be_read_are_told_for_as_long_as_their_files_stand() -> None:
    told = document(table("fee", files=FILES | {"rows_left_out": 3, "left_out_of": "fees-11.csv"}))
    assert "! bank_core.fee: 3 rows could not be read, first in fees-11.csv." in printed(told)
    assert "3 rows could not be read and are left out, first in fees-11.csv" in printed(told, "bank")
    assert "could not be read" not in printed(document(table("fee", files=FILES)))


def test_comparisons_that_ended_alike_without_a_result_are_told_once() -> None:
    def held(name: str, error: str = "The source is older.", state: str = "held") -> Entry:
        return table(name, reconciliation={"started_at": NOON - 2 * HOUR, "state": state, "error": error})

    told = document(held("a"), held("b"), held("c", "It would shrink."), held("d", "No answer.", "error"), table("e"))
    for text in (printed(told), printed(told, "bank")):
        assert "! bank_core, a, b: comparing with the source was held 2 h ago.\n  The source is older.\n" in text
        assert "! bank_core.c: comparing with the source was held 2 h ago.\n  It would shrink.\n" in text
        assert "! bank_core.d: comparing with the source failed 2 h ago.\n  No answer.\n" in text
        assert text.count("comparing with the source") == 3
