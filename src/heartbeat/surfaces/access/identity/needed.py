"""Which role a request needs: to look `viewer`, to change something `operator`, and a short list of exceptions.

A route that is not in the list needs what its method says, so that a new one is closed from its first day.
"""

from __future__ import annotations

import re

from heartbeat.definitions.model import AccessRole
from heartbeat.surfaces.access.rules_of_entry import READING_METHODS

_EXCEPTIONS: tuple[tuple[str, str, AccessRole | None], ...] = (
    ("GET", r"/healthz|/readyz", None),
    ("GET|POST|DELETE", r"/api/session", None),
    ("GET|POST", r"/api/pairing", None),
    ("POST", r"/api/hooks/[^/]+", None),  # each delivery is signed
    ("GET", r"/api/access|/api/feedback", "operator"),
    ("POST", r"/api/feedback", "viewer"),
    ("POST", r"/api/tokens(/.*)?", "admin"),
)
_COMPILED = tuple((frozenset(methods.split("|")), re.compile(path), role) for methods, path, role in _EXCEPTIONS)
_OURS = ("/api", "/-")


def needed_role(method: str, path: str) -> AccessRole | None:
    """The least role that a request to a route, or to what is below `/api/` and `/-/`, needs; none where everybody may ask.

    What is left are the files of the page, which hold no numbers.

    Args:
        method: of HTTP; HEAD is judged as GET.
        path: decoded, as routes are matched.
    """
    asked = "GET" if method in READING_METHODS else method
    if "\n" in path:
        return "admin"  # the guard refuses it before; the router would take it for the path without the line break
    for methods, pattern, role in _COMPILED:
        if asked in methods and pattern.fullmatch(path):
            return role
    return "viewer" if asked == "GET" else "operator"


def is_ours(path: str) -> bool:
    """Whether a path is one of the API, not one of the page: a role is needed there even where no route is."""
    return path in _OURS or path.startswith(tuple(f"{part}/" for part in _OURS))
