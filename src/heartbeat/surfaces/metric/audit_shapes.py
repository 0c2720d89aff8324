"""What `heartbeat validate` found of a metric: the entries of its page, and one audit with its document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from heartbeat.wire.shapes import Shape, Utc

Level = Literal["pass", "warn", "fail"]


class AuditReasonShape(Shape):
    """A rule that spoke, how much it weighs, and its sentence."""

    code: str
    level: Level
    sentence: str


class AuditShape(Shape):
    """One audit without its document."""

    audit_id: int
    audited_at: Utc
    verdict: Level
    definition_hash: str
    is_of_this_definition: bool
    """False where the metric computes something else since."""
    file: str
    """Below the workspace; a later audit of the same day has replaced it there."""
    reasons: list[AuditReasonShape]
    """The worst first."""


class HeadingShape(Shape):
    """The title of a section, of level 1 or 2."""

    kind: Literal["heading"]
    text: str
    level: int


class ParagraphShape(Shape):
    """Running text."""

    kind: Literal["paragraph"]
    text: str


class BulletsShape(Shape):
    """A list of sentences."""

    kind: Literal["bullets"]
    items: list[str]


class TableShape(Shape):
    """Rows of cells; a header of empty cells only is none. `right` are the columns that hold numbers."""

    kind: Literal["table"]
    header: list[str]
    rows: list[list[str]]
    right: list[int]


class CodeShape(Shape):
    """SQL as it is written."""

    kind: Literal["code"]
    text: str


Block = Annotated[HeadingShape | ParagraphShape | BulletsShape | TableShape | CodeShape, Field(discriminator="kind")]


class AuditDocumentShape(Shape):
    """One audit, whole. `document` is Markdown; `content` the same as blocks of plain text, to be laid out without parsing."""

    audit_id: int
    metric_id: str
    audited_at: Utc
    verdict: Level
    definition_hash: str
    file: str
    reasons: list[AuditReasonShape]
    document: str
    content: list[Block]
