"""One transaction makes what lies in staging visible: all tables of a run together, with their records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.publishing.dlt_records import record_dlt_load
from heartbeat.ingest.publishing.prepare import Prepared, Publication, refused
from heartbeat.ingest.publishing.visible import Obstacle, append, bring, merge, replace_rows
from heartbeat.marts.records import TableLoad, note_files, note_loads

_NOTED_LOSS = 0.5  # of a table's rows: less than what holds a load, and more than what goes without a word


@dataclass(frozen=True)
class Published:
    """What stands after a publish: the rows of the table, how far its cursor has come, and what a person should know."""

    total_rows: int
    cursor_value: str | None
    note: str | None


class Publishing:
    """A publish that goes on: tables become visible one after the other, for readers all at once.

    `load_id` is that of the rows in staging; null when no table has any.
    """

    def __init__(self, connection: psycopg.Connection[Any], publication: Publication, load_id: str | None) -> None:
        self._connection, self._publication, self._load_id = connection, publication, load_id
        self._loads: list[tuple[TableLoad, Extracted]] = []

    def publish_table(self, prepared: Prepared, obstacle: Obstacle | None = None) -> Published:
        """Make one table visible; what fails here is undone and told, and the others go on.

        Args:
            prepared: the table.
            obstacle: what keeps a whole table from being swapped in; its rows are replaced in place then.

        Raises:
            IngestError: Postgres refused it, or it would have to be swapped.
        """
        extracted, publication = prepared.extracted, self._publication
        with refused(f"{publication.dataset}.{extracted.plan.table.landed}"), self._connection.transaction():
            total_rows = _make_visible(self._connection, extracted, publication, obstacle)
        published = Published(total_rows, prepared.cursor_value, _note(extracted, prepared.drift, obstacle, total_rows))
        self._loads.append((_load_of(extracted, publication, published, self._load_id), extracted))
        return published

    def record(self) -> None:
        """Write down what was published: from the commit on it is the state of each table."""
        note_loads(self._connection, *(load for load, _ in self._loads))
        for load, extracted in self._loads:
            if extracted.copied.parts is not None:
                note_files(self._connection, load, extracted.copied.parts, is_all=extracted.is_whole)
        if self._load_id is not None:
            record_dlt_load(self._connection, self._publication.dataset, self._load_id)


@contextmanager
def publishing(connection: psycopg.Connection[Any], publication: Publication, load_id: str | None) -> Iterator[Publishing]:
    """The transaction of a publish: readers see the state before or after it, nothing between."""
    checkpoints.passing("before-load-publish")
    with connection.transaction():
        going_on = Publishing(connection, publication, load_id)
        yield going_on
        going_on.record()


def _make_visible(
    connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication, obstacle: Obstacle | None
) -> int:
    if extracted.is_unchanged and extracted.standing.state is not None:
        return extracted.standing.state.total_rows
    names = publication.dataset, publication.staging
    if extracted.span is not None:
        bring_in = merge if extracted.plan.disposition == "merge" else append
        return bring_in(connection, extracted, *names)
    if obstacle is not None:
        return replace_rows(connection, extracted, *names, obstacle)
    return bring(connection, extracted, *names)


def _note(one: Extracted, drift: tuple[str, ...], obstacle: Obstacle | None, total_rows: int) -> str | None:
    notes = [*one.notes, *drift]
    if obstacle is not None:
        notes.append(f"its rows were replaced in place: {obstacle.why}")
    if 0 < one.rows_before * (1 - _NOTED_LOSS) >= total_rows:
        notes.append(f"it had {one.rows_before} rows and has {total_rows}")
    if one.plan.disposition == "replace":
        cost = f"{one.copied.rows} rows, {one.seconds:.1f} s"
        accepted = one.plan.replace_ok
        notes.append(
            f"read in full each time ({cost}), accepted: {accepted}"
            if accepted
            else f"read in full each time ({cost}): {one.plan.reason}"
        )
    return "; ".join(notes) or None


def _load_of(extracted: Extracted, publication: Publication, published: Published, load_id: str | None) -> TableLoad:
    plan = extracted.plan
    return TableLoad(
        source_id=publication.source_id,
        dataset=publication.dataset,
        table_name=plan.table.landed,
        load_id=None if extracted.is_unchanged else load_id,
        checked_at=publication.checked_at,
        disposition=plan.disposition,
        cursor_column=plan.cursor.landed if plan.cursor else None,
        cursor_value=published.cursor_value,
        rows=0 if extracted.is_unchanged else extracted.copied.rows,
        total_rows=published.total_rows,
        seconds=extracted.seconds,
        note=published.note,
        changed_columns=extracted.changed_columns,
        starts_anew=extracted.starts_anew and not extracted.is_unchanged,
        reason=plan.reason,
        key_columns=plan.key,
    )
