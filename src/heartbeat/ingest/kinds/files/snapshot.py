"""A source of files: which files each table has, and which of them a run reads."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from heartbeat.definitions.kinds import FileSet
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import LoadHeld, SourceRejected
from heartbeat.ingest.kinds.files.asking import refused_by
from heartbeat.ingest.kinds.files.bad_rows import counted
from heartbeat.ingest.kinds.files.copying import TableCopy, Work
from heartbeat.ingest.kinds.files.folder import Folder, FoundFile, address, depth_of, matches, refuse_glob
from heartbeat.ingest.kinds.files.learning import FILE, MODIFIED_AT, Known
from heartbeat.ingest.kinds.files.renaming import counting, renamed
from heartbeat.ingest.tables.model import Column, Copied, Reach, Reflected, SourceMoment, SourceTable, Span, Target
from heartbeat.ingest.tables.naming import landed_name
from heartbeat.marts.records import FilePart, read_files


class FilesSnapshot:
    """The files of a source as they were listed. A file that is changed after that is not taken."""

    has_exact_text = False

    def __init__(self, source: SourceDefinition, reach: Reach, folder: Folder) -> None:
        if source.files is None:
            raise SourceRejected(f"{source.file} names no files.", hint="Name them in `files`.")
        self._source, self._reach, self._folder = source, reach, folder
        self._sets = {files.table: files for files in source.files.files}
        self._bad_rows = source.files.bad_rows
        for files in self._sets.values():
            refuse_glob(files.glob, files.table)
        self._list = partial(folder.find, depth_of([files.glob for files in self._sets.values()]))
        self._listing = self._list()

    @property
    def moment(self) -> SourceMoment:
        """Now: no file has a cursor."""
        now = datetime.now(UTC)
        return SourceMoment(now.isoformat(), now.replace(tzinfo=None).isoformat(), now.date().isoformat())

    def reflect(self, schema: str) -> Reflected:  # noqa: ARG002 - files have no schemas
        """A table for each set of files, with the columns that stand in marts."""
        return Reflected(tuple(map(self._table, self._sets.values())), ())

    def copy(self, schema: str, table: SourceTable, span: Span | None, target: Target) -> Copied:  # noqa: ARG002
        """Read what is new, or all.

        Raises:
            SourceRejected: no file matches, or what is there cannot be read.
            LoadHeld: a table that nobody ordered to be read in full would lose the rows of files that are no longer there.
            SourceUnreachable: the folder does not answer any more.
        """
        files = self._sets[table.name]
        matching = [file for file in self._listing.files if matches(file.name, files.glob)]
        landed = self._landed(table)
        chosen = counting(matching, landed, is_whole=span is None)
        doubled = len(matching) - len(chosen)
        if span is not None:
            chosen = [file for file in chosen if file.name not in landed or landed[file.name].state != file.state]
        there = {file.name for file in matching}
        gone = {name: part for name, part in landed.items() if name not in there}
        if span is None:
            self._check_whole(files, matching, len(gone))
        names = renamed(chosen, landed, gone)
        work = Work(self._folder, files, self._bad_rows, self._source.file, self._reach, self._list, landed, names)
        copied = TableCopy(work, self._known(table, files), table, is_whole=span is None).copy(chosen, target)
        return self._with_notes(copied, files, len(gone) - len(copied.renamed), doubled, is_whole=span is None)

    def _table(self, files: FileSet) -> SourceTable:
        landed = landed_name(files.table)
        standing = self._reach.known.get(landed, {})
        written = self._written(files.table)
        columns = tuple(Column(written.get(name, name), name, type_name) for name, type_name in standing.items())
        return SourceTable(files.table, landed, columns, is_inferred=True, parts_by=FILE, newest_by=(MODIFIED_AT, FILE))

    def _written(self, table: str) -> Mapping[str, str]:
        """Columns as the source's file names them, by landed name: marts alone do not tell that `client_id` is `clientId`."""
        source = self._source
        named = [*source.primary_key.get(table, ()), *(name for index in source.indexes.get(table, ()) for name in index)]
        return {landed_name(name): name for name in named}

    def _known(self, table: SourceTable, files: FileSet) -> Known:
        return Known(
            table=table.landed,
            standing={column.landed: column.type_name for column in table.columns},
            declared={landed_name(name): type_name for name, type_name in files.columns.items()},
            dropped=self._source.drop_columns.get(table.name, ()),
            refused=refused_by(self._reach.marts),
        )

    def _landed(self, table: SourceTable) -> Mapping[str, FilePart]:
        """The files whose rows stand in marts. Records of a table that somebody has dropped tell nothing."""
        reach = self._reach
        return read_files(reach.marts, reach.dataset, table.landed) if table.landed in reach.known else {}

    def _check_whole(self, files: FileSet, matching: Sequence[FoundFile], gone: int) -> None:
        if not matching:
            message = f"No file of {self._folder.where} matches {files.glob}, so there is nothing to load {files.table} from."
            raise SourceRejected(
                message, hint="Check `url` and `glob`; or wait for the first file, and let the next run find it."
            )
        if gone and not self._reach.is_full:
            table = f"{self._reach.dataset}.{landed_name(files.table)}"
            message = f"{table} has to be read in full, and {counted(gone, 'file')} whose rows it holds are no longer there."
            hint = (
                f"Bring them back, or give their rows up: heartbeat ingest {self._source.source_id} --table {files.table} --full"
            )
            raise LoadHeld(message, hint=hint)

    def _with_notes(self, copied: Copied, files: FileSet, gone: int, doubled: int, *, is_whole: bool) -> Copied:
        left_out = sum(matches(name, files.glob) for name in self._listing.left_out)
        notes = [copied.note or ""]
        if gone:
            are, their = ("is", "its") if gone == 1 else ("are", "their")
            notes.append(f"{counted(gone, 'file')} {are} no longer there; {their} rows {'went' if is_whole else 'stay'}")
        if doubled:
            notes.append(f"{counted(doubled, 'file')} packed and plain beside each other, with one time: one of them counts")
        if left_out:
            notes.append(f"{counted(left_out, 'link')} out of the folder, or without a readable name or content: never read")
        if self._listing.closed:
            notes.append(f"{counted(self._listing.closed, 'folder')} may not be read")
        return replace(copied, note="; ".join(filter(None, notes)) or None)


@contextlib.contextmanager
def open_snapshot(source: SourceDefinition, reach: Reach) -> Iterator[FilesSnapshot]:
    """List the folder of a source.

    Raises:
        SourceUnreachable: it does not answer, or there is no such folder.
        SourceRejected: it may not be read, or needs a driver that is missing.
    """
    yield FilesSnapshot(source, reach, Folder(source.url, f"{source.source_id} ({address(source.url)})"))
