"""Rows on their way from a database to COPY: few of them in memory, each value written as its column wants it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from heartbeat.ingest.kinds.sql.flavour import Field, Writer
from heartbeat.ingest.records.csv_text import Unwritable, encoded

_MOST_ROWS, _MOST_LETTERS = 500, 1_000_000  # that wait to be sent
_TELL_EVERY = 20_000
NOT_TEXT = "surrogateescape"  # how a driver may decode text that is none: it is refused with its row
_ESCAPED = re.compile("[\udc80-\udcff]")

Row = Sequence[Any]
Send = Callable[[bytes], object]


class Refused(Exception):
    """A value that cannot be landed as its column is declared: which column, why, and the place and id of its row."""

    def __init__(self, column: str, why: str, place: int, row_id: Any) -> None:
        super().__init__(column)
        self.column, self.why, self.place, self.row_id = column, why, place, row_id


class RowWriter:
    """Writes rows of a table as lines of CSV. `nulls` counts per column the values that became NULL."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.nulls: Counter[str] = Counter()
        self._fields = fields
        self._writers = [self._counting(one) if one.shape.becomes_null else one.shape.write for one in fields]

    def line(self, row: Row) -> str:
        """A row without its end of line. What follows the values of the fields is the row's id.

        Raises:
            Unwritable: one of its values cannot be landed.
        """
        return ",".join(["" if value is None else write(value) for write, value in zip(self._writers, row, strict=False)])

    def blame(self, row: Row, place: int) -> None:
        """Say which value of a row cannot be landed.

        Raises:
            Refused: one of them.
        """
        for field, value in zip(self._fields, row, strict=False):
            try:
                encoded(["" if value is None else field.shape.write(value)])
            except Unwritable as error:
                row_id = row[len(self._fields)] if len(row) > len(self._fields) else None
                is_escaped = isinstance(value, str) and _ESCAPED.search(value)
                why = "holds text that is no UTF-8" if is_escaped else str(error)
                raise Refused(field.column.name, why, place, row_id) from None

    def _counting(self, field: Field) -> Writer:
        write, name, nulls = field.shape.write, field.column.name, self.nulls

        def counted(value: Any) -> str:
            text = write(value)
            if not text:
                nulls[name] += 1
            return text

        return counted


class Waiting:
    """Rows that wait to be sent together."""

    def __init__(self, writer: RowWriter, send: Send) -> None:
        self._writer, self._send = writer, send
        self._rows: list[Row] = []
        self._lines: list[str] = []
        self._letters = 0
        self.sent = 0

    def add(self, row: Row) -> bool:
        """Take a row; whether all that waited has been sent.

        Raises:
            Refused: one of its values cannot be landed, or of those before it.
        """
        self._rows.append(row)
        try:
            line = self._writer.line(row)
        except Unwritable:
            self._writer.blame(row, self.sent + len(self._rows))
            raise
        self._lines.append(line)
        self._letters += len(line)
        if len(self._rows) < _MOST_ROWS and self._letters < _MOST_LETTERS:
            return False
        self.send()
        return True

    def send(self) -> None:
        """Send what waits.

        Raises:
            Refused: a value in it cannot be landed.
        """
        try:
            piece = encoded(self._lines)
        except Unwritable:
            for place, row in enumerate(self._rows, start=self.sent + 1):
                self._writer.blame(row, place)
            raise
        self._send(piece)
        self.sent += len(self._rows)
        self._rows, self._lines, self._letters = [], [], 0


def stream(result: Iterable[Row], writer: RowWriter, send: Send, heard: Callable[[int], None]) -> int:
    """Send all rows as CSV without a header, and tell how many there are now and then; return how many there were.

    Raises:
        Refused: a value cannot be landed.
        sqlalchemy.exc.DBAPIError: as the database answers.
    """
    waiting, told = Waiting(writer, send), 0
    for row in result:
        if waiting.add(row) and waiting.sent - told >= _TELL_EVERY:
            told = waiting.sent
            heard(told)
    waiting.send()
    return waiting.sent
