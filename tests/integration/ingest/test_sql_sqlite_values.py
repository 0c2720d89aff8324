"""Values of SQLite: what lies in marts is what lies in the file, and what does not fit its column is told and not changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from heartbeat.ingest.kinds import open_snapshot
from integration.ingest.landing_site import only, told_of
from integration.ingest.sql_site import Gathered, SqlSite, at_file, in_file, opened, reach_of
from memory import at_most_megabytes

ZONED, LOCAL = "timestamp with time zone", "timestamp without time zone"
HEX = "upper(encode({}, 'hex'))"
PLAIN = "{}::text"
# Declared: the type in marts, how marts are asked to show it, and values with what is shown.
EXACT: dict[str, tuple[str, str, dict[str, str | None]]] = {
    "integer": ("bigint", PLAIN, {"-9223372036854775808": "-9223372036854775808", "9007199254740993": "9007199254740993"}),
    "unsigned big int": ("bigint", PLAIN, {"7": "7", "null": None}),
    "decimal(10,2)": ("numeric", PLAIN, {"1.1": "1.1", "1.005": "1.005", "12": "12", "'x' is null": "0"}),
    "double precision": ("double precision", PLAIN, {"0.1 + 0.2": "0.30000000000000004", "9e999": "Infinity", "3": "3"}),
    "varchar(3)": ("text", PLAIN, {"''": "", "'longer'": "longer", "null": None, "'NULL'": "NULL", "'\\N'": "\\N", "5": "5"}),
    "text": (
        "text",
        "replace({}, chr(13), '<r>')",
        {
            "'x' || char(10) || '\\.' || char(10) || 'y'": "x\n\\.\ny", "'a\"b,c' || char(13, 10)": 'a"b,c<r>\n',
            "'漢字 🫀'": "漢字 🫀",
        },
    ),
    "blob": ("bytea", HEX, {"x'00ff0a0d5c22'": "00FF0A0D5C22", "x''": "", "null": None}),
    "boolean": ("boolean", PLAIN, {"1": "true", "false": "false", "'TRUE'": "true", "null": None}),
    "date": ("date", PLAIN, {"'2026-02-28'": "2026-02-28", "'0001-01-01'": "0001-01-01"}),
    "datetime": (
        LOCAL,
        PLAIN,
        {
            "'2026-03-29 02:30:00.123'": "2026-03-29 02:30:00.123", "'2026-03-29T02:30'": "2026-03-29 02:30:00",
            "'2026-03-29'": "2026-03-29 00:00:00", "'2026-03-29T02:30:00.5+02:00'": "2026-03-29 00:30:00.5",
            "'2026-03-29T02:30:00Z'": "2026-03-29 02:30:00",
        },
    ),
    "timestamp with time zone": (
        ZONED,
        "({} at time zone 'UTC')::text",
        {
            "'2026-03-29 02:30:00-05:00'": "2026-03-29 07:30:00", "'2026-03-29 02:30'": "2026-03-29 02:30:00",
            "'2026-03-29'": "2026-03-29 00:00:00",
        },
    ),
    "time": ("time without time zone", PLAIN, {"'23:59:59.5'": "23:59:59.5", "'08:00'": "08:00:00"}),
    "uuid": (
        "uuid",
        PLAIN,
        {
            "'00112233-4455-6677-8899-aabbccddeeff'": "00112233-4455-6677-8899-aabbccddeeff",
            "x'00112233445566778899aabbccddeeff'": "00112233-4455-6677-8899-aabbccddeeff",
        },
    ),
    "json": ("jsonb", PLAIN, {"'{\"a\": 1.10, \"b\": [null]}'": '{"a": 1.10, "b": [null]}', "5": "5", "'null'": "null"}),
    "": ("text", PLAIN, {"5": "5", "1.5": "1.5", "'x'": "x", "null": None}),
    "point": ("text", PLAIN, {"'1,2'": "1,2"}),
}  # fmt: skip
UNFIT = {
    "int": ["'many'", "1.5", "x'00'"],
    "numeric": ["'1,10'", "'NaN'", "x'00'"],
    "real": ["'a'", "x'00'"],
    "text": ["x'41'", "'a' || char(0) || 'b'", "cast(x'e9' as text)"],
    "blob": ["'text'", "5"],
    "bool": ["2", "'yes'", "0.5"],
    "date": ["'31.01.2026'", "'2026-02-30'", "20260131", "'2026-01-31 10:00:00'"],
    "datetime": ["1767225600", "2460676.5", "'yesterday'", "'2026-01-31 25:00:00'", "'0001-01-01 00:00:00+05:00'"],
    "timestamptz": ["'now'", "1767225600"],
    "time": ["'24:30:00'", "5"],
    "guid": ["'x'", "x'00'"],
    "json": ["'{'", "x'00'", "'NaN'", "'\"\\u0000\"'", "'\"\\ud800\"'"],
    "anything": ["x'00'"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "crm.db"


@pytest.fixture
def site(database: Database, file: Path, tmp_path: Path) -> SqlSite:
    return SqlSite(database, f"sqlite:///{file}", tmp_path / "work")


def test_values_and_types_arrive_exactly(site: SqlSite, file: Path) -> None:
    at_file(file, f"create table t (place int, {', '.join(f'c{number} {kind}' for number, kind in enumerate(EXACT))})")
    for place in range(max(len(values) for _, _, values in EXACT.values())):
        row = ", ".join(dict(enumerate(values)).get(place, "null") for _, _, values in EXACT.values())
        at_file(file, f"insert into t values ({place}, {row})")
    assert only(site.run()).error is None
    types = site.types("t")
    for number, (kind, (type_name, shown, values)) in enumerate(EXACT.items()):
        assert types[f"c{number}"] == type_name, kind
        landed = site.marts(f"select {shown.format(f'c{number}')} from crm.t order by place")
        assert [value for (value,) in landed[: len(values)]] == list(values.values()), kind
        assert {value for (value,) in landed[len(values) :]} <= {None}


def test_what_does_not_fit_is_told_with_its_place_and_never_repeated(site: SqlSite, file: Path) -> None:
    unfit = [(kind, value) for kind, values in UNFIT.items() for value in values]
    for number, (kind, value) in enumerate(unfit):
        at_file(file, f"create table t{number} (id int, c {kind})", f"insert into t{number}(rowid, id) values (41, 1)")
        at_file(file, f"insert into t{number} (rowid, c) values (42, {value})")
    at_file(file, "create table well (id int)", "insert into well values (1)")
    report = site.run()
    assert (report.state, told_of(report, "well").outcome) == ("error", "loaded")
    for number, (kind, value) in enumerate(unfit):
        told = told_of(report, f"t{number}")
        assert told.error_code == "source-rejected", (kind, value)
        assert f"table t{number}: " in (told.error or "")
        assert "in the row with rowid 42, `c` holds" in (told.error or "")
        assert len(value) < 6 or value.strip("'") not in (told.error or "")
    assert [one.table for one in report.tables if one.outcome == "loaded"] == ["well"]


def test_names_that_need_quotes_are_read(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        'create table "Order ""Items"" 100%" ("clientId" integer primary key, "a:b %s" text, "group" int, "updatedAt" datetime)',
        """insert into "Order ""Items"" 100%" values (1, 'x', 2, '2026-01-01 00:00:00')""",
    )
    site.run()
    at_file(file, """insert into "Order ""Items"" 100%" values (2, 'y', 2, datetime('now'))""")
    assert only(site.run()).disposition == "merge"
    assert site.marts('select client_id, a_b_s, "group" from crm.order_items_100 order by 1') == [(1, "x", 2), (2, "y", 2)]


def test_a_table_of_any_size_takes_little_memory(site: SqlSite, file: Path) -> None:
    with opened(file) as connection:
        connection.execute("begin")
        connection.execute("create table t (id integer primary key, name text, worth real, picture blob)")
        numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60000) select i"
        connection.execute(f"insert into t {numbers}, 'name of ' || i, i / 7.0, null from n")
        connection.execute("update t set picture = randomblob(600000) where id between 100 and 130")
        connection.execute("commit")
    gathered = Gathered(keeps=False)
    with open_snapshot(site.source(), reach_of(site)) as snapshot:
        (table,) = snapshot.reflect("").tables
        with at_most_megabytes(64):
            assert snapshot.copy("", table, None, gathered).rows == 60_000
    assert table.estimated_rows == 60_000
    assert len(gathered.told) >= 2
    assert in_file(file, "select count(*) from t") == [(60_000,)]
