"""Discovery from one end to the other: tables profiled, patterns looked for, drafts tried, the best kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition, Workspace
from heartbeat.definitions.parse.metric_file import Declared
from heartbeat.marts.profile.model import Table
from heartbeat.marts.profile.relations import relate
from heartbeat.marts.profile.survey import Landed, count_unknown, survey
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.discovery.candidate import Candidate
from heartbeat.measure.discovery.figures import STATEMENT_SECONDS, metric_of, moment_of, value_now, with_past
from heartbeat.measure.discovery.page.document import Found
from heartbeat.measure.discovery.search import Taken, find_candidates, rank, with_codes
from heartbeat.measure.discovery.similar import near_duplicates
from heartbeat.measure.discovery.subject import Land

Report = Callable[[str, int, int], None]
"""Hears what is being done, how many of it are done, and of how many."""
_NONZERO = ("it is not zero today", 1)


@dataclass(frozen=True)
class Registry:
    """What there is already: the workspace's files and what is deployed, and ids that retired metrics keep."""

    workspace: Workspace
    metrics: tuple[MetricDefinition, ...]
    taken: Taken

    @property
    def declared(self) -> Declared:
        """The datasets that a draft may read."""
        return Declared({dataset: source for source in self.workspace.sources for dataset in source.datasets()})

    @property
    def zone(self) -> ZoneInfo:
        """Where days begin and end."""
        return ZoneInfo(self.workspace.settings.timezone)


@dataclass(frozen=True)
class Discovery:
    """What was found, the best first; what was left out and why; the profiles behind it."""

    found: tuple[Found, ...]
    left_out: tuple[tuple[Candidate, str], ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Scope:
    """Where to look: the tables, and others that a reference or a state log may lead to; how many candidates to keep."""

    landed: Sequence[Landed]
    others: Sequence[Landed]
    limit: int


def discover(database: Database, scope: Scope, registry: Registry, *, report: Report) -> Discovery:
    """Look for candidates in landed tables.

    Args:
        database: read as `hb_query`, within bounds of time for each table and each draft.
        scope: the tables; `others` are profiled and give no candidate.
        registry: what there is already.
        report: called after each step.

    Raises:
        DatabaseUnavailable: Postgres went away.
    """
    tables = _profile(database, [*scope.landed, *scope.others], report)
    land = Land(tables, registry.workspace.settings.timezone, registry.workspace.settings.currency)
    names = [table.name for table in scope.landed]
    tried = _try(database, find_candidates(land, names, registry.taken), registry, tables, report)
    refused = [(candidate, why) for candidate, why in tried.items() if why is not None]
    ranked = rank([candidate for candidate, why in tried.items() if why is None])
    kept = with_codes(ranked[: scope.limit], registry.taken)
    found = _with_pasts(database, kept, registry, tables, report)
    rest = [(candidate, "ranked lower") for candidate in ranked[scope.limit :]]
    return Discovery(tuple(found), (*rest, *refused), tuple(tables[name] for name in names))


def _profile(database: Database, landed: Sequence[Landed], report: Report) -> dict[str, Table]:
    with database.connect(Role.QUERY, autocommit=True) as connection:
        counted = [count_unknown(connection, table) for table in landed]
    profiled: list[Table] = []
    for table in survey(database, counted):
        profiled.append(table)
        report("tables profiled", len(profiled), len(landed))
    related: dict[str, Table] = {}
    for table in relate(database, profiled):
        related[table.name] = table
        report("references checked", len(related), len(landed))
    return related


def _try(
    database: Database, candidates: Sequence[Candidate], registry: Registry, tables: Mapping[str, Table], report: Report
) -> dict[Candidate, str | None]:
    """Each candidate, with its reason of score if it is not zero today, and why its draft cannot be taken, if so."""
    sandbox = Sandbox(database, timeout_seconds=STATEMENT_SECONDS)
    tried: dict[Candidate, str | None] = {}
    for at, candidate in enumerate(candidates, start=1):
        try:
            metric = metric_of(replace(candidate, code="DRAF"), registry.declared)
        except ValueError as error:  # names that no pattern foresaw; the others are worth a page
            tried[candidate] = f"its draft is no metric: {error}"
        else:
            now = value_now(metric, sandbox, moment_of(candidate, tables, registry.zone)[0])
            points = (*candidate.points, _NONZERO) if now.value else candidate.points
            tried[replace(candidate, points=points)] = f"its draft failed: {now.missing}" if now.refused else None
        report("drafts tried", at, len(candidates))
    return tried


def _with_pasts(
    database: Database, kept: Sequence[Candidate], registry: Registry, tables: Mapping[str, Table], report: Report
) -> list[Found]:
    sandbox = Sandbox(database, timeout_seconds=STATEMENT_SECONDS)
    found = []
    for at, candidate in enumerate(kept, start=1):
        metric = metric_of(candidate, registry.declared)
        as_of, is_at_end = moment_of(candidate, tables, registry.zone)
        now = value_now(metric, sandbox, as_of, is_at_end=is_at_end)
        near = near_duplicates(candidate, registry.metrics)
        found.append(Found(candidate, with_past(now, metric, sandbox, registry.zone), near))
        report("pasts computed", at, len(kept))
    return found
