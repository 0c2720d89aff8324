"""`heartbeat metric …`: what a person does with one metric after it was deployed."""

from __future__ import annotations

import typer

from heartbeat.cli.commands.metric.editing import edit
from heartbeat.cli.commands.metric.past import history, retired


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    group = typer.Typer(no_args_is_help=True, help="Edit a metric, print its past, list the retired ones.")
    for command in (edit, history, retired):
        group.command(command.__name__)(command)
    app.add_typer(group, name="metric", rich_help_panel="Metrics")
