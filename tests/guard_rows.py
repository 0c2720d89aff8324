"""One deployed metric, source and workspace, written as deploy writes them."""

from __future__ import annotations

import psycopg

from heartbeat.db import Database, Role

METRIC_FILE = "metrics/sales/revenue.sql"
SOURCE_FILE = "sources/bank.yaml"

METRIC = {
    "metric_id": "revenue",
    "area": "sales",
    "file": METRIC_FILE,
    "code": "REVE",
    "name": "Revenue",
    "period": "24h",
    "unit": "EUR",
    "direction": "up",
    "description": "d",
    "how_to_read": "h",
    "sources": "{}",
    "tables": "{}",
    "value_sql": "select 1 as value",
    "uses_as_of": "true",
    "uses_now": "false",
    "backfill": "true",
    "priority": "5",
    "page_on": "red",
    "page_on_typical": "false",
    "for_readings": "1",
    "keep_readings": "2",
    "links": "{}",
    "definition_hash": "v1:x",
    "content_hash": "x",
    "deployed_at": "2026-01-01",
    "catalog_position": "1",
    "owner": "anna@example.com",
    "norm_value": "10",
}
METRIC_COLUMNS = ", ".join(METRIC)


def insert_metric(**changes: str) -> str:
    """An INSERT of one metric row that differs in `changes`."""
    values = {**METRIC, **changes}
    listed = ", ".join(f"'{value}'" for value in values.values())
    return f"insert into heartbeat.metric_registry ({', '.join(values)}) values ({listed})"


def copy_row(**changes: str) -> str:
    """The same row as COPY reads it."""
    return "\t".join({**METRIC, **changes}.values()) + "\n"


def fill_registries(database: Database) -> None:
    with database.connect(Role.CONFIG) as deploy:
        deploy.execute(insert_metric().encode())
        deploy.execute(
            "insert into heartbeat.source_registry (source_id, kind, file, definition, content_hash, deployed_at) "
            "values ('bank', 'postgres', 'sources/bank.yaml', '{\"url\": \"x\"}', 'x', '2026-01-01')"
        )
        deploy.execute(
            "insert into heartbeat.workspace (timezone, settings, content_hash, deployed_at) "
            "values ('UTC', '{\"a\": 1}', 'x', '2026-01-01')"
        )


def grant_everything(superuser_url: str) -> None:
    """What a careless administrator might do; the guard has to hold without the grants."""
    roles = ", ".join(f"hb_{role.value}" for role in Role)
    with psycopg.connect(superuser_url) as admin:
        for schema in ("heartbeat", "public"):
            admin.execute(f"grant usage on schema {schema} to {roles}".encode())
            admin.execute(f"grant all on all tables in schema {schema} to {roles}".encode())
