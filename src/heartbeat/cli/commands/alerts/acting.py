"""`heartbeat alerts acknowledge`, `release` and `comment`: what somebody does about an incident."""

from __future__ import annotations

from typing import Annotated

import typer

from heartbeat.cli.commands.access.entries import by_hand
from heartbeat.cli.here import login_name
from heartbeat.cli.say import say
from heartbeat.readings.alerts.inbox.acts.incident import Acted
from heartbeat.readings.alerts.inbox.acts.incident import acknowledge as acknowledge_it
from heartbeat.readings.alerts.inbox.acts.incident import comment as comment_on_it
from heartbeat.readings.alerts.inbox.acts.incident import release as release_it

Incident = Annotated[int, typer.Argument(metavar="INCIDENT", min=1, help="Its number, as every message has it.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does it. Default: your login on this machine.")]


def acknowledge(context: typer.Context, incident: Incident, by: By = None) -> None:
    """Say that you are on it: reminders and escalation end until it becomes worse, and every screen names you at once.

    Example: `heartbeat alerts acknowledge 12 --by "Ada L."`
    """
    with by_hand(context.obj) as (connection, now):
        done = acknowledge_it(connection, incident, by=by or login_name(), now=now)
    _say_done(done, f"{done.incident['acked_by']} is on it. Reminders and escalation end until it becomes worse.")


def release(context: typer.Context, incident: Incident, by: By = None) -> None:
    """Take an acknowledgement back, whoever made it: reminders and escalation go on.

    Example: `heartbeat alerts release 12`
    """
    with by_hand(context.obj) as (connection, now):
        done = release_it(connection, incident, by=by or login_name(), now=now)
    _say_done(done, "Nobody is on it any more. Reminders and escalation go on.")


def comment(
    context: typer.Context, incident: Incident, text: Annotated[str, typer.Argument(help="What to say.")], by: By = None
) -> None:
    """Say something about an incident, open or closed: it stands in its timeline.

    Example: `heartbeat alerts comment 12 "The bank moves its core tonight; see the runbook."`
    """
    with by_hand(context.obj) as (connection, now):
        done = comment_on_it(connection, incident, text, by=by or login_name(), now=now)
    say(f"Incident {done.incident['incident_id']}, {done.incident['title']}: the comment is kept.")


def _say_done(done: Acted, what: str) -> None:
    say(f"Incident {done.incident['incident_id']}, {done.incident['title']}: {what}")
    say(f"Board {done.board_version:,} shows it.")
