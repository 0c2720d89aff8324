"""`/api/alerts`: incidents, what people do about them, messages, and the rules as they apply."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from heartbeat.clock import database_clock
from heartbeat.readings.alerts.inbox.acts.incident import Acted, acknowledge, comment, release
from heartbeat.readings.alerts.inbox.acts.silences import AskedSilence, Silenced, end_silence, make_silence
from heartbeat.readings.alerts.inbox.acts.wishes import checked_name, refuse
from heartbeat.readings.alerts.inbox.incident import read_incident
from heartbeat.readings.alerts.inbox.listing import WantedIncidents, read_inbox
from heartbeat.readings.alerts.inbox.messages import WantedMessages, make_test, read_deliveries, read_delivery
from heartbeat.readings.alerts.inbox.standing import read_rules
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.surfaces.alerts.action_shapes import (
    AckedShape,
    ActRequest,
    AlertRefusedShape,
    CommentRequest,
    IncidentActed,
    SilenceMade,
    SilenceRequest,
)
from heartbeat.surfaces.alerts.message_shapes import ChannelTestShape, DeliveriesQuery, DeliveriesShape, DeliveryDocumentShape
from heartbeat.surfaces.alerts.rules_shapes import AlertRulesShape
from heartbeat.surfaces.alerts.secrets import redaction_of, with_unset, without_secrets
from heartbeat.surfaces.alerts.shapes import AlertsQuery, AlertsShape, IncidentDocumentShape
from heartbeat.wire.identity import Identity, identity_of
from heartbeat.wire.json_text import JsonAnswer
from heartbeat.wire.shapes import ErrorShape
from heartbeat.wire.site import Site, site_of

router = APIRouter(tags=["alerts"])
Here = Annotated[Site, Depends(site_of)]
Who = Annotated[Identity, Depends(identity_of)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Responses = dict[int | str, dict[str, Any]]

_NO_INCIDENT: Responses = {404: {"model": ErrorShape, "description": "No incident of this number"}}
_REFUSED: Responses = {422: {"model": AlertRefusedShape, "description": "It makes no sense; with every problem that it has"}}
_SETTLED: Responses = {409: {"model": AckedShape, "description": "It is closed, or who is on it is settled; with who did that"}}


@router.get("/api/alerts", summary="The inbox of incidents", operation_id="read_alerts", response_model=AlertsShape)
def read_alerts(asked: Annotated[AlertsQuery, Query()], site: Here) -> Response:
    """Incidents as the last board shows them, what is red and may not page, silences, and channels with their last proof."""
    with site.picture() as connection:
        now = database_clock(connection)()
        inbox = read_inbox(connection, WantedIncidents(asked.state, asked.before, asked.limit), now=now)
    return JsonAnswer({**inbox, "channels": with_unset(inbox["channels"], site.environment)})


@router.get(
    "/api/alerts/incidents/{incident_id}",
    summary="One incident with everything that happened",
    operation_id="read_incident",
    response_model=IncidentDocumentShape,
    responses=_NO_INCIDENT,
)
def read_one_incident(incident_id: Number, site: Here) -> Response:
    """One incident with its timeline, each message with every attempt, its evidence, and that judged again."""
    with site.picture() as connection:
        document = read_incident(connection, incident_id, now=database_clock(connection)())
        redaction = redaction_of(settings_or_defaults(connection), site.environment)
    return JsonAnswer({**document, "deliveries": without_secrets(document["deliveries"], redaction)})


@router.post(
    "/api/alerts/incidents/{incident_id}/acknowledge",
    summary="Say who is on it",
    operation_id="acknowledge_incident",
    response_model=IncidentActed,
    responses=_NO_INCIDENT | _SETTLED | _REFUSED,
)
def acknowledge_incident(incident_id: Number, asked: ActRequest, site: Here, who: Who) -> Response:
    """Take an incident on: reminders and escalation end until it becomes worse, and every screen says who is on it at once."""
    with site.connection() as connection:
        now = database_clock(connection)()
        return _acted(acknowledge(connection, incident_id, by=who.author(asked.by), now=now))


@router.post(
    "/api/alerts/incidents/{incident_id}/release",
    summary="Take an acknowledgement back",
    operation_id="release_incident",
    response_model=IncidentActed,
    responses=_NO_INCIDENT | _SETTLED | _REFUSED,
)
def release_incident(incident_id: Number, asked: ActRequest, site: Here, who: Who) -> Response:
    """Say that nobody is on it any more, whoever was: reminders and escalation go on."""
    with site.connection() as connection:
        now = database_clock(connection)()
        return _acted(release(connection, incident_id, by=who.author(asked.by), now=now))


@router.post(
    "/api/alerts/incidents/{incident_id}/comment",
    summary="Say something about an incident",
    operation_id="comment_incident",
    response_model=IncidentActed,
    responses=_NO_INCIDENT | _REFUSED,
)
def comment_incident(incident_id: Number, asked: CommentRequest, site: Here, who: Who) -> Response:
    """Keep a comment in the timeline of an incident, open or closed."""
    with site.connection() as connection:
        now = database_clock(connection)()
        return _acted(comment(connection, incident_id, asked.text, by=who.author(asked.by), now=now))


@router.post(
    "/api/alerts/silences",
    summary="Keep messages back for a while",
    operation_id="make_silence",
    status_code=201,
    response_model=SilenceMade,
    responses=_REFUSED,
)
def make_one_silence(asked: SilenceRequest, site: Here, who: Who) -> Response:
    """Snooze one metric, silence whatever matches, or mute it without an end. Nothing of it is hidden from any screen."""
    wanted = AskedSilence(asked.kind, asked.matcher, asked.reason, asked.starts_at, asked.ends_at)
    with site.connection() as connection:
        now = database_clock(connection)()
        return _silenced(make_silence(connection, wanted, by=who.author(asked.by), now=now), 201)


@router.post(
    "/api/alerts/silences/{silence_id}/end",
    summary="End a silence before its time",
    operation_id="end_silence",
    response_model=SilenceMade,
    responses={
        404: {"model": ErrorShape, "description": "No silence of this number"},
        409: {"model": ErrorShape, "description": "It has ended before"},
        **_REFUSED,
    },
)
def end_one_silence(silence_id: Number, asked: ActRequest, site: Here, who: Who) -> Response:
    """End it now, or call off one that is ahead. What is still wrong is told from now on."""
    with site.connection() as connection:
        now = database_clock(connection)()
        return _silenced(end_silence(connection, silence_id, by=who.author(asked.by), now=now), 200)


@router.get("/api/alerts/deliveries", summary="Messages", operation_id="read_deliveries", response_model=DeliveriesShape)
def read_messages(asked: Annotated[DeliveriesQuery, Query()], site: Here) -> Response:
    """A page of messages, each with what it tells, its content as it was sent, and every attempt."""
    wanted = WantedMessages(asked.channel, asked.state, asked.before, asked.limit)
    with site.picture() as connection:
        now, settings = database_clock(connection)(), settings_or_defaults(connection)
        found, older = read_deliveries(connection, wanted)
    deliveries = without_secrets(found, redaction_of(settings, site.environment))
    return JsonAnswer({"now": now, "timezone": settings.timezone, "deliveries": deliveries, "older": older})


@router.get(
    "/api/alerts/deliveries/{message_id}",
    summary="One message",
    operation_id="read_delivery",
    response_model=DeliveryDocumentShape,
    responses={404: {"model": ErrorShape, "description": "No message of this number"}},
)
def read_message(message_id: Number, site: Here) -> Response:
    """One message with every attempt: where a test is, for instance."""
    with site.picture() as connection:
        now, settings = database_clock(connection)(), settings_or_defaults(connection)
        found = read_delivery(connection, message_id)
    (delivery,) = without_secrets([found], redaction_of(settings, site.environment))
    return JsonAnswer({"now": now, "timezone": settings.timezone, "delivery": delivery})


@router.get("/api/alerts/rules", summary="Whom everything would tell", operation_id="read_rules", response_model=AlertRulesShape)
def read_alert_rules(site: Here) -> Response:
    """Channels, routes, quiet hours and escalation as they apply, and of each metric whom it would tell now, or why nobody."""
    with site.picture() as connection:
        rules = read_rules(connection, now=database_clock(connection)())
    return JsonAnswer({**rules, "channels": with_unset(rules["channels"], site.environment)})


@router.post(
    "/api/alerts/channels/{channel}/test",
    summary="Send a test message",
    operation_id="test_channel",
    status_code=202,
    response_model=ChannelTestShape,
    responses={404: {"model": ErrorShape, "description": "No channel of this name"}, **_REFUSED},
)
def test_channel(channel: Annotated[str, Path(max_length=200)], asked: ActRequest, site: Here, who: Who) -> Response:
    """Put a real message on its way; `GET /api/alerts/deliveries/{message_id}` tells what became of it."""
    by, problems = checked_name(who.author(asked.by))
    refuse("No test was made", problems)
    with site.connection() as connection:
        made = make_test(connection, channel, by=by, now=database_clock(connection)())
    return JsonAnswer(made, status_code=202)


def _acted(done: Acted) -> Response:
    return JsonAnswer({"board_version": done.board_version, "incident": done.incident})


def _silenced(done: Silenced, status: int) -> Response:
    return JsonAnswer({"board_version": done.board_version, "silence": done.silence}, status_code=status)
