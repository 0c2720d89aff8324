"""A cut is computed in a child: what it gets, what it may return, and how its failures are told."""

from __future__ import annotations

import time

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseUnavailable
from integration.measure.cut_site import EMPTY, SLOW, computed, failure, figure


def test_a_cut_reads_rows_as_dicts_within_its_window(database: Database) -> None:
    body = """
        asked = "select %(start)s::timestamptz as s, %(end)s::timestamptz as e, %(timezone)s as z"
        row = conn.execute(asked, window.parameters).fetchone()
        return {"unit": "count", "labels": [row["s"], row["e"], row["z"]], "series": [{"name": window.key, "values": [1, 2, 3]}]}
    """
    result = computed(database, body)
    assert result.error is None
    assert result.payload["labels"] == ["2026-10-28T22:00:00+00:00", "2026-11-28T06:30:00+00:00", "Europe/Vilnius"]
    assert result.payload["series"] == [{"name": "30d", "values": [1, 2, 3]}]
    assert result.seconds > 0


def test_what_it_reads_is_read_by_the_query_role_in_one_read_only_snapshot(database: Database) -> None:
    asked = "current_user || ' ' || current_setting('transaction_read_only') || ' ' || current_setting('transaction_isolation')"
    told = figure(database, "row['told']", body=f'row = conn.execute("select {asked} as told").fetchone()')
    assert told == "hb_query on repeatable read"


def test_numbers_and_dates_of_postgres_need_no_conversion(database: Database) -> None:
    body = """
        row = conn.execute("select 12.50::numeric as n, date '2026-11-01' as d").fetchone()
        return {"unit": "EUR", "labels": [row["d"]], "series": [{"name": "Fees", "values": [row["n"]]}]}
    """
    assert computed(database, body).payload["series"][0]["values"] == [12.5]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 1 / 0", "cut-failed: cuts/fees.py, line 6: ZeroDivisionError: division by zero"),
        (
            'conn.execute("select nothing from nowhere")',
            'cuts/fees.py, line 6: UndefinedTable: relation "nowhere" does not exist',
        ),
        ("return [1]", "cuts/fees.py: compute returned list, not a dict"),
        ("return None", "compute returned NoneType, not a dict"),
        ('return {"unit": "EUR"}', "what compute returned is no stacked_bar: `labels` is missing, `series` is missing"),
        ('return {"unit": {1}}', "unit: a value of type set"),
        ('return {"unit": "x", "labels": [float("inf")], "series": []}', "labels.0: inf is no number"),
        ("import sys; sys.exit(3)", "line 6: SystemExit: compute may not end the process"),
        ("raise KeyboardInterrupt", "line 6: KeyboardInterrupt"),
        ("import os; os._exit(7)", "the process of the cut ended without an answer (exit code 7)"),
        ("import ctypes; ctypes.string_at(0)", "the process of the cut ended without an answer (exit code -11)"),
        ("return compute(conn, window=window)", "RecursionError"),
    ],
)
def test_a_failure_names_the_line_and_what_happened(database: Database, body: str, said: str) -> None:
    assert said in failure(database, body)


def test_a_payload_that_does_not_fit_leads_to_the_page_of_its_kind(database: Database) -> None:
    error = computed(database, 'return {"unit": "EUR"}').error
    assert error is not None
    assert error.hint.startswith("docs/charts.md has the payload of a chart of the kind `stacked_bar`")


def test_a_module_that_is_no_python_names_its_line(database: Database) -> None:
    assert "cuts/fees.py, line 3: SyntaxError" in failure(database, "pass", before="def (:")


def test_an_error_deep_in_a_library_names_the_line_of_the_module(database: Database) -> None:
    assert "cuts/fees.py, line 7: JSONDecodeError" in failure(database, "import json\njson.loads('{')")


def test_a_cell_is_not_repeated_in_a_failure(database: Database) -> None:
    said = failure(database, "conn.execute(\"select name::int from (values ('Jonas Jonaitis')) as t (name)\")")
    assert "InvalidTextRepresentation" in said
    assert "Jonas" not in said


def test_an_endless_loop_is_ended_at_its_deadline(database: Database) -> None:
    began = time.monotonic()
    assert failure(database, "while True: pass", seconds=1.0).startswith(
        "cut-timed-out: cuts/fees.py: the cut took longer than 1 s"
    )
    assert time.monotonic() - began < 8


def test_slow_sql_is_ended_with_its_line(database: Database) -> None:
    said = failure(database, f"x = 1\nconn.execute('{SLOW}')", seconds=1.0)
    assert said.startswith("cut-timed-out: cuts/fees.py, line 7: the cut took longer than 1 s")


def test_sql_that_lifted_its_timeout_is_ended_with_the_child(database: Database) -> None:
    body = f"""
        conn.execute("set statement_timeout = 0")
        conn.execute("set client_connection_check_interval = 0")
        conn.execute("{SLOW}")
    """
    assert failure(database, body, seconds=1.0).startswith("cut-timed-out")
    with database.connect(Role.WORKER, autocommit=True) as connection:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            left = connection.execute("select 1 from pg_stat_activity where application_name = 'heartbeat cut'").fetchone()
            if left is None:
                return
    pytest.fail("the session of the cut lives on")


def test_a_huge_payload_is_refused_with_its_size(database: Database) -> None:
    said = failure(database, 'return {"note": "x" * 3_000_000, "columns": []}', chart="own")
    assert "has 3.0 MB; 2.1 MB are the most" in said


def test_more_memory_than_a_cut_may_take_ends_it(database: Database) -> None:
    assert "MemoryError: it took more memory than a cut may" in failure(database, "x = bytearray(8 << 30)")


@pytest.mark.parametrize("statement", ["conn.commit()", "conn.rollback()", "conn.close()", "conn.autocommit = True"])
def test_a_cut_may_not_end_its_transaction(database: Database, statement: str) -> None:
    assert "line 6: compute may not" in failure(database, f"{statement}\nreturn {EMPTY}")


def test_a_cut_that_ends_its_transaction_in_sql_is_refused(database: Database) -> None:
    assert "compute may not commit" in failure(database, f'conn.execute("commit")\nreturn {EMPTY}')


def test_a_with_block_around_the_connection_ends_nothing(database: Database) -> None:
    assert computed(database, f"with conn:\n    conn.execute('select 1')\nreturn {EMPTY}").error is None


def test_an_error_that_the_module_heeds_itself_is_no_failure(database: Database) -> None:
    body = f"try:\n    conn.execute('select 1/0')\nexcept Exception:\n    pass\nreturn {EMPTY}"
    assert computed(database, body).error is None


def test_a_thread_that_a_module_leaves_does_not_hold_its_answer(database: Database) -> None:
    body = f"import threading, time\nthreading.Thread(target=time.sleep, args=(30,)).start()\nreturn {EMPTY}"
    assert computed(database, body).seconds < 10


def test_what_a_module_prints_is_heard_by_who_tries_it_and_bounded(database: Database) -> None:
    body = f"print('rows: 3')\nimport os; os.write(1, b'noise'); os.write(2, b'noise')\nprint('x' * 1_000_000)\nreturn {EMPTY}"
    result = computed(database, body)
    assert result.error is None
    assert result.printed.startswith("rows: 3\nxxx")
    assert len(result.printed) <= 4000


def test_freshness_is_that_of_the_source_read_longest_ago(database: Database) -> None:
    assert computed(database, f"return {EMPTY}", sources=("shop.orders",)).source_as_of is None


def test_a_database_that_is_away_is_no_failure_of_the_cut(database: Database) -> None:
    gone = {role: psycopg.conninfo.make_conninfo(url, host="/nowhere") for role, url in database.urls.items()}
    with pytest.raises(DatabaseUnavailable):
        computed(Database(database.prefix, gone), f"return {EMPTY}")
