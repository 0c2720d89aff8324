"""What a server's answer to a connection means: "not now", or "not like this"."""

from __future__ import annotations

import re

# libpq gives no error code for a connection that was not made, so the words have to tell.
_REFUSED = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry|permission denied for database"
    r"|(?:role|database) \"[^\"]*\" does not exist|is not permitted to log in|no such (?:user|database)",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(r"starting up|shutting down|recovery mode|too many (?:connections|clients)|connection slots", re.IGNORECASE)


def is_refusal(answer: str) -> bool:
    """Whether the server refused for a reason that time does not mend: a wrong password, a role or a database that is missing."""
    return bool(_REFUSED.search(answer)) and not _NOT_NOW.search(answer)
