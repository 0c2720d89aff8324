"""What a run says while it goes on and when it has ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from heartbeat.errors import HeartbeatError, IngestError
from heartbeat.marts.books.reconciliation import Comparison
from heartbeat.marts.loads import TableState
from heartbeat.marts.records import RunOutcome, TableFailure
from heartbeat.rules.upkeep.repairs import Disposition

Outcome = Literal["loaded", "unchanged", "gone", "held", "error"]  # `gone`: no longer at the source


@dataclass(frozen=True)
class Listed:
    """A table that a run would read: its name at the source and in marts, and about how many rows it has, if anybody knows."""

    name: str
    landed: str
    estimated_rows: int | None


@dataclass(frozen=True)
class TableProgress:
    """A table is being read: `rows` so far, of about `estimate`; null where nobody knows, as where only new rows are read."""

    table: str  # as landed
    rows: int
    estimate: int | None


OnProgress = Callable[[TableProgress], None]
"""Hears of progress, in the thread that does the work."""


@dataclass(frozen=True)
class TableReport:
    """What became of one table. `note` tells a full reload with its cost and reason, and drift.

    `changed_columns` are those of another type than in marts and those that are gone, each with what became of it in words.
    """

    table: str  # as landed
    disposition: Disposition
    reason: str  # why this disposition, and what its cursor cannot see
    outcome: Outcome
    rows: int = 0  # delivered by this run
    total_rows: int = 0
    note: str | None = None
    error_code: str | None = None
    error: str | None = None
    hint: str = ""
    changed_columns: Mapping[str, str] = field(default_factory=dict)
    compared: Comparison | None = None  # with the source, row for row, after the run


@dataclass(frozen=True)
class RunReport:
    """One run over one schema of a source. A table that failed or was held never kept another from being published.

    `waits_for` says in words why nothing was read at all.
    """

    source_id: str
    dataset: str
    load_id: str | None  # null when nothing was new
    tables: tuple[TableReport, ...]
    seconds: float
    waits_for: str | None = None

    @property
    def state(self) -> Literal["ok", "error", "held", "waiting"]:
        """The run as a whole: `waiting`, `error` when a table failed, else `held` when one was held, else `ok`."""
        return "waiting" if self.waits_for else self._ended

    @property
    def rows(self) -> int:
        """Rows delivered, over all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def error(self) -> str | None:
        """What failed or was held, a line for each table; null when nothing did."""
        return "\n".join(table.error for table in self.tables if table.error) or None

    @property
    def error_code(self) -> str | None:
        """The code of the first table that failed or was held."""
        return next((table.error_code for table in self.tables if table.error_code), None)

    @property
    def outcome(self) -> RunOutcome:
        """The run as its row in the ledger tells it."""
        failures = {table.table: failure for table in self.tables if (failure := _failure_of(table))}
        return RunOutcome(self._ended, self.error_code, self.error, None, failures)

    @property
    def changed_columns(self) -> dict[str, Mapping[str, str]]:
        """Of each table ('dataset.table') that has some, what became of columns that metrics may read."""
        return {f"{self.dataset}.{table.table}": table.changed_columns for table in self.tables if table.changed_columns}

    @property
    def note(self) -> str | None:
        """What somebody should know though nothing failed: what it waits for, what is gone, of another type, or was mended."""
        well = [table for table in self.tables if not table.error]
        lines = [f"{self.dataset}.{table.table} is no longer at the source" for table in well if table.outcome == "gone"]
        for table in well:
            lines += [f"{self.dataset}.{table.table}.{column} {what}" for column, what in table.changed_columns.items()]
            if table.compared is not None and table.compared.repaired:
                lines.append(f"{self.dataset}.{table.table} was {table.compared.words}")
        for words, tables in uncompared(well).items():
            one = f"{self.dataset}.{tables[0].table} was"
            lines.append(f"{one if len(tables) == 1 else f'{len(tables)} tables of {self.dataset} were'} {words}")
        return self.waits_for or "\n".join(lines) or None

    @property
    def comparable(self) -> tuple[str, ...]:
        """The landed tables in which a run leaves differences that no cursor tells."""
        done = [table for table in self.tables if table.outcome in ("loaded", "unchanged")]
        return tuple(table.table for table in done if table.disposition != "replace")

    def with_comparisons(self, found: Iterable[Comparison]) -> RunReport:
        """The report of a run after which some of its tables were compared with their source."""
        told = {one.table: one for one in found}
        return replace(self, tables=tuple(replace(table, compared=told.get(table.table)) for table in self.tables))

    @property
    def _ended(self) -> Literal["ok", "error", "held"]:
        outcomes = {table.outcome for table in self.tables}
        return "error" if "error" in outcomes else "held" if "held" in outcomes else "ok"

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self)


def outcome_of(error: HeartbeatError) -> RunOutcome:
    """What the ledger tells of a run that an error ended."""
    return RunOutcome("error", error.code, error.message, error.hint)


def uncompared(tables: Iterable[TableReport]) -> dict[str, list[TableReport]]:
    """The tables whose comparison with the source ended without a result, by what is said of it.

    What stands in the way of one comparison stands in that of many.
    """
    alike = defaultdict[str, list[TableReport]](list)
    for table in tables:
        if table.compared is not None and table.compared.state != "ok" and not table.compared.repaired:
            alike[table.compared.words].append(table)
    return alike


def _failure_of(table: TableReport) -> TableFailure | None:
    if table.outcome not in ("error", "held") or table.error is None:
        return None
    return {"state": table.outcome, "code": table.error_code or IngestError.code, "error": table.error, "hint": table.hint}


def gone(state: TableState) -> TableReport:
    """The report of a table that was landed before and that the source no longer has. It makes no run fail."""
    table = f"{state.dataset}.{state.table_name}"
    return TableReport(
        table=state.table_name,
        disposition=state.disposition,
        reason="no longer at the source",
        outcome="gone",
        total_rows=state.total_rows,
        note=f"drift: {table} is no longer at the source; its rows stay as they were read last",
        hint=f"Correct the metrics that read it, then `drop table {table}` as the loader; or keep it, named in `skip_tables`.",
    )


def report_from_json(content: Mapping[str, Any]) -> RunReport:
    """The report that `as_json` wrote."""
    tables = tuple(TableReport(**table) for table in content["tables"])
    return RunReport(content["source_id"], content["dataset"], content["load_id"], tables, content["seconds"])


def comparisons_from_json(content: Iterable[Mapping[str, Any]]) -> tuple[Comparison, ...]:
    """The comparisons of which `asdict` made JSON values."""
    return tuple(Comparison(**one) for one in content)
