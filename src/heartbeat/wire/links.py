"""Where a link in the text of an audit page, a cut or a metric leads: files of the workspace become pages of the product."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

_ELSEWHERE = ("http://", "https://", "mailto:", "/", "#")
_ADDRESSES = (
    (re.compile(r"cuts/(\w+)\.md"), "/audit/"),
    (re.compile(r"cuts/(\w+)\.py"), "/docs/cuts/"),
    (re.compile(r"docs/(.+)\.md"), "/docs/company/"),
    (re.compile(r"metrics/(?:.+/)?(\w+)\.sql"), "/metrics/"),
)


def link_of(href: str, folder: str = "cuts") -> str:
    """A link as people follow it: `../docs/payments.md#terms` is `/docs/company/payments#terms`; `#` for any other file.

    It is read from the folder of the file that says it.
    """
    if href.startswith(_ELSEWHERE):
        return href
    target, mark, fragment = href.partition("#")
    file = posixpath.normpath(posixpath.join(folder, unquote(target)))
    for pattern, address in _ADDRESSES:
        if match := pattern.fullmatch(file):
            return f"{address}{match[1]}{mark}{fragment}"
    return "#"
