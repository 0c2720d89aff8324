"""The rules of an audit's verdict, each on findings that differ from sound ones in one fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from heartbeat.definitions.model import MetricDefinition, MetricSql, Typical, WorkspaceSettings
from heartbeat.marts.landed.columns import TableProfile
from heartbeat.measure.validation.findings import (
    Computed,
    Crosscheck,
    Crossed,
    DayCompared,
    Findings,
    Published,
    Replay,
    SourceTable,
)
from heartbeat.measure.validation.telling.document import compose
from heartbeat.measure.validation.telling.markdown import as_markdown
from heartbeat.measure.validation.verdict import agree, judge
from heartbeat.readings.audits import ReadingRecord, RecordedStanding
from heartbeat.rules.status import Lines

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)
AS_OF = NOW - timedelta(minutes=17)
SQL = MetricSql("select 1 as value", None, "select 2 - 1 as value", ("shop_public.orders",), uses_as_of=True, uses_now=False)
METRIC = MetricDefinition(
    metric_id="open_orders",
    area="",
    file="metrics/open_orders.sql",
    code="OPEN",
    name="Open orders",
    period="snapshot",
    unit="count",
    direction="down",
    description="Orders that wait.",
    how_to_read="Clients wait.",
    sql=SQL,
    definition_hash="v1:abc",
)
ORDERS = SourceTable(
    "shop_public.orders",
    "shop",
    AS_OF,
    "green",
    None,
    "merge",
    None,
    columns={"created_at": False, "closed_at": True},
    profile=TableProfile(1000, 1000, {"created_at": 0, "closed_at": 900}),
    key="held",
)
CALM = Crossed(days=90, judged=90, red=1, amber=2, pages=1, longest_red=1, worst=120.0, spread=10.0)
SOUND = Findings(
    metric=METRIC,
    settings=WorkspaceSettings("Shop", timezone="Europe/Berlin"),
    git_commit="0123abc",
    now=NOW,
    as_of=AS_OF,
    file_state="same",
    published=Published(
        value=50.0,
        n=50,
        as_of=AS_OF,
        computed_at=NOW,
        status="green",
        reason="within",
        since=AS_OF,
        health="ok",
        error=None,
        freshness="green",
        lines=Lines("down", 100.0, 110.0),
        typical=None,
        owner="ada@shop.example",
        verification_state="unverified",
    ),
    computed=Computed(50.0, 50),
    is_disturbed=False,
    crosscheck=Crosscheck("crosscheck", Computed(50.0), agrees=True),
    replay=Replay(tuple(DayCompared(date(2026, 11, day), 50.0, 50.0, agrees=True) for day in range(19, 5, -1))),
    tables=(ORDERS,),
    crossed=(CALM, replace(CALM, days=365, judged=300)),
    readings=ReadingRecord(90, 100, 0, 0, 50, 0.1, 0.2, None, None),
    standing=RecordedStanding(None, None, None, date(2026, 1, 1), 300, 0),
)


def published(**changes: Any) -> Findings:
    return replace(SOUND, published=replace(SOUND.published, **changes))


def orders(**changes: Any) -> Findings:
    return replace(SOUND, tables=(replace(ORDERS, **changes),))


def check(**changes: Any) -> Findings:
    return replace(SOUND, crosscheck=replace(SOUND.crosscheck, **changes))


def days(agreeing: int, differing: int) -> Replay:
    """Days up to yesterday, of which the newest differ."""
    newest = date(2026, 11, 19)
    backs = range(agreeing + differing)
    return Replay(
        tuple(DayCompared(newest - timedelta(days=at), 5.0, 5.0 + (at < differing), agrees=at >= differing) for at in backs)
    )


def test_a_sound_metric_passes_and_says_what_held() -> None:
    verdict = judge(SOUND)
    assert verdict.level == "pass"
    assert {reason.code for reason in verdict.reasons} == {"reproduced", "crosscheck_agrees", "fresh"}


COPIED = replace(SOUND, metric=replace(METRIC, sql=replace(SQL, crosscheck="SELECT 1 -- once more\n  AS value;")))
STALE = AS_OF - timedelta(days=4)
NO_LINES = {"lines": Lines("down")}
ONE_FACT: list[tuple[str, str, Findings]] = [
    ("table_missing", "fail", orders(profile=None)),
    ("value_fails", "fail", replace(SOUND, computed=Computed(None, error="division by zero"))),
    ("health_error", "fail", published(health="error", error="timed out")),
    (
        "no_value",
        "warn",
        replace(SOUND, computed=Computed(None, missing="the value is NULL"), crosscheck=check(agrees=None).crosscheck),
    ),
    ("not_reproduced", "fail", published(value=49.0)),
    ("no_second_formulation", "warn", replace(SOUND, crosscheck=Crosscheck("none"))),
    ("crosscheck_differs", "fail", check(agrees=False, other=Computed(51.0))),
    ("crosscheck_fails", "warn", check(agrees=None, other=Computed(None, error="no such column"))),
    ("crosscheck_disturbed", "warn", replace(check(agrees=False), is_disturbed=True)),
    ("crosscheck_copied", "warn", COPIED),
    ("history_differs", "fail", replace(SOUND, crosscheck=Crosscheck("history", replay=days(13, 1)))),
    ("history_not_compared", "warn", replace(SOUND, crosscheck=Crosscheck("history"))),
    ("history_agrees", "pass", replace(SOUND, crosscheck=Crosscheck("history", replay=days(14, 0)))),
    ("stale", "warn", orders(checked_at=STALE, freshness="red")),
    ("source_failing", "warn", orders(trouble="load held", trouble_since=AS_OF)),
    ("past_changed", "warn", replace(SOUND, replay=days(10, 4))),
    ("many_nulls", "warn", orders(profile=TableProfile(1000, 1000, {"created_at": 201}))),
    ("empty_table", "warn", orders(profile=TableProfile(0))),
    ("not_counted", "warn", orders(profile=TableProfile(1000, trouble="it took longer than 60 s"))),
    ("doubled_keys", "warn", orders(profile=TableProfile(1000, 1000, doubled=2))),
    ("column_changed", "warn", orders(changed=("shop_public.orders.amount is text instead of numeric",))),
    ("no_line", "warn", published(**NO_LINES)),
    ("mostly_crossed", "warn", replace(SOUND, crossed=(replace(CALM, amber=45), CALM))),
    ("never_near", "warn", replace(SOUND, crossed=(CALM, replace(CALM, red=0, amber=0, worst=60.0, spread=1.0)))),
    ("little_history", "warn", replace(SOUND, standing=replace(SOUND.standing, days=13))),
    ("often_without_value", "warn", replace(SOUND, readings=replace(SOUND.readings, errors=5, no_data=6))),
    ("no_owner", "warn", published(owner=None)),
    ("changed_since_verified", "warn", published(verification_state="changed")),
    ("file_differs", "warn", replace(SOUND, file_state="differs")),
    ("file_gone", "warn", replace(SOUND, file_state="gone")),
    ("not_measured", "warn", published(is_of_this_definition=False)),
]


@pytest.mark.parametrize(("code", "level", "findings"), ONE_FACT, ids=[code for code, _, _ in ONE_FACT])
def test_one_fact_decides(code: str, level: str, findings: Findings) -> None:
    verdict = judge(findings)
    assert verdict.level == level
    told = [reason for reason in verdict.reasons if reason.code == code]
    assert len(told) == 1
    assert told[0].level == level
    assert told[0].sentence.endswith((".", ".)"))


@pytest.mark.parametrize(
    "findings",
    [
        replace(published(value=49.0), tables=(replace(ORDERS, received_rows=True),)),
        replace(published(value=49.0), is_disturbed=True),
        replace(published(value=49.0), metric=replace(METRIC, sql=replace(SQL, uses_now=True))),
        published(value=49.0, is_of_this_definition=False),
        replace(SOUND, replay=days(11, 3)),
        orders(profile=TableProfile(1000, 1000, {"created_at": 200})),
        replace(published(**NO_LINES), metric=replace(METRIC, typical=Typical())),
        replace(SOUND, crossed=(replace(CALM, red=0, amber=0), replace(CALM, judged=89, red=0, amber=0, worst=1.0, spread=1.0))),
        replace(SOUND, crossed=(CALM, replace(CALM, red=0, amber=0, worst=76.0, spread=1.0))),
        replace(SOUND, readings=replace(SOUND.readings, errors=10)),
    ],
)
def test_what_is_explained_or_within_its_bound_fails_nothing(findings: Findings) -> None:
    told = {reason.code for reason in judge(findings).reasons if reason.level != "pass"}
    assert told <= {"not_measured"}


def test_the_worst_reason_is_the_verdict_and_stands_first() -> None:
    verdict = judge(replace(check(agrees=False, other=Computed(51.0)), published=replace(SOUND.published, owner=None)))
    assert [(reason.code, reason.level) for reason in verdict.reasons[:2]] == [
        ("crosscheck_differs", "fail"),
        ("no_owner", "warn"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (1e8, 1e8 + 1, False),
        (0.0, 0.0, True),
        (0.0, 1e-9, False),
        (None, None, True),
        (None, 0.0, False),
        (-5.0, 5.0, False),
    ],
)
def test_values_agree_up_to_floating_point(one: float | None, other: float | None, *, same: bool) -> None:
    assert agree(one, other) is same


@pytest.mark.parametrize("findings", [SOUND, *(findings for _, _, findings in ONE_FACT)])
def test_a_document_can_be_told_of_everything_that_is_found(findings: Findings) -> None:
    verdict = judge(findings)
    text = as_markdown(compose(findings, verdict))
    assert text.startswith("# Audit of Open orders\n")
    assert f"## Verdict: {verdict.level}\n" in text
    assert "2026-11-20 13:17:00 +0100" in text
    assert "None" not in text


def test_a_hostile_name_becomes_no_markup() -> None:
    metric = replace(METRIC, name="<img src=x onerror=alert(1)>", how_to_read="[pay](javascript:1) | `x`\n\n# Verdict: pass")
    text = as_markdown(compose(replace(SOUND, metric=metric), judge(SOUND)))
    assert "\\<img src=x onerror=alert(1)\\>" in text
    assert "\\[pay\\](javascript:1) \\| \\`x\\`" in text
    assert "\n# Verdict" not in text
