"""`heartbeat alerts test`: a real message through a channel, sent by this process, and its answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from typing import Annotated, Any

import psycopg
import typer

from heartbeat.cli.commands.alerts.acting import By
from heartbeat.cli.here import login_name, refuse_elsewhere
from heartbeat.cli.say import complain, say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.secrets import expanded_channel
from heartbeat.readings.alerts.inbox.messages import make_test, read_delivery
from heartbeat.readings.alerts.outbox import claim, finish
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.courier.courier import LEASE_SECONDS
from heartbeat.surfaces.alerts.courier.dispatch import Means, attempt
from heartbeat.surfaces.alerts.courier.house import House, read_house

Entry = Mapping[str, Any]

_LONGEST_WAIT_SECONDS = 60
_LOOK_SECONDS = 0.2  # while a running worker has the message
_WHAT_TO_DO = {
    "retry": "A running worker tries again, for 24 hours at most; `heartbeat alerts test` again once what ails it is mended.",
    "dead": "No other try can help. Correct the channel in heartbeat.yaml and deploy it, or its secret in the environment.",
    "ambiguous": "It may have arrived: look there. What the channel answers, or that it did not, is above.",
    "superseded": "Somebody else has ended it. Run the command again.",
}
_NOT_YET = "Nothing came of it in a minute. Another process has it: `heartbeat alerts list` and the page /alerts tell its end."


def prove(
    context: typer.Context,
    channel: Annotated[str, typer.Argument(help="By its name below `alerts: channels:` of heartbeat.yaml.")],
    by: By = None,
) -> None:
    """Send a real message through a channel now, and wait for the answer; 1, with what to do, when none came through.

    The environment of this command has to hold the channel's secrets, as that of `heartbeat serve` or `heartbeat worker` has.

    Example: `heartbeat alerts test ops`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=say) as database:
        with database.connect(Role.APP) as connection:
            _refuse_unset(connection, channel)
            made = make_test(connection, channel, by=by or login_name(), now=database_clock(connection)())
        with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat test message") as connection:
            told = _carried(connection, made)
    if not _say_end(told):
        raise typer.Exit(1)


def _refuse_unset(connection: psycopg.Connection[Any], name: str) -> None:
    """Without its secrets this process would end what waits on the channel, and others could have sent it.

    Raises:
        ConfigError: naming every variable of the channel that is not set.
    """
    channel = rules_of(settings_or_defaults(connection)).channels.get(name)
    if channel is not None:
        expanded_channel(channel, os.environ)  # noqa: TID251 - the door passes it down


def _carried(connection: psycopg.Connection[Any], made: Entry) -> Entry:
    """The message when a try of it has ended, made here or by a running worker. What waits before it goes out before it."""
    means = Means(os.environ, deliver)  # noqa: TID251 - the door passes it down
    deadline = time.monotonic() + _LONGEST_WAIT_SECONDS
    while True:
        house = read_house(connection)
        is_sent = house is not None and _send_next(connection, made["channel"], house, means)
        told = read_delivery(connection, made["message_id"])
        if any(one["outcome"] for one in told["attempts"]) or told["ended_at"] is not None or time.monotonic() > deadline:
            return told
        if not is_sent:
            threading.Event().wait(_LOOK_SECONDS)


def _send_next(connection: psycopg.Connection[Any], channel: str, house: House, means: Means) -> bool:
    """Send what is due next on the channel; False when nothing is, or another process sends it."""
    clock = database_clock(connection)
    claimed = claim(connection, channel=channel, rules=house.rules, now=clock(), lease_seconds=LEASE_SECONDS)
    if claimed is None:
        return False
    answer = attempt(connection, claimed, house, means, now=clock())
    if answer is not None:
        finish(connection, claimed, answer, rules=house.rules, now=clock())
    return True


def _say_end(told: Entry) -> bool:
    """Print how it ended; whether it was delivered."""
    to = f" to {told['recipient']}" if told["recipient"] else ""
    tries = [one for one in told["attempts"] if one["outcome"]]
    status = f" (status {tries[-1]['status']})" if tries and tries[-1]["status"] else ""
    if told["state"] == "delivered":
        say(f"✓ {told['channel']} took message {told['message_id']}{to}{status}. Look whether it is there.")
        return True
    error = (tries[-1]["error"] if tries else None) or told["last_error"] or "no answer"
    complain(f"✗ {told['channel']} did not take message {told['message_id']}{to}{status}: {error}")
    complain(f"  {_WHAT_TO_DO.get(told['state'], _NOT_YET)}")
    return False
