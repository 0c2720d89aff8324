"""What a JSON schema says, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heartbeat.surfaces.docs.generated import words
from heartbeat.wire.markdown import slug_of

Schema = Mapping[str, Any]


def type_of(schema: Schema) -> str:
    """The type of a value, with links to the shapes that it names."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](/docs/api/shapes#{slug_of(name)})"
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(type_of(each) for each in schema[choice]))
    if "enum" in schema:
        return ", ".join(words.code(value) for value in schema["enum"])
    if "const" in schema:
        return words.code(schema["const"])
    return _plain_type(schema)


def fields_of(shape: Schema) -> Iterator[tuple[str, str, str]]:
    """The fields of an object: name, type, what it means."""
    for name, schema in shape.get("properties", {}).items():
        yield name, type_of(schema), schema.get("description", "")


def _plain_type(schema: Schema) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    inside = schema.get("additionalProperties")
    if kind == "object" and isinstance(inside, Mapping):
        return f"object of {type_of(inside)}"
    form = schema.get("format")
    return f"{kind} ({form})" if form and kind else str(kind or "anything")
