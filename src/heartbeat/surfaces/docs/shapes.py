"""What is asked of and answered about the documentation."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.surfaces.docs.book.page import Origin
from heartbeat.wire.shapes import Shape


class DocNodeShape(Shape):
    """An entry of the table of contents."""

    title: str
    path: str | None
    """Of its page; empty for the first one, null for a group without a page of its own."""
    children: tuple[DocNodeShape, ...]


class DocsShape(Shape):
    """The table of contents."""

    contents: tuple[DocNodeShape, ...]


class DocHeadingShape(Shape):
    """A heading of a page."""

    level: int
    text: str
    anchor: str


class DocNeighbourShape(Shape):
    """The page before or after one."""

    path: str
    title: str


class DocPageShape(Shape):
    """One page."""

    path: str
    title: str
    trail: tuple[str, ...]
    """The groups that it is in, the outermost first."""
    html: str
    """Safe as it is: raw HTML of the source is shown as text."""
    headings: tuple[DocHeadingShape, ...]
    markdown: str
    """Where its Markdown is."""
    origin: Origin
    file: str | None
    """Where it comes from, below the product's root or below the workspace."""
    previous: DocNeighbourShape | None
    next: DocNeighbourShape | None


class DocsQuery(BaseModel):
    """What to look for."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    q: str = Field(max_length=200)
    """Words, in any order; their beginnings do."""
    limit: int = Field(default=20, ge=1, le=100)


class ExcerptShape(Shape):
    """A part of an excerpt."""

    text: str
    is_hit: bool


class DocHitShape(Shape):
    """A section that has the words."""

    path: str
    title: str
    """Of its page."""
    heading: str
    anchor: str
    """Of the section; empty above the first heading."""
    trail: tuple[str, ...]
    excerpt: tuple[ExcerptShape, ...]


class DocHitsShape(Shape):
    """The best section of each page that has the words, the best first."""

    query: str
    hits: tuple[DocHitShape, ...]
