"""The fields of a segment's header, each with its rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields

MAX_NAME, MAX_VALUE, MAX_VALUES = 40, 40, 50
_ENTITY = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class SegmentHeader:
    """What a header says; what is wrong in it is a finding and stands here as if it were absent."""

    name: str
    entity: str
    description: str
    values: tuple[str, ...]
    methodology: str | None
    owner: str | None


def read_header(fields: Fields) -> SegmentHeader:
    """Read every field."""
    header = SegmentHeader(
        name=fields.required("name", f"Write what people call it, {MAX_NAME} characters at most.", check=_short_line),
        entity=fields.required("entity", "Write in one word what belongs to it: client.", check=_entity),
        description=fields.required("description", "Write one sentence: what it tells apart."),
        values=_values(fields),
        methodology=fields.text("methodology"),
        owner=fields.text("owner", check=formats.email),
    )
    fields.refuse_unknown()
    return header


def _values(fields: Fields) -> tuple[str, ...]:
    hint = "Write all values that there may be, from best to worst: [new, active, quiet]."
    values = fields.texts("values", check=_short_line, hint=hint)
    if not fields.has("values") or (not values and fields.is_list("values") and not fields.plain("values")):
        fields.reject("values", "{key} is missing.", hint)
    elif len(values) > MAX_VALUES:
        fields.reject("values", f"{{key}} names {len(values)} values.", f"{MAX_VALUES} are the most; group them.")
    return values


def _short_line(text: str) -> str | None:
    if "\n" in text:
        return "Write one line."
    return f"Write 1 to {MAX_VALUE} characters; this has {len(text)}." if not 0 < len(text) <= MAX_VALUE else None


def _entity(text: str) -> str | None:
    return None if _ENTITY.fullmatch(text) else "Write one word of lower-case letters, digits and _: client, card_account."
