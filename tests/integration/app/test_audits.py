"""The audits of a metric over HTTP: in its page without their documents, and one by one with them."""

from __future__ import annotations

from datetime import timedelta

from heartbeat.db import Database, Role
from heartbeat.readings.audits import AuditRecord, record_audit
from heartbeat.surfaces.metric.audit_shapes import AuditDocumentShape
from heartbeat.surfaces.metric.shapes import MetricPageShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, apply, beat, metric, workspace

DELAYS = metric("delays", "DELA")
REASON = {"code": "crosscheck_differs", "level": "fail", "sentence": "The value and its cross-check differ."}


def audited(database: Database, *, definition_hash: str, days_ago: int) -> int:
    """Keep an audit as `heartbeat validate` would; returns its id."""
    record = AuditRecord(
        "delays",
        NOON - timedelta(days=days_ago),
        "fail",
        definition_hash,
        f"docs/metric-audits/{days_ago}-delays.md",
        [REASON],
        "# Audit\n",
        [{"kind": "heading", "text": "Audit", "level": 1}],
    )
    with database.connect(Role.WORKER) as connection:
        return record_audit(connection, record)


def test_the_page_lists_audits_newest_first_and_one_is_read_whole(database: Database) -> None:
    apply(database, workspace(DELAYS))
    beat(database, {"delays": 7})
    older = audited(database, definition_hash="v1:before", days_ago=30)
    newer = audited(database, definition_hash=DELAYS.definition_hash, days_ago=1)
    with client_of(app_over(database)) as client:
        page = client.get("/api/metrics/delays").json()
        whole = client.get(f"/api/metrics/delays/audits/{older}").json()
    MetricPageShape.model_validate(page)
    AuditDocumentShape.model_validate(whole)
    assert [(audit["audit_id"], audit["is_of_this_definition"]) for audit in page["audits"]] == [(newer, True), (older, False)]
    assert page["audits"][0]["audited_at"] == "2026-06-09T12:00:00Z"
    assert page["audits"][0]["reasons"] == [REASON]
    assert "document" not in page["audits"][0]
    assert (whole["document"], whole["content"][0]["text"]) == ("# Audit\n", "Audit")


def test_an_audit_of_another_metric_or_of_none_is_not_found(database: Database) -> None:
    apply(database, workspace(DELAYS, metric("other", "OTHE")))
    found = audited(database, definition_hash=DELAYS.definition_hash, days_ago=1)
    with client_of(app_over(database)) as client:
        answers = [
            client.get(f"/api/metrics/{path}")
            for path in (f"other/audits/{found}", f"delays/audits/{found + 1}", "DROP/audits/1", f"delays/audits/{2**63}")
        ]
        unaudited = client.get("/api/metrics/other").json()
    assert [answer.status_code for answer in answers] == [404, 404, 404, 422]
    assert answers[1].json()["code"] == "metric-not-found"
    assert "heartbeat validate delays" in answers[1].json()["hint"]
    assert unaudited["audits"] == []


def test_audits_are_written_by_the_worker_alone_and_never_changed(database: Database) -> None:
    apply(database, workspace(DELAYS))
    audited(database, definition_hash=DELAYS.definition_hash, days_ago=1)
    privileges = """select array_agg(p order by p) from unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) p
                    where has_table_privilege('heartbeat.metric_audit', p)"""
    granted = {}
    for role in (Role.WORKER, Role.APP, Role.CONFIG):
        with database.connect(role) as connection:
            granted[role] = connection.execute(privileges).fetchone()
    assert granted == {Role.WORKER: (["INSERT"],), Role.APP: (None,), Role.CONFIG: (None,)}
