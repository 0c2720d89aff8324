"""The ways in which staged rows become visible: swapped in whole, merged by key, appended over a window, replaced in place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg import sql

from heartbeat.errors import IngestError
from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.staging import staging_of
from heartbeat.ingest.tables.model import Parts
from heartbeat.ingest.tables.rows import in_span
from heartbeat.marts.indexes import ensure_indexes
from heartbeat.marts.inspect import has_same_key, read_openers

# Shorter than Postgres' deadlock_timeout of one second: where a long query and we would wait for each other, we step back first.
_LOCK_WAIT = "500ms"
_LET_OTHERS_PASS_SECONDS = 0.5
_NO_EQUALITY = {"json", "jsonpath", "point", "polygon", "path", "line", "lseg", "box", "circle"}
_ATTEMPTS = 10  # to change the columns of a table that stands
PATIENCE_SECONDS = 30.0  # for readers of a table that is about to be swapped; a backup may keep it open for hours


@dataclass(frozen=True)
class Obstacle:
    """Why a table cannot be swapped in, and what a person can do about it. Its rows can still be replaced in place."""

    why: str
    remedy: str


def clear_the_way(
    connection: psycopg.Connection[Any], whole: Sequence[Extracted], patience_seconds: float
) -> Iterator[tuple[str, Obstacle]]:
    """Lock the tables that are about to be swapped, and tell each that cannot be, with what stands in its way.

    A reader that has such a table open would hold us up, and everybody who comes after us: so we wait half a second, let them
    pass, and try again, until patience ends. Nothing is locked while an obstacle is told, so the caller may take its time over
    that table. When no more are told, all the others are locked.
    """
    waiting = {one.plan.table.landed: one for one in whole}
    ends_at = time.monotonic() + patience_seconds
    while waiting:
        found = _lock(connection, list(waiting.values()))
        if found is None and time.monotonic() < ends_at:
            connection.execute("select pg_sleep(%s)", (_LET_OTHERS_PASS_SECONDS,))
            continue
        told = _kept_open(connection, list(waiting.values())) if found is None else found
        if not told:
            return
        for name, obstacle in told.items():
            del waiting[name]
            yield name, obstacle


def bring(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Swap the staged table in: no row is copied a second time. Returns the rows that stand."""
    table = extracted.plan.table.landed
    connection.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(dataset, table)))
    swap = sql.SQL("alter table {} set schema {}")
    connection.execute(swap.format(sql.Identifier(staging, table), sql.Identifier(dataset)))
    return extracted.copied.rows


def replace_rows(
    connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str, obstacle: Obstacle
) -> int:
    """Put the staged rows in the place of those that stand, where the table itself has to stay. Returns the rows that stand.

    Readers go on with what they see. A column that the source no longer has stays, and is empty.

    Raises:
        IngestError: the table would have to become another one.
    """
    plan, target = extracted.plan, sql.Identifier(dataset, extracted.plan.table.landed)
    if differs := _needs_another_table(connection, extracted, dataset):
        raise _not_replaced(extracted, obstacle, differs)
    _change_columns(connection, extracted, target, obstacle)
    connection.execute(sql.SQL("delete from {}").format(target))
    rows = _insert(connection, extracted, dataset, staging)
    ensure_indexes(connection, dataset, plan.table.landed, plan.indexes)
    return rows


def merge(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Insert new rows and update changed ones, found by the key; rows that are the same are not written again.

    Of files, the rows that stand of them are removed first, and a row of a newer file is not overwritten.
    """
    plan, removed = extracted.plan, 0
    if isinstance(extracted.span, Parts):
        removed = _make_room(connection, extracted, dataset)
    names = [column.landed for column in plan.table.columns]
    others = [column for column in plan.table.columns if column.landed not in plan.key]
    assignments = _joined("{0} = excluded.{0}", [column.landed for column in others])
    differs = sql.SQL(" or ").join(_differs(column.landed, column.type_name) for column in others)
    action = sql.SQL("do update set {} where ({})").format(assignments, differs) if others else sql.SQL("do nothing")
    if others and plan.table.newest_by:
        order = plan.table.newest_by
        action += sql.SQL(" and ({}) >= ({})").format(_joined("excluded.{}", order), _joined("t.{}", order))
    statement = sql.SQL(
        "with written as (insert into {target} as t ({names}) select {names} from {staged} on conflict ({key}) {action} "
        "returning xmax = 0 as is_new) select count(*) filter (where is_new) from written"
    ).format(
        target=sql.Identifier(dataset, plan.table.landed),
        staged=sql.Identifier(staging, plan.table.landed),
        names=_joined("{}", names),
        key=_joined("{}", plan.key),
        action=action,
    )
    row = connection.execute(statement).fetchone()
    return extracted.rows_before - removed + int(row[0] if row else 0)


def append(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Put the rows of the span in the place of those that stand there: a plain append would double the lag."""
    removed = _make_room(connection, extracted, dataset)
    return extracted.rows_before - removed + _insert(connection, extracted, dataset, staging)


def _make_room(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str) -> int:
    """Remove the rows of the span, and give the table columns that it lacks. Returns how many rows were removed."""
    if extracted.span is None:
        raise ValueError("only a span of a table is put in the place of what stands")
    target = sql.Identifier(dataset, extracted.plan.table.landed)
    somebody = Obstacle("somebody keeps it open", "The next run tries again.")
    _change_columns(connection, extracted, target, somebody, attempts=_ATTEMPTS)
    condition = in_span(extracted.span, landed=True)
    return connection.execute(sql.SQL("delete from {} where {}").format(target, condition)).rowcount


def _lock(connection: psycopg.Connection[Any], whole: Sequence[Extracted]) -> dict[str, Obstacle] | None:
    """Lock all of them, or nothing: null when somebody keeps one open, else the tables on which something depends."""
    tables = []
    for one in whole:  # of a backup that began meanwhile, also the staged table may be open
        name, dataset = one.plan.table.landed, one.standing.dataset
        tables += [sql.Identifier(dataset, name)] if one.standing.columns is not None else []
        tables.append(sql.Identifier(staging_of(dataset), name))
    found: dict[str, Obstacle] = {}
    try:
        with connection.transaction() as attempt:
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_WAIT)))
            connection.execute(sql.SQL("lock table {} in access exclusive mode").format(sql.SQL(", ").join(tables)))
            connection.execute("set local lock_timeout = 0")
            found = _dependents(connection, whole)
            if found:
                raise psycopg.Rollback(attempt)
    except refusals.LockNotAvailable:
        return None
    return found


def _dependents(connection: psycopg.Connection[Any], whole: Sequence[Extracted]) -> dict[str, Obstacle]:
    """The tables that cannot be dropped because somebody's view, or something like it, stands on them."""
    remedy = "Drop what depends on it; the next run loads the table, and it can be made again afterwards."
    found = {}
    for one in whole:
        name, dataset = one.plan.table.landed, one.standing.dataset
        try:
            # What is no table is told when it is swapped.
            with suppress(psycopg.ProgrammingError), connection.transaction(force_rollback=True):
                connection.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(dataset, name)))
        except refusals.DependentObjectsStillExist as error:
            found[name] = Obstacle("; ".join((error.diag.message_detail or "something depends on it").splitlines()), remedy)
    return found


def _kept_open(connection: psycopg.Connection[Any], whole: Sequence[Extracted]) -> dict[str, Obstacle]:
    """The tables that somebody keeps open; all of them when whoever it was has left meanwhile: patience has ended."""
    dataset = whole[0].standing.dataset
    openers = read_openers(connection, dataset, staging_of(dataset))
    remedy = "The next run tries again. Where a session is forgotten, end it: `select pg_terminate_backend(PROCESS)`."
    names = [one.plan.table.landed for one in whole]
    open_ones = [name for name in names if name in openers] or names
    return {
        name: Obstacle(f"{', '.join(openers.get(name, ('somebody',)))} kept it open for too long", remedy) for name in open_ones
    }


def _needs_another_table(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str) -> str | None:
    """Why rows of this shape cannot be put into the table that stands."""
    plan, before = extracted.plan, extracted.standing.columns
    if before is None:
        return "it is new"
    types = [(column.landed, before.get(column.landed, column.type_name), column.type_name) for column in plan.table.columns]
    if others := [f"{name} was {was} and is {becomes}" for name, was, becomes in types if was != becomes]:
        return "; ".join(others)
    if not has_same_key(connection, dataset, plan.table.landed, plan.key):
        return f"its key is ({', '.join(plan.key)}) now" if plan.key else "it has no key any more"
    return None


def _change_columns(
    connection: psycopg.Connection[Any], extracted: Extracted, target: sql.Identifier, obstacle: Obstacle, attempts: int = 1
) -> None:
    """Give the table that stands its new columns, and wider types; for that, nobody may have it open."""
    before = extracted.standing.columns or {}
    changed = [one for one in extracted.plan.table.columns if before.get(one.landed) != one.type_name]
    if not changed:
        return
    shapes = ["alter column {} type {}" if one.landed in before else "add column {} {}" for one in changed]
    changes = [
        sql.SQL(shape).format(sql.Identifier(one.landed), sql.SQL(one.type_name))
        for shape, one in zip(shapes, changed, strict=True)
    ]
    statement = sql.SQL("alter table {} {}").format(target, sql.SQL(", ").join(changes))
    for attempt in range(attempts):
        try:
            with connection.transaction():
                connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_WAIT)))
                connection.execute(statement)
                connection.execute("set local lock_timeout = 0")
        except refusals.LockNotAvailable:
            if attempt < attempts - 1:
                connection.execute("select pg_sleep(%s)", (_LET_OTHERS_PASS_SECONDS,))
        else:
            return
    raise _not_replaced(extracted, obstacle, f"it has new columns: {', '.join(one.landed for one in changed)}")


def _not_replaced(extracted: Extracted, obstacle: Obstacle, differs: str) -> IngestError:
    table = f"{extracted.standing.dataset}.{extracted.plan.table.landed}"
    return IngestError(f"{table} was not loaded: {obstacle.why}, and {differs}.", hint=obstacle.remedy)


def _insert(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    table = extracted.plan.table
    names = _joined("{}", [column.landed for column in table.columns])
    statement = sql.SQL("insert into {} ({}) select {} from {}").format(
        sql.Identifier(dataset, table.landed), names, names, sql.Identifier(staging, table.landed)
    )
    return connection.execute(statement).rowcount


def _differs(name: str, type_name: str) -> sql.Composed:
    shape = (
        "t.{0}::text is distinct from excluded.{0}::text"
        if type_name.removesuffix("[]") in _NO_EQUALITY
        else ("t.{0} is distinct from excluded.{0}")
    )
    return sql.SQL(shape).format(sql.Identifier(name))


def _joined(shape: str, names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(shape).format(sql.Identifier(name)) for name in names)
