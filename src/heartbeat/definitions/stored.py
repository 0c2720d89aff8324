"""Sources and settings as JSON and back, for the registries in the database. Placeholders stay unexpanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from heartbeat.definitions.kinds import FileSet, FilesReading, RestEndpoint, RestReading, WebhookReading
from heartbeat.definitions.model import SourceDefinition, WorkspaceSettings

Stored = TypeVar("Stored")

_AS_READ = frozenset(("people", "alerts", "pagination"))  # hold lists, as YAML gave them


def source_to_json(source: SourceDefinition) -> dict[str, Any]:
    """A source as JSON can hold it: tuples become lists."""
    return {field.name: _plain(getattr(source, field.name)) for field in fields(source)}


def source_from_json(stored: Mapping[str, Any]) -> SourceDefinition:
    """A source as it was before `source_to_json`. A key that this version does not know is left out."""
    parts = {**stored}
    if rest := stored.get("rest"):
        endpoints = tuple(_restored(endpoint, RestEndpoint) for endpoint in rest["endpoints"])
        parts["rest"] = _restored({**rest, "endpoints": endpoints}, RestReading)
    if files := stored.get("files"):
        parts["files"] = _restored({**files, "files": tuple(_restored(one, FileSet) for one in files["files"])}, FilesReading)
    if webhook := stored.get("webhook"):
        parts["webhook"] = _restored(webhook, WebhookReading)
    return _restored(parts, SourceDefinition)


def settings_to_json(settings: WorkspaceSettings) -> dict[str, Any]:
    """The settings as JSON can hold them: tuples become lists."""
    return {field.name: _plain(getattr(settings, field.name)) for field in fields(settings)}


def settings_from_json(stored: Mapping[str, Any]) -> WorkspaceSettings:
    """The settings as they were before `settings_to_json`. A key that this version does not know is left out."""
    return _restored(stored, WorkspaceSettings)


def _restored(stored: Mapping[str, Any], kind: type[Stored]) -> Stored:
    known = (field.name for field in fields(kind) if field.name in stored)  # type: ignore[arg-type]  # each is a dataclass
    return kind(**{name: stored[name] if name in _AS_READ else _frozen(stored[name]) for name in known})


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
