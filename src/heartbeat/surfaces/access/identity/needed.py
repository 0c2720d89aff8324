"""Which role a request needs: to look `viewer`, to change something `operator`, and a short list of exceptions.

A route that is not in the list needs what its method says, so that a new one is closed from its first day.
"""

from __future__ import annotations

import re

from heartbeat.rules.access.roles import AccessRole

READING = frozenset({"GET", "HEAD", "OPTIONS"})
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


def needed_role(method: str, path: str, *, is_route: bool) -> AccessRole | None:
    """The least role that a request needs; none where everybody may ask.

    Args:
        method: of HTTP; HEAD is judged as GET.
        path: decoded, as routes are matched.
        is_route: whether a route takes this path. Below `/api/` and `/-/` a role is needed in any case: what is there is nobody's
            business. What is left are the files of the page, which hold no numbers.
    """
    asked = "GET" if method in READING else method
    if "\n" in path:
        return "admin"  # the guard refuses it before; the router would take it for the path without the line break
    for methods, pattern, role in _COMPILED:
        if asked in methods and pattern.fullmatch(path):
            return role
    if is_route or is_ours(path):
        return "viewer" if asked == "GET" else "operator"
    return None


def is_ours(path: str) -> bool:
    """Whether a path is one of the API, not one of the page."""
    return path in _OURS or path.startswith(tuple(f"{part}/" for part in _OURS))
