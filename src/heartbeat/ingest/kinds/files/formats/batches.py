"""Rows of a text file in batches: how its lines are read, and how batches become CSV that COPY reads."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import IO, cast

from heartbeat.ingest.kinds.files.bad_rows import UnreadableFile
from heartbeat.ingest.kinds.files.learning import Values
from heartbeat.ingest.records.csv_text import encoded, field, json_field

BATCH_ROWS = 5_000
BATCH_CHARACTERS = 8 << 20  # so that long rows take no more memory than short ones
LONGEST_LINE = 16 << 20  # characters: what has no line feed for so long is no text file
_QUOTED = ('"', ",", "\n", "\r")  # what a cell of COPY holds only between quotes
_BETWEEN = " "
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = "\ufeff"
_MARK = "\udcff"  # no text holds half of a character by itself
_MARKING = "heartbeat-marking"
codecs.register_error(_MARKING, lambda error: (_MARK, getattr(error, "end", 0)))


@dataclass(frozen=True)
class Batch:
    """Some rows: values by landed column, and the line of each row. NULL is None, in a CSV file also an empty cell."""

    columns: Mapping[str, Values]
    lines: Sequence[int]

    def without(self, places: Collection[int]) -> Batch:
        """The rows but some, given by their place from 0."""
        if not places:
            return self
        kept = [at for at in range(len(self.lines)) if at not in places]
        columns = {name: [values[at] for at in kept] for name, values in self.columns.items()}
        return Batch(columns, [self.lines[at] for at in kept])

    def row(self, at: int) -> Batch:
        """One of the rows."""
        return Batch({name: values[at : at + 1] for name, values in self.columns.items()}, self.lines[at : at + 1])


class Lines:
    """The lines of a text without its byte order mark; and how many characters were read since somebody set `characters` to 0."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        """Each line with its end.

        Raises:
            UnreadableFile: a line is so long that the file cannot be what it is taken for.
        """
        for number, line in enumerate(iter(partial(self._text.readline, LONGEST_LINE), ""), start=1):
            self.characters += len(line)
            if len(line) >= LONGEST_LINE:
                raise UnreadableFile(f"a line of more than {LONGEST_LINE >> 20} million characters", number)
            yield line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line


@contextmanager
def open_text(file: IO[bytes], encoding: str) -> Iterator[IO[str]]:
    """The text of a file, unpacked if it is gzip. Bytes that cannot be decoded are marked.

    Raises:
        UnreadableFile: it is packed, and broken.
    """
    is_packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    raw = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if is_packed else file
    try:
        yield io.TextIOWrapper(raw, encoding=encoding, errors=_MARKING, newline="")
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UnreadableFile("it is packed by gzip, and broken or cut off") from error


def is_undecodable(text: str) -> bool:
    """Whether a text holds a mark of `open_text`."""
    return _MARK in text


class RowWriter:
    """Writes batches of one file as CSV that COPY reads, each row with the file's name, its line and the file's time in front.

    Args:
        file: its name.
        modified_at: as Postgres reads it.
        cells: values are cells of a text file, of which `''` is NULL; else values of JSON.
    """

    def __init__(self, file: str, modified_at: str, *, cells: bool) -> None:
        self._file, self._modified_at, self._cells = file, modified_at, cells

    def write(self, batch: Batch, order: Sequence[str], json_columns: Collection[str] = ()) -> bytes:
        """The rows, each with a cell for every name of `order`; nothing where the batch has no such column.

        Raises:
            Unwritable: a value that Postgres cannot hold.
        """
        columns: list[Iterable[str]] = [repeat(field(self._file)), map(str, batch.lines), repeat(field(self._modified_at))]
        for name in order:
            values = batch.columns.get(name)
            if values is None:
                columns.append(repeat(""))
            elif self._cells:
                columns.append(_written(values))
            else:
                columns.append(map(json_field if name in json_columns else field, values))
        return encoded(list(map(",".join, zip(*columns))))  # noqa: B905 - as many as there are lines


def _written(cells: Values) -> Iterable[str]:
    """Cells of one column of a text file: most columns hold nothing that has to be quoted, and are taken as they are."""
    together = _BETWEEN.join(cells)
    if any(mark in together for mark in _QUOTED):
        return [field(cell) if cell else "" for cell in cells]
    return cells
