"""`heartbeat metric …`: what a person does with one metric after it was deployed."""

from __future__ import annotations

import typer

from heartbeat.cli.commands.metric.editing import edit


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    group = typer.Typer(no_args_is_help=True, help="Edit a metric's owner, verification and lines.")
    group.command("edit")(edit)
    app.add_typer(group, name="metric", rich_help_panel="Metrics")
