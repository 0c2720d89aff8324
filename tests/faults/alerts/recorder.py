"""Everything that is committed to the tables of alerts, in the order of the commits: written by triggers, beside the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

_TABLES = {
    "message": "message_id",
    "outbox": "outbox_id",
    "incident": "incident_id",
    "incident_transition": "transition_id",
    "delivery_attempt": "message_id",
    "metric_registry": "metric_id",
    "silence": "silence_id",
    "board": "version",
}
_OPEN = """
create schema recorded;
create table recorded.event (
    id     bigint generated always as identity primary key,
    txid   xid8 not null default pg_current_xact_id(),
    at     timestamptz not null default clock_timestamp(),
    began  timestamptz not null default now(),
    source text not null,
    key    text not null,
    is_new boolean not null,
    row    jsonb not null
);
create function recorded.note() returns trigger language plpgsql security definer as $$
begin
    insert into recorded.event (source, key, is_new, row)
    values (tg_table_name, to_jsonb(new) ->> tg_argv[0], tg_op = 'INSERT', to_jsonb(new));
    return null;
end $$;
"""
_READ = """
select e.source, e.key, e.is_new, extract(epoch from e.began)::float as began, extract(epoch from e.at)::float as at,
       extract(epoch from pg_xact_commit_timestamp(e.txid::xid))::float as committed, e.row
  from recorded.event e
 where %(sources)s::text[] is null or e.source = any(%(sources)s)
 order by pg_xact_commit_timestamp(e.txid::xid), e.id
"""

SETTINGS = {"track_commit_timestamp": "on"}
"""Of the server: when a transaction began to be seen is what messages and screens are compared by."""


@dataclass(frozen=True)
class Event:
    """One row as one statement left it. Times are seconds since 1970: of begin, statement and commit."""

    source: str
    key: str
    is_new: bool
    began: float
    at: float
    committed: float
    row: Mapping[str, Any]


def record(superuser_url: str) -> None:
    """Record from now on."""
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute(_OPEN)
        for table, key in _TABLES.items():
            admin.execute(
                f"create trigger recorded after insert or update on heartbeat.{table} "
                f"for each row execute function recorded.note('{key}')"
            )


def recorded(superuser_url: str, *sources: str) -> Iterator[Event]:
    """What was committed to some tables, in the order in which it could be seen."""
    with psycopg.connect(superuser_url) as admin, admin.cursor("recorded", row_factory=class_row(Event)) as cursor:
        cursor.execute(_READ, {"sources": list(sources) or None})
        yield from cursor
