"""`heartbeat discover`: candidate metrics from what has landed, and drafts of them as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from heartbeat.cli.here import refuse_outside
from heartbeat.cli.say import can_move, counted, out, say, say_problem
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import SourceDefinition, Workspace
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import ConfigError

if TYPE_CHECKING:
    from heartbeat.marts.profile.survey import Landed
    from heartbeat.measure.discovery.discover import Discovery, Registry, Scope
    from heartbeat.measure.discovery.page.document import Page

_LIMIT = 25
_SHOWN = 10


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics")(discover)


@dataclass(frozen=True)
class _Wish:
    """What the command line says about where to look."""

    schemas: list[str]
    tables: list[str]
    limit: int


def discover(  # noqa: PLR0913, PLR0917 - one for each option of the command line
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source: the name of its file without `.yaml`.")],
    schemas: Annotated[
        list[str] | None, typer.Option("--schema", help="Only this schema of the source. May be repeated.")
    ] = None,
    tables: Annotated[list[str] | None, typer.Option("--table", help="Only this landed table. May be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many candidates to keep.")] = _LIMIT,
    draft: Annotated[str | None, typer.Option("--draft", metavar="ID", help="Write this candidate as a metric file.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Folder below metrics/ for the draft. Default: the source.")] = None,
) -> None:
    """Look through what a source has landed for metrics that somebody may want, and write them down with drafts that run.

    Writes `docs/metric-candidates-DATE.md` in the workspace, and reads no source. A page that somebody wrote into stays.
    With `--draft` it makes one candidate of the newest page a metric file, as it stands there; that needs no database.

    Examples: `heartbeat discover webbank` · `heartbeat discover webbank --schema core --table payment` ·
    `heartbeat discover webbank --draft payment_stuck --area payments`
    """
    settings: Settings = context.obj
    refuse_outside(settings)
    workspace = load_workspace(settings.workspace).workspace
    declared = _source_named(workspace, source)
    if draft is not None:
        _write_draft(settings, workspace, declared, (draft, area or declared.source_id))
    else:
        _look(settings, workspace, declared, _Wish(schemas or [], tables or [], limit))


def _source_named(workspace: Workspace, source_id: str) -> SourceDefinition:
    known = {source.source_id: source for source in workspace.sources}
    if source_id in known:
        return known[source_id]
    near = nearest(source_id, list(known))
    hint = f"Did you mean {near}?" if near else f"Sources of this workspace: {', '.join(sorted(known)) or 'none'}."
    raise ConfigError(f"There is no source {source_id!r} in this workspace.", hint=hint)


def _look(settings: Settings, workspace: Workspace, source: SourceDefinition, wish: _Wish) -> None:
    from heartbeat.measure.discovery.discover import Scope
    from heartbeat.measure.discovery.page.document import Page, write_page
    from heartbeat.measure.discovery.page.keeping import keep
    from heartbeat.rules.days import day_of

    with open_database(settings, announce=say) as database:
        chosen, others = _chosen(database, source, wish)
        registry = _registry(database, workspace)
        with database.connect(Role.APP, autocommit=True) as connection:
            now = database_clock(connection)()
        discovery = _discover(database, Scope(chosen, others, wish.limit), registry)
    day = day_of(now, registry.zone)
    words = workspace.settings
    page = Page(source.source_id, day, discovery.found, discovery.left_out, discovery.tables, words.currency, words.locale)
    path = keep(settings.workspace, write_page(page), source_id=source.source_id, day=day, alone=len(workspace.sources) == 1)
    _say_found(page, path.relative_to(settings.workspace).as_posix())


def _chosen(database: Database, source: SourceDefinition, wish: _Wish) -> tuple[list[Landed], list[Landed]]:
    """The landed tables to look in, and the others of the source."""
    from heartbeat.marts.profile.survey import landed_tables

    _refuse_unknown("schema", wish.schemas, source.schemas)
    with database.connect(Role.APP, autocommit=True) as connection:
        landed = landed_tables(connection, source.datasets())
    if not landed:
        hint = (
            f"`heartbeat ingest {source.source_id}` reads it; then ask again. A new source is deployed first: `heartbeat deploy`."
        )
        raise ConfigError(f"Nothing of source {source.source_id} has landed yet.", hint=hint)
    _refuse_unknown("table", wish.tables, [table.table for table in landed])
    wanted = {source.dataset(schema) for schema in wish.schemas} or set(source.datasets())
    chosen = [table for table in landed if table.dataset in wanted and (not wish.tables or table.table in wish.tables)]
    if not chosen:
        hint = f"Landed there: {', '.join(table.name for table in landed if table.dataset in wanted) or 'nothing'}."
        raise ConfigError("No landed table is both in that schema and of that name.", hint=hint)
    return chosen, [table for table in landed if table not in chosen]


def _refuse_unknown(what: str, asked: list[str], known: list[str] | tuple[str, ...]) -> None:
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            hint = f"Did you mean {near}?" if near else f"It has: {', '.join(filter(None, known)) or 'none'}."
            raise ConfigError(f"The source has no {what} {name!r}.", hint=hint)


def _registry(database: Database, workspace: Workspace) -> Registry:
    from heartbeat.measure.discovery.discover import Registry
    from heartbeat.measure.discovery.search import Taken
    from heartbeat.readings.deployed.retired import read_retired
    from heartbeat.readings.registry import read_metrics

    with database.connect(Role.APP, autocommit=True) as connection:
        deployed, retired = read_metrics(connection), read_retired(connection)
    metrics = {metric.metric_id: metric for metric in (*deployed, *workspace.metrics)}
    metric_ids = frozenset(metrics) | {metric.metric_id for metric in retired}
    taken = Taken(metric_ids, frozenset(metric.code for metric in metrics.values()))
    return Registry(workspace, tuple(metrics.values()), taken)


def _discover(database: Database, scope: Scope, registry: Registry) -> Discovery:
    from heartbeat.measure.discovery.discover import discover as find

    with out.status("") as status:

        def report(what: str, done: int, of: int) -> None:
            status.update(f"{done} of {of} {what}")
            if done == of and not can_move(out):
                say(f"  {counted(of, what.split(' ', maxsplit=1)[0].removesuffix('s'))} {what.partition(' ')[2]}")

        return find(database, scope, registry, report=report)


def _say_found(page: Page, path: str) -> None:
    from heartbeat.measure.discovery.page.document import number_text

    for number, found in enumerate(page.found[:_SHOWN], start=1):
        one = found.candidate
        like = f"  (like {found.near[0].metric_id})" if found.near else ""
        say(f"  {number:>2}  {one.metric_id:<44} {number_text(page, found):>12}  {one.name}{like}")
    if len(page.found) > _SHOWN:
        say(f"      … and {len(page.found) - _SHOWN} more")
    tables = counted(len(page.tables), "table")
    say(f"{counted(len(page.found), 'candidate')} from {tables}: {path}", style="green" if page.found else "yellow")
    if page.found:
        first = page.found[0].candidate.metric_id
        say(f"Read it, answer its questions, then: `heartbeat discover {page.source_id} --draft {first} --area AREA`")


def _write_draft(settings: Settings, workspace: Workspace, source: SourceDefinition, wanted: tuple[str, str]) -> None:
    from heartbeat.measure.discovery.page.drafting import write_draft

    metric_id, area = wanted
    written = write_draft(settings.workspace, workspace, source, metric_id, area)
    for problem in written.problems:
        say_problem(problem)
    say(f"Wrote {written.path}, from {written.page}.", style="green")
    if written.new_code:
        say(f"Its code is {written.new_code} now: the one of the page has been taken since.", style="yellow")
    say("Write its story (`how_to_read`), and lines that somebody answers for; then")
    for step in (f"test {metric_id} --new", f"check --live {metric_id}", "deploy", f"backfill {metric_id}"):
        say(f"  heartbeat {step}")
