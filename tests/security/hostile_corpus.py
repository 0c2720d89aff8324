"""The hostile statements as the files beside this one tell them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from heartbeat.errors import QueryTimedOut, WrongShape

FOLDER = Path(__file__).parent / "hostile"
_MANY = re.compile(r"<<(.*?) ?x (\d+)>>", re.DOTALL)
_LIMITS = ("stopped", "memory", "disk", "too long")  # which is met first, a busy machine decides
_NAMED = {
    "denied": "42501", "read only": "25006", "syntax": "42601", "no function": "42883", "no table": "42P01",
    "unknown name": "42704", "unknown parameter": "42P02", "overflow": "22003", "memory": "53200", "disk": "53400",
    "too deep": "54001", "too long": "54000", "not supported": "0A000",
}  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """One statement, the reason why it is tried, and what is to come of it, as one of several words."""

    name: str
    sql: str
    why: str
    expected: tuple[str, ...]

    def text(self, places: dict[str, str]) -> str:
        """The statement with what this server has put in, and what is written once and meant many times."""
        text = _MANY.sub(lambda found: found[1] * int(found[2]), self.sql)
        for place, real in places.items():
            text = text.replace(place, real)
        return text


def statements(kind: str) -> list[Hostile]:
    """All of one file."""
    rows = yaml.safe_load((FOLDER / f"{kind}.yaml").read_text())
    return [
        Hostile(f"{kind}-{number}", row["sql"], row["why"], _expected(str(row["expect"]))) for number, row in enumerate(rows, 1)
    ]


def _expected(words: str) -> tuple[str, ...]:
    return tuple(one for word in words.split(" or ") for one in (_LIMITS if word == "a limit" else (word,)))


def kinds() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def outcome(came: object) -> str:
    """What came of a statement, in the word or the code that the files have for it."""
    if isinstance(came, QueryTimedOut):
        return "stopped"
    if isinstance(came, WrongShape):
        return "wrong shape"
    if not isinstance(came, Exception):
        return "harmless"
    code = re.search(r"\((\w{5})\)", str(came))
    return next((name for name, state in _NAMED.items() if code and state == code[1]), code[1] if code else type(came).__name__)
