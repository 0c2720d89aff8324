"""`heartbeat metric edit`: what an operator changes of a metric, from a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from heartbeat.cli.here import login_name, refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import ConfigError
from heartbeat.readings.amend import Amended, amend
from heartbeat.readings.metric_page import read_edited


class Unset(StrEnum):
    """The columns that may be empty."""

    OWNER = "owner"
    NORM_VALUE = "norm_value"
    ALERT_VALUE = "alert_value"
    TARGET_VALUE = "target_value"
    TARGET_DUE_DATE = "target_due_date"


def edit(  # noqa: PLR0913, PLR0917 - an option for each column
    context: typer.Context,
    metric: Annotated[str, typer.Argument(help="The metric's id: the name of its file without `.sql`.")],
    owner: Annotated[str | None, typer.Option(metavar="EMAIL", help="Who answers for the number.")] = None,
    norm_value: Annotated[float | None, typer.Option(help="The amber line, in the metric's unit: a ratio as 0.95.")] = None,
    alert_value: Annotated[float | None, typer.Option(help="The red line.")] = None,
    target_value: Annotated[float | None, typer.Option(help="What you strive for.")] = None,
    target_due_date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="By when.")] = None,
    verify: Annotated[
        bool | None, typer.Option("--verify/--withdraw", help="Stand behind the number, or no longer.", show_default=False)
    ] = None,
    unset: Annotated[
        list[Unset] | None,
        typer.Option(
            metavar="COLUMN", help="Take it away: owner, norm_value, alert_value, target_value, target_due_date. Repeatable."
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why, for the log.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who changes it. Default: your login on this machine.")] = None,
) -> None:
    """Change owner, verification, lines or target of a metric: judged anew, logged with your name, on every screen at once.

    All of it or nothing. A deploy leaves what you change here as it is.

    Examples: `heartbeat metric edit late_orders --owner ada@example.com --verify --reason "matches the ledger"` ·
    `heartbeat metric edit late_orders --norm-value 5 --alert-value 10` · `heartbeat metric edit late_orders --unset target_value`
    """
    lines = {"norm_value": norm_value, "alert_value": alert_value, "target_value": target_value}
    state = None if verify is None else "verified" if verify else "unverified"
    given = {"owner": owner, "verification_state": state, **lines, "target_due_date": target_due_date}
    changes = _changes(given, [column.value for column in unset or []])
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection, connection.transaction():
        before = read_edited(connection, metric)["metric"]
        now = database_clock(connection)()
        made = amend(connection, metric, changes, changed_by=by or login_name(), reason=reason, now=now)
        after = read_edited(connection, metric)["metric"]
    _say_made(made, before, after)


def _changes(given: Mapping[str, object], unset: list[str]) -> dict[str, object]:
    changes = {column: value for column, value in given.items() if value is not None}
    twice = [column for column in unset if column in changes]
    if twice:
        hint = "Leave out one of the two; nothing was changed."
        raise ConfigError(f"{', '.join(twice)}: given and to be unset at once.", hint=hint)
    return {**changes, **dict.fromkeys(unset)}


def _say_made(made: Amended, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    name = f"{after['metric_id']} ({after['name']})"
    if not made.changed:
        say(f"{name}: all of it is so already; nothing was logged.")
        return
    say(f"{name}:")
    width = max(map(len, made.changed))
    for column, (value_from, value_to) in made.changed.items():
        say(f"  {column:<{width}}  {_text(value_from)} → {_text(value_to)}")
    shown = after["display"]["text"]
    if before["status"] != after["status"]:
        say(f"It was {before['status']} and is {after['status']} now, at {shown}.", style="yellow")
    else:
        say(f"It stays {after['status']}, at {shown}.")
    if made.board_version:
        say(f"Board {made.board_version:,} shows it.")


def _text(value: object) -> str:
    return "none" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
