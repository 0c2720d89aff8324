"""`heartbeat alerts list`, `explain` and `replay`: what is wrong, who is told of it, and whether that was right."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from heartbeat.cli.commands.access.entries import by_hand
from heartbeat.cli.commands.alerts.acting import Incident
from heartbeat.cli.commands.alerts.view import ExplainView, IncidentsView
from heartbeat.cli.say import counted, say
from heartbeat.readings.alerts.inbox.explaining import explain as explain_it
from heartbeat.readings.alerts.inbox.incident import read_replay
from heartbeat.readings.alerts.inbox.listing import WantedIncidents, read_inbox
from heartbeat.wire.json_text import json_bytes

AsJson = Annotated[bool, typer.Option("--json", help="Print it for programs.")]


def list_incidents(context: typer.Context, as_json: AsJson = False) -> None:
    """List the open incidents: red ones that nobody is on first.

    Reads what the wall shows. What is red and may not page is counted below, by reason.

    Examples: `heartbeat alerts list` · `heartbeat alerts list --json`
    """
    with by_hand(context.obj, quiet=as_json) as (connection, now):
        inbox = read_inbox(connection, WantedIncidents(), now=now)
    if as_json:
        typer.echo(json_bytes(inbox).decode())
    else:
        IncidentsView(inbox).show()


def explain(
    context: typer.Context,
    metric: Annotated[str, typer.Argument(help="The metric's id: the name of its file without `.sql`.")],
    as_json: AsJson = False,
) -> None:
    """Say whether a metric would page now, whom and how, and if not, why: value, incident, gate, silences, budget, channels.

    Examples: `heartbeat alerts explain late_orders` · `heartbeat alerts explain late_orders --json`
    """
    with by_hand(context.obj, quiet=as_json) as (connection, now):
        told = explain_it(connection, metric, now=now)
    if as_json:
        typer.echo(json_bytes(told).decode())
    else:
        ExplainView(told, os.environ).show()  # noqa: TID251 - the door passes it down


def replay(context: typer.Context, incident: Incident) -> None:
    """Judge the stored evidence of every transition of an incident again, by the rules of this version; 1 when one differs.

    Example: `heartbeat alerts replay 12`
    """
    with by_hand(context.obj) as (connection, now):
        told = read_replay(connection, incident, now=now)
    found = told["replay"]
    name = f"Incident {incident}, {told['incident']['title']}"
    if not found["judged"]:
        say(f"{name}: it holds no evidence that rules judge. Its cause is no value of a metric.")
        return
    if found["same"]:
        say(f"{name}: {counted(found['judged'], 'transition')} judged again, the same verdict each time.")
        return
    say(f"{name}: the rules of this version judge differently.", style="red")
    for difference in found["differences"]:
        say(f"  {difference}")
    raise typer.Exit(1)
