"""Whether a deploy would take every metric off a wall: most likely a wrong database, or a folder that lost its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.definitions.model import Workspace
from heartbeat.errors import ChangeRefused
from heartbeat.readings.deployed.workspace import read_workspace

_SQL = load_statements("heartbeat.readings", "queries/registry.sql")


def refuse_to_empty(connection: psycopg.Connection[Any], workspace: Workspace) -> None:
    """Refuse a workspace that has none of the deployed metrics, where one of these has something to lose.

    Args:
        connection: of role app.
        workspace: what shall be deployed.

    Raises:
        ChangeRefused: not one of them would stay.
    """
    deployed = dict(connection.execute(_SQL["read_stakes"]).fetchall())
    if deployed:
        refuse_to_lose(deployed, read_workspace(connection).settings.name, workspace)


def refuse_to_lose(deployed: Mapping[str, bool], name: str, workspace: Workspace) -> None:
    """Refuse what `refuse_to_empty` does.

    Args:
        deployed: of each metric in the database, whether it ever had a value or a person's change.
        name: of the workspace that they belong to.
        workspace: what shall be deployed.

    Raises:
        ChangeRefused: not one of them would stay.
    """
    if not any(deployed.values()) or {metric.metric_id for metric in workspace.metrics}.intersection(deployed):
        return
    count = "its one metric" if len(deployed) == 1 else f"all {len(deployed):,} metrics"
    if name == workspace.settings.name:
        message = f"This deploy would remove {count} of {name!r}, and not one of the files' is among them; nothing was changed."
        hint = "Look whether metrics/ holds what it should. If all of it shall go, `heartbeat deploy --replace` does it; "
    else:
        message = f"This database holds another workspace, {name!r}: {count} would be removed; nothing was changed."
        hint = (
            "Use a database of its own for each (HEARTBEAT_DATABASE_URL). "
            f"If {workspace.settings.name!r} shall take its place, `heartbeat deploy --replace` does it; "
        )
    raise ChangeRefused(message, hint=f"{hint}all history stays.")
