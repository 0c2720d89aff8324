"""`heartbeat backtest`: what lines would have told of the days that a metric has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics")(backtest)


_Metric = Annotated[str, typer.Argument(help="The metric: the name of its file without `.sql`.")]
_Norm = Annotated[str | None, typer.Option(metavar="X", help="An amber line to try, in the metric's unit; `none` for none.")]
_Alert = Annotated[str | None, typer.Option(metavar="X", help="A red line to try; `none` for none.")]
_Clear = Annotated[str | None, typer.Option(metavar="X", help="From where it is good again; `none`: 10 % off the line.")]
_PageOn = Annotated[str | None, typer.Option(metavar="COLOUR", help="From which colour it pages: red or amber.")]
_For = Annotated[str | None, typer.Option("--for", metavar="N", help="Bad days before an incident opens.")]
_Keep = Annotated[str | None, typer.Option(metavar="N", help="Good days before it closes.")]
_MinN = Annotated[str | None, typer.Option(metavar="N", help="The least number of rows behind a value; `none` for none.")]
_Json = Annotated[bool, typer.Option("--json", help="Print it for programs, as the API answers.")]


def backtest(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    metric: _Metric,
    norm_value: _Norm = None,
    alert_value: _Alert = None,
    clear: _Clear = None,
    page_on: _PageOn = None,
    for_days: _For = None,
    keep: _Keep = None,
    min_n: _MinN = None,
    as_json: _Json = False,
) -> None:
    """Try lines on the days that a metric has: red and amber days, pages, longest stretch of the last 30, 90 and 365 days.

    Without options: the lines as they are now. Nothing is changed. The days are those of the history, each judged by the law that
    judges today's value; `heartbeat backfill METRIC` fills a history that is short.

    Examples: `heartbeat backtest payments_approved` · `heartbeat backtest payments_approved --alert-value 0.93 --for 2`
    """
    from heartbeat.cli.backtest.view import BacktestView
    from heartbeat.readings.verdicts.proposal import read_proposal
    from heartbeat.surfaces.metric.backtest import backtest_document
    from heartbeat.wire.json_text import json_bytes

    settings: Settings = context.obj
    given = {"norm_value": norm_value, "alert_value": alert_value, "clear": clear, "page_on": page_on}
    proposal = read_proposal(_given({**given, "for": for_days, "keep": keep, "min_n": min_n}))
    refuse_elsewhere(settings)
    with (
        open_database(settings, announce=_nobody if as_json else say) as database,
        database.connect(Role.APP, autocommit=True) as connection,
    ):
        document = backtest_document(connection, metric, proposal, now=database_clock(connection)())
    if as_json:
        typer.echo(json_bytes(document).decode())
    else:
        BacktestView(document).show()


def _given(options: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in options.items() if text is not None}


def _nobody(_line: str) -> None:
    """Who reads JSON wants nothing else."""
