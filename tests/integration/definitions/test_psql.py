"""A metric file is a file of SQL: psql runs it as it is, and the bound statement gives the same number."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from heartbeat.definitions.sql.tokens import bind_as_of, tokenize
from heartbeat.definitions.template import write_workspace
from heartbeat.definitions.workspace import load_workspace
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries

AS_OF = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOP = """
create schema shop_public;
create table shop_public.orders (id int, created_at timestamptz);
create table shop_public.payments (order_id int, created_at timestamptz);
insert into shop_public.orders select i, timestamptz '2026-11-20 06:00Z' + i * interval '1 minute' from generate_series(1, 10) i;
insert into shop_public.payments select i, timestamptz '2026-11-20 06:05Z' + i * interval '1 minute' from generate_series(1, 7) i;
insert into shop_public.payments values (8, '2026-11-20 09:00Z'), (9, '2026-11-20 12:30Z');
"""


@pytest.fixture
def shop(source_database: str) -> str:
    with psycopg.connect(source_database, autocommit=True) as connection:
        connection.execute(SHOP)
    return source_database


def test_psql_runs_the_example_metric_as_it_is(shop: str, tmp_path: Path) -> None:
    write_workspace(tmp_path, "Acme")
    psql = find_binaries(Account()).program("psql")
    command = [psql, "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-v", "as_of='2026-11-20 12:00Z'::timestamptz", "-f"]
    file = str(tmp_path / "metrics/sales/orders_paid.sql")
    done = subprocess.run([*command, file, shop], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout.strip()) == ("", "0.70000000000000000000|10")


def test_the_bound_statement_gives_the_same_number(shop: str, tmp_path: Path) -> None:
    write_workspace(tmp_path, "Acme")
    metric = load_workspace(tmp_path).workspace.metrics[0]
    with psycopg.connect(shop) as connection:
        row = psycopg.RawCursor(connection).execute(f"select * from ({bind_as_of(metric.sql.value)}) q", [AS_OF]).fetchone()
    assert row is not None
    assert (float(row[0]), row[1]) == (0.7, 10)


STATEMENTS = [
    "select 'a''b', e'a\\'b', U&'\\0041', $$;$$, $x$ ' $x$",
    "select 1.5e-3+.5, 1e3, 5-2, 5 - -2, @ -1, 2=-1, 1<2, 3<>4",
    "select '{\"a\": 1}'::jsonb->>'a', '{\"a\": 1}'::jsonb ? 'a', (array[1,2,3])[1:2]",
    'select "a;b".x as "c--d" from (values (1)) "a;b"(x)',
    "select /* /* ; */ ' */ 1 -- ;'\n, 2",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_tokens_written_apart_mean_the_same_to_postgres(source_database: str, sql: str) -> None:
    """Each token on a line of its own: were one cut wrongly, Postgres would read something else."""
    apart = "\n".join(token.text for token in tokenize(sql) if not token.is_silent)
    with psycopg.connect(source_database) as connection:
        assert psycopg.RawCursor(connection).execute(apart).fetchall() == psycopg.RawCursor(connection).execute(sql).fetchall()
