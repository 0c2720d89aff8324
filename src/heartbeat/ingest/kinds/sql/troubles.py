"""What a database or its driver said, told to a person: without values, without passwords, and with what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import sqlalchemy as sa

from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable

_LOGIN = {1044, 1045, 1049, 1130, 1251, 1698, 2059, 3118, 3159, 4151}  # of MySQL and MariaDB: it answers, and lets us not in
_NO_RIGHT = {1142, 1143, 1227, 1345, 1356, 1370}
_AWAY = {1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 3169, 4031}
_QUOTES_A_VALUE = {1292, 1366, 1367, 1411, 1525}  # of MySQL and MariaDB: a value that is no number, no date ...
_QUOTED = re.compile(r"['\"](.*)['\"]")  # from the first to the last, since a value may hold some
_LONGEST = 300
_SQLITE_AWAY = ("unable to open database file", "disk i/o error", "database is locked", "database table is locked", "readonly")
_AGAIN = "Check that it runs and can be reached from here; it is tried again with the next beat."
_BROKEN = "Nothing of this run was published; it is tried again with the next beat."
_GRANT = "Grant select on it to the user of the source's url, or name the table in `skip_tables`."
_NO_TLS = "Let the server offer TLS, over which the password may go, or install that package beside Heartbeat."
_CORRECT = "Correct it at the source, or name the table in `skip_tables`."

Step = Literal["login", "begin", "read"]


@contextmanager
def translated(where: str, step: Step = "read") -> Iterator[None]:
    """Tell what goes wrong meanwhile in our words.

    Raises:
        SourceUnreachable: the database is away.
        SourceRejected: it answers, and refuses.
    """
    try:
        yield
    except (sa.exc.SQLAlchemyError, UnicodeError) as error:
        raise explained(error, where, step) from None  # a driver may repeat a value, or the url
    except (RuntimeError, OSError) as error:
        if step != "login":
            raise
        raise explained(error, where, step) from None


def explained(error: Exception, where: str, step: Step) -> IngestError:
    """An error of SQLAlchemy, or of the driver below it, as one of ours."""
    told = said(error)
    if is_away(error, connecting=step == "login"):
        if step == "read":
            return SourceUnreachable(f"The connection to {where} broke: {told}", hint=_BROKEN)
        return SourceUnreachable(f"The source {where} does not answer: {told}", hint=_AGAIN)
    if step == "login":
        hint = _NO_TLS if "cryptography" in told else "Check its url."
        return SourceRejected(f"The source {where} refused the login: {told}", hint=hint)
    hint = _GRANT if _code(error) in _NO_RIGHT else _CORRECT
    return SourceRejected(f"The source {where} refused: {told}", hint=hint)


def is_away(error: Exception, *, connecting: bool) -> bool:
    """Whether the database is away or busy, rather than unwilling: time may mend that."""
    if isinstance(error, ConnectionError | TimeoutError):
        return True
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    code, text = _code(error), str(error.orig).lower()
    if code is not None:
        return code in _AWAY or (error.connection_invalidated and code not in _LOGIN)
    if any(part in text for part in _SQLITE_AWAY):
        return True
    return error.connection_invalidated or (connecting and isinstance(error, sa.exc.OperationalError) and "auth" not in text)


def said(error: Exception) -> str:
    """What the database said, in its first line, without values."""
    original = error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig is not None else error
    text = str(original.args[-1] if original.args else original)
    if isinstance(original, UnicodeError):
        return "it sent text that is not in the encoding that it promised"
    code = _code(error)
    if code in _QUOTES_A_VALUE or (code is None and isinstance(error, sa.exc.DataError)):
        text = _QUOTED.sub("'…'", " ".join(text.split()))
    first = " ".join(text.strip().split("\n")[0].split())[:_LONGEST]
    return f"{first} ({code})" if code is not None else first


def _code(error: Exception) -> int | None:
    """The number of an error of MySQL or MariaDB."""
    original = getattr(error, "orig", None)
    arguments = original.args if isinstance(original, BaseException) else ()
    return arguments[0] if len(arguments) > 1 and isinstance(arguments[0], int) else None
