"""dlt's own records of a dataset: whoever reads it with dlt finds it as if dlt had loaded it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.db import load_statements
from heartbeat.ingest.publishing.dlt_schema import SCHEMA_ENGINE_VERSION, STATE_ENGINE_VERSION, describe, pipeline_state
from heartbeat.marts.inspect import read_columns
from heartbeat.marts.loads import read_table_states

_SQL: Mapping[str, Any] = load_statements(__package__)


def record_dlt_load(connection: psycopg.Connection[Any], dataset: str, load_id: str) -> None:
    """Record a load, and the dataset's schema if it is another one than before; in the transaction of the publish, at its end."""
    statements = {name: sql.SQL(statement).format(dataset=sql.Identifier(dataset)) for name, statement in _SQL.items()}
    connection.execute(statements["make_dlt_tables"])
    states = {state.table_name: state for state in read_table_states(connection, dataset).values()}
    schema = describe(dataset, read_columns(connection, dataset), states)
    known = {"name": dataset, "load_id": load_id, "version_hash": schema["version_hash"]}
    stored = connection.execute(statements["read_dlt_version"], known).fetchone()
    if stored is None or stored[1] != schema["version_hash"]:
        version = 1 if stored is None else stored[0] + 1
        written = {**known, "version": version, "engine_version": SCHEMA_ENGINE_VERSION}
        content = json.dumps({**schema, "version": version, "previous_hashes": []})
        connection.execute(statements["write_dlt_version"], {**written, "schema": content})
    if stored is None:
        state, state_hash = pipeline_state(dataset)
        described = {"name": dataset, "load_id": load_id, "state": state, "version_hash": state_hash}
        connection.execute(statements["write_dlt_state"], {**described, "engine_version": STATE_ENGINE_VERSION})
    connection.execute(statements["write_dlt_load"], known)
