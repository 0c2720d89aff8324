"""The workspace as deployed: its settings, and the commit its files were at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.definitions.model import SourceDefinition, WorkspaceSettings
from heartbeat.definitions.stored import settings_from_json, source_from_json
from heartbeat.errors import NotDeployed

_SQL = load_statements("heartbeat.readings", "queries/registry.sql")


@dataclass(frozen=True)
class DeployedWorkspace:
    """What `heartbeat deploy` stored last. `git_commit` is null outside a git repository."""

    settings: WorkspaceSettings
    content_hash: str
    git_commit: str | None
    deployed_at: datetime


def settings_or_defaults(connection: psycopg.Connection[Any]) -> WorkspaceSettings:
    """The deployed settings; before the first deploy those of a workspace without a name."""
    try:
        return read_workspace(connection).settings
    except NotDeployed:
        return WorkspaceSettings("")


def read_workspace(connection: psycopg.Connection[Any]) -> DeployedWorkspace:
    """The deployed settings, placeholders unexpanded.

    Raises:
        NotDeployed: nothing was deployed yet.
    """
    row = connection.execute(_SQL["read_workspace"]).fetchone()
    if row is None:
        raise NotDeployed("No workspace is deployed yet.", hint="Run `heartbeat deploy` in the workspace's folder.")
    settings, content_hash, git_commit, deployed_at = row
    return DeployedWorkspace(settings_from_json(settings), content_hash, git_commit, deployed_at)


def read_sources(connection: psycopg.Connection[Any]) -> tuple[SourceDefinition, ...]:
    """The deployed sources by id, placeholders unexpanded."""
    return tuple(source_from_json(definition) for (definition,) in connection.execute(_SQL["read_sources"]))
