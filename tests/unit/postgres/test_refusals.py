"""Telling "not now" from "not like this" by the words of the server."""

from __future__ import annotations

import pytest

from heartbeat.postgres.refusals import is_refusal


@pytest.mark.parametrize(
    "answer",
    [
        'FATAL:  password authentication failed for user "hb_app"',
        'FATAL:  database "heartbeat" does not exist',
        'FATAL:  role "hb_app" does not exist',
        'FATAL:  role "hb_app" is not permitted to log in',
        'FATAL:  permission denied for database "heartbeat"',
        'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "hb_app", database "heartbeat", no encryption',
        "fe_sendauth: no password supplied",
        "ERROR:  no such database: heartbeat",
    ],
)
def test_a_refusal_is_known(answer: str) -> None:
    assert is_refusal(f'connection failed: connection to server at "127.0.0.1", port 5432 failed: {answer}')


@pytest.mark.parametrize(
    "answer",
    [
        "FATAL:  the database system is starting up",
        "FATAL:  the database system is shutting down",
        "FATAL:  the database system is in recovery mode",
        "FATAL:  sorry, too many clients already",
        'FATAL:  too many connections for role "hb_app"',
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        "Connection refused",
        'connection to server on socket "/tmp/x/.s.PGSQL.5432" failed: No such file or directory',
        "could not translate host name",
        "couldn't get a connection after 5.00 sec",
    ],
)
def test_what_passes_by_itself_is_no_refusal(answer: str) -> None:
    assert not is_refusal(answer)
