"""Rows whose columns nobody declared arrive in Postgres with every value as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import set_json_loads

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records.shape import KnownTypes, Shape
from heartbeat.ingest.records.spool import Spool
from heartbeat.ingest.tables.model import Column
from postgres_fixtures import Cluster

NOTHING = KnownTypes({}, {})


@pytest.fixture(scope="module")
def postgres(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(cluster.admin_url, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.prepare_threshold = None  # each table is another one
        set_json_loads(lambda text: json.loads(text, parse_float=Decimal), connection)
        yield connection


def copied(postgres: psycopg.Connection[Any], spool: Spool, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The rows as Postgres holds them."""
    names = [sql.Identifier(column.landed) for column in columns]
    types = [sql.SQL("{} {}").format(name, sql.SQL(column.type_name)) for name, column in zip(names, columns, strict=True)]
    postgres.execute("drop table if exists pg_temp.rows")
    postgres.execute(sql.SQL("create temp table rows (line bigserial, {})").format(sql.SQL(", ").join(types)))
    listed = sql.SQL(", ").join(names)
    statement = sql.SQL("copy pg_temp.rows ({}) from stdin (format csv, header)").format(listed)
    with postgres.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in spool.csv(columns):
            copy.write(piece)
    found = postgres.execute(sql.SQL("select {} from pg_temp.rows order by line").format(listed)).fetchall()
    return [dict(zip([column.landed for column in columns], row, strict=True)) for row in found]


def landed(postgres: psycopg.Connection[Any], folder: Path, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shape = Shape("thing", NOTHING)
    with Spool(folder, "thing", shape) as spool:
        spool.add(records)
        assert not any(folder.iterdir())  # a kill would leave no row there
        return copied(postgres, spool, shape.columns(is_whole=True))


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", '"', "\\.", "a,b", "a\nb", "\r\n", " x ", "NULL", "\\N", "0042", "1.50"]
)
NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=7)
NESTED = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]))
RECORDS = st.fixed_dictionaries(
    {"id": st.integers(-(2**63), 2**63 - 1)},
    optional={
        "number": st.none() | NUMBERS,
        "text": st.none() | TEXTS.map(lambda text: f"{text}x"),
        "flag": st.none() | st.booleans(),
        "moment": st.none() | MOMENTS.filter(lambda moment: 2 <= moment.year <= 9998),
        "day": st.none() | st.dates(),
        "bytes": st.none() | st.binary(max_size=6),
        "uuid": st.none() | st.uuids(),
        "nested": st.none() | st.dictionaries(TEXTS, NESTED, max_size=3),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=8))
def test_every_record_comes_back_as_it_was(
    records: list[dict[str, Any]], postgres: psycopg.Connection[Any], tmp_path: Path
) -> None:
    found = landed(postgres, tmp_path, records)
    names = set().union(*found)
    assert found == [{name: record.get(name) for name in names} for record in records]
    lost = {name for record in records for name, value in record.items() if value is not None} - names
    assert not lost


def test_odd_numbers_and_moments_keep_their_value(postgres: psycopg.Connection[Any], tmp_path: Path) -> None:
    record = {
        "big": Decimal("1E+30"), "small": Decimal("1E-30"), "nan": Decimal("NaN"), "float": 0.1, "endless": float("inf"),
        "moment": "2026-02-28T10:00:00.1234567+0200", "span": timedelta(days=-1, microseconds=5), "uuid": UUID(int=7),
        "day": date(1, 1, 1), "local": datetime.fromisoformat("2026-01-01"),
        "either": {"when": datetime(2026, 1, 1, tzinfo=UTC), "b": b"\1"},
    }  # fmt: skip
    (found,) = landed(postgres, tmp_path, [record, {"either": "x"}])[:1]
    assert found["nan"].is_nan()
    assert found["moment"] == datetime(2026, 2, 28, 8, 0, 0, 123457, tzinfo=UTC)
    assert found["either"] == {"when": "2026-01-01T00:00:00+00:00", "b": "\\x01"}
    same = record.keys() - {"nan", "moment", "either"}
    assert {name: found[name] for name in same} == {name: record[name] for name in same}


def test_objects_beside_texts_are_both_kept_as_json(postgres: psycopg.Connection[Any], tmp_path: Path) -> None:
    found = landed(postgres, tmp_path, [{"x": "a"}, {"x": {"a": Decimal("1.10")}}, {"x": 5}, {"x": None}])
    assert [row["x"] for row in found] == ["a", {"a": Decimal("1.10")}, 5, None]


@pytest.mark.parametrize(
    "value", ["a\0b", {"a": "b\0"}, {"deep\0": 1}, "half \ud800", [{"x": float("nan")}], [Decimal("Infinity")]]
)
def test_a_value_that_postgres_cannot_hold_is_told_with_row_and_column(
    value: Any, postgres: psycopg.Connection[Any], tmp_path: Path
) -> None:
    with pytest.raises(SourceRejected, match=r"Row 1002 of thing was refused: `note` holds .*"):
        landed(postgres, tmp_path, [{"note": None, "id": at} for at in range(1001)] + [{"note": value, "id": 2}])


def test_a_text_that_only_spells_nul_is_kept(postgres: psycopg.Connection[Any], tmp_path: Path) -> None:
    assert landed(postgres, tmp_path, [{"x": {"a": "\\u0000"}}]) == [{"x": {"a": "\\u0000"}}]
