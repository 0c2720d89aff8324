"""The key `pagination`: how the next page of an endpoint is asked for, in the words of dlt's REST source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields

_HINT = "Write a type and its keys: {type: json_link, next_url_path: next}."
_ENDLESS = "Give `total_path`, `has_more_path` or a maximum, or let it `stop_after_empty_page`."


def read_pagination(fields: Fields) -> dict[str, Any]:
    """What `pagination` declares: `type` and the keys of that type. Empty without it: it is found out then.

    A path that is written as null stays: it tells dlt not to look where it would by itself.
    """
    if not fields.has("pagination"):
        return {}
    if not fields.is_mapping("pagination") and not fields.is_list("pagination"):
        name = fields.choice("pagination", tuple(TYPES))
        if name == "offset":
            fields.reject("pagination", "{key} needs a limit.", "Write {type: offset, limit: 100}.")
        return {"type": name} if name else {}
    pages = fields.mapping("pagination", _HINT)
    return _read(pages) if fields.is_mapping("pagination") else {}


def _read(pages: Fields) -> dict[str, Any]:
    name = pages.required("type", f"Write one of: {', '.join(TYPES)}.")
    if name not in TYPES:
        pages.choice("type", tuple(TYPES))
        return {}
    if name == "offset":
        pages.required("limit", "Write how many rows one page holds: 100.")
    values = {key: read(pages, key) for key, read in TYPES[name].items()}
    found = {"type": name, **{key: value for key, value in values.items() if key in pages.keys()}}  # noqa: SIM118 - not a dict
    pages.refuse_unknown()
    _check_end(pages, found)
    return found


def _check_end(pages: Fields, found: dict[str, Any]) -> None:
    """A count of pages or rows ends somewhere: dlt refuses one that does not."""
    ends = ("maximum_page", "maximum_offset", "has_more_path")
    if found.get("stop_after_empty_page", True) or any(found.get(key) is not None for key in ends):
        return
    if "total_path" in found and found["total_path"] is None:
        pages.reject("stop_after_empty_page", "{key} is off, and nothing else ends the pages.", _ENDLESS)


def _text(pages: Fields, key: str) -> str | None:
    return pages.text(key, check=formats.placeholders)


def _flag(pages: Fields, key: str) -> bool:
    return pages.flag(key, default=True)


def _count(pages: Fields, key: str) -> int | None:
    return pages.whole(key, least=0, most=1_000_000_000)


def _some(pages: Fields, key: str) -> int | None:
    return pages.whole(key, least=1, most=1_000_000_000)


TYPES: dict[str, dict[str, Callable[[Fields, str], Any]]] = {
    "json_link": {"next_url_path": _text},
    "header_link": {"links_next_key": _text},
    "header_cursor": {"cursor_key": _text, "cursor_param": _text},
    "cursor": {"cursor_path": _text, "cursor_param": _text, "stop_after_empty_page": _flag, "has_more_path": _text},
    "offset": {
        "limit": _some, "offset": _count, "offset_param": _text, "limit_param": _text, "total_path": _text,
        "maximum_offset": _some, "stop_after_empty_page": _flag, "has_more_path": _text,
    },
    "page_number": {
        "base_page": _count, "page": _count, "page_param": _text, "total_path": _text,
        "maximum_page": _some, "stop_after_empty_page": _flag, "has_more_path": _text,
    },
    "single_page": {},
    "auto": {},
}  # fmt: skip
"""The keys of each type that mean something for GET, and how each is read; dlt has more, for the body of a request."""
