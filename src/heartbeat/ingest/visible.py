"""The three ways in which staged rows become visible: brought in whole, merged by key, appended over a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg import sql

from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.kinds.postgres import in_window

_NO_EQUALITY = {"json", "jsonpath", "point", "polygon", "path", "line", "lseg", "box", "circle"}


@dataclass(frozen=True)
class Published:
    """What stands after a publish: the rows of the table, and how far its cursor has come."""

    total_rows: int
    cursor_value: str | None


def bring(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Swap the staged table in: no row is copied a second time. Returns the rows that stand."""
    table = extracted.plan.table.landed
    target = sql.Identifier(dataset, table)
    try:
        with connection.transaction():
            connection.execute(sql.SQL("drop table if exists {}").format(target))
    except refusals.DependentObjectsStillExist:
        # Somebody's view stands on the old table, and would be lost with it: its rows are replaced in place.
        return _replace_rows(connection, extracted, dataset, staging)
    swap = sql.SQL("alter table {} set schema {}")
    connection.execute(swap.format(sql.Identifier(staging, table), sql.Identifier(dataset)))
    return extracted.copied.rows


def merge(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Insert new rows and update changed ones, found by the key; rows that are the same are not written again."""
    plan = extracted.plan
    names = [column.landed for column in plan.table.columns]
    others = [column for column in plan.table.columns if column.landed not in plan.key]
    assignments = _joined("{0} = excluded.{0}", [column.landed for column in others])
    differs = sql.SQL(" or ").join(_differs(column.landed, column.type_name) for column in others)
    action = sql.SQL("do update set {} where {}").format(assignments, differs) if others else sql.SQL("do nothing")
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
    return extracted.rows_before + int(row[0] if row else 0)


def append(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    """Put the rows of the window in the place of those that stand there: a plain append would double the lag."""
    if extracted.window is None:
        raise ValueError("an append needs the window that was read")
    target = sql.Identifier(dataset, extracted.plan.table.landed)
    condition = in_window(extracted.window, landed=True)
    removed = connection.execute(sql.SQL("delete from {} where {}").format(target, condition)).rowcount
    return extracted.rows_before - removed + _insert(connection, extracted, dataset, staging)


def _replace_rows(connection: psycopg.Connection[Any], extracted: Extracted, dataset: str, staging: str) -> int:
    target = sql.Identifier(dataset, extracted.plan.table.landed)
    before = extracted.standing.columns or {}
    for column in extracted.plan.table.columns:
        if column.landed not in before:
            addition = sql.SQL("alter table {} add column {} {}")
            connection.execute(addition.format(target, sql.Identifier(column.landed), sql.SQL(column.type_name)))
    connection.execute(sql.SQL("delete from {}").format(target))
    return _insert(connection, extracted, dataset, staging)


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
