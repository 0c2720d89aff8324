"""What is new in the files of one table: read, and handed over with its shape, its files, and what a person should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from heartbeat.definitions.kinds import FileSet
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.files.bad_rows import MOST_PLACES, Faults, UnreadableFile, counted
from heartbeat.ingest.kinds.files.folder import Folder, FoundFile, Listing
from heartbeat.ingest.kinds.files.learning import MOST, OWN_COLUMNS, Known, wider
from heartbeat.ingest.kinds.files.reading import FileReading, TableReader
from heartbeat.ingest.kinds.files.spool import Spool
from heartbeat.ingest.records.csv_text import header
from heartbeat.ingest.tables.model import Column, Copied, Reach, SourceTable, Target
from heartbeat.marts.records import FilePart

SETTLED_SECONDS = 2  # what nobody has touched for so long is taken to be written whole
_TELL_EVERY = 100_000  # rows
_NOTED = 3  # bad rows in a note


@dataclass(frozen=True)
class Work:
    """What copying needs of its source.

    `file` is the source's own, for hints; `list_again` tells how the files are now; `landed` are the files whose rows stand in
    marts; `renamed` leads from files that may be one that is gone to its name.
    """

    folder: Folder
    files: FileSet
    bad_rows: Literal["refuse", "skip"]
    file: str
    reach: Reach
    list_again: Callable[[], Listing]
    landed: Mapping[str, FilePart]
    renamed: Mapping[str, str]


class TableCopy:
    """Copies files of one table.

    Args:
        work: the source.
        known: of the table, before its files are read.
        table: as it was planned.
        is_whole: its columns are those that have a value; else those that stand in marts stay.
    """

    def __init__(self, work: Work, known: Known, table: SourceTable, *, is_whole: bool) -> None:
        self._work, self._known, self._table, self._is_whole = work, known, table, is_whole
        standing = [] if is_whole else [name for name in known.standing if name not in OWN_COLUMNS]
        self._spool = Spool(work.reach.place / f"{table.landed}.rows", known.table, [*OWN_COLUMNS], standing)
        self._rows = self._told = 0
        self._has_emptied = False  # a file that had rows
        self._names = {column.landed: column.name for column in table.columns}

    def copy(self, files: Sequence[FoundFile], target: Target) -> Copied:
        """Read files, the oldest first, and hand over the rows of those that nobody changed meanwhile.

        Raises:
            SourceRejected: rows or files cannot be read, and are not to be left out; no file could be taken at all; or all are
                read, and one that changed meanwhile has rows in marts, which nothing would take the place of.
            SourceUnreachable: the folder does not answer any more.
        """
        with self._spool:
            return self._copy(files, target)

    def _copy(self, files: Sequence[FoundFile], target: Target) -> Copied:
        readings = self._read(files, target)
        changed = self._changed(readings)
        if self._is_whole and (landed := sum(any(self._stood(name)) for name in changed)):
            raise self._would_lose(landed)
        for name in changed:
            self._spool.forget(name)
        unchanged = [reading for reading in readings if reading.file.name not in changed]
        faults = Faults()
        for reading in unchanged:
            faults.add(reading.faults)
        if faults and self._work.bad_rows == "refuse":
            raise self._refused(faults)
        if self._is_whole and (lost := [one for one in unchanged if not one.is_taken and any(self._stood(one.file.name))]):
            raise self._unreadable(lost)
        taken = [reading for reading in unchanged if reading.is_taken]
        if self._is_whole and not taken:
            raise self._nothing(faults, len(changed))
        table = self._shaped(taken, readings)
        with target.open(table) as write:
            write(header(column.landed for column in table.columns))
            self._spool.pour(write)
        parts = tuple(map(self._part, taken))
        notes = "; ".join(self._notes(taken, faults, len(changed)))
        names = {} if self._is_whole else self._work.renamed
        renamed = {one.file: names[one.file] for one in parts if one.file in names}
        return Copied(sum(one.rows for one in parts), table=table, parts=parts, note=notes or None, renamed=renamed)

    def _part(self, one: FileReading) -> FilePart:
        file = one.file
        return FilePart(file.name, file.modified_at, file.size, one.rows, one.faults.rows)

    def _stood(self, name: str) -> Iterator[FilePart]:
        """What stands in marts of a file, and of the one that it may have been."""
        work = self._work
        return (work.landed[one] for one in (name, work.renamed.get(name)) if one is not None and one in work.landed)

    def _read(self, files: Sequence[FoundFile], target: Target) -> list[FileReading]:
        reader = TableReader(self._work.folder, self._work.files, self._known, self._spool, partial(self._hear, target))
        readings = [reader.read(file) for file in sorted(files, key=lambda file: (file.modified_at, file.name))]
        for reading in readings:
            rows = sum(part.rows for part in self._stood(reading.file.name))
            if reading.is_empty and rows and not self._work.reach.accepts_shrink:
                # As left behind by a full disk, or by whoever has opened it and not written yet.
                reading.faults.file(reading.file.name, UnreadableFile(f"it is empty, and had {counted(rows, 'row')}"))
                self._has_emptied = True
        return readings

    def _hear(self, target: Target, rows: int) -> None:
        self._rows += rows
        if self._rows >= self._told + _TELL_EVERY:
            self._told = self._rows
            target.heard(self._rows)

    def _changed(self, readings: Sequence[FileReading]) -> set[str]:
        """The files that are not as they were when they were listed: somebody writes them.

        One that was changed just now is looked at again when it has been left alone for a moment.
        """
        if not readings:
            return set()
        newest = max(reading.file.modified_at for reading in readings)
        wait = SETTLED_SECONDS - (datetime.now(UTC) - newest).total_seconds()
        if 0 < wait <= SETTLED_SECONDS:
            self._work.reach.marts.execute("select pg_sleep(%s)", (wait,))
        now = {file.name: file.state for file in self._work.list_again().files}
        return {one.file.name for one in readings if not one.is_there or now.get(one.file.name) != one.file.state}

    def _shaped(self, taken: Sequence[FileReading], readings: Sequence[FileReading]) -> SourceTable:
        """The table with the columns that its rows have."""
        names = {name: written for reading in readings for name, written in reading.names.items()} | self._names
        types = {name: OWN_COLUMNS.get(name) or self._type(name, taken, readings) for name in self._spool.columns}
        columns = tuple(Column(names.get(name, name), name, type_name) for name, type_name in types.items())
        return replace(self._table, columns=columns)

    def _type(self, name: str, taken: Sequence[FileReading], readings: Sequence[FileReading]) -> str:
        """The narrowest type that all values have; where no file that was taken has one, as those say that were not."""
        found = self._known.declared.get(name)
        if found is not None:
            return found
        found = self._known.standing.get(name)
        for reading in [one for one in taken if name in one.types] or [one for one in readings if name in one.types]:
            found = wider(found, reading.types[name])
        return found or "text"

    def _notes(self, taken: Sequence[FileReading], faults: Faults, changed: int) -> Iterator[str]:
        if faults:
            counts, places = faults.told(_NOTED)
            yield f"left out, as they cannot be read: {counts} ({' · '.join(places)})"
        if changed:
            were = "it was" if changed == 1 else "they were"
            yield f"{counted(changed, 'file')} changed while {were} read: left for the next run"
        for name, type_name in self._nearly(taken):
            yield f"`{name}` is kept as text, as a few of its values are no {type_name}: declared in `columns`, they are told"
        seen = {name for reading in taken for name in reading.names}
        lost = [name for name in self._spool.of_files if name not in seen and not self._is_whole]
        if seen and lost:
            yield f"drift: not in the new files: {', '.join(lost)}"
        unknown = [name for name in self._known.declared if name not in seen and name not in self._known.standing]
        if seen and unknown:
            yield f"declared in `columns`, and in no file: {', '.join(unknown)}"

    def _nearly(self, taken: Sequence[FileReading]) -> Iterator[tuple[str, str]]:
        """New text columns of which most files hold, but for a few values, another type."""
        for name in self._spool.columns:
            if name in self._known.standing or name in OWN_COLUMNS or self._type(name, taken, taken) != "text":
                continue
            types = Counter(one.nearly.get(name, one.types[name]) for one in taken if name in one.types)
            for most, files in types.most_common(1):
                if most != "text" and files >= MOST * types.total():
                    yield name, most

    def _nothing(self, faults: Faults, changed: int) -> SourceRejected:
        if faults:
            return self._refused(faults)
        message = f"{self._known.table}: {counted(changed, 'file')} changed while they were read, and there is no other."
        return SourceRejected(message, hint="The next run tries again.")

    def _would_lose(self, landed: int) -> SourceRejected:
        whose = "file whose rows it holds" if landed == 1 else "files whose rows it holds"
        message = f"{self._known.table}: {landed} {whose} changed while all were read, so the old rows stay."
        return SourceRejected(message, hint="Try again when nobody writes them.")

    def _unreadable(self, lost: Sequence[FileReading]) -> SourceRejected:
        whose = "file whose rows it holds" if len(lost) == 1 else "files whose rows it holds"
        places = "\n".join(str(place) for one in lost[:MOST_PLACES] for place in one.faults.places)
        message = f"{self._known.table}: {len(lost)} {whose} cannot be read now, so the old rows stay:\n{places}"
        return SourceRejected(message, hint=self._hint("Correct them; or take them away, and give their rows up with --full."))

    def _refused(self, faults: Faults) -> SourceRejected:
        counts, places = faults.told()
        message = f"{self._known.table}: {counts} cannot be read:\n" + "\n".join(places)
        hint = f"Correct the files, or how {self._work.file} describes them; `bad_rows: skip` leaves such rows out, and tells."
        return SourceRejected(message, hint=self._hint(hint))

    def _hint(self, hint: str) -> str:
        return f"{hint} A file that is meant to be empty is let through with --accept-shrink." if self._has_emptied else hint
