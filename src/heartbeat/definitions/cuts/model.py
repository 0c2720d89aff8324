"""What the files below `cuts/` declare, as frozen objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

CUT_ID = re.compile(r"[a-z][a-z0-9_]{2,62}")
CutRole = Literal["explains", "drilldown"]
"""`explains`: shows why the metric is what it is. `drilldown`: lists what it is made of."""
CUT_ROLES: tuple[CutRole, ...] = get_args(CutRole)


@dataclass(frozen=True)
class CutDefinition:
    """One module of `cuts/`. `definition_hash` changes with what it computes, not with its texts."""

    cut_id: str
    page: str
    file: str  # below the workspace, with forward slashes
    title: str
    order: int
    chart: str
    windows: tuple[str, ...]
    window_default: str
    how_to_read: str
    text: str  # the module as it stands in its file
    methodology: str | None = None
    sources: tuple[str, ...] = ()
    metrics: Mapping[str, CutRole] = field(default_factory=dict)
    owner: str | None = None
    definition_hash: str = ""
    content_hash: str = ""


@dataclass(frozen=True)
class AuditPage:
    """One page of cuts. `text` is the Markdown of `cuts/<page>.md` without its title, '' where there is no such file."""

    page: str
    title: str
    file: str | None
    text: str
    content_hash: str = ""


@dataclass(frozen=True)
class ChartModule:
    """A chart that the workspace draws itself: `cuts/<kind>.chart.js`."""

    kind: str
    file: str
    text: str
    content_hash: str = ""
