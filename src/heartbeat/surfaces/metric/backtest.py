"""The answer of a backtest: the windows of the lines as they are, those of the proposed ones, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import psycopg

from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.verdicts.latest import LatestValue, read_latest_value
from heartbeat.readings.verdicts.proposal import Proposal
from heartbeat.readings.verdicts.ruling import RuledMetric, read_ruled_metric
from heartbeat.rules.alerts.paging import clear_line
from heartbeat.rules.backtest.days import WINDOWS, Ruling, Window
from heartbeat.rules.backtest.trial import backtest
from heartbeat.rules.backtest.words import stretch_text, window_text
from heartbeat.rules.numbers import Style, line_text

_TOLD = 1  # the window that the sentence tells of: 90 days


def backtest_document(
    connection: psycopg.Connection[Any], metric_id: str, proposal: Proposal, *, now: datetime
) -> dict[str, Any]:
    """What a proposal would have made of the last 30, 90 and 365 days, beside the lines as they are. Changes nothing.

    Raises:
        MetricNotFound: no such metric is registered.
        ChangeRefused: the proposed lines contradict each other or the direction.
    """
    metric = read_ruled_metric(connection, metric_id, now=now)
    settings = read_workspace(connection).settings
    style = Style(metric.unit, metric.decimals, settings.currency, settings.locale)
    latest = read_latest_value(connection, metric_id)
    present = _told(metric, metric.ruling, style, latest)
    proposed = _told(metric, proposal.applied(metric_id, metric.ruling), style, latest) if proposal.changes else None
    own = metric.record.own
    return {
        **{name: getattr(metric, name) for name in ("metric_id", "code", "name", "unit", "verification_state", "owner")},
        "direction": metric.ruling.lines.direction,
        "through": metric.record.through,
        "first_day": own[0].d if own else None,
        "known_days": len(own),
        "present": present,
        "proposed": proposed,
        "sentence": _sentence(proposal, present if proposed is None else proposed),
        "hint": _hint(metric),
    }


def _told(metric: RuledMetric, ruling: Ruling, style: Style, latest: LatestValue | None) -> dict[str, Any]:
    lines, paging = ruling.lines, ruling.paging
    return {
        "norm_value": lines.norm_value,
        "alert_value": lines.alert_value,
        "clear": paging.clear_value,
        "page_on": paging.page_on,
        "for": paging.for_readings,
        "keep": paging.keep_readings,
        "min_n": ruling.min_n,
        "norm_text": line_text(lines.norm_value, style),
        "alert_text": line_text(lines.alert_value, style),
        "clear_text": line_text(clear_line(lines, paging), style),
        "status_now": None if latest is None else latest.status_by(ruling),
        "windows": [_window(window) for window in backtest(metric.record, ruling)],
    }


def _window(window: Window) -> dict[str, Any]:
    stretch = window.longest_red
    longest = stretch and {"days": stretch.days, "first": stretch.first, "last": stretch.last, "text": stretch_text(stretch)}
    return {**asdict(window), "longest_red": longest, "text": window_text(window)}


def _sentence(proposal: Proposal, told: Mapping[str, Any]) -> str:
    text = told["windows"][_TOLD]["text"]
    if not proposal.changes:
        return f"By its lines of now this would have been {text}."
    parts = [_proposed(name, value, told) for name, value in proposal.changes.items()]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return f"With {listed} this would have been {text}."


def _proposed(name: str, value: object, told: Mapping[str, Any]) -> str:
    if value is None:
        return f"no {name}"
    texts = {"norm_value": "norm_text", "alert_value": "alert_text", "clear": "clear_text"}
    return f"{name} {told[texts[name]] if name in texts else value}"


def _hint(metric: RuledMetric) -> str:
    """What to do where the history is shorter than a year; empty where it is not."""
    own, record = metric.record.own, metric.record
    if own and own[0].d <= record.through - timedelta(days=max(WINDOWS) - 1):
        return ""
    found = (
        f"Only {len(own)} {'day' if len(own) == 1 else 'days'} of history" if own else "There is no history of its definition yet"
    )
    if metric.past == "none":
        return f"{found}, and the past of this metric cannot be computed."
    return f"{found}; `heartbeat backfill {metric.metric_id}` fills up to 400, as far as the data reach back."
