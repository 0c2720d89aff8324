"""Files of JSON lines: one object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from heartbeat.ingest.kinds.files.bad_rows import Faults
from heartbeat.ingest.kinds.files.formats.batches import BATCH_CHARACTERS, BATCH_ROWS, Batch, Lines, is_undecodable
from heartbeat.ingest.kinds.files.learning import Known

Record = dict[str, Any]


class JsonLinesFile:
    """One file of objects, whose names are columns. A line that is empty is no row. Numbers keep every digit."""

    def __init__(self, text: IO[str], known: Known, faults: Faults, name: str) -> None:
        self._lines = Lines(text)
        self._known, self._faults, self._name = known, faults, name
        self._landed: dict[str, str | None] = {}  # by the file's names
        self._decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse).decode

    @property
    def names(self) -> dict[str, str]:
        """Landed name -> as in the file, of all columns that were seen."""
        return {landed: name for name, landed in self._landed.items() if landed is not None}

    def batches(self) -> Iterator[Batch]:
        """The rows.

        Raises:
            UnreadableFile: a line has no end.
            SourceRejected: marts cannot have a column of such a name.
        """
        records: list[Record] = []
        lines: list[int] = []
        for number, line in enumerate(self._lines, start=1):
            record = self._record(number, line)
            if record is None:
                continue
            records.append(record)
            lines.append(number)
            if len(records) == BATCH_ROWS or self._lines.characters > BATCH_CHARACTERS:
                self._lines.characters = 0
                yield self._batch(records, lines)
                records, lines = [], []
        if records:
            yield self._batch(records, lines)

    def _record(self, number: int, line: str) -> Record | None:
        """Null for an empty line, and one that cannot be taken."""
        if line.isspace():
            return None
        if is_undecodable(line):
            self._faults.row(self._name, number, "bytes that are no text in the declared encoding")
            return None
        try:
            record = self._decode(line)
        except ArithmeticError:
            self._faults.row(self._name, number, "a number with an exponent that is too large")
            return None
        except (ValueError, RecursionError) as error:
            said = (
                f"{error.msg} in column {error.colno}"
                if isinstance(error, json.JSONDecodeError)
                else "a number that JSON does not know, or too deep"
            )
            self._faults.row(self._name, number, f"not JSON: {said}")
            return None
        if not isinstance(record, dict):
            self._faults.row(self._name, number, "JSON, but no object")
            return None
        return record

    def _batch(self, records: list[Record], lines: list[int]) -> Batch:
        columns: dict[str, list[Any]] = {}
        twice: set[int] = set()
        for name in dict.fromkeys(name for record in records for name in record):
            if name not in self._landed:
                self._landed[name] = self._known.landed(name)
            landed = self._landed[name]
            values = [record.get(name) for record in records]
            if landed is not None and landed in columns:  # as `clientId` and `client_id`: one of them in each row
                twice |= {at for at, both in enumerate(zip(columns[landed], values, strict=True)) if None not in both}
                values = [other if value is None else value for value, other in zip(values, columns[landed], strict=True)]
            if landed is not None:
                columns[landed] = values
        for at in sorted(twice):
            self._faults.row(self._name, lines[at], "two names of the object would have the same name in marts")
        return Batch(columns, lines).without(twice)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
