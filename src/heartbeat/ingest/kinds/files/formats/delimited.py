"""CSV files, row by row in batches. A row has the line on which it begins, however many lines its cells take."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import IO

from heartbeat.ingest.kinds.files.bad_rows import Faults, UnreadableFile, counted
from heartbeat.ingest.kinds.files.formats.batches import BATCH_CHARACTERS, BATCH_ROWS, LONGEST_LINE, Batch, Lines, is_undecodable
from heartbeat.ingest.kinds.files.learning import Known
from heartbeat.ingest.tables.naming import collisions

Row = list[str]

_MEANT = {"unexpected end of data": "a quote is opened and not closed"}


class DelimitedFile:
    """One CSV file: a header, then rows with a cell for each of its names.

    Quotes may enclose a cell, with delimiters, line feeds and doubled quotes in it. A line that is empty is no row.
    """

    def __init__(self, text: IO[str], delimiter: str, known: Known, faults: Faults, name: str) -> None:
        self._lines = Lines(text)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self._known, self._faults, self._name = known, faults, name
        self._header: Row = []
        self.names: dict[str, str] = {}  # landed -> as in the header

    def batches(self) -> Iterator[Batch]:
        """The rows.

        Raises:
            UnreadableFile: the header does not name columns, or the file is no text.
            SourceRejected: marts cannot have a column of such a name.
        """
        before = csv.field_size_limit(LONGEST_LINE)
        try:
            if self._read_header():
                yield from self._read_rows()
        finally:
            csv.field_size_limit(before)

    def _read_header(self) -> bool:
        """False for a file without a line."""
        try:
            self._header = next((row for row in self._reader if row), [])
        except csv.Error as error:
            raise UnreadableFile(f"its header cannot be read: {error}", self._reader.line_num) from error
        line = self._reader.line_num
        if any(map(is_undecodable, self._header)) or any("\0" in name for name in self._header):
            raise UnreadableFile("its header holds what is no text in the declared encoding", line)
        if double := collisions(name for name in self._header if name.strip()):
            raise UnreadableFile(f"its header names a column twice: {', '.join(sorted(double))}", line)
        return bool(self._header)

    def _read_rows(self) -> Iterator[Batch]:
        landed = [self._known.landed(name) if name.strip() else None for name in self._header]
        self.names = {name: written for name, written in zip(landed, self._header, strict=True) if name is not None}
        unnamed = [at for at, name in enumerate(self._header) if not name.strip()]
        rows: list[Row] = []
        lines: list[int] = []
        for line, row in self._sound_rows():
            if unnamed and any(row[at] for at in unnamed):
                self._faults.row(self._name, line, "a value in a column that the header does not name")
                continue
            rows.append(row)
            lines.append(line)
            if len(rows) == BATCH_ROWS or self._lines.characters > BATCH_CHARACTERS:
                self._lines.characters = 0
                yield _batch(landed, rows, lines)
                rows, lines = [], []
        if rows:
            yield _batch(landed, rows, lines)

    def _sound_rows(self) -> Iterator[tuple[int, Row]]:
        """Rows with as many cells as the header has names, each with its line."""
        reader, width, line = self._reader, len(self._header), self._reader.line_num + 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._faults.row(self._name, line, f"not CSV: {_MEANT.get(str(error), error)}")
            else:
                if len(row) == width:
                    yield line, row
                elif row:
                    self._faults.row(self._name, line, f"{counted(len(row), 'cell')}, and the header has {width}")
            line = reader.line_num + 1


def _batch(landed: Sequence[str | None], rows: Sequence[Row], lines: Sequence[int]) -> Batch:
    columns = zip(landed, zip(*rows, strict=True), strict=True)
    return Batch({name: values for name, values in columns if name is not None}, lines)
