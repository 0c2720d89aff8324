"""A folder of CSV files that does not stand still: files come, are written anew, packed and renamed, and come late.

Each version of a file is known.

A file takes its place in one moment, as whoever delivers files well does it, and its time lies long ago.
"""

from __future__ import annotations

import gzip
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from heartbeat.definitions.kinds import FileSet, FilesReading
from heartbeat.definitions.model import SourceDefinition

_BEGIN = 1_700_000_000  # seconds since 1970
_FILES = 12  # of each table, at first
_LATE_SECONDS = 86_400


@dataclass(frozen=True)
class _Version:
    """What a file holds: each row has a number of its own and the number of the version."""

    table: str
    file: str
    number: int
    rows: tuple[tuple[int, str, str], ...]  # number, amount, note

    @property
    def origin(self) -> str:
        """What stays of its name, however it is called: `settlement-003` of `settlement-003.17.csv.gz`."""
        return self.file.partition(".")[0]

    @property
    def answer(self) -> tuple[Any, ...]:
        """What a reader sees of it."""
        numbers = [number for number, _, _ in self.rows]
        return self.table, self.file, len(numbers), sum(numbers), self.number, self.number

    def write(self, folder: Path, modified_at: int) -> None:
        lines = [f'{number};{amount};"{note}";{self.number}\n' for number, amount, note in self.rows]
        hidden = folder / f".{self.file}"
        text = ("nr;amount;note;version\n" + "".join(lines)).encode()
        hidden.write_bytes(gzip.compress(text) if self.file.endswith(".gz") else text)
        os.utime(hidden, (modified_at, modified_at))
        hidden.rename(folder / self.file)

    def texts(self) -> Iterator[bytes]:
        for at, (number, amount, note) in enumerate(self.rows):
            cells = (self.file, at + 2, number, amount, note or None, self.number)
            yield ";".join(str(cell) for cell in cells if cell is not None).encode()


class MovingFolder:
    """Files of two tables: `settlement`, whose rows have no key, and `terminal`, whose rows have one.

    `rows` are about as many as there are in each table at first.
    """

    tables = ("settlement", "terminal")
    url = None

    def __init__(self, folder: Path, rows: int, seed: int) -> None:
        self._folder, self._rng, self._alone = folder, random.Random(seed), threading.Lock()
        self._each = max(1, rows // _FILES)
        self._clock, self._next, self._decimals = _BEGIN, 1, 0
        self._standing: dict[str, _Version] = {}  # by origin
        self._seen: dict[str, str] = {}  # origin -> as its file was called when a reader saw its rows
        self._known = set[tuple[Any, ...]]()  # what may be seen
        self._newest: dict[str, int] = {}  # origin -> version
        self._renamed = set[str]()
        self._late: _Version | None = None
        self._late_at = 0
        for table in self.tables:
            for number in range(_FILES):
                self._put(self._written(table, f"{table}-{number:03}.csv", self._each))

    @property
    def definition(self) -> SourceDefinition:
        sets = tuple(FileSet(table, f"{table}-*.csv*", "csv", delimiter=";") for table in self.tables)
        base = SourceDefinition("bank_files", "sources/bank_files.yaml", "files", str(self._folder), ("",), deadline_seconds=120)
        return replace(base, files=FilesReading(sets), primary_key={"terminal": ("nr",)})

    def change(self) -> None:
        """A file is written anew, packed, unpacked or renamed, or a new one comes, or the late one."""
        with self._alone:
            if self._late is not None and self._rng.random() < 0.05:
                self._commit_late()
            elif self._rng.random() < 0.1:
                table = self._rng.choice(self.tables)
                self._put(self._written(table, f"{table}-new-{self._clock}.csv", self._rng.randrange(1, 200)))
            elif self._rng.random() < 0.2:
                self._repack(self._rng.choice(self._free()))
            elif self._rng.random() < 0.2:
                self._rename(self._rng.choice(self._free()))
            else:
                self._rewrite(self._rng.choice(self._free()).origin)

    def begin_late(self) -> None:
        """A file that will come later, and is older than all of them by then."""
        with self._alone:
            if self._late is None:
                table = self._rng.choice(self.tables)
                self._late = self._written(table, f"{table}-late-{self._clock}.csv", 50)
                self._late_at = self._clock - _LATE_SECONDS

    def commit_late(self) -> None:
        with self._alone:
            self._commit_late()

    def widen(self) -> None:
        """Amounts get another digit behind the point, and a file of each table has some."""
        with self._alone:
            self._decimals += 1
            for table in self.tables:
                self._rewrite(next(one.origin for one in self._free() if one.table == table))

    def question(self, dataset: str) -> str:
        """Every file in one statement."""
        each = (
            f"select '{table}', _file, count(*), sum(nr), min(version), max(version) from {dataset}.{table} group by _file"
            for table in self.tables
        )
        return " union all ".join(each)

    def judge(self, rows: Sequence[tuple[Any, ...]], *, is_first: bool) -> str | None:
        """Only whole versions of files may be seen, none after a newer one of its file, and no file goes away."""
        if is_first:
            self._newest = {}
        seen = dict[str, int]()
        for row in rows:
            if tuple(row) not in self._known:
                return f"a file as it never was: {row}"
            origin = row[1].partition(".")[0]
            if origin in seen:
                return f"a file twice: {row}"
            seen[origin] = row[4]
        self._seen = {row[1].partition(".")[0]: row[1] for row in rows}
        if gone := self._newest.keys() - seen.keys():
            return f"no rows any more of {', '.join(sorted(gone))}"
        older = [file for file, number in seen.items() if number < self._newest.get(file, -1)]
        self._newest |= {file: max(number, self._newest.get(file, -1)) for file, number in seen.items()}
        return f"older rows than before of {', '.join(sorted(older))}" if older else None

    def rows(self, table: str) -> Counter[bytes]:
        with self._alone:
            versions = [version for version in self._standing.values() if version.table == table]
        return Counter(text for version in versions for text in version.texts())

    def row_as_text(self, table: str) -> str:
        return "concat_ws(';', _file, _line, nr, amount, note, version)"

    def wrong_books(self, dataset: str) -> Iterator[tuple[str, str]]:
        """Each file is recorded as it lies there, with its rows."""
        for table in self.tables:
            rows = f"select _file as file, count(*) as rows from {dataset}.{table} group by 1"
            noted = f"select * from landing.file_load where dataset = '{dataset}' and table_name = '{table}'"
            differs = "r.rows is distinct from n.rows"
            query = f"select file, r.rows, n.rows from ({rows}) r full join ({noted}) n using (file) where {differs}"
            yield f"what is noted of files of {table}", query
            yield f"when files of {table} were written", self._wrong_times(table, noted)

    def _wrong_times(self, table: str, noted: str) -> str:
        found = [self._folder / version.file for version in self._standing.values() if version.table == table]
        lie = ", ".join(f"('{path.name}', {path.stat().st_mtime}, {path.stat().st_size})" for path in found)
        differs = "(extract(epoch from modified_at) = mtime and n.size = l.size) is not true"
        return f"select * from (values {lie}) l (file, mtime, size) full join ({noted}) n using (file) where {differs}"

    def _free(self) -> list[_Version]:
        """All files but those whose new name nobody has read yet: with other rows as well, they would be taken for others."""
        return [
            one for one in self._standing.values() if one.origin not in self._renamed or self._seen.get(one.origin) == one.file
        ]

    def _repack(self, before: _Version) -> None:
        """For a moment it lies there packed and plain. Its rows have to stand: else nobody knows what it was."""
        if (before.file, before.number) != (self._seen.get(before.origin), self._newest.get(before.origin)):
            return
        name = before.file.removesuffix(".gz") if before.file.endswith(".gz") else f"{before.file}.gz"
        path = self._folder / before.file
        self._put(replace(before, file=name), int(path.stat().st_mtime))
        self._renamed.add(before.origin)
        path.unlink()

    def _rename(self, before: _Version) -> None:
        """Its rows have to stand: else nobody knows what it was."""
        if (before.file, before.number) != (self._seen.get(before.origin), self._newest.get(before.origin)):
            return
        after = replace(before, file=f"{before.origin}.{self._clock}.csv{'.gz' if before.file.endswith('.gz') else ''}")
        self._clock += 1
        self._stand(after)
        self._renamed.add(after.origin)
        (self._folder / before.file).rename(self._folder / after.file)

    def _rewrite(self, origin: str) -> None:
        """Some rows stay, some go, some come."""
        before = self._standing[origin]
        kept = self._rng.uniform(0.5, 1)
        stays = tuple(row for row in before.rows if self._rng.random() < kept)
        more = self._written(before.table, before.file, self._rng.randrange(1, self._each // 2 + 2))
        self._put(replace(more, rows=stays + more.rows))

    def _written(self, table: str, file: str, rows: int) -> _Version:
        """New rows, in the next version of all files."""
        self._clock += 1
        first, self._next = self._next, self._next + rows
        notes = ("", "plain", "a;b", "ü")
        digits = self._decimals
        amounts = (f"{number}.{number % 9 + 1:0{digits}}" if digits else str(number) for number in range(first, first + rows))
        made = ((number, amount, notes[number % 4]) for number, amount in enumerate(amounts, first))
        return _Version(table, file, self._clock, tuple(made))

    def _put(self, version: _Version, modified_at: int | None = None) -> None:
        self._stand(version)
        version.write(self._folder, modified_at or version.number)

    def _stand(self, version: _Version) -> None:
        self._standing[version.origin] = version
        self._known.add(version.answer)

    def _commit_late(self) -> None:
        if self._late is not None:
            self._put(self._late, self._late_at)
            self._late = None
