"""The errors of what people do about incidents and their messages."""

from __future__ import annotations

from heartbeat.errors.base import HeartbeatError


class AlertsError(HeartbeatError):
    """Something about incidents or their messages could not be done."""

    code = "alerts"


class IncidentNotFound(AlertsError):
    """No board has shown an incident of this number."""

    code = "incident-not-found"


class IncidentSettled(AlertsError):
    """The incident is closed, or somebody is on it already; nothing was changed."""

    code = "incident-settled"


class AlertRefused(AlertsError):
    """A comment, a silence or an acknowledgement cannot be as it is asked for."""

    code = "alert-refused"


class SilenceNotFound(AlertsError):
    """There is no silence of this number."""

    code = "silence-not-found"


class SilenceOver(AlertsError):
    """The silence has ended before."""

    code = "silence-over"


class ChannelNotFound(AlertsError):
    """heartbeat.yaml, as it is deployed, declares no channel of this name."""

    code = "channel-not-found"


class MessageNotFound(AlertsError):
    """There is no message of this number."""

    code = "message-not-found"
