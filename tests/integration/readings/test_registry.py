"""Deploy: all of it or nothing, operators' values kept, verification ended by a change, history of the removed kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricSql, Typical
from heartbeat.errors import ChangeRefused, NotDeployed
from heartbeat.readings.amend import amend
from heartbeat.readings.deployed.another import refuse_to_empty
from heartbeat.readings.history import read_history
from heartbeat.readings.registry import (
    find_drift,
    heed_changed_columns,
    read_metrics,
    read_sources,
    read_workspace,
)
from integration.readings.small_house import BANK, NOON, SETTINGS, apply, beat, board, metric, rows, tiles, workspace

HOUR = timedelta(hours=1)


def tune(database: Database, metric_id: str, **changes: Any) -> int:
    with database.connect(Role.APP) as connection:
        return amend(connection, metric_id, changes, changed_by="anna", reason="SLA", now=NOON).board_version


def registered(database: Database) -> dict[str, Any]:
    with database.connect(Role.APP) as connection:
        return {one.metric_id: one for one in read_metrics(connection)}


def operators_of(database: Database, metric_id: str) -> dict[str, Any]:
    """The columns that people change in the browser, as the registry has them."""
    columns = "owner, verification_state, norm_value, alert_value, target_value"
    (row,) = rows(database, f"select {columns} from heartbeat.metric_registry where metric_id = %s", metric_id)
    return dict(zip(columns.split(", "), row, strict=True))


def test_what_was_deployed_reads_back_as_it_was_declared(database: Database) -> None:
    sql = MetricSql("select 1 as value", "select 2", "select 3", ("bank_core.payment",), uses_as_of=True, uses_now=True)
    full = metric(
        "full", "FULL", sql=sql, methodology="m", sources=("bank_core.payment",), target_value=0.1 + 0.2, min_n=5, decimals=1,
        target_due_date=date(2026, 12, 31), typical=Typical(45, "bad"), owner="anna@example.com", links={"why": "explains"},
        clear_value=4.5, backfill=False, page_on="amber",
    )  # fmt: skip
    declared = workspace(full, metric("plain", "PLAI"))
    apply(database, declared)
    metrics = registered(database)
    assert metrics["full"] == full
    live = operators_of(database, "full")
    assert (live["owner"], live["target_value"], live["verification_state"]) == ("anna@example.com", 0.1 + 0.2, "unverified")
    with database.connect(Role.WORKER) as connection:
        assert read_sources(connection) == declared.sources
        deployed = read_workspace(connection)
        assert (deployed.settings, deployed.git_commit, deployed.deployed_at) == (SETTINGS, "abc123", NOON)
        assert find_drift(connection, declared) == ()


def test_nothing_deployed_says_what_to_do(database: Database) -> None:
    with database.connect(Role.APP) as connection, pytest.raises(NotDeployed, match="heartbeat deploy"):
        read_workspace(connection)


TOLD = "m_one: norm_value stays 4 as an operator set it; the file changed it from {} to {}"


@pytest.mark.parametrize(
    ("in_file", "tuned", "expected", "told"),
    [
        ((5.0, 5.0), None, 5.0, []),  # nothing happened
        ((5.0, 6.0), None, 6.0, []),  # the file leads
        ((5.0, 5.0), 4.0, 4.0, []),  # the operator's value stays
        ((5.0, 6.0), 4.0, 4.0, [TOLD.format("5", "6")]),  # both changed: the operator's stays, and deploy says so
        ((5.0, 6.0), 6.0, 6.0, []),  # both changed to the same
        ((None, 6.0), None, 6.0, []),
        ((5.0, None), None, None, []),
        ((5.0, None), 4.0, 4.0, [TOLD.format("5", "unset")]),
        ((None, 6.0), 4.0, 4.0, [TOLD.format("unset", "6")]),
    ],
)
def test_a_line_follows_its_file_until_an_operator_tunes_it(
    database: Database, in_file: tuple[float | None, float | None], tuned: float | None, expected: float | None, told: list[str]
) -> None:
    before, after = (workspace(metric("m_one", "MONE", norm_value=line, content_hash=f"c{line}")) for line in in_file)
    apply(database, before)
    if tuned is not None:
        tune(database, "m_one", norm_value=tuned)
    report = apply(database, after)
    assert operators_of(database, "m_one")["norm_value"] == expected
    assert [str(kept) for kept in report.kept] == told
    again = apply(database, after)
    assert (again.kept, again.unchanged) == ((), ("m_one",))
    assert operators_of(database, "m_one")["norm_value"] == expected


def test_an_owner_is_initial_too(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE", owner="file@example.com")))
    tune(database, "m_one", owner="tuned@example.com")
    report = apply(database, workspace(metric("m_one", "MONE", owner="newer@example.com", content_hash="c2")))
    assert operators_of(database, "m_one")["owner"] == "tuned@example.com"
    assert len(report.kept) == 1


def test_lines_that_would_contradict_an_operators_line_are_refused_whole(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")))
    tune(database, "m_one", norm_value=9.0)
    with pytest.raises(ChangeRefused, match="m_one"):
        apply(database, workspace(metric("m_one", "MONE", alert_value=8.0, content_hash="c2")))
    assert set(registered(database)) == {"m_one", "m_two"}
    assert operators_of(database, "m_one")["alert_value"] == 10.0


def test_a_changed_definition_ends_a_verification_and_asks_for_a_measurement(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")))
    tune(database, "m_one", verification_state="verified")
    tune(database, "m_two", verification_state="verified")
    report = apply(
        database, workspace(metric("m_one", "MONE", definition_hash="v1:b", content_hash="c2"), metric("m_two", "MTWO"))
    )
    assert (report.changed, report.ended_verifications, report.needs_measuring) == (("m_one",), ("m_one",), ("m_one",))
    states = {name: operators_of(database, name)["verification_state"] for name in ("m_one", "m_two")}
    assert states == {"m_one": "changed", "m_two": "verified"}
    logged = rows(
        database, "select metric_id, value_from, value_to, changed_by from heartbeat.operator_change where value_to = 'changed'"
    )
    assert logged == [("m_one", "verified", "changed", "deploy")]


def test_a_verification_ends_once_for_a_column_that_the_value_reads(database: Database) -> None:
    reads = replace(metric("m_one", "MONE").sql, value="select sum(amount) as value from bank_core.payment")
    passes = replace(reads, value="select count(*) as value from bank_core.payment")
    apply(database, workspace(metric("m_one", "MONE", sql=reads), metric("m_two", "MTWO", sql=passes)))
    gone = {"bank_core.payment": {"amount": "is no longer at the source"}}
    reason = "bank_core.payment.amount is no longer at the source"

    def heed(changed: dict[str, dict[str, str]]) -> dict[str, str]:
        with database.connect(Role.WORKER) as connection:
            return heed_changed_columns(connection, changed, now=NOON)

    assert heed(gone) == {}, "nobody had verified it"
    tune(database, "m_one", verification_state="verified")
    tune(database, "m_two", verification_state="verified")
    assert heed({"bank_core.other": {"amount": "is no longer at the source"}}) == {}
    assert heed(gone) == {"m_one": reason}
    states = {name: operators_of(database, name)["verification_state"] for name in ("m_one", "m_two")}
    assert states == {"m_one": "changed", "m_two": "verified"}
    logged = rows(database, "select changed_by, value_from, reason from heartbeat.operator_change where value_to = 'changed'")
    assert logged == [("ingest", "verified", reason)]
    tune(database, "m_one", verification_state="verified")
    assert heed(gone) == {}, "who verified it again has seen the reason"
    wider = {"bank_core.payment": {"amount": "was integer and is bigint"}}
    assert heed(wider) == {"m_one": "bank_core.payment.amount was integer and is bigint"}


def test_a_removed_file_leaves_the_wall_at_once_and_its_history_stays(database: Database) -> None:
    both = workspace(metric("m_one", "MONE"), metric("m_two", "MTWO"))
    apply(database, both)
    beat(database, {"m_one": 12, "m_two": 1})
    report = apply(database, workspace(metric("m_two", "MTWO")), now=NOON + HOUR)
    assert (report.removed, report.unchanged) == (("m_one",), ("m_two",))
    shown = board(database)
    assert (shown.version, [entry["metric_id"] for entry in shown.document["metrics"]]) == (2, ["m_two"])
    assert shown.document["counts"]["red"] == 0
    with database.connect(Role.APP) as connection:
        assert len(read_history(connection, "m_one")) == 1
    returned = apply(database, both, now=NOON + 2 * HOUR)
    assert (returned.added, returned.needs_measuring) == (("m_one",), ("m_one",))
    assert tiles(database)["m_one"]["status"] == "red"  # its file being away recovered nothing
    beat(database, {"m_one": 1}, now=NOON + 3 * HOUR)
    assert rows(database, "select seq from heartbeat.reading where metric_id = 'm_one' order by seq") == [
        (1,),
        (3,),
    ]  # returning moved it


def test_changed_lines_judge_the_last_value_again_and_show_at_once(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE")))
    beat(database, {"m_one": 7})
    report = apply(database, workspace(metric("m_one", "MONE", alert_value=6.0, content_hash="c2")), now=NOON + HOUR)
    assert report.needs_measuring == ()
    tile = tiles(database)["m_one"]
    assert (tile["status"], tile["reason"], tile["display"]["alert"]) == ("red", "alert_crossed", "max 6")
    assert board(database).document["published_at"] == "2026-06-10T12:00:00Z"
    assert rows(database, "select status_from, status_to, cause, board_version from heartbeat.status_change order by id")[1:] == [
        ("amber", "red", "deploy", 2)
    ]


def test_a_wall_is_not_emptied_once_one_of_its_metrics_has_something_to_lose(database: Database) -> None:
    example, other = metric("example", "EXAM"), workspace(metric("own", "OWNN"))

    def refuse() -> None:
        with database.connect(Role.APP) as connection:
            refuse_to_empty(connection, other)

    refuse()
    apply(database, workspace(example, metric("second", "SECO")))
    refuse()
    tune(database, "example", owner="anna@example.com")
    with pytest.raises(ChangeRefused, match="all 2 metrics of 'Small house'"):
        refuse()
    apply(database, workspace(metric("third", "THIR")))
    refuse()
    beat(database, {"third": 1.0})
    with pytest.raises(ChangeRefused, match="its one metric"):
        refuse()


def test_a_deploy_tells_which_sources_came_changed_and_went(database: Database) -> None:
    shop = replace(BANK, source_id="shop", file="sources/shop.yaml")
    plain = workspace()
    for sources, told in (
        ((BANK,), (("bank",), (), ())),
        ((BANK,), ((), (), ())),
        ((replace(BANK, content_hash="s2"), shop), (("shop",), ("bank",), ())),
        ((shop,), ((), (), ("bank",))),
    ):
        report = apply(database, replace(plain, sources=sources)).sources
        assert (report.added, report.changed, report.removed) == told


def test_two_metrics_may_swap_their_codes(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")))
    apply(database, workspace(metric("m_one", "MTWO", content_hash="c2"), metric("m_two", "MONE", content_hash="c2")))
    assert {name: one.code for name, one in registered(database).items()} == {"m_one": "MTWO", "m_two": "MONE"}


def test_drift_names_every_difference_with_its_file(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")))
    tune(database, "m_one", norm_value=4.0, owner="anna@example.com")  # an operator's value is no drift
    files = workspace(
        metric("m_one", "MONE", how_to_read="other", norm_value=6.0),
        metric("m_new", "MNEW"),
        settings=replace(SETTINGS, locale="de"),
    )
    with database.connect(Role.APP) as connection:
        drifts = find_drift(connection, files)
    assert {(drift.file, drift.column) for drift in drifts} == {
        ("heartbeat.yaml", "locale"),
        ("metrics/core/m_new.sql", None),
        ("metrics/core/m_two.sql", None),
        ("metrics/core/m_one.sql", "how_to_read"),
        ("metrics/core/m_one.sql", "file_norm_value"),
    }
    assert "metrics/core/m_one.sql: how_to_read is 'other' in the file and 'h' in the database" in {
        str(drift) for drift in drifts
    }


def test_drift_tells_what_differs_and_not_all_around_it(database: Database) -> None:
    long = " and ".join(f"step {number}" for number in range(40))
    apply(database, workspace(metric("m_one", "MONE", methodology=long, definition_hash="v1:a")))
    source = replace(
        BANK, schemas=("cards",), drop_columns={"payment": ("iban",)}, replace_ok={"rate": "small"}, content_hash="s2"
    )
    changed = metric("m_one", "MONE", methodology=long.replace("step 30", "step x"), definition_hash="v1:b", content_hash="c2")
    files = replace(workspace(metric("m_aaa", "MAAA"), changed), sources=(source,))
    with database.connect(Role.APP) as connection:
        told = [str(drift) for drift in find_drift(connection, files)]
    assert told == [
        "sources/bank.yaml: schemas is [cards] in the file and [core] in the database",
        "sources/bank.yaml: drop_columns.payment is [iban] in the file and unset in the database",
        "sources/bank.yaml: replace_ok.rate is 'small' in the file and unset in the database",
        "metrics/core/m_aaa.sql: is not deployed",
        told[-1],
    ]
    assert "methodology is …" in told[-1]
    assert "step x and" in told[-1]
    assert "step 30 and" in told[-1]
    assert len(told[-1]) < 250


def test_a_file_that_only_reads_otherwise_is_drift_in_plain_words(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE")))
    for files, file in (
        (workspace(metric("m_one", "MONE", content_hash="c2"), content_hash="w2"), "metrics/core/m_one.sql"),
        (workspace(metric("m_one", "MONE"), content_hash="w2"), "heartbeat.yaml"),
    ):
        with database.connect(Role.APP) as connection:
            (drift,) = find_drift(connection, files)
        assert str(drift) == f"{file}: is written differently and says the same"


def test_a_deploy_that_changes_nothing_keeps_each_files_commit(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE")))
    later = replace(workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")), git_commit="def456")
    apply(database, later, now=NOON + HOUR)
    assert rows(database, "select metric_id, git_commit from heartbeat.metric_registry order by 1") == [
        ("m_one", "abc123"),
        ("m_two", "def456"),
    ]
