"""What people ask for of cuts: that they are computed anew."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.wire.shapes import Shape, Utc


class RefreshRequest(BaseModel):
    """Which window, and who asks."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    window: Annotated[str, Field(max_length=8)] | None = None
    """All of them where it is null."""
    trigger: Literal["ui", "api"] = "api"


class RefreshAnswer(Shape):
    """What is computed anew."""

    cut_id: str
    windows: list[str]
    requested_at: Utc
    """A snapshot that was computed after it has what was asked for."""


class RefreshedCutShape(Shape):
    """A cut with the windows that are computed anew."""

    cut_id: str
    windows: list[str]


class PageRefreshAnswer(Shape):
    """What is computed anew of a page."""

    page: str
    cuts: list[RefreshedCutShape]
    requested_at: Utc
