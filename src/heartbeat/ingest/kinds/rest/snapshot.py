"""A REST source in one run: its endpoints as tables, each read as it is then."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from heartbeat.definitions.kinds import RestEndpoint, RestReading
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.rest.patience import patience_within
from heartbeat.ingest.kinds.rest.since import since_text
from heartbeat.ingest.records.shape import KnownTypes, Shape
from heartbeat.ingest.records.spool import Spool
from heartbeat.ingest.tables.model import Column, Copied, Reach, Reflected, SourceMoment, SourceTable, Span, Target, Window
from heartbeat.ingest.tables.naming import landed_name

if TYPE_CHECKING:
    from heartbeat.ingest.kinds.rest.client import Api

_READ_WHOLE = "the endpoint takes no `since`: all of it is read each time"


class RestSnapshot:
    """The endpoints of a source. They are read one after the other, so each shows a moment of its own."""

    has_exact_text = False

    def __init__(self, source: SourceDefinition, reading: RestReading, reach: Reach, api: Api) -> None:
        self._source, self._reading, self._reach, self._api = source, reading, reach, api
        self._opened_at = datetime.now(UTC)

    @property
    def moment(self) -> SourceMoment:
        """When reading began, by the source's clock if it tells one within an hour of ours."""
        at = self._opened_at + timedelta(seconds=self._api.session.ahead_seconds)
        return SourceMoment(f"{at:%Y-%m-%d %H:%M:%S}+00", f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y-%m-%d}")

    def reflect(self, schema: str) -> Reflected:  # noqa: ARG002 - an API has no schemas
        """Its endpoints, with the columns that marts know of them."""
        tables = [self._table(endpoint) for endpoint in self._reading.endpoints]
        return Reflected(tuple(sorted(tables, key=lambda table: table.name)), ())

    def copy(self, schema: str, table: SourceTable, span: Span | None, target: Target) -> Copied:  # noqa: ARG002 - as above
        """Read the pages of an endpoint, then write their rows."""
        from heartbeat.ingest.kinds.rest.pages import read_pages

        endpoint = next(endpoint for endpoint in self._reading.endpoints if endpoint.table == table.name)
        shape = Shape(table.landed, self._known(endpoint, table))
        with Spool(self._reach.place, table.landed, shape) as spool:
            for page in read_pages(self._api, endpoint, self._params(endpoint, span)):
                spool.add(page)
                target.heard(spool.rows)
            found = replace(table, columns=shape.columns(is_whole=span is None))
            if not found.columns:
                message = f"The endpoint of {table.name} gave no row yet, so its columns are not known."
                raise SourceRejected(message, hint="It lands with its first row; `columns` in its file give it a shape before.")
            with target.open(found) as write:
                for piece in spool.csv(found.columns):
                    write(piece)
        # Of a declared cursor the table itself says so.
        note = _READ_WHOLE if isinstance(span, Window) and endpoint.since is None and table.note is None else None
        return Copied(spool.rows, table=found, note=note)

    def _table(self, endpoint: RestEndpoint) -> SourceTable:
        landed, source = landed_name(endpoint.table), self._source
        # Marts know landed names alone; the file may call a column as the API does.
        called = (*source.primary_key.get(endpoint.table, ()), source.cursor.get(endpoint.table, ""))
        names = {landed_name(name): name for name in (*called, *itertools.chain(*source.indexes.get(endpoint.table, ())))}
        known = self._reach.known.get(landed, {})
        columns = tuple(Column(names.get(column, column), column, type_name) for column, type_name in known.items())
        note = _READ_WHOLE if endpoint.since is None and endpoint.table in source.cursor else None
        return SourceTable(endpoint.table, landed, columns, note=note, is_inferred=True)

    def _known(self, endpoint: RestEndpoint, table: SourceTable) -> KnownTypes:
        declared = {landed_name(column): type_name for column, type_name in endpoint.columns.items()}
        dropped = self._source.drop_columns.get(endpoint.table, ())
        return KnownTypes(self._reach.known.get(table.landed, {}), declared, dropped)

    @staticmethod
    def _params(endpoint: RestEndpoint, span: Span | None) -> Mapping[str, str]:
        if endpoint.since is None or not isinstance(span, Window):
            return endpoint.params
        since = since_text(span)
        return endpoint.params if since is None else {**endpoint.params, endpoint.since: since}


@contextlib.contextmanager
def open_snapshot(source: SourceDefinition, reach: Reach) -> Iterator[RestSnapshot]:
    """Make ready to read; nothing is asked yet.

    Raises:
        SourceRejected: the url is none.
    """
    patience = patience_within(source.deadline_seconds)
    reading = source.rest or RestReading(())
    host = urlsplit(source.url).hostname
    if not host:
        raise SourceRejected(f"The url of {source.source_id} is no address of an API.", hint="Write https://host/path.")
    _quiet_dlt(reach.place)
    from heartbeat.ingest.kinds.rest.client import api_at
    from heartbeat.ingest.kinds.rest.session import PatientSession
    from heartbeat.ingest.kinds.rest.troubles import Teller

    teller = Teller(f"{source.source_id} ({host})", reach.clean)
    homes = [source.url, *(value for name, value in reading.auth.items() if name == "access_token_url")]
    with PatientSession(teller, homes, patience) as session:
        session.keep_private(reading.headers)
        yield RestSnapshot(source, reading, reach, api_at(source.url, reading, session))


def _quiet_dlt(place: Path) -> None:
    """Let dlt read and write nothing but in the run's folder, and log nothing: what fails is raised, and said without secrets."""
    os.environ.update(  # noqa: TID251 - dlt reads its settings from there, and from nowhere else
        {
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "RUNTIME__LOG_LEVEL": "CRITICAL",
            "DLT_DATA_DIR": str(place / "dlt"),
            "DLT_PROJECT_DIR": str(place),
        }
    )
