"""Rows of many files on their way to one table whose columns are known only when all have been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from heartbeat.errors import SourceRejected

_MOST_COLUMNS = 1500  # a table of Postgres has 1,600 at most
_PIECE_BYTES = 1 << 20


@dataclass
class _Segment:
    """A run of rows of one file that have the same columns. `length` in bytes."""

    file: str
    width: int
    start: int
    length: int


class Spool:
    """A file of CSV rows, each with the columns that were known when it was written: a later column follows at the end.

    It is gone at the end of its `with`.

    Args:
        path: of the file; it is made anew.
        table: for messages.
        own: columns that every row has, not of the file.
        standing: columns that are known before a row is.
    """

    def __init__(self, path: Path, table: str, own: Sequence[str], standing: Sequence[str]) -> None:
        self.columns = [*own, *standing]
        self._own = len(own)
        self._table, self._path = table, path
        self._file = path.open("wb")
        self._segments: list[_Segment] = []
        self._end = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
        self._path.unlink()

    @property
    def of_files(self) -> list[str]:
        """The columns of the files."""
        return self.columns[self._own :]

    def grow(self, names: Iterable[str]) -> None:
        """Let further columns follow.

        Raises:
            SourceRejected: there are more than a table can hold.
        """
        self.columns += [name for name in names if name not in self.columns]
        if len(self.columns) > _MOST_COLUMNS:
            message = f"The files of {self._table} have more than {_MOST_COLUMNS} different columns, which no table can hold."
            raise SourceRejected(
                message, hint="What they have for names may be values: then name what is not wanted in `drop_columns`."
            )

    def write(self, file: str, rows: bytes) -> None:
        """Keep rows of a file: all columns known by now, in their order; each row ends with a line feed."""
        last = self._segments[-1] if self._segments else None
        if last is None or (last.file, last.width) != (file, len(self.columns)):
            last = _Segment(file, len(self.columns), self._end, 0)
            self._segments.append(last)
        self._file.write(rows)
        last.length += len(rows)
        self._end += len(rows)

    def forget(self, file: str) -> None:
        """Leave out the rows of a file."""
        self._segments = [one for one in self._segments if one.file != file]

    def pour(self, write: Callable[[bytes], object]) -> None:
        """Hand over all rows, each with all columns."""
        self._file.flush()
        with self._path.open("rb") as file:
            for segment in self._segments:
                file.seek(segment.start)
                missing = len(self.columns) - segment.width
                for piece in _padded(file, segment.length, b"," * missing) if missing else _pieces(file, segment.length):
                    write(piece)


def _pieces(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0 and (piece := file.read(min(length, _PIECE_BYTES))):
        length -= len(piece)
        yield piece


def _padded(file: IO[bytes], length: int, cells: bytes) -> Iterator[bytes]:
    """Rows with further cells at their end. A line feed between quotes is part of a cell."""
    is_open = False
    for line in file:
        if line.count(b'"') % 2:
            is_open = not is_open
        yield line if is_open else line[:-1] + cells + b"\n"
        length -= len(line)
        if length <= 0:
            return
