"""The rows of one file, read into the spool of its table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from heartbeat.definitions.kinds import FileSet
from heartbeat.ingest.kinds.files.bad_rows import Faults, UnreadableFile
from heartbeat.ingest.kinds.files.folder import Folder, FoundFile
from heartbeat.ingest.kinds.files.formats.batches import Batch, RowWriter, is_undecodable, open_text
from heartbeat.ingest.kinds.files.formats.delimited import DelimitedFile
from heartbeat.ingest.kinds.files.formats.json_lines import JsonLinesFile
from heartbeat.ingest.kinds.files.learning import Known, Learned
from heartbeat.ingest.kinds.files.renaming import is_packed
from heartbeat.ingest.kinds.files.spool import Spool
from heartbeat.ingest.records.csv_text import Unwritable


@dataclass
class FileReading:
    """What one file gave.

    `types` are of the columns that had a value, `nearly` the type of all but a few values of some text columns, `names` the
    file's own of all columns that were seen.
    """

    file: FoundFile
    rows: int = 0
    types: Mapping[str, str] = field(default_factory=dict)
    nearly: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    is_there: bool = True  # it went away before it was read

    @property
    def is_taken(self) -> bool:
        """Whether its rows count."""
        return self.is_there and not self.faults.files

    @property
    def is_empty(self) -> bool:
        """Whether it was read, and held nothing: not even the names of columns."""
        return self.is_there and not (self.rows or self.names or self.faults)


@dataclass(frozen=True)
class TableReader:
    """Reads files of one table into its spool. `heard` is told of further rows."""

    folder: Folder
    files: FileSet
    known: Known
    spool: Spool
    heard: Callable[[int], None]

    def read(self, file: FoundFile) -> FileReading:
        """Read one file. What is wrong with it, and with its rows, is in what is returned; then the spool has no rows of it.

        Raises:
            SourceUnreachable: the folder does not answer any more.
            SourceRejected: marts cannot have one of its columns.
        """
        reading = FileReading(file)
        try:
            with self.folder.open(file) as opened:
                for rows in self._rows(reading, opened):
                    reading.rows += rows
                    self.heard(rows)
        except FileNotFoundError:
            reading.is_there = False
        except PermissionError:
            reading.faults.file(file.name, UnreadableFile("it may not be read: permission denied"))
        except UnreadableFile as error:
            reading.faults.file(file.name, error)
        if reading.is_taken:
            self.spool.grow(name for name in reading.names if name in self.known.declared)
        else:
            self.spool.forget(file.name)
        return reading

    def _rows(self, reading: FileReading, opened: IO[bytes]) -> Iterator[int]:
        if reading.file.size == 0 and is_packed(reading.file.name):
            raise UnreadableFile("it is packed by its name, and empty")
        if self.files.format == "parquet":
            yield from self._parquet(reading, opened)
            return
        with open_text(opened, self.files.encoding) as text:
            is_csv, about = self.files.format == "csv", (self.known, reading.faults, reading.file.name)
            found = DelimitedFile(text, self.files.delimiter, *about) if is_csv else JsonLinesFile(text, *about)
            learned = Learned(self.known, cells=is_csv)
            writer = RowWriter(reading.file.name, reading.file.modified_at.isoformat(), cells=is_csv)
            reading.types, reading.nearly = learned.types, learned.nearly
            for batch in found.batches():
                reading.names = learned.names = found.names
                yield self._take(batch, learned, writer, reading)
            reading.names = found.names

    def _take(self, batch: Batch, learned: Learned, writer: RowWriter, reading: FileReading) -> int:
        misfits = learned.misfits(batch.columns)
        for misfit in misfits:
            reading.faults.row(reading.file.name, batch.lines[misfit.at], misfit.what)
        sound = batch.without({misfit.at for misfit in misfits})
        learned.learn(sound.columns)
        self.spool.grow(name for name in sound.columns if name in learned.types)
        return self._write(sound, learned, writer, reading)

    def _write(self, batch: Batch, learned: Learned, writer: RowWriter, reading: FileReading) -> int:
        """All rows at once; one by one where one of them holds what Postgres cannot."""
        order = self.spool.of_files
        as_json = {name for name in order if learned.fixed(name) in ("json", "jsonb")}
        try:
            self.spool.write(reading.file.name, writer.write(batch, order, as_json))
        except Unwritable as error:
            if len(batch.lines) > 1:
                return sum(self._write(batch.row(at), learned, writer, reading) for at in range(len(batch.lines)))
            is_bytes = self.files.format == "csv" and any(is_undecodable(value) for (value,) in batch.columns.values())
            said = f"bytes that are no {self.files.encoding}" if is_bytes else f"a value {error}"
            reading.faults.row(reading.file.name, batch.lines[0], said)
            return 0
        return len(batch.lines)

    def _parquet(self, reading: FileReading, opened: IO[bytes]) -> Iterator[int]:
        from heartbeat.ingest.kinds.files.formats.parquet import ParquetFile  # pyarrow takes its time, and most sources need none

        own = reading.file.name, reading.file.modified_at.isoformat()
        found = ParquetFile(opened, self.known, reading.faults, own)
        reading.types, reading.names = found.types, found.names
        self.spool.grow(found.types)
        for rows, written in found.rows(self.spool.of_files):
            self.spool.write(reading.file.name, written)
            yield rows
