"""Sources and settings as JSON and back, for the registries in the database. Placeholders stay unexpanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from heartbeat.definitions.model import SourceDefinition, WorkspaceSettings

_AS_READ = frozenset(("people", "alerts"))  # hold lists, as YAML gave them


def source_to_json(source: SourceDefinition) -> dict[str, Any]:
    """A source as JSON can hold it: tuples become lists."""
    return {field.name: _plain(getattr(source, field.name)) for field in fields(source)}


def source_from_json(stored: Mapping[str, Any]) -> SourceDefinition:
    """A source as it was before `source_to_json`. A key that this version does not know is left out."""
    return SourceDefinition(**_arguments(stored, SourceDefinition))


def settings_to_json(settings: WorkspaceSettings) -> dict[str, Any]:
    """The settings as JSON can hold them: tuples become lists."""
    return {field.name: _plain(getattr(settings, field.name)) for field in fields(settings)}


def settings_from_json(stored: Mapping[str, Any]) -> WorkspaceSettings:
    """The settings as they were before `settings_to_json`. A key that this version does not know is left out."""
    return WorkspaceSettings(**_arguments(stored, WorkspaceSettings))


def _arguments(stored: Mapping[str, Any], kind: type[SourceDefinition | WorkspaceSettings]) -> dict[str, Any]:
    known = (field.name for field in fields(kind) if field.name in stored)
    return {name: stored[name] if name in _AS_READ else _frozen(stored[name]) for name in known}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
