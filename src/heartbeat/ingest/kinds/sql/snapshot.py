"""A source behind a URL of SQLAlchemy: what every kind gives, over the flavour of its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import sqlalchemy as sa

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.sql.address import Place, place_of
from heartbeat.ingest.kinds.sql.flavour import Described, Field
from heartbeat.ingest.kinds.sql.stream import Refused, RowWriter, stream
from heartbeat.ingest.kinds.sql.troubles import translated
from heartbeat.ingest.records.csv_text import header
from heartbeat.ingest.tables.model import Copied, Reach, Reflected, SourceMoment, SourceTable, Span, Target, Window

_REMEDY = "Correct it at the source, name the column in `drop_columns`, or let `tables` name a view there that casts it to text."


class SqlSnapshot:
    """A source as it was at one moment. Everything read through it belongs together."""

    has_exact_text = False

    def __init__(self, connection: sa.Connection, place: Place, moment: SourceMoment) -> None:
        self._connection, self._place = connection, place
        self.moment = moment
        self._described: dict[tuple[str, str], Described] = {}

    def reflect(self, schema: str) -> Reflected:
        """What the schema holds."""
        with translated(self._place.where):
            found = self._place.flavour.describe(self._connection, schema)
        self._described |= {(schema, one.name): one for one in found}
        return Reflected(tuple(one.table for one in found if not one.is_view), tuple(one.table for one in found if one.is_view))

    def copy(self, schema: str, table: SourceTable, span: Span | None, target: Target) -> Copied:
        """Write rows as CSV while they come, a bounded number of them at a time."""
        if (schema, table.name) not in self._described:
            self.reflect(schema)
        described = self._described[schema, table.name]
        by_name = {field.column.name: field for field in described.fields}
        fields = [by_name[column.name] for column in table.columns]
        writer = RowWriter(fields)
        where = f"{self._place.where}, table {table.name}"
        with target.open(table) as write, translated(where):
            try:
                with closing(self._select(described, fields, span)) as result:
                    write(header(column.landed for column in table.columns))
                    rows = stream(result, writer, write, target.heard)
            except Refused as refused:
                raise _told(refused, where) from None
        return Copied(rows, note=_note(writer, by_name))

    def _select(self, described: Described, fields: list[Field], span: Span | None) -> sa.CursorResult[object]:
        selected = [field.selected for field in fields]
        if described.row_id is not None:
            selected.append(sa.literal_column(described.row_id))
        statement = sa.select(*selected).select_from(described.relation)
        condition = self._place.flavour.narrowed(span) if isinstance(span, Window) else None
        if condition is not None:
            statement = statement.where(condition)
        return self._connection.execute(statement, execution_options={"stream_results": True, "max_row_buffer": 1})


@contextmanager
def open_snapshot(source: SourceDefinition, _reach: Reach) -> Iterator[SqlSnapshot]:
    """Connect to a source, and hold it as it is.

    Raises:
        SourceUnreachable: it does not answer within ten seconds, or its file is not there.
        SourceRejected: it refuses the login, its driver is not installed, or its url is none that this kind reads.
    """
    place = place_of(source)
    with translated(place.where, "login"):
        connection = place.engine.connect()
    try:
        with translated(place.where, "begin"):
            moment = place.flavour.begin(connection)
        yield SqlSnapshot(connection, place, moment)
    finally:
        connection.invalidate()  # nothing is worth asking whether it may go
        connection.close()
        place.engine.dispose()


def _told(refused: Refused, where: str) -> SourceRejected:
    row = f"row {refused.place} of those read" if refused.row_id is None else f"the row with rowid {refused.row_id}"
    message = f"The source {where}: in {row}, `{refused.column}` {refused.why}. The table was not loaded."
    return SourceRejected(message, hint=_REMEDY)


def _note(writer: RowWriter, fields: dict[str, Field]) -> str | None:
    """How many values became NULL."""
    counted = [
        f"{count} {fields[name].shape.becomes_null}{'' if count == 1 else 's'} of {name}"
        for name, count in sorted(writer.nulls.items())
    ]
    return f"landed as NULL: {', '.join(counted)}" if counted else None
