"""What tables cost that are read in full each time, and what would end that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from heartbeat.definitions.model import SourceKind

_SMALL_ROWS, _SMALL_SECONDS = 10_000, 1.0  # below both, a full reload is the simplest way to keep a table true


@dataclass(frozen=True)
class Remedy:
    """One way to end a full reload, or its report: what to do, and what to write into the source's file for it, if anything."""

    text: str
    yaml: str | None = None


@dataclass(frozen=True)
class FullReload:
    """A table that is read in full with each run. `rows` and `seconds` are those of the last one.

    `moments` are its columns of a time, of which one may tell what is new; `accepted` is the reason in `replace_ok`.
    """

    table: str  # as landed, without its dataset
    rows: int
    seconds: float
    per_hour: float
    kind: SourceKind = "postgres"
    has_key: bool = False
    moments: tuple[str, ...] = ()
    accepted: str | None = None
    is_hourly: bool = field(default=True)

    @property
    def rows_per_hour(self) -> float:
        """Rows that are read in an hour, on average."""
        return self.rows * self.per_hour

    @property
    def seconds_per_hour(self) -> float:
        """Seconds that are spent in an hour, on average."""
        return self.seconds * self.per_hour

    @property
    def is_small(self) -> bool:
        """Whether it costs next to nothing."""
        return self.rows <= _SMALL_ROWS and self.seconds <= _SMALL_SECONDS


def remedies(reload: FullReload) -> tuple[Remedy, ...]:
    """What would end it, the best first. Nothing for one that was accepted."""
    if reload.accepted is not None:
        return ()
    accept = Remedy("It is small: say that it may be read in full", f'replace_ok: {{{reload.table}: "why"}}')
    ways = [*_ways_to_read_less(reload)]
    if reload.is_small:
        return (accept, *ways)
    if reload.is_hourly:
        ways.append(Remedy("Read the source once a day, if that is often enough", "schedule: daily"))
    ways.append(Remedy("Say why it may be read in full", accept.yaml))
    return tuple(ways)


def _ways_to_read_less(reload: FullReload) -> Iterator[Remedy]:
    moments, table = " or ".join(reload.moments[:3]), reload.table
    if reload.kind in ("files", "webhook"):
        return
    key = f"primary_key: {{{table}: [column, …]}}"
    cursor = f"cursor: {{{table}: {reload.moments[0] if len(reload.moments) == 1 else 'column'}}}"
    if reload.kind == "rest":
        both = cursor if reload.has_key else f"{key}\n{cursor}"
        yield Remedy("Declare what tells new and changed rows apart, and in `since` of its endpoint how the API is asked", both)
    elif not moments:
        yield Remedy("At the source, add a column `updated_at` that moves with every change; it is found by itself")
        if not reload.has_key:
            yield Remedy("Declare what identifies a row as well", key)
    elif reload.has_key:
        yield Remedy(f"If {moments} moves with every change, or rows are never changed, declare it as the cursor", cursor)
        yield Remedy("At the source, add a column `updated_at` that moves with every change; it is found by itself")
    else:
        yield Remedy(
            f"Declare what identifies a row, and as cursor what moves with every change ({moments}?)", f"{key}\n{cursor}"
        )
        yield Remedy("If rows are only ever added, the cursor alone is enough: they are appended", cursor)
