"""A candidate: a metric that somebody may want, with the reasons for it and the questions that only a person can answer."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from heartbeat.definitions.model import Direction, Period
from heartbeat.definitions.parse.metric_header import MAX_NAME
from heartbeat.measure.discovery.wording import capital

_LINES = (
    "# norm_value:      # from where on does somebody act? A contract, a regulator or an owner says it, never these data\n"
    "# alert_value:     # from where on is it an emergency, and who says so?"
)
_STORY = "To fill in: who loses how much, after how long? Who is told, and what do they do then?"


@dataclass(frozen=True)
class Candidate:
    """A draft and its reasons. `sql` is the value statement without its `;`.

    `points` are the reasons of its rank in words, each with what it counts; `no_past` says why the past cannot be rebuilt.
    """

    metric_id: str
    name: str
    period: Period
    unit: str
    direction: Direction
    description: str
    methodology: str
    sql: str
    table: str
    sources: tuple[str, ...]
    why: str
    points: tuple[tuple[str, int], ...]
    questions: tuple[str, ...]
    no_past: str | None = None
    code: str = ""

    @property
    def score(self) -> int:
        """What its reasons count together."""
        return sum(points for _, points in self.points)


def draft(candidate: Candidate) -> str:
    """The text of the metric file that a candidate would be: complete but for its story and its lines."""
    least = ["min_n: 20"] if candidate.unit == "ratio" or "percentile" in candidate.sql else []
    past = [f"backfill: no       # {candidate.no_past}"] if candidate.no_past else []
    header = [
        f"name: {_yaml(candidate.name)}",
        f"code: {candidate.code}",
        f"period: {candidate.period}",
        f"unit: {candidate.unit}",
        f"direction: {candidate.direction}",
        _LINES,
        *least,
        *past,
        f"description: {_yaml(candidate.description)}",
        "how_to_read: |",
        f"  {_STORY}",
        "methodology: |",
        *(f"  {line}" for line in candidate.methodology.splitlines()),
        f"sources: [{', '.join(candidate.sources)}]",
    ]
    return "\n".join(["/*", *header, "*/", "-- value", f"{candidate.sql};"]) + "\n"


def _yaml(text: str) -> str:
    """A text as a header needs it: in quotes where it would read as something else."""
    is_plain = text[:1].isalnum() and not re.search(r": |:$| #", text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def short_name(*choices: str) -> str:
    """The first choice that fits on a tile, else as much of the last as does."""
    for name in choices:
        if len(name) <= MAX_NAME:
            return capital(name)
    words = choices[-1][: MAX_NAME + 1].split(" ")
    return capital(" ".join(words[:-1]) if len(words) > 1 else choices[-1][:MAX_NAME])


def free_id(wanted: str, taken: Collection[str]) -> str:
    """A metric id that nobody has: the wanted one, or with a number behind it."""
    base = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_")[:58].rstrip("_")
    base = base if base[:1].isalpha() else f"m_{base}"
    return next(name for number in range(1, 10_000) if (name := base if number == 1 else f"{base}_{number}") not in taken)


def free_code(name: str, taken: Collection[str]) -> str:
    """Four capital letters or digits that nobody has: of the initials, else of the first word's letters, else numbered."""
    words = re.findall(r"[A-Z0-9]+", name.upper()) or ["METRIC"]
    letters = "".join(words) + "XXXX"
    initials = "".join(word[0] for word in words)
    wanted = [(initials + words[-1][1:] + "XXXX")[:4], (words[0][:2] + words[-1][:2] + "XX")[:4], letters[:4]]
    numbered = (f"{letters[:2]}{number:02}" for number in range(100))
    more = (f"{letters[0]}{number:03}" for number in range(1000))
    found: str = next(code for code in (*wanted, *numbered, *more) if code not in taken)
    return found
