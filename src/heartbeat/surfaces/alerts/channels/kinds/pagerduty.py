"""PagerDuty, Events API v2: each incident is an event of its own, so that its end ends the page that it opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.wording.model import Row
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.answers import judged
from heartbeat.surfaces.alerts.channels.net.post import Answer, post_json

_EVENTS = "https://events.pagerduty.com/v2/enqueue"
_SEVERITIES = {"red": "critical", "amber": "warning"}
_LONGEST_SUMMARY, _LONGEST_KEY = 1024, 255


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Send one event for each incident of a message, or one for a digest or a test.

    After a failure half-way all are sent again with the same keys, and PagerDuty takes each key once.
    """
    text, url = dispatch.text, str(options.get("url") or _EVENTS)
    is_whole = text.form in {"digest", "test"} or not text.rows
    events = [_of_message(dispatch)] if is_whole else [_of_row(row, dispatch) for row in text.rows]
    answered = Delivery("delivered")
    for event in events:
        answer = post_json(url, {"routing_key": str(options["routing_key"]), **event}, reach)
        answered = answer if isinstance(answer, Delivery) else judged(answer, dispatch.now, _reason(answer))
        if answered.outcome != "delivered":
            break
    return answered


def _of_row(row: Row, dispatch: Dispatch) -> dict[str, Any]:
    """Its key is by the incident's number, so that it is the same in whatever message the incident is told."""
    key = f"heartbeat/{dispatch.workspace}/{row.incident_id}" if row.incident_id is not None else dispatch.dedup_key
    if row.is_good:
        return {"event_action": "resolve", "dedup_key": key[:_LONGEST_KEY]}
    details = {**dict(row.facts), **({"How to read": row.how_to_read} if row.how_to_read else {})}
    return _trigger(key, row.headline, _SEVERITIES[row.severity], dispatch, details, row.link)


def _of_message(dispatch: Dispatch) -> dict[str, Any]:
    """A digest opens one page, by its worst line; a test opens one that says it is nothing."""
    text = dispatch.text
    found = {row.severity for row in text.rows if not row.is_good}
    severity = next((_SEVERITIES[one] for one in ("red", "amber") if one in found), "info")
    return _trigger(dispatch.dedup_key, text.subject, severity, dispatch, {"text": text.body}, text.link)


def _trigger(  # noqa: PLR0913, PLR0917 - the fields of an event
    key: str, summary: str, severity: str, dispatch: Dispatch, details: Mapping[str, Any], link: str | None
) -> dict[str, Any]:
    return {
        "event_action": "trigger",
        "dedup_key": key[:_LONGEST_KEY],
        "client": "Heartbeat",
        "payload": {
            "summary": summary[:_LONGEST_SUMMARY],
            "source": f"heartbeat/{dispatch.workspace}",
            "severity": severity,
            "custom_details": dict(details),
        },
        **({"links": [{"href": link, "text": "Open in Heartbeat"}], "client_url": link} if link else {}),
    }


def _reason(answer: Answer) -> str | None:
    """What PagerDuty says is wrong: `errors` of its answer."""
    errors = answer.document().get("errors")
    told = "; ".join(str(error) for error in errors) if isinstance(errors, list) else ""
    return told or None
