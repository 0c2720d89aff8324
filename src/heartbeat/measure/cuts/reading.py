"""The connection that a cut gets: the query role's, rows as dicts, one read-only transaction from its beginning to its end."""

from __future__ import annotations

from typing import Any, NoReturn

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from heartbeat.db import connection_string

APPLICATION = "heartbeat cut"
_LOCK_SECONDS = 10.0
_READER_CHECK_MILLISECONDS = 2000  # how often the server looks whether a statement still has a reader


class TransactionEnded(Exception):
    """The module ended the transaction in which it reads, or tried to."""


class OneTransaction(psycopg.Connection[Any]):
    """A connection whose transaction only its opener ends."""

    def __exit__(self, *_: object) -> None:
        """`with conn:` ends nothing."""

    def commit(self) -> None:
        """Refuse: what is read before and after would be of two moments."""
        self._refuse("commit")

    def rollback(self) -> None:
        """Refuse, as `commit`."""
        self._refuse("roll back")

    def close(self) -> None:
        """Refuse, as `commit`: it is closed by the end of its process."""
        self._refuse("close its connection")

    def set_autocommit(self, value: bool) -> NoReturn:  # noqa: FBT001 - psycopg calls it so
        """Refuse, as `commit`."""
        self._refuse(f"set autocommit to {value}")

    def _refuse(self, what: str) -> NoReturn:
        raise TransactionEnded(f"compute may not {what}: it reads in one transaction, which ends by itself")


def open_reading(url: str, seconds: float) -> OneTransaction:
    """Open the connection, and its transaction: what `compute` reads is of one moment.

    Args:
        url: of the query role.
        seconds: that one statement may take.
    """
    conninfo = connection_string(url, APPLICATION)
    connection = OneTransaction.connect(conninfo, row_factory=dict_row)
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    limits = {
        "statement_timeout": int(seconds * 1000),
        "lock_timeout": int(min(_LOCK_SECONDS, seconds) * 1000),
        "client_connection_check_interval": _READER_CHECK_MILLISECONDS,
        "max_parallel_workers_per_gather": 0,  # a worker has memory of its own, and beats run beside
    }
    for name, value in limits.items():  # the query role may not call set_config
        connection.execute(sql.SQL("set local {} = {}").format(sql.SQL(name), value))
    return connection


def began_at(connection: OneTransaction) -> Any:
    """The moment at which the transaction began; None where it is broken, and nothing can be read in it any more."""
    if connection.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
        return None
    row: DictRow = connection.execute("select pg_catalog.transaction_timestamp() as at").fetchone() or {}
    return row.get("at")
