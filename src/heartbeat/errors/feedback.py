"""The errors of what people tell about the cockpit."""

from __future__ import annotations

from heartbeat.errors.base import HeartbeatError


class FeedbackError(HeartbeatError):
    """Something about a message could not be done."""

    code = "feedback"


class FeedbackNotFound(FeedbackError):
    """There is no message of this id."""

    code = "feedback-not-found"


class FeedbackTooMuch(FeedbackError):
    """More messages came than people write; this one was not kept."""

    code = "feedback-too-much"
    retryable = True
