"""The keys of a source file that speak of tables: which are landed, how each is kept up to date, what is made of it."""

from __future__ import annotations

from typing import Any, cast

from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.parse.sources.kind import TABLE_KEYS, Kind, Reconcile

_COLUMNS = "Write a table's name and its columns: {payment: [id]}."
_CURSOR = "Write a table's name and its cursor column: {payment: updated_at}."
_INDEXES = "Write one list per index: {payment: [[type_id, create_time], [id]]}."
_REASON = 'Write a table\'s name and the reason: {currency: "180 rows, no cursor"}.'
_BY_TABLE = ("drop_columns", "primary_key", "cursor", "indexes", "replace_ok")


def read_table_keys(fields: Fields, kind: Kind) -> dict[str, Any]:
    """What those of these keys that the kind has declare, named as a `SourceDefinition` names it."""
    found: dict[str, Any] = {"reconcile": kind.reconcile}
    for key in TABLE_KEYS:
        if key in kind.keys:
            found |= _read(fields, key, kind)
    return found


def read_seconds(fields: Fields, key: str, default: int, *, least: int) -> int:
    """A duration of at most a day, in seconds."""
    text = fields.text(key, check=formats.duration)
    if text is None:
        return default
    seconds = formats.seconds_of(text)
    if not least <= seconds <= 86400:
        fields.reject(key, f"{{key}} cannot be “{text}”.", f"Write {'0s' if least == 0 else '1s'} to 1d.")
    return seconds


def check_tables(source: SourceDefinition, fields: Fields) -> None:
    """Find keys that name a table which is never landed: a slip of the pen; and columns that are dropped and needed."""
    _check_declared(source, fields)
    for key in _BY_TABLE:
        unused = sorted(table for table in getattr(source, key) if not source.lands(table))
        if unused:
            fields.doubt(key, f"{{key}} names {', '.join(unused)}, which is not landed.", "Change `tables`, or remove it here.")
    for table, dropped in source.drop_columns.items():
        needed = {*source.primary_key.get(table, ()), *(word for word in [source.cursor.get(table)] if word)}
        if both := sorted(needed & set(dropped)):
            message = f"{{key}} drops {table}.{both[0]}, which is its key or cursor."
            fields.reject("drop_columns", message, "Keep the column, or name another key or cursor.")


def _check_declared(source: SourceDefinition, fields: Fields) -> None:
    declared = source.declared_tables()
    for key in ("tables", "skip_tables"):
        for table in getattr(source, key) or () if declared is not None else ():
            if table not in (declared or ()):
                near = nearest(table, declared or ())
                hint = f"Did you mean {near}?" if near else f"Declared are: {', '.join(sorted(declared or ())) or 'none'}."
                fields.reject(key, f"{{key}} names {table}, which this file does not declare.", hint)


def _read(fields: Fields, key: str, kind: Kind) -> dict[str, Any]:
    if key == "lag":
        return {"lag_seconds": read_seconds(fields, "lag", 600, least=0)}
    if key == "reconcile":
        return {"reconcile": cast("Reconcile", fields.choice("reconcile", ("daily", "weekly", "off")) or kind.reconcile)}
    if key in ("drop_columns", "primary_key"):
        return {key: _columns(fields, key)}
    if key in ("cursor", "replace_ok"):
        return {key: fields.words(key, _CURSOR if key == "cursor" else _REASON)}
    if key == "indexes":
        return {key: _indexes(fields)}
    return {key: _tables(fields) if key == "tables" else fields.texts(key)}


def _tables(fields: Fields) -> tuple[str, ...] | None:
    if fields.is_list("tables"):
        return fields.texts("tables")
    fields.choice("tables", ("all",), hint="Write all, or a list: [payment, client].")
    return None


def _columns(fields: Fields, key: str) -> dict[str, tuple[str, ...]]:
    """Per table a list of columns, or a single one."""
    inside = fields.mapping(key, _COLUMNS)
    found: dict[str, tuple[str, ...]] = {}
    for table in inside.keys():  # noqa: SIM118 - not a dict
        words = inside.texts(table, hint=_COLUMNS) if inside.is_list(table) else (inside.text(table),)
        columns = tuple(word for word in words if word)
        if columns:
            found[table] = columns
        elif inside.plain(table) in (None, []):
            inside.reject(table, "{key} names no column.", _COLUMNS)
    return found


def _indexes(fields: Fields) -> dict[str, tuple[tuple[str, ...], ...]]:
    inside = fields.mapping("indexes", _INDEXES)
    return {table: lists for table in inside.keys() if (lists := inside.lists(table, _INDEXES))}  # noqa: SIM118 - not a dict
