"""One cut for one window: its module runs in a child, and what it returned is checked here."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.db import Database, Role
from heartbeat.definitions.charts.catalog import read_payload
from heartbeat.definitions.charts.chart import Chart
from heartbeat.definitions.cuts.model import CutDefinition
from heartbeat.definitions.cuts.window import Window, window_of
from heartbeat.errors import CutFailed, CutTimedOut, DatabaseUnavailable
from heartbeat.marts.loads import read_table_states
from heartbeat.measure.cuts.plain import NotPlain, plain
from heartbeat.measure.cuts.process import MOST_BYTES, Ended, ask
from heartbeat.postgres.refusals import harmless
from heartbeat.redaction import Redaction

DEADLINE_SECONDS = 60.0
_LONGEST_MESSAGE = 1500


@dataclass(frozen=True)
class RunnableCut:
    """Of a cut what its computation needs. `text` is the whole module."""

    cut_id: str
    file: str
    chart: str
    text: str
    sources: tuple[str, ...] = ()
    definition_hash: str = ""

    @classmethod
    def of(cls, cut: CutDefinition) -> RunnableCut:
        """What is run of a file as it was read."""
        return cls(cut.cut_id, cut.file, cut.chart, cut.text, cut.sources, cut.definition_hash)


@dataclass(frozen=True)
class Computed:
    """What a cut computed for a window, or why it did not: one of `chart` and `error` is set.

    `source_as_of` (UTC): of the table of its sources that was read longest ago; null where one never was, or none is declared.
    `printed`: the beginning of what the module printed.
    """

    window: Window
    seconds: float
    chart: Chart | None = None
    error: CutFailed | None = None
    source_as_of: datetime | None = None
    printed: str = ""

    @property
    def payload(self) -> dict[str, Any]:
        """The chart as it is kept.

        Raises:
            ValueError: there is none.
        """
        if self.chart is None:
            raise ValueError("a cut that failed has no payload")
        kept: dict[str, Any] = self.chart.model_dump(mode="json")
        return kept


def compute_cut(  # noqa: PLR0913 - one call is one computation, and says all of it
    database: Database,
    cut: RunnableCut,
    window_key: str,
    *,
    now: datetime,
    timezone: str,
    deadline_seconds: float = DEADLINE_SECONDS,
    keep_alive: Callable[[], None] = lambda: None,
) -> Computed:
    """Compute a cut for a window, in a child process that is ended at its deadline.

    Args:
        database: in which the query role reads.
        cut: its module.
        window_key: `30d`; one that the cut does not declare is computed all the same.
        now: UTC; the window's end.
        timezone: of the workspace.
        deadline_seconds: how long it may take.
        keep_alive: called at least every second; what it raises ends the child.

    Raises:
        DatabaseUnavailable: Postgres does not answer.
        ChildNotStarted: the machine has no process left.
        ValueError: it is no window.
    """
    window, url = window_of(window_key, end=now, timezone=timezone), database.url(Role.QUERY)
    order = {"url": url, "file": cut.file, "text": cut.text, "window": _told(window)}
    source_as_of, started = _source_as_of(database, cut.sources), time.monotonic()
    ended = ask(order, database, seconds=deadline_seconds, keep_alive=keep_alive)
    seconds, hidden = time.monotonic() - started, _Hidden(url)
    printed = hidden.words((ended.answer or {}).get("printed", ""))
    try:
        chart = _chart(cut, _answered(cut, ended, deadline_seconds, hidden))
        return Computed(window, seconds, chart, None, source_as_of, printed)
    except CutFailed as failure:
        return Computed(window, seconds, None, failure, source_as_of, printed)


def _told(window: Window) -> dict[str, str]:
    return {"key": window.key, "start": window.start.isoformat(), "end": window.end.isoformat(), "timezone": window.timezone}


def _answered(cut: RunnableCut, ended: Ended, deadline_seconds: float, hidden: _Hidden) -> Any:
    answer = ended.answer or {}
    if isinstance(away := answer.get("away"), str):
        raise DatabaseUnavailable(f"Postgres went away when a cut was computed: {hidden.words(away)}")
    if "payload" not in answer:
        raise _failure(cut, ended, deadline_seconds, hidden)
    return answer["payload"]


def _chart(cut: RunnableCut, answered: Any) -> Chart:
    try:
        payload = plain(answered)  # the child did so too, but the child is not trusted
        _refuse_large(cut, len(json.dumps(payload)))
        return read_payload(cut.chart, payload)
    except NotPlain as error:
        raise CutFailed(f"{cut.file}: what compute returned cannot be kept: {error}.") from None
    except ValueError as error:
        lines = str(error).replace("\n", "; ")
        hint = f"docs/charts.md has the payload of a chart of the kind `{cut.chart}`, which its META names."
        raise CutFailed(f"{cut.file}: what compute returned is no {cut.chart}: {lines}."[:_LONGEST_MESSAGE], hint=hint) from None


def _refuse_large(cut: RunnableCut, size: int) -> None:
    if size > MOST_BYTES:
        raise _too_large(cut, size)


def _failure(cut: RunnableCut, ended: Ended, deadline_seconds: float, hidden: _Hidden) -> CutFailed:
    answer = ended.answer or {}
    if ended.reason == "late" or answer.get("is_late") is True:
        hint = "Count in SQL instead of in Python, look at a shorter window, or raise HEARTBEAT_CUT_DEADLINE."
        where = hidden.words(answer.get("error", cut.file)).partition(":")[0]
        return CutTimedOut(f"{where}: the cut took longer than {deadline_seconds:g} s and was ended.", hint=hint)
    if ended.reason == "too_much" or "too_large" in answer:
        return _too_large(cut, answer.get("too_large"))
    if isinstance(told := answer.get("error"), str):
        return CutFailed(hidden.words(told)[:_LONGEST_MESSAGE], hint=hidden.words(answer.get("hint", ""))[:_LONGEST_MESSAGE])
    hint = "A library that it uses crashed, or it ended itself; try it: heartbeat cuts try FILE."
    return CutFailed(f"{cut.file}: the process of the cut ended without an answer (exit code {ended.exit_code}).", hint=hint)


def _too_large(cut: RunnableCut, size: Any) -> CutFailed:
    measured = f"{size / 1e6:.1f} MB" if isinstance(size, int) else "more"
    hint = "Group rows in SQL: a chart of more than some thousand points shows nothing more."
    return CutFailed(f"{cut.file}: what compute returned has {measured}; {MOST_BYTES / 1e6:.1f} MB are the most.", hint=hint)


def _source_as_of(database: Database, sources: tuple[str, ...]) -> datetime | None:
    if not sources:
        return None
    with database.connect(Role.WORKER, application_name="heartbeat cuts") as connection:
        try:
            states = read_table_states(connection)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(f"Postgres went away when a cut was computed: {str(error).strip()}") from error
    read = [states[table].checked_at for table in sources if table in states]
    return min(read) if len(read) == len(sources) else None


class _Hidden:
    """Takes the query role's password out of what a child said, and signs that no text of Postgres may have."""

    def __init__(self, url: str) -> None:
        password = conninfo_to_dict(url).get("password")
        self._redaction = Redaction([url, *([str(password)] if password else [])])

    def words(self, said: Any) -> str:
        return harmless(self._redaction.text(str(said)))
