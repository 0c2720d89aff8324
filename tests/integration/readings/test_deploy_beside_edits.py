"""A person edits a cut while a deploy runs: what they said is neither lost nor in the way of the deploy."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.readings.audit.edit import amend_cut
from integration.app.audited import computed
from integration.readings.explained_house import FEES, explain, house, said
from integration.readings.small_house import NOON
from waiting import eventually

BLOCKED = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"owner": "anna@example.com"}, ("anna@example.com", "unverified")),
        ({"verification_state": "verified"}, ("file@example.com", "verified")),
    ],
)
def test_an_edit_beside_a_deploy_stays(
    database: Database, superuser_url: str, change: dict[str, str], kept: tuple[str, str]
) -> None:
    explain(database, house(FEES))
    computed(database, "fees")
    raised: list[Exception] = []

    def deploy() -> None:
        try:
            explain(database, house(replace(FEES, title="All fees", content_hash="c2")))
        except psycopg.Error as error:
            raised.append(error)

    deploying = threading.Thread(target=deploy)
    with database.connect(Role.APP) as app, psycopg.connect(superuser_url, autocommit=True) as looking:
        app.execute("select 1")  # the edit is in the middle of a transaction
        amend_cut(app, "fees", change, changed_by="anna", reason="looked", now=NOON)
        deploying.start()
        eventually(lambda: looking.execute(BLOCKED).fetchone())
    deploying.join(30)
    assert raised == []
    assert said(database, "fees") == kept
