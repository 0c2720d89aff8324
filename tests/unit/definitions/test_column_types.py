"""Types that a file gives a column, as Postgres writes them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from heartbeat.definitions.parse.sources.column_types import normalised

WRITTEN: Mapping[str, str] = {
    "bool": "boolean",
    "INT": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "numeric": "numeric",
    "decimal(18, 2)": "numeric(18,2)",
    "numeric(5)": "numeric(5,0)",
    "numeric(3,-2)": "numeric(3,-2)",
    "float": "double precision",
    "float4": "real",
    "double  precision": "double precision",
    "text": "text",
    "varchar": "character varying",
    "varchar(20)": "character varying(20)",
    "character varying (20)": "character varying(20)",
    "char": "character(1)",
    "char(3)": "character(3)",
    "date": "date",
    "timestamp": "timestamp without time zone",
    "timestamp(3)": "timestamp(3) without time zone",
    "timestamptz": "timestamp with time zone",
    "timestamptz(0)": "timestamp(0) with time zone",
    "timestamp(3) with time zone": "timestamp(3) with time zone",
    "timestamp with time zone": "timestamp with time zone",
    "time": "time without time zone",
    "timetz(6)": "time(6) with time zone",
    "interval": "interval",
    "uuid": "uuid",
    "json": "json",
    "jsonb": "jsonb",
    "bytea": "bytea",
    "inet": "inet",
    "cidr": "cidr",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_type_is_normalised_and_stays_so(written: str) -> None:
    assert normalised(written) == WRITTEN[written]
    assert normalised(WRITTEN[written]) == WRITTEN[written]


@pytest.mark.parametrize(
    "written",
    [
        "", "money", "serial", "text[]", "numeric(", "numeric(0)", "numeric(1001)", "numeric(9,2,1)", "varchar(0)",
        "varchar(9,2)", "timestamp(7)", "date(3)", "uuid(3)", "text with time zone", "timestamptz with time zone",
        "text; drop table x",        "int(4)",
    ],
)  # fmt: skip
def test_what_is_no_plain_type_is_refused(written: str) -> None:
    assert normalised(written) is None
