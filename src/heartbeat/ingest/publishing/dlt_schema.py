"""A dataset in dlt's words: its schema and the state of its pipeline, as dlt writes them. dlt itself is not needed for that."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from heartbeat.marts.loads import TableState

SCHEMA_ENGINE_VERSION = 11  # of the form below; a newer dlt brings it up to its own when it reads it
STATE_ENGINE_VERSION = 4
_TYPES: dict[str, dict[str, Any]] = {
    "bigint": {"data_type": "bigint"},
    "integer": {"data_type": "bigint", "precision": 32},
    "smallint": {"data_type": "bigint", "precision": 16},
    "numeric": {"data_type": "decimal"},
    "double precision": {"data_type": "double"},
    "real": {"data_type": "double"},
    "boolean": {"data_type": "bool"},
    "text": {"data_type": "text"},
    "character varying": {"data_type": "text"},
    "character": {"data_type": "text"},
    "date": {"data_type": "date"},
    "time without time zone": {"data_type": "time"},
    "timestamp with time zone": {"data_type": "timestamp"},
    "timestamp without time zone": {"data_type": "timestamp", "timezone": False},
    "bytea": {"data_type": "binary"},
    "json": {"data_type": "json"},
    "jsonb": {"data_type": "json"},
}
_OWN: dict[str, dict[str, dict[str, Any]]] = {
    "_dlt_version": {
        "version": {"data_type": "bigint"},
        "engine_version": {"data_type": "bigint"},
        "inserted_at": {"data_type": "timestamp"},
        "schema_name": {"data_type": "text"},
        "version_hash": {"data_type": "text"},
        "schema": {"data_type": "text"},
    },
    "_dlt_loads": {
        "load_id": {"data_type": "text"},
        "schema_name": {"data_type": "text", "nullable": True},
        "status": {"data_type": "bigint"},
        "inserted_at": {"data_type": "timestamp"},
        "schema_version_hash": {"data_type": "text", "nullable": True},
    },
    "_dlt_pipeline_state": {
        "version": {"data_type": "bigint"},
        "engine_version": {"data_type": "bigint"},
        "pipeline_name": {"data_type": "text"},
        "state": {"data_type": "text"},
        "created_at": {"data_type": "timestamp"},
        "version_hash": {"data_type": "text", "nullable": True},
        "_dlt_load_id": {"data_type": "text"},
    },
}


def describe(dataset: str, columns: Mapping[str, Mapping[str, str]], states: Mapping[str, TableState]) -> dict[str, Any]:
    """The schema of a dataset without its version, and with the hash that dlt gives it.

    Args:
        dataset: its name, and that of the schema.
        columns: the type of each column, as Postgres writes it, by table.
        states: by table, for the tables that are described: what else stands in the dataset was made by people.
    """
    tables = {name: _table(name, _own_columns(own), write_disposition="skip") for name, own in _OWN.items()}
    for name, state in sorted(states.items()):
        key = state.check.key_columns if state.check else ()
        described = {column: _column(column, kind, is_key=column in key) for column, kind in columns.get(name, {}).items()}
        if described:
            tables[name] = _table(name, described, write_disposition=state.disposition)
    schema = {
        "name": dataset,
        "engine_version": SCHEMA_ENGINE_VERSION,
        "tables": tables,
        "settings": {},
        "normalizers": {"names": "direct", "json": {"module": "dlt.common.normalizers.json.relational"}},
    }
    return {**schema, "version_hash": _hash(schema)}


def pipeline_state(dataset: str) -> tuple[str, str]:
    """What dlt keeps of a pipeline of the dataset's name, packed as dlt does, and its hash."""
    state = {
        "_state_version": 1,
        "_state_engine_version": STATE_ENGINE_VERSION,
        "pipeline_name": dataset,
        "dataset_name": dataset,
        "default_schema_name": dataset,
        "schema_names": [dataset],
        "destination_type": "dlt.destinations.postgres",
        "destination_name": None,
    }
    version_hash = base64.b64encode(hashlib.sha3_256(_canonical(state)).digest()).decode()
    packed = zlib.compress(_canonical({**state, "_version_hash": version_hash}), level=9)
    return base64.b64encode(packed).decode(), version_hash


def _table(name: str, columns: Mapping[str, Any], *, write_disposition: str) -> dict[str, Any]:
    return {"name": name, "columns": columns, "write_disposition": write_disposition, "resource": name}


def _own_columns(own: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: {"name": name, "nullable": False, **hints} for name, hints in own.items()}


def _column(name: str, type_name: str, *, is_key: bool) -> dict[str, Any]:
    """A column; of a type that dlt has no word for, its own name stands beside "text"."""
    width = re.search(r"\((\d+)(?:,(-?\d+))?\)", type_name)
    plain = type_name if width is None else type_name.replace(width.group(), "")
    known = _TYPES.get(plain)
    column: dict[str, Any] = {"name": name, "nullable": True, **(known or {"data_type": "text", "x-type": type_name})}
    if known and width is not None:
        column |= {"precision": int(width.group(1))} | ({"scale": int(width.group(2))} if width.group(2) else {})
    return column | ({"primary_key": True} if is_key else {})


def _hash(schema: Mapping[str, Any]) -> str:
    """Dlt's own hash of a schema: its content in any order, then the columns of each table in theirs."""
    digest = hashlib.sha3_256(_canonical(schema))
    for name, table in sorted(schema["tables"].items()):
        digest.update(name.encode())
        for column in table["columns"]:
            digest.update(column.encode())
    return base64.b64encode(digest.digest()).decode("ascii")


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
