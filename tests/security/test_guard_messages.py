"""What becomes of a message is said by the worker alone."""

from __future__ import annotations

import psycopg
import pytest

from heartbeat.db import Database, Role
from integration.alerts.alert_house import house, read_values
from integration.readings.small_house import rows

Refused = psycopg.errors.InsufficientPrivilege
OF_MESSAGES = "insert into heartbeat.message (channel, recipient, form, not_before, made_at"
OF_NOTICES = "insert into heartbeat.outbox (incident_id, seq, kind, channel, state, severity, payload, made_at"


@pytest.mark.parametrize("role", [Role.APP, Role.CONFIG])
@pytest.mark.parametrize(
    "statement",
    [
        "update heartbeat.outbox set state = 'delivered'",
        "update heartbeat.outbox set state = 'superseded', ended_at = now()",
        "update heartbeat.outbox set payload = '{}'",
        "update heartbeat.outbox set message_id = null",
        f"{OF_NOTICES}) select incident_id, 9, 'fire', 'ops', 'delivered', 'red', '{{}}', now() from heartbeat.incident",
        f"{OF_NOTICES}, board_version) select 1, 9, 'fire', '', 'suppressed', 'red', '{{}}', now(), 1",
        f"{OF_MESSAGES}, state) values ('ops', '', 'test', now(), now(), 'delivered')",
        f"{OF_MESSAGES}, content) values ('ops', '', 'test', now(), now(), '{{}}')",
        "update heartbeat.message set state = 'delivered'",
        "delete from heartbeat.outbox",
        "delete from heartbeat.message",
        "delete from heartbeat.incident",
        "update heartbeat.incident_transition set evidence = '{}'",
        "update heartbeat.silence set reason = 'x'",
        "insert into heartbeat.alert_proof (kind, name, proven_at) values ('channel', 'ops', now())",
    ],
)
def test_neither_browser_nor_deploy_ends_alters_or_invents_a_message(database: Database, role: Role, statement: str) -> None:
    house(database)
    read_values(database, 20.0)
    with pytest.raises(Refused), database.connect(role) as connection:
        connection.execute(statement.encode())
    assert rows(database, "select state from heartbeat.outbox") == [("queued",)]
