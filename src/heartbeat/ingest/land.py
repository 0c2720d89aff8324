"""dlt lands CSV files in staging: the only module that touches dlt.

The tables of staging are made here with the exact types of the source before dlt looks: dlt finds every column there and only
copies. Its own types know no arrays, no numeric without a scale, no enum. dlt keeps no state that outlives the run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import psycopg
from psycopg import errors as refusals
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from heartbeat.errors import IngestError
from heartbeat.ingest.tables.model import Copied, SourceTable
from heartbeat.ingest.tables.refusal import what_next

_DLT_TYPES = {
    "bigint": "bigint", "integer": "bigint", "smallint": "bigint", "double precision": "double", "real": "double",
    "boolean": "bool", "date": "date", "bytea": "binary", "json": "json", "jsonb": "json", "numeric": "decimal",
    "timestamp": "timestamp", "time": "time",
}  # fmt: skip
_STAGING_WAIT = "10s"  # what a killed run was doing there has ended by then
_HASTE = 2  # as many loading threads as the smallest machine has cores


@dataclass(frozen=True)
class Delivery:
    """The rows of one table, ready in a file."""

    table: SourceTable
    copied: Copied


def staging_of(dataset: str) -> str:
    """The staging schema of a dataset, on which the query role has no rights."""
    return f"{dataset}_staging"


def land(connection: psycopg.Connection[Any], dataset: str, deliveries: list[Delivery], place: Path) -> str:
    """Load files into the dataset's staging, which is made anew, and return the id of the load.

    Args:
        connection: of the loader, in autocommit; dlt opens its own beside it.
        dataset: whose staging is filled.
        deliveries: a file for each table.
        place: folder for dlt's own files.

    Raises:
        IngestError: Postgres refused the rows of a table; the message names it.
    """
    staging = staging_of(dataset)
    _make_staging(connection, staging, deliveries)
    dlt = _import_dlt(place)
    from dlt.destinations import postgres
    from dlt.pipeline.exceptions import PipelineStepFailed

    pipeline = dlt.pipeline(
        pipeline_name="heartbeat_ingest",
        destination=postgres(credentials=_dlt_url(connection, _plain_host(connection.info.host, place))),
        dataset_name=staging,
        pipelines_dir=str(place / "dlt"),
    )
    resources = [_resource(dlt, delivery) for delivery in deliveries]
    try:
        outcome = pipeline.run(resources, schema=dlt.Schema(dataset), loader_file_format="csv")
    except PipelineStepFailed as error:
        cause = _cause(error)
        hint = what_next(getattr(cause, "pgcode", None))
        raise IngestError(f"Staging of {dataset} could not be filled: {_said(cause)}", hint=hint) from error
    return str(outcome.loads_ids[0])


def drop_staging(connection: psycopg.Connection[Any], dataset: str) -> bool:
    """Drop the staging of a dataset as a whole: a part of it would make dlt believe that its tables stand.

    False when somebody, such as a backup, keeps a table of it open: then all of it stays.
    """
    try:
        with connection.transaction():
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_STAGING_WAIT)))
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(staging_of(dataset))))
    except refusals.LockNotAvailable:
        return False
    return True


def _make_staging(connection: psycopg.Connection[Any], staging: str, deliveries: list[Delivery]) -> None:
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(staging)))
    for delivery in deliveries:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column.landed), sql.SQL(column.type_name)) for column in delivery.table.columns
        )
        relation = sql.Identifier(staging, delivery.table.landed)
        connection.execute(sql.SQL("create table {} ({})").format(relation, columns))


def _import_dlt(place: Path) -> Any:
    """Import dlt when a load needs it (0.6 s), with nothing read from or written to anywhere but the run's folder."""
    os.environ.update(_dlt_settings(place))  # noqa: TID251 - dlt reads its settings from there, and from nowhere else
    import dlt

    return dlt


def _dlt_settings(place: Path) -> Mapping[str, str]:
    return {
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "CRITICAL",  # what fails is raised, and said without secrets
        "DLT_DATA_DIR": str(place / "home"),
        "DLT_PROJECT_DIR": str(place),
        "RESTORE_FROM_DESTINATION": "false",
        "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": "true",
        "SCHEMA__NAMING": "direct",
        "LOAD__WORKERS": str(_HASTE),
        "LOAD__RAISE_ON_MAX_RETRIES": "1",
    }


def _resource(dlt: Any, delivery: Delivery) -> Any:
    # dlt reads an empty string of a nullable column as NULL, so it is told that there are none. The table that it finds in
    # staging takes NULL all the same, and COPY tells `""` from nothing.
    columns = {
        column.landed: {"name": column.landed, "data_type": _dlt_type(column.type_name), "nullable": False}
        for column in delivery.table.columns
    }

    def rows() -> Iterator[Any]:
        yield dlt.mark.with_file_import(str(delivery.copied.path), "csv", delivery.copied.rows)

    return dlt.resource(rows, name=delivery.table.landed, columns=columns, write_disposition="append")


def _dlt_type(type_name: str) -> str:
    if type_name.endswith("[]"):
        return "text"
    plain = type_name.partition("(")[0]
    return _DLT_TYPES.get(plain, _DLT_TYPES.get(plain.partition(" ")[0], "text"))


def _plain_host(host: str, place: Path) -> str:
    """A socket folder by a name without spaces: dlt writes a space as a plus, and Postgres takes that for one."""
    if not host.startswith("/") or "+" not in quote_plus(host):
        return host
    link = place / "socket"
    link.symlink_to(host)
    return str(link)


def _dlt_url(connection: psycopg.Connection[Any], host: str) -> str:
    """The connection's own target in dlt's spelling: a socket folder is an option there, and a password is never left out."""
    known = connection.info
    parts = conninfo_to_dict(known.dsn)
    options = {"connect_timeout": "10", "client_encoding": "utf8"}
    options |= {name: str(value) for name, value in parts.items() if name.startswith("ssl") and value}
    is_socket = host.startswith(("/", "@"))
    if is_socket:
        options["host"] = host
    user, password = quote(known.user, safe=""), quote(known.password or "none", safe="")
    authority = "localhost" if is_socket else host
    return f"postgresql://{user}:{password}@{authority}:{known.port}/{quote(known.dbname, safe='')}?{urlencode(options)}"


def _cause(error: BaseException) -> BaseException:
    """The innermost error: dlt wraps what Postgres said several times over."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error


def _said(error: BaseException) -> str:
    """Of what Postgres said (psycopg2 here, which dlt uses), the message alone: detail and context repeat whole rows."""
    diagnosis = getattr(error, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error)
    return " ".join(said.split())[:500]
