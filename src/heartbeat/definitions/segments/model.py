"""What the files of `segments/` declare, as frozen objects."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEGMENT_ID = re.compile(r"[a-z][a-z0-9_]{2,55}")
SEGMENTS = "segments"
"""The schema that metric SQL and cuts read."""
RESERVED = frozenset(("membership", "daily", "snapshot"))
"""The tables and views of the schema `segments`, which no segment may be called."""


@dataclass(frozen=True)
class SegmentDefinition:
    """One file of `segments/`: SQL with columns `entity` and `value`, one row for each entity that belongs to the segment."""

    segment: str
    file: str
    name: str
    entity: str  # what an entity is, in one word: client
    description: str
    values: tuple[str, ...]  # all there may be, from best to worst, as charts order them
    sql: str  # keeps `:as_of`
    tables: tuple[str, ...]  # 'dataset.table' that it reads, sorted
    uses_as_of: bool
    methodology: str | None = None
    owner: str | None = None
    definition_hash: str = ""
    content_hash: str = ""
