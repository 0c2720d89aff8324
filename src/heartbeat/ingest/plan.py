"""How each table of a source is kept up to date, and why: merge, append or replace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.model import Column, SourceTable
from heartbeat.ingest.tables.naming import collisions, is_reserved, is_reserved_column, landed_name
from heartbeat.rules.upkeep.repairs import Disposition

# Compared without underscores and case, so that `updatedAt`, `UpdatedAt` and `updated_at` are one name.
_MOVES_WITH_EVERY_CHANGE = {
    "updated", "updatedat", "updatedon", "updatetime", "updateddate", "updatedate", "updatedtime", "updatetimestamp",
    "updatedtimestamp", "lastupdate", "lastupdated", "lastupdatedat", "lastupdatetime", "lastupdatedtime", "rowupdatedat",
    "modified", "modifiedat", "modifiedon", "modifiedtime", "modifieddate", "modifydate", "modifytime", "modificationtime",
    "modificationdate", "lastmodified", "lastmodifiedat", "lastmodifiedtime", "lastmodifieddate", "rowmodifiedat", "mtime",
    "changed", "changedat", "changedon", "changetime", "lastchanged", "lastchangedat", "dateupdated", "datemodified",
    "datechanged", "writedate", "sysupdatedon",
}  # fmt: skip
_STANDS_STILL = {
    "created", "createdat", "createdon", "createtime", "createdate", "createdtime", "createddate", "creationtime",
    "creationdate", "datecreated", "inserted", "insertedat", "inserttime", "insertdate", "insertedon", "rowcreatedat", "ctime",
    "eventtime", "eventat", "occurredat", "loggedat", "logtime", "receivedat", "recordedat",
}  # fmt: skip

_ORDERED = (  # how types begin of which Postgres tells the highest value
    "smallint", "integer", "bigint", "numeric", "real", "double precision", "date", "time", "interval", "text", "character",
    "inet", "pg_lsn",
)  # fmt: skip


@dataclass(frozen=True)
class TablePlan:
    """One table and how it is kept up to date. `key` are landed column names."""

    table: SourceTable
    disposition: Disposition
    key: tuple[str, ...]
    cursor: Column | None
    reason: str
    indexes: tuple[tuple[str, ...], ...] = ()
    replace_ok: str | None = None
    parts: Column | None = None  # names the file of each row, where whole files take each other's place

    @classmethod
    def unknown(cls, name: str) -> TablePlan:
        """The plan of a table about which nothing could be decided."""
        return cls(SourceTable(name, landed_name(name), ()), "replace", (), None, "not planned")


def choose_tables(
    source: SourceDefinition, tables: tuple[SourceTable, ...], views: tuple[SourceTable, ...], asked: Collection[str] | None
) -> tuple[tuple[SourceTable, ...], tuple[str, ...]]:
    """The tables of a run, without their dropped columns, and the names that were asked for or listed and do not exist.

    A view is read only when the file lists it. `asked` are names of the source or landed ones; null means all.

    Raises:
        SourceRejected: two tables that the file does not leave out would have the same name in marts, or one a reserved name.
    """
    listed = source.tables
    known = {table.name: table for table in (*tables, *(view for view in views if view.name in (listed or ())))}
    names = [name for name in (listed if listed is not None else known) if name not in source.skip_tables]
    _refuse_names(source, set(names))
    if asked is not None:
        names = [name for name in names if name in asked or landed_name(name) in asked]
    missing = [name for name in names if name not in known]
    if asked is not None:
        found = {*names, *map(landed_name, names)}
        missing += [name for name in sorted(asked) if name not in found]
    chosen = [known[name].without(source.drop_columns.get(name, ())) for name in names if name in known]
    return tuple(chosen), tuple(missing)


def is_gone(source: SourceDefinition, landed: str, there: Collection[str]) -> bool:
    """Whether a landed table is one that the source does not give any more, although the file leaves it in.

    A table that is listed and missing is an error of the file; what it leaves out is meant to stay as it is.
    """
    return source.tables is None and landed not in map(landed_name, (*there, *source.skip_tables))


def _refuse_names(source: SourceDefinition, names: Collection[str]) -> None:
    reserved = {landed_name(name) for name in names if is_reserved(landed_name(name))}
    if refused := collisions(names) | reserved:
        said = ", ".join(sorted(refused))
        message = f"Tables of {source.source_id} would have a reserved name, or the same name as another one, in marts: {said}."
        raise SourceRejected(message, hint="Name those that are not wanted in `skip_tables`, or rename them at the source.")


def plan_table(source: SourceDefinition, table: SourceTable) -> TablePlan:
    """Decide how a table is kept up to date. What the file declares wins; what is detected never loses a row silently.

    Raises:
        SourceRejected: marts cannot have its columns, or the file names one that it does not have or that cannot be a cursor.
    """
    _check_columns(table)
    declared_key = _named(table, source.primary_key.get(table.name, ()), source, "primary_key")
    key = tuple(column.landed for column in declared_key) or table.key
    cursor_name = source.cursor.get(table.name) or table.cursor
    parts = table.column(table.parts_by) if table.parts_by is not None else None
    cursor: Column | None
    if parts is not None:
        cursor, disposition, reason = None, *_by_files(key)
    elif cursor_name is not None:
        by = "declared cursor" if table.name in source.cursor else "cursor"
        cursor, disposition, reason = _declared(key, _cursor(table, cursor_name, source), by)
    else:
        cursor, disposition, reason = _detected(table, key)
    declared = tuple(
        tuple(column.landed for column in _named(table, columns, source, "indexes"))
        for columns in source.indexes.get(table.name, ())
    )
    # Without an index on the cursor, each increment would read the whole table in marts to find the rows of its window.
    own = tuple((name,) for name in (cursor.landed if cursor else None, parts.landed if parts else None) if name is not None)
    indexes = tuple(dict.fromkeys((*declared, *own)))
    return TablePlan(table, disposition, key, cursor, reason, indexes, source.replace_ok.get(table.name), parts)


def _check_columns(table: SourceTable) -> None:
    """Refuse a table whose columns would collide in marts, or which has none."""
    names = [column.name for column in table.columns]
    if not names:
        raise SourceRejected(f"The table {table.name} has no columns.", hint="Add it to `skip_tables`.")
    if double := collisions(names):
        message = f"Columns of {table.name} would have the same name in marts: {', '.join(sorted(double))}."
        raise SourceRejected(message, hint="Name all but one of them in `drop_columns`.")
    if reserved := sorted(name for name in names if is_reserved_column(landed_name(name))):
        message = f"Columns of {table.name} have names that are reserved for Postgres or dlt: {', '.join(reserved)}."
        raise SourceRejected(message, hint="Name them in `drop_columns`.")


def _cursor(table: SourceTable, name: str, source: SourceDefinition) -> Column:
    """The declared cursor. A value that marts hold as text cannot be compared with the source's own any more."""
    (column,) = _named(table, (name,), source, "cursor")
    why = None
    if column.is_cast:
        why = f"whose values marts keep as {column.type_name}: the source has no order by that."
    elif not column.type_name.startswith(_ORDERED):
        why = f"of type {column.type_name}, which has no highest value."
    if why is not None:
        message = f"{source.file}: `cursor` of {table.name} names the column {name}, {why}"
        hint = "Name a column that holds a time or a number, or leave `cursor` out: the table is then read in full each time."
        raise SourceRejected(message, hint=hint)
    return column


def _declared(key: tuple[str, ...], cursor: Column, by: str) -> tuple[Column | None, Disposition, str]:
    if key:
        return cursor, "merge", f"key ({', '.join(key)}) and {by} {cursor.landed}"
    return cursor, "append", f"{by} {cursor.landed}, no key: a change to a row that was read before is not seen"


def _by_files(key: tuple[str, ...]) -> tuple[Disposition, str]:
    if key:
        return "merge", f"new and changed files, row by row by the key ({', '.join(key)})"
    return "append", "new and changed files: the rows of a changed file take the place of those it had"


def _detected(table: SourceTable, key: tuple[str, ...]) -> tuple[Column | None, Disposition, str]:
    moving = _find(table, _MOVES_WITH_EVERY_CHANGE)
    still = _find(table, _STANDS_STILL)
    if key and moving:
        return moving, "merge", f"key ({', '.join(key)}) and cursor {moving.landed}"
    if key and still:
        # Rows found by their creation alone would never be seen again when they change.
        reason = f"{still.landed} does not move when a row changes; declare it as `cursor` if rows of {table.name} never change"
        return None, "replace", reason
    if key:
        return None, "replace", "a key, but no column that moves with every change"
    if moving:
        # Without a key, the new version of a row would stand beside the old one.
        return None, "replace", f"no key: {moving.landed} shows changed rows, but not which row each replaces"
    if still:
        return still, "append", f"no key, cursor {still.landed}: a change to a row that was read before is not seen"
    return None, "replace", "no key and no cursor"


def _find(table: SourceTable, names: set[str]) -> Column | None:
    candidates = [column for column in table.columns if column.type_name.startswith("timestamp")]
    return next((column for column in candidates if column.name.replace("_", "").lower() in names), None)


def _named(table: SourceTable, names: Collection[str], source: SourceDefinition, what: str) -> tuple[Column, ...]:
    columns = []
    for name in names:
        column = table.column(name)
        if column is None:
            have = ", ".join(column.name for column in table.columns)
            message = f"{source.file}: `{what}` of {table.name} names the column {name}, which the source does not have."
            raise SourceRejected(message, hint=f"It has: {have}.")
        columns.append(column)
    return tuple(columns)
