"""The error tree: its drawing is the classes, every code is stable, unique and explained to the person who meets it."""

import re

from architecture.source_tree import ROOT
from heartbeat import errors
from heartbeat.errors import HeartbeatError


def every_error() -> list[type[HeartbeatError]]:
    found, open_classes = [], [HeartbeatError]
    while open_classes:
        cls = open_classes.pop()
        found.append(cls)
        open_classes.extend(sub for sub in cls.__subclasses__() if sub.__module__.startswith("heartbeat.errors"))
    return found


def drawn() -> dict[str, tuple[int, bool]]:
    lines = re.findall(r"^([│├└─ ]*)(\w+)(\*?)$", errors.__doc__ or "", re.MULTILINE)
    return {name: (len(indent) // 4, star == "*") for indent, name, star in lines}


def test_the_drawing_equals_the_classes() -> None:
    depth = {cls.__name__: (len(cls.__mro__) - len(HeartbeatError.__mro__), cls.retryable) for cls in every_error()}
    assert drawn() == depth


def test_every_code_is_unique_and_kebab_case() -> None:
    codes = [cls.code for cls in every_error()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_every_code_is_documented() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [cls.code for cls in every_error() if f"`{cls.code}`" not in page] == []
