"""What a kind of source says about the keys of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, cast, get_args

from heartbeat.definitions.kinds import FilesReading, RestReading, WebhookReading
from heartbeat.definitions.model import SourceKind
from heartbeat.definitions.parse.fields import Fields

Reconcile = Literal["daily", "weekly", "off"]

SUPPORTED_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
"""A further kind is one more name there, a file of that name in `kinds/`, and its reader in room ingest."""
SHARED_KEYS = ("kind", "schedule", "deadline")
TABLE_KEYS = ("tables", "skip_tables", "drop_columns", "primary_key", "cursor", "lag", "reconcile", "indexes", "replace_ok")
"""Keys that speak of tables. A kind has those that mean something for it."""


@dataclass(frozen=True)
class Own:
    """What the keys of a kind declare. `schemas` of a kind without schemas is `("",)`."""

    url: str = ""
    schemas: tuple[str, ...] = ("",)
    rest: RestReading | None = None
    files: FilesReading | None = None
    webhook: WebhookReading | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of source: the keys it has beside the shared ones, how its own are read, and its default of `reconcile`.

    `why` is told to who writes a key that only other kinds have.
    """

    keys: tuple[str, ...]
    read: Callable[[Fields, str], Own]  # takes the file's keys and the source's id
    reconcile: Reconcile = "off"
    why: str = ""


def kind_of(name: str) -> Kind:
    """The kind of this name, one of `SUPPORTED_KINDS`; for any other name one that knows every key and reads none of them."""
    if name in SUPPORTED_KINDS:
        return cast("Kind", import_module(f"heartbeat.definitions.parse.sources.kinds.{name}").KIND)
    return Kind(keys=tuple(_kinds_by_key()), read=_read_nothing)


def misplaced(kind: str) -> Mapping[str, tuple[str, str]]:
    """Keys that this kind has not, while others have: for each the message and the hint."""
    why = kind_of(kind).why or "Remove it."
    return {
        key: (f"{{key}} is no key of a {kind} source.", f"{_spoken(kinds)} it. {why}") for key, kinds in _kinds_by_key().items()
    }


def _kinds_by_key() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in SUPPORTED_KINDS:
        for key in kind_of(name).keys:
            found.setdefault(key, []).append(name)
    return found


def _spoken(kinds: list[str]) -> str:
    return f"Kind {kinds[0]} has" if len(kinds) == 1 else f"Kinds {', '.join(kinds[:-1])} and {kinds[-1]} have"


def _read_nothing(fields: Fields, _: str) -> Own:
    for key in _kinds_by_key():
        fields.has(key)
    return Own()
