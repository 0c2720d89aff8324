"""A webhook source: what its sender delivered, and intake kept, lands from there.

The deliveries of 90 days stay with intake: by them one that comes again is known, and the table can be loaded again from them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from psycopg import sql

from heartbeat.db import load_statements
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.model import Column, Copied, Reach, Reflected, SourceMoment, SourceTable, Span, Target
from heartbeat.ingest.tables.rows import copy_table, in_span, select_rows

KEPT_DAYS = 90
_SQL = load_statements(__package__)
_COLUMNS = (
    Column("webhook_id", "webhook_id", "text", nullable=False),
    Column("event_type", "event_type", "text"),
    Column("sent_at", "sent_at", "timestamp with time zone", nullable=False),
    Column("received_at", "received_at", "timestamp with time zone", nullable=False),
    Column("payload", "payload", "jsonb", nullable=False),
)

_KEPT = sql.SQL("(select {columns} from landing.webhook_delivery where source_id = {source}) as kept")
_KEPT_AND_LANDED = sql.SQL(
    """(select {columns} from landing.webhook_delivery where source_id = {source}
        union all
        select {values} from {landed} l
        where not exists (select from landing.webhook_delivery d where d.source_id = {source} and d.webhook_id = l.webhook_id)
       ) as kept_and_landed"""
)
# Where the clock was set back, what came since bears an older time than what had landed, and a greater number all the same.
_SINCE = sql.SQL(
    """(select {columns} from landing.webhook_delivery where source_id = {source} and {window}
        union all
        select {columns} from landing.webhook_delivery d
        where source_id = {source} and not ({window})
          and d.id > (select min(id) from landing.webhook_delivery where source_id = {source} and {window})
          and not exists (select from {landed} l where l.webhook_id = d.webhook_id)
       ) as since"""
)
_FORGET = sql.SQL(
    """delete from landing.webhook_delivery d
       where d.source_id = {source} and d.received_at < now() - {old}
         and exists (select from {landed} l where l.webhook_id = d.webhook_id)"""
)


class Deliveries:
    """The deliveries to a source as they are kept at this moment.

    The moment is taken before they are read, so what comes meanwhile is read again. So is what was received before and committed
    after it: within seconds, by a limit of intake, and the lag of the source is ten minutes.
    """

    has_exact_text = True

    def __init__(self, source_id: str, table: str, reach: Reach) -> None:
        self._reach = reach
        self._table = SourceTable(table, table, _COLUMNS, key=("webhook_id",), cursor="received_at")
        self.moment = SourceMoment(*(reach.marts.execute(_SQL["read_moment"]).fetchone() or ("", "", "")))
        self._standing = reach.known.get(table, {})
        self._names = {
            "source": sql.Literal(source_id),
            "landed": sql.Identifier(reach.dataset, table),
            "columns": sql.SQL(", ").join(sql.Identifier(column.landed) for column in _COLUMNS),
        }

    def reflect(self, _schema: str) -> Reflected:
        """The one table, also before anything was delivered: a metric that reads it finds no row, and no error."""
        return Reflected((self._table,), ())

    def copy(self, _schema: str, table: SourceTable, span: Span | None, target: Target) -> Copied:
        """Copy the deliveries of a span; or all of them, and those that landed and are no longer kept with them."""
        query = select_rows(self._whole() if span is None else self._since(span), table.columns, None, landed=False)
        return Copied(*copy_table(self._reach.marts, query, table, target))

    def forget_old(self) -> None:
        """Remove what has landed long ago. What has not, for whatever reason, stays."""
        if "webhook_id" in self._standing:
            old = sql.SQL("interval {}").format(sql.Literal(f"{KEPT_DAYS} days"))
            self._reach.marts.execute(_FORGET.format(old=old, **self._names))

    def _whole(self) -> sql.Composed:
        if "webhook_id" not in self._standing:
            return _KEPT.format(**self._names)
        known = (sql.Identifier(column.landed) if column.landed in self._standing else sql.NULL for column in _COLUMNS)
        values = (
            sql.SQL("{}::{}").format(value, sql.SQL(column.type_name)) for value, column in zip(known, _COLUMNS, strict=True)
        )
        return _KEPT_AND_LANDED.format(values=sql.SQL(", ").join(values), **self._names)

    def _since(self, span: Span) -> sql.Composed:
        return _SINCE.format(window=in_span(span, landed=False), **self._names)


@contextlib.contextmanager
def open_snapshot(source: SourceDefinition, reach: Reach) -> Iterator[Deliveries]:
    """What was delivered so far.

    Raises:
        SourceRejected: the file says nothing of deliveries.
    """
    if source.webhook is None:
        raise SourceRejected(f"{source.file} says nothing of deliveries.", hint="Deploy it again with `secrets`.")
    deliveries = Deliveries(source.source_id, source.webhook.table, reach)
    deliveries.forget_old()
    yield deliveries
