"""What is told about the cockpit, and the list of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from heartbeat.wire.shapes import Shape, Utc


def _storable(text: str) -> str:
    """Postgres keeps no NUL, and half of a surrogate pair is no text."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("holds a character that cannot be kept")
    return text


def _text(longest: int, shortest: int = 1) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


_OWN_PAGE = r"^/([^/\\\x00-\x1f][^\x00-\x1f]*)?$"
Name = Annotated[str, _text(100, 0), AfterValidator(_storable)]


class FeedbackRequest(BaseModel):
    """A message, and the page that it was written on."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    message: Annotated[str, _text(4000), AfterValidator(_storable)]
    page: Annotated[str, _text(500), Field(pattern=_OWN_PAGE), AfterValidator(_storable)]
    """Path and query of the page, without the host. One slash begins it: two would name another host."""
    page_version: Annotated[str, _text(50), AfterValidator(_storable)]
    """Version of the page in the browser, which may be older than the server."""
    told_by: Name = ""
    """Name of the person, where nobody signs in; empty when it is not known. Else the name of whoever is signed in counts."""


class FeedbackDone(BaseModel):
    """Whether a message is dealt with, and who says so."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    done: bool
    changed_by: Name = ""
    """Name of the operator. Required while nobody signs in; else the name of whoever is signed in counts."""


class FeedbackShape(Shape):
    """A message as it was told."""

    feedback_id: int
    told_at: Utc
    told_by: str | None
    """Null: nobody said who they are."""
    message: str
    page: str
    page_version: str
    done_at: Utc | None
    """Null: open."""
    done_by: str | None


class FeedbackList(Shape):
    """The newest 500 messages, open ones first."""

    open: int
    """In all, also beyond those listed."""
    done: int
    feedback: list[FeedbackShape]


class FeedbackTold(Shape):
    """The message was kept."""

    feedback_id: int
    told_at: Utc
