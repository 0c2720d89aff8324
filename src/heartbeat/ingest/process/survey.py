"""Which tables a source would give: a look at its catalogue, with no row read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg

from heartbeat.db import connection_string, database_errors
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.secrets import expanded
from heartbeat.errors import HeartbeatError
from heartbeat.ingest.kinds import open_snapshot
from heartbeat.ingest.plan import choose_tables
from heartbeat.ingest.redaction import redactor_of
from heartbeat.ingest.report import Listed
from heartbeat.ingest.tables.model import Reach
from heartbeat.ingest.workplace import default_folder, open_workplace
from heartbeat.marts.inspect import read_columns


def survey(
    source: SourceDefinition, schema: str, *, database_url_of_loader: str, environment: Mapping[str, str]
) -> tuple[Listed, ...]:
    """The tables of one schema that a run would read; one that the file lists and the source lacks is left out.

    Args:
        source: as declared, placeholders unexpanded.
        schema: of the source.
        database_url_of_loader: connection string of the loader role.
        environment: gives each `${NAME}` of the source.

    Raises:
        SourceUnreachable, SourceRejected: as the source answers.
        DatabaseUnavailable: marts do not answer.
    """
    redactor = redactor_of(source, database_url_of_loader, environment)
    try:
        with (
            _reach(database_url_of_loader, source.dataset(schema), redactor.clean) as reach,
            open_snapshot(expanded(source, environment), reach) as snapshot,
        ):
            reflected = snapshot.reflect(schema)
        chosen, _ = choose_tables(source, reflected.tables, reflected.views, None)
    except HeartbeatError as error:
        raise redactor.clean_error(error) from None  # what it stood on may hold a secret
    return tuple(Listed(table.name, table.landed, table.estimated_rows) for table in chosen)


@contextmanager
def _reach(database_url_of_loader: str, dataset: str, clean: Callable[[str], str]) -> Iterator[Reach]:
    conninfo = connection_string(database_url_of_loader, "heartbeat ingest")
    with (
        database_errors(),
        psycopg.connect(conninfo, autocommit=True) as marts,  # no lock: another run may go on meanwhile
        open_workplace(default_folder(), dataset) as place,
    ):
        yield Reach(marts, place, dataset, read_columns(marts, dataset), clean, is_full=True)
