"""`heartbeat hooks send`: an operator tries the way of a sender."""

from __future__ import annotations

from pathlib import Path

from forked import Answer
from heartbeat.db import Database, Role
from integration.app.hooked import ENVIRONMENT, Sender, deploy_hooks, hook
from integration.app.served import app_over, client_of
from integration.cli.command import heartbeat


def test_a_file_is_sent_as_its_sender_would_and_the_answer_printed(database: Database, tmp_path: Path) -> None:
    deploy_hooks(database, hook())
    event = tmp_path / "event.json"
    event.write_bytes(b'{"type": "check.passed",\n "data": 1.50}\n')
    reached = {"HEARTBEAT_DB_APP_URL": database.url(Role.APP)}

    def send() -> Answer:
        return heartbeat("hooks", "send", "kyc", event, *to, environment={**reached, **ENVIRONMENT})

    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        to = ("--to", f"{client.base_url}", "--id", "msg_1")
        sent = send()
        assert (sent.code, '202 Accepted: {"webhook_id":"msg_1","kept":"stored"}' in sent.out) == (0, True), sent.err
        assert Sender(client, database).kept("webhook_id, event_type, payload::text") == [
            ("msg_1", "check.passed", '{"data": 1.50, "type": "check.passed"}')
        ]
    away = send()
    assert (away.code, "Start `heartbeat serve`" in away.err) == (1, True)
