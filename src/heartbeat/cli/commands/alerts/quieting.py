"""`heartbeat alerts snooze`, `silence`, `mute` and `end`: messages that nobody wants for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from heartbeat.cli.commands.access.entries import by_hand
from heartbeat.cli.commands.alerts.acting import By
from heartbeat.cli.here import login_name
from heartbeat.cli.say import counted, few, moment_text, say
from heartbeat.config import Settings
from heartbeat.definitions.parse import formats
from heartbeat.readings.alerts.inbox.acts.silences import AskedSilence, Silenced, end_silence, make_silence
from heartbeat.readings.deployed.workspace import settings_or_defaults

Metric = Annotated[str, typer.Argument(metavar="METRIC", help="The metric's id: the name of its file without `.sql`.")]
MaybeMetric = Annotated[str | None, typer.Argument(metavar="METRIC", help="Its id; * stands for anything.")]
For = Annotated[str, typer.Option("--for", metavar="TIME", help="For how long: 2h, 3d.")]
Why = Annotated[str, typer.Option("--reason", help="Why, for whoever looks at the badge.")]
Area = Annotated[str | None, typer.Option(metavar="FOLDER", help="Of metrics in this folder below metrics/, and below it.")]
Owner = Annotated[str | None, typer.Option(metavar="EMAIL", help="Of metrics of this owner.")]
Severity = Annotated[str | None, typer.Option(metavar="red|amber", help="Of this severity alone.")]


def snooze(context: typer.Context, metric: Metric, lasting: For, reason: Why, by: By = None) -> None:
    """Tell nobody of one metric for a while, 30 days at most. It outlives a recovery, and ends when the metric becomes worse.

    Example: `heartbeat alerts snooze late_orders --for 3d --reason "the warehouse counts stock"`
    """
    _make(context.obj, "snooze", {"metric_id": metric}, (lasting, reason, by))


def silence(  # noqa: PLR0913, PLR0917 - an option for each part of a matcher
    context: typer.Context,
    lasting: For,
    reason: Why,
    metric: MaybeMetric = None,
    area: Area = None,
    owner: Owner = None,
    severity: Severity = None,
    by: By = None,
) -> None:
    """Tell nobody of whatever matches, 365 days at most; all that you name must hold.

    Examples: `heartbeat alerts silence --area payments --for 8h --reason "the bank moves its core"` ·
    `heartbeat alerts silence late_orders --severity amber --for 90d --reason "amber is for the weekly meeting"`
    """
    _make(context.obj, "silence", _matcher(metric, area, owner, severity), (lasting, reason, by))


def mute(  # noqa: PLR0913, PLR0917 - an option for each part of a matcher
    context: typer.Context,
    reason: Why,
    metric: MaybeMetric = None,
    area: Area = None,
    owner: Owner = None,
    severity: Severity = None,
    by: By = None,
) -> None:
    """Tell nobody of whatever matches until somebody ends it. Screens show that it is muted, and by whom.

    Example: `heartbeat alerts mute late_orders --reason "it is looked at once a week"`
    """
    _make(context.obj, "mute", _matcher(metric, area, owner, severity), (None, reason, by))


def end(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Of the silence, as it was told when it was made.")],
    by: By = None,
) -> None:
    """End a snooze, a silence or a mute before its time. What is still wrong is told from now on.

    Example: `heartbeat alerts end 7`
    """
    with by_hand(context.obj) as (connection, now):
        done = end_silence(connection, number, by=by or login_name(), now=now)
    say(f"{done.silence['kind'].capitalize()} {number} has ended: {_names(done)}.")


def _make(settings: Settings, kind: str, matcher: dict[str, str], words: tuple[str | None, str, str | None]) -> None:
    lasting, reason, by = words
    if lasting is not None and (wrong := formats.duration(lasting)):
        raise typer.BadParameter(wrong, param_hint="--for")
    with by_hand(settings) as (connection, now):
        ends_at = None if lasting is None else now + timedelta(seconds=formats.seconds_of(lasting))
        asked = AskedSilence(kind, matcher, reason, None, ends_at)
        done = make_silence(connection, asked, by=by or login_name(), now=now)
        zone = ZoneInfo(settings_or_defaults(connection).timezone)
    until = "until somebody ends it" if ends_at is None else f"until {_until(ends_at, zone, now)}"
    say(f"{kind.capitalize()} {done.silence['silence_id']}, {until}: {_names(done)}.")
    say(f"Screens show it. `heartbeat alerts end {done.silence['silence_id']}` ends it.")


def _until(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment ahead is written as one behind, in the workspace's time zone."""
    is_near = moment - now < timedelta(days=6)
    return f"{moment.astimezone(zone):%a %H:%M}" if is_near else moment_text(moment, zone, now)


def _matcher(metric: str | None, area: str | None, owner: str | None, severity: str | None) -> dict[str, str]:
    given = {"metric_id": metric, "area": area, "owner": owner, "severity": severity}
    return {name: value for name, value in given.items() if value is not None}


def _names(done: Silenced) -> str:
    found: list[dict[str, Any]] = done.silence["metrics"]
    if not found:
        return "it matches no metric now"
    return f"{counted(len(found), 'metric')}, {few([metric['metric_id'] for metric in found])}"
