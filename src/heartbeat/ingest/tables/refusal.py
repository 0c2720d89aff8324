"""What Postgres refused, told to a person: its first line alone, since the others repeat whole rows, and what can be done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from heartbeat.db import is_away
from heartbeat.errors import IngestError
from heartbeat.postgres.refusals import said

_AGAIN = "The next run tries again."
# Troubles of the server that holds the marts, which answers all the same. Postgres itself says nothing of what to do.
_NEXT = {
    "53100": f"The disk of the database that Heartbeat lands in is full: free space there. {_AGAIN}",
    "53200": (
        "The server of the database that Heartbeat lands in is out of memory, or of locks for so many tables: give it more "
        f"(`max_locks_per_transaction`), or load less. {_AGAIN}"
    ),
    "40P01": f"Somebody else waited for the same tables. {_AGAIN}",
    "55P03": f"Somebody else holds what it needs. {_AGAIN}",
    "57014": f"An administrator stopped it, or a `statement_timeout` of the loader's role, which it should not have. {_AGAIN}",
    "58030": f"The disk of the database that Heartbeat lands in fails: look at the log of that server. {_AGAIN}",
}


def what_next(sqlstate: str | None) -> str:
    """What a person can do about a trouble of the marts' server; '' for what is no such trouble."""
    return _NEXT.get(sqlstate or "", "")


def refusal(what: str, error: psycopg.Error) -> IngestError:
    """A refusal of the marts' server as an error of ingest, such as `webbank_core.payment could not be published`."""
    hint = what_next(error.sqlstate) or error.diag.message_hint or ""
    return IngestError(f"{what}: {said(error)} ({error.sqlstate}).", hint=hint)


def not_unique(where: str, why: str) -> IngestError:
    """The error of a table whose key, declared or found, is none."""
    hint = "Correct `primary_key` in the source's file, or the rows at the source."
    return IngestError(f"The key of {where} is not unique: {why}.", hint=hint)


def is_outage(error: Exception) -> bool:
    """Whether an error means that a server is away, which is nobody's fault and can be told to nobody there."""
    return isinstance(error, psycopg.OperationalError) and is_away(error)


@contextmanager
def refusals(what: str) -> Iterator[None]:
    """Tell what the marts' server refuses meanwhile in our words; an outage passes as it is."""
    try:
        yield
    except psycopg.Error as error:
        if is_outage(error):
            raise
        raise refusal(what, error) from error


def unforeseen(what: str, error: Exception) -> IngestError:
    """What has no better name, as an error of ingest."""
    if isinstance(error, psycopg.Error):
        return refusal(what, error)
    hint = f"Files of a run lie below {tempfile.gettempdir()}; TMPDIR names another place." if isinstance(error, OSError) else ""
    return IngestError(f"{what}: {type(error).__name__}: {error}", hint=hint)
