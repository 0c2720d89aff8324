"""What an edit stands on: the header `If-Match` (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def etag_of(edit_version: str) -> str:
    """The version as a header carries it."""
    return f'"{edit_version}"'


def versions_in(if_match: str | None) -> frozenset[str] | None:
    """The versions that an edit may stand on; `None` for `*`, which takes it as it is.

    A weak tag matches nothing: what looks alike is not what was seen. A version without its quotes is taken for one with them.

    Raises:
        HTTPException: 428, the header is missing.
    """
    if if_match is None or not if_match.strip():
        raise HTTPException(428)
    if if_match.strip() == "*":
        return None
    tags = [(weak, tag) for weak, tag in _TAG.findall(if_match)]
    return frozenset(tag for weak, tag in tags if not weak) if tags else frozenset({if_match.strip()})
