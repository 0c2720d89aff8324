"""A landed dataset is one that dlt knows: its loads, its schema, and a pipeline that can be attached to it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from heartbeat.db import Role
from integration.ingest.landing_site import LandingSite

PAYMENT = (
    'create table core."Payment" (id int primary key, "größe" numeric(12, 2), v varchar(9), s smallint, x numeric, j jsonb)',
    'alter table core."Payment" add tags int[], add l timestamp, add t timestamptz(3), add r tstzrange',
    'alter table core."Payment" add updated_at timestamptz not null default now()',
    'insert into core."Payment" values (1, 1.50)',
)
LOG = "create table core.log (line text, created_at timestamptz not null default now())"


@pytest.fixture
def destination(site: LandingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The marts as dlt's destination, with the loader's login."""
    for name, value in {
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "DLT_DATA_DIR": str(tmp_path),
        "DLT_PROJECT_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(os.environ, "RESTORE_FROM_DESTINATION", raising=False)
    from dlt.destinations import postgres

    parts = conninfo_to_dict(site.database.url(Role.LOADER))
    return postgres(credentials="postgresql://{user}:{password}@localhost:{port}/{dbname}?host={host}".format(**parts))


def schema_of(site: LandingSite) -> Any:
    """The newest schema, as dlt reads it."""
    from dlt.common.schema import Schema

    query = "select schema, version_hash, version from webbank_core._dlt_version order by version desc limit 1"
    ((content, version_hash, version),) = site.marts(query)
    schema = Schema.from_dict(json.loads(content))
    assert (schema.version_hash, schema.version) == (version_hash, version), "dlt counts it as changed"
    return schema


def test_the_schema_says_what_stands(site: LandingSite) -> None:
    site.at_source(*PAYMENT, LOG)
    site.run()
    schema = schema_of(site)
    assert {name: table["write_disposition"] for name, table in schema.tables.items() if not name.startswith("_dlt")} == {
        "payment": "merge",
        "log": "append",
    }
    columns = {name: {**column} for name, column in schema.get_table_columns("payment").items()}
    assert [name for name, column in columns.items() if column.get("primary_key")] == ["id"]
    told = {name: (column["data_type"], column.get("precision"), column.get("scale")) for name, column in columns.items()}
    assert told == {
        "id": ("bigint", 32, None), "größe": ("decimal", 12, 2), "v": ("text", 9, None), "s": ("bigint", 16, None),
        "x": ("decimal", None, None), "j": ("json", None, None), "tags": ("text", None, None), "l": ("timestamp", None, None),
        "t": ("timestamp", 3, None), "r": ("text", None, None), "updated_at": ("timestamp", None, None),
    }  # fmt: skip
    assert (columns["l"]["timezone"], columns["tags"]["x-type"]) == (False, "integer[]")


def test_a_new_version_is_written_only_when_a_table_has_changed_its_shape(site: LandingSite) -> None:
    site.at_source(*PAYMENT)
    site.run()
    site.at_source('insert into core."Payment" values (2, 2)')
    site.run()
    assert site.marts("select version from webbank_core._dlt_version") == [(1,)]
    site.at_source('alter table core."Payment" add note text', LOG)
    site.run()
    assert site.marts("select version from webbank_core._dlt_version order by 1") == [(1,), (2,)]
    assert "note" in schema_of(site).get_table_columns("payment")
    known = "webbank_core._dlt_loads l join webbank_core._dlt_version v on v.version_hash = l.schema_version_hash"
    loads = site.marts(f"select l.status, v.version, l.schema_name from {known} order by l.load_id")
    assert loads == [(0, 1, "webbank_core"), (0, 1, "webbank_core"), (0, 2, "webbank_core")]


def test_a_pipeline_can_be_attached_and_its_dataset_read(site: LandingSite, destination: Any, tmp_path: Path) -> None:
    import dlt

    site.at_source(*PAYMENT, LOG, "insert into core.log values ('first')")
    site.run()
    site.at_source("insert into core.log values ('second')")
    site.run()
    attached = dlt.attach("webbank_core", pipelines_dir=str(tmp_path), destination=destination, dataset_name="webbank_core")
    dataset = attached.dataset()
    assert {"payment", "log"} <= set(dataset.tables)
    assert "größe" in dataset.schema.get_table_columns("payment")
    with attached.sql_client() as client:
        assert client.execute_sql("select line from log order by line") == [("first",), ("second",)]
    assert set(dlt.dataset(destination, "webbank_core").tables) == set(dataset.tables)
