"""What lies in marts is what lies in MariaDB, cell by cell, as the plain driver reads it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from integration.ingest.landing_site import only
from integration.ingest.sql_site import SqlSite
from mariadb_fixtures import MariaDb

# Column: the type in marts, how each side is asked to show a value, and values.
PLAIN = ("cast({} as char)", "{}::text")
BYTES = ("hex({})", "upper(encode({}, 'hex'))")
NUMBER = ("cast(0 + {} as char)", "{}::text")
DOUBLE = ("cast({} as char)", "replace({}::text, 'e+', 'e')")
FLOAT = ("cast(cast({} * 1e0 as decimal(30,12)) as char)", "({}::double precision)::numeric(30,12)::text")
JSON = ("json_value({}, '$.a')", "{} ->> 'a'")
LETTERS = ("hex(cast(convert({} using utf8mb4) as binary))", "upper(encode(convert_to({}, 'UTF8'), 'hex'))")
EXACT = {
    "tinyint(1)": ("smallint", PLAIN, ["-128", "1", "127", "null"]),
    "boolean": ("smallint", PLAIN, ["true", "false", "7"]),
    "tinyint unsigned": ("smallint", PLAIN, ["255"]),
    "smallint": ("smallint", PLAIN, ["-32768"]),
    "smallint unsigned": ("integer", PLAIN, ["65535"]),
    "mediumint unsigned": ("integer", PLAIN, ["16777215"]),
    "int": ("integer", PLAIN, ["-2147483648"]),
    "int unsigned": ("bigint", PLAIN, ["4294967295"]),
    "int(8) zerofill": ("bigint", NUMBER, ["42"]),
    "bigint": ("bigint", PLAIN, ["-9223372036854775808", "9223372036854775807"]),
    "bigint unsigned": ("numeric(20,0)", PLAIN, ["18446744073709551615", "0"]),
    "decimal(65,30)": ("numeric(65,30)", PLAIN, [f"{'9' * 35}.{'9' * 30}", "-0.000000000000000000000000000001"]),
    "decimal(10,2) unsigned": ("numeric(10,2)", PLAIN, ["1.10", "null"]),
    "double": ("double precision", DOUBLE, ["0.1e0 + 0.2e0", "1.7976931348623157e308", "-2.5", "3e-308"]),
    "float": ("real", FLOAT, ["0.1", "16777215", "-3.75"]),
    "bit(1)": ("bigint", NUMBER, ["b'1'", "b'0'", "null"]),
    "bit(64)": ("numeric(20,0)", NUMBER, ["b'" + "1" * 64 + "'", "5"]),
    "year": ("smallint", NUMBER, ["1901", "2155", "0"]),
    "date": ("date", PLAIN, ["'1000-01-01'", "'9999-12-31'", "'2026-02-28'", "null"]),
    "datetime": ("timestamp without time zone", PLAIN, ["'2026-03-29 02:30:00'", "'2026-12-31 23:59:59'"]),
    "datetime(6)": ("timestamp without time zone", PLAIN, ["'2026-03-29 02:30:00.123456'", "'9999-12-31 23:59:59.999999'"]),
    "time(6)": ("interval", PLAIN, ["'-838:59:59.000001'", "'838:59:58.999999'", "'00:00:00.500001'"]),
    "char(5)": ("character varying(5)", LETTERS, ["'ab'", "''", "null"]),
    "varchar(20)": ("character varying(20)", LETTERS, ["''", "null", "'NULL'", "' x '", "'\\\\N'", "'Ünïcödé 🫀 漢字'"]),
    "varchar(9) character set latin1": ("character varying(9)", LETTERS, ["'Zürich ñ'"]),
    "text": ("text", LETTERS, ["''", "'a\nb\r\nc\td'", "'\\\\.'", "'x\n\\\\.\ny'", "'\"quoted\", and, commas'", "','", "'\"'"]),
    "longtext": ("text", LETTERS, ["repeat('ä', 70000)"]),
    "enum('sad','ok','')": ("text", LETTERS, ["'ok'", "''", "null"]),
    "set('a','b')": ("text", LETTERS, ["'a,b'", "''"]),
    "json": ("jsonb", JSON, ["""'{"a": 1.10, "b": [null]}'""", """'{"a": "ä\\\\n"}'""", "null"]),
    "binary(4)": ("bytea", BYTES, ["'ab'", "x'00ff0a0d'"]),
    "varbinary(9)": ("bytea", BYTES, ["''", "x'5c22002c'", "null"]),
    "longblob": ("bytea", BYTES, ["repeat(x'00ff', 70000)"]),
    "uuid": ("uuid", PLAIN, ["'00112233-4455-6677-8899-aabbccddeeff'"]),
    "inet6": ("inet", ("cast({} as char)", "host({})"), ["'2001:db8::1'"]),
    "point": ("text", ("ST_AsText({})", "{}"), ["point(1, 2.5)", "null"]),
}  # fmt: skip


@pytest.fixture
def site(database: Database, mariadb: MariaDb, crm_database: str, tmp_path: Path) -> SqlSite:
    return SqlSite(database, mariadb.url(crm_database), tmp_path / "work")


def test_values_and_types_arrive_exactly(site: SqlSite, mariadb: MariaDb, crm_database: str) -> None:
    most = max(len(values) for _, _, values in EXACT.values())
    columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(EXACT))
    with mariadb.connected(crm_database, sql_mode="NO_ENGINE_SUBSTITUTION") as cursor:
        cursor.execute(f"create table t (place int primary key, {columns})")
        for place in range(most):
            row = ", ".join(dict(enumerate(values)).get(place, "null") for _, _, values in EXACT.values())
            cursor.execute(f"insert into t values ({place}, {row})")
    assert only(site.run()).rows == most
    types = site.types("t")
    for number, (kind, (type_name, (there, here), _)) in enumerate(EXACT.items()):
        name = f"c{number}"
        assert types[name] == type_name, kind
        truth = mariadb.execute(f"select place, {there.format(name)} from t order by place", database=crm_database)
        assert site.marts(f"select place, {here.format(name)} from crm.t order by place") == truth, kind
