"""The example of docs/sources.md, as it stands there: deployed, sent to, landed, and asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from documented import example_of
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.ingest.run_one import run_one
from heartbeat.readings.registry import deploy, read_sources
from integration.app.served import app_over, running
from integration.readings.small_house import NOON
from signed import SECRET


def test_the_example_works_as_it_stands(database: Database, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "metrics").mkdir()
    (tmp_path / "heartbeat.yaml").write_text("name: Example\n")
    (tmp_path / "sources" / "kyc.yaml").write_text(example_of("webhook", "yaml"))
    (tmp_path / "send.py").write_text(example_of("webhook", "python"))
    with database.connect(Role.CONFIG) as connection:
        deploy(connection, load_workspace(tmp_path).workspace, now=NOON)
        (source,) = read_sources(connection)
    environment = {"KYC_WEBHOOK_SECRET": SECRET}
    with running(app_over(database, environment=environment)) as (address, _):
        command = [sys.executable, str(tmp_path / "send.py"), f"{address}/api/hooks/kyc"]
        for kept in ("stored", "duplicate"):
            sent = subprocess.run(
                command, env={**os.environ, **environment}, capture_output=True, text=True, check=True, timeout=30
            )
            assert sent.stdout.strip() == f'{{"webhook_id":"msg_42","kept":"{kept}"}}'
    run_one(source, "", database_url_of_loader=database.url(Role.LOADER), environment={})
    with database.connect(Role.QUERY) as query:
        assert query.execute(example_of("webhook", "sql")).fetchone() == (1,)
        assert query.execute("select webhook_id, event_type from kyc.event").fetchall() == [("msg_42", "check.passed")]
