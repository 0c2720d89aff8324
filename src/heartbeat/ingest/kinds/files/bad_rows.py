"""What is wrong in files, told by file and line: never the row itself, which may hold what nobody should read in a report."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_PLACES = 10


class UnreadableFile(Exception):
    """A file that cannot be read as what it is declared to be, from some line on or at all. Its text is for a person."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(frozen=True, order=True)
class _Place:
    line: int
    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


@dataclass
class Faults:
    """What is wrong in a file, or in all of a table: how many rows and whole files, and the first places."""

    rows: int = 0
    files: int = 0
    places: list[_Place] = field(default_factory=list)

    def row(self, file: str, line: int, what: str) -> None:
        """A row that cannot be taken."""
        self.rows += 1
        self._note(_Place(line, file, what))

    def file(self, name: str, error: UnreadableFile) -> None:
        """A file that cannot be taken: nothing else about it matters."""
        self.rows, self.files, self.places = 0, 1, [_Place(error.line, name, error.what)]

    def add(self, others: Faults) -> None:
        """Take in what is wrong in a further file."""
        self.rows, self.files = self.rows + others.rows, self.files + others.files
        self.places += others.places[: MOST_PLACES - len(self.places)]

    def __bool__(self) -> bool:
        return bool(self.rows or self.files)

    def told(self, most: int = MOST_PLACES) -> tuple[str, list[str]]:
        """How many there are, as `2 rows and 1 file`, and where the first are."""
        counts = " and ".join(filter(None, (counted(self.rows, "row"), counted(self.files, "file"))))
        places = [str(place) for place in self.places[:most]]
        rest = self.rows + self.files - len(places)
        return counts, [*places, *([f"and {rest} more"] if rest else [])]

    def _note(self, place: _Place) -> None:
        """Keep the first lines of a file, in whatever order they are found."""
        if len(self.places) < MOST_PLACES or place < self.places[-1]:
            self.places = sorted((*self.places, place))[:MOST_PLACES]


def counted(number: int, what: str) -> str:
    """`1 file`, `3 files`; '' for none."""
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""
