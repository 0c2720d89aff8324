"""What a server's answer means ("not now", or "not like this"), and how much of it may be repeated."""

from __future__ import annotations

import re

import psycopg

# libpq gives no error code for a connection that was not made, so the words have to tell.
_REFUSED = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry|permission denied for database"
    r"|(?:role|database) \"[^\"]*\" does not exist|is not permitted to log in|no such (?:user|database)",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(r"starting up|shutting down|recovery mode|too many (?:connections|clients)|connection slots", re.IGNORECASE)

_ABOUT_DATA = "22"  # the class of errors that quote the value they are about
_ABOUT_NAMES = ("2", "3", "4")  # what is not known, not there or not allowed: a name, which may have come from a cell
_QUOTE_NO_VALUE = {"22021", "22P04", "22P05"}  # but encodings, and columns of a COPY
# From the first quote to the last, since a value may hold some; other languages have others.
_QUOTED = re.compile(r"[\"«»„“”「」『』](.*)[\"«»„“”「」『』]", re.DOTALL)
_BARE = re.compile(r"(?<=: )-?\d[\d:. -]*$")  # of a date that make_date refuses, and of a time: without any quotes

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def is_refusal(answer: str) -> bool:
    """Whether the server refused for a reason that time does not mend: a wrong password, a role or a database that is missing."""
    return bool(_REFUSED.search(answer)) and not _NOT_NOW.search(answer)


def said(error: psycopg.Error, statement: str = "") -> str:
    """What the server said, without detail, context and the value of a cell; or the driver, in its first line.

    A value stays where it stands in the statement, for then its author wrote it. What is refused with a position in the
    statement was refused by the parser, which has seen no cell; a name that is looked up later (`cell::regclass`) may be one.
    """
    told = error.diag.message_primary or str(error).strip().split("\n")[0]
    code = error.sqlstate or ""
    if code in _QUOTE_NO_VALUE or not (code.startswith(_ABOUT_DATA) or _looked_up(error, statement)):
        return harmless(told)
    told = _QUOTED.sub(lambda found: found[0] if found[1] in statement else '"…"', told)
    return harmless(_BARE.sub(lambda found: found[0] if found[0] in statement else "…", told))


def harmless(told: str) -> str:
    """A text of the server without signs that order a terminal about, or that no XML can hold: names in SQL may have any."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", told)


def _looked_up(error: psycopg.Error, statement: str) -> bool:
    return bool(statement) and not error.diag.statement_position and (error.sqlstate or "").startswith(_ABOUT_NAMES)
