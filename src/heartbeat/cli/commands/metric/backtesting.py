"""`heartbeat backtest`: what lines would have told of the days that a metric has, and what a git change would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import psycopg
import typer
from typer.core import TyperCommand

from heartbeat.cli.here import refuse_elsewhere, refuse_outside
from heartbeat.cli.say import say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import ConfigError


class _DiffAlone(TyperCommand):
    """Lets `--diff` stand alone: then it means main."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments."""
        told = []
        for word, following in zip(args, [*args[1:], "-"], strict=False):
            told += [word, "main"] if word == "--diff" and following.startswith("-") else [word]
        return super().parse_args(ctx, told)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics", cls=_DiffAlone)(backtest)


_Metric = Annotated[str | None, typer.Argument(help="The metric: the name of its file without `.sql`.")]
_Norm = Annotated[str | None, typer.Option(metavar="X", help="An amber line to try, in the metric's unit; `none` for none.")]
_Alert = Annotated[str | None, typer.Option(metavar="X", help="A red line to try; `none` for none.")]
_Clear = Annotated[str | None, typer.Option(metavar="X", help="From where it is good again; `none`: 10 % off the line.")]
_PageOn = Annotated[str | None, typer.Option(metavar="COLOUR", help="From which colour it pages: red or amber.")]
_For = Annotated[str | None, typer.Option("--for", metavar="N", help="Bad days before an incident opens.")]
_Keep = Annotated[str | None, typer.Option(metavar="N", help="Good days before it closes.")]
_MinN = Annotated[str | None, typer.Option(metavar="N", help="The least number of rows behind a value; `none` for none.")]
_DIFF = "Compare the files on disk with those of a git commit, and print Markdown. Without REF: main."
_Diff = Annotated[str | None, typer.Option(metavar="REF", help=_DIFF)]
_Json = Annotated[bool, typer.Option("--json", help="Print it for programs, as the API answers.")]


def backtest(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    metric: _Metric = None,
    norm_value: _Norm = None,
    alert_value: _Alert = None,
    clear: _Clear = None,
    page_on: _PageOn = None,
    for_days: _For = None,
    keep: _Keep = None,
    min_n: _MinN = None,
    diff: _Diff = None,
    as_json: _Json = False,
) -> None:
    """Try lines on the days that a metric has: red and amber days, pages, longest stretch of the last 30, 90 and 365 days.

    Without options: the lines as they are now. Nothing is changed. `heartbeat backfill METRIC` fills a history that is short.

    With `--diff`: before and after, for every metric that the files on disk judge otherwise than a git commit, as Markdown for a
    pull request. Exit code 1 beyond `alerts.page_budget` of `heartbeat.yaml`.

    Examples: `heartbeat backtest payments_approved --alert-value 0.93 --for 2` · `heartbeat backtest --diff origin/main`
    """
    lines = {"norm_value": norm_value, "alert_value": alert_value, "clear": clear, "page_on": page_on}
    given = _given({**lines, "for": for_days, "keep": keep, "min_n": min_n})
    if diff is not None:
        if given or as_json:
            raise typer.BadParameter("It compares files: neither lines nor --json stand beside it.", param_hint="--diff")
        _compare(context.obj, diff, metric)
    elif metric is None:
        raise typer.BadParameter("Name a metric, or compare files with --diff.", param_hint="METRIC")
    else:
        _try(context.obj, metric, given, as_json=as_json)


def _try(settings: Settings, metric: str, given: Mapping[str, str], *, as_json: bool) -> None:
    from heartbeat.cli.backtest.view import BacktestView
    from heartbeat.readings.verdicts.proposal import read_proposal
    from heartbeat.surfaces.metric.backtest import backtest_document
    from heartbeat.wire.json_text import json_bytes

    proposal = read_proposal(given)
    refuse_elsewhere(settings)
    with _reading(settings) as connection:
        document = backtest_document(connection, metric, proposal, now=database_clock(connection)())
    if as_json:
        typer.echo(json_bytes(document).decode())
    else:
        BacktestView(document).show()


def _compare(settings: Settings, ref: str, metric: str | None) -> None:
    """Print the report of a change; leave with 1 where it goes beyond the page budget, or a deploy would refuse it."""
    from heartbeat.cli.backtest.aside import Aside
    from heartbeat.cli.backtest.report import Compared, is_over, report_lines
    from heartbeat.definitions.earlier.commit import load_earlier
    from heartbeat.definitions.workspace import load_workspace
    from heartbeat.marts.loads import read_table_states
    from heartbeat.measure.past.run import Sight
    from heartbeat.readings.registry import read_workspace
    from heartbeat.readings.verdicts.reviews import review_changes
    from heartbeat.rules.backtest.change import Review, compare

    refuse_outside(settings)
    workspace = load_workspace(settings.workspace).workspace
    earlier = load_earlier(settings.workspace, ref)
    _refuse_unknown(metric, [one.metric_id for one in (*workspace.metrics, *earlier.metrics)])
    changes = compare(earlier.metrics, workspace.metrics)
    wanted = [change for change in changes if metric in {None, change.metric.metric_id}]
    reviews: tuple[Review, ...] = ()
    if wanted:
        with open_database(settings) as database, database.connect(Role.APP, autocommit=True) as connection:
            now = database_clock(connection)()
            sight = Sight(now, read_workspace(connection).settings.timezone, read_table_states(connection))
            aside = Aside(database, sight, settings.metric_statement_timeout)
            reviews = review_changes(connection, wanted, now=now, compute=aside.compute)
    for line in report_lines(reviews, Compared(ref, earlier.commit, workspace.settings, earlier.unread)):
        say(line)
    if any(review.refused or is_over(review, workspace.settings) for review in reviews):
        raise typer.Exit(1)


def _refuse_unknown(metric: str | None, known: Sequence[str]) -> None:
    if metric is not None and metric not in known:
        near = nearest(metric, known)
        hint = f"Did you mean {near}?" if near else "Its id is the name of its file without `.sql`."
        raise ConfigError(f"No file declares a metric {metric!r}, here or there.", hint=hint)


@contextmanager
def _reading(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """The read model. Who reads JSON or Markdown wants nothing else: that a server starts is no part of the answer."""
    with open_database(settings) as database, database.connect(Role.APP, autocommit=True) as connection:
        yield connection


def _given(options: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in options.items() if text is not None}
