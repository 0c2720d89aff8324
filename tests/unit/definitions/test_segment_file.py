"""A segment file: its header, its one statement, and what is said when they are wrong."""

from __future__ import annotations

import pytest

from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.definitions.segments.model import SegmentDefinition
from unit.definitions.shop_files import FILE as METRIC_FILE
from unit.definitions.shop_files import header as metric_header
from unit.definitions.shop_files import shop_source, told

FILE = "segments/client_tier.sql"
HEADER = """/*
name: Client tier
entity: client
description: How much a client buys.
values: [gold, plain]
*/
"""
SQL = """-- members
select o.client_id as entity, case when sum(o.total) > 1000 then 'gold' else 'plain' end as value
  from shop_public.orders o where o.created_at < :as_of group by 1;
"""


def read(text: str, file: str = FILE) -> tuple[SegmentDefinition | None, list[Problem]]:
    findings = Findings(file)
    return parse_segment(file, text, Declared({"shop_public": shop_source()}), findings), findings.problems


def test_a_segment_is_read_with_all_that_it_says() -> None:
    more = HEADER.replace("*/", "methodology: Orders of all time.\nowner: rasa@bank.example\n*/")
    segment, problems = read(more + SQL)
    assert segment is not None, told(problems)
    assert problems == []
    assert (segment.segment, segment.file, segment.name, segment.entity) == ("client_tier", FILE, "Client tier", "client")
    assert segment.values == ("gold", "plain")
    assert segment.tables == ("shop_public.orders",)
    assert segment.uses_as_of
    assert segment.sql.startswith("select o.client_id")
    assert segment.sql.endswith("group by 1")
    assert (segment.methodology, segment.owner) == ("Orders of all time.", "rasa@bank.example")


def test_its_hash_changes_with_what_it_computes_and_not_with_its_texts() -> None:
    first, again = read(HEADER + SQL)[0], read(HEADER.replace("How much", "What") + SQL.replace("select", "SELECT -- all\n"))[0]
    other = read(HEADER + SQL.replace("1000", "2000"))[0]
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.definition_hash == again.definition_hash != other.definition_hash
    assert first.definition_hash.startswith("v1:")
    assert first.content_hash != again.content_hash


WRONG = [
    (HEADER, "", 6, "`-- members` is missing", "on its own line"),
    (HEADER, SQL.replace("-- members", "-- value"), 8, "SQL stands outside of a section", "-- members"),
    ("", SQL, 1, "The header is missing", "A segment file begins with"),
    (HEADER.replace("name: Client tier\n", ""), SQL, 1, "`name` is missing", "40 characters"),
    (HEADER.replace("entity: client\n", ""), SQL, 1, "`entity` is missing", "client"),
    (HEADER.replace("entity: client", "entity: My client"), SQL, 3, "`entity` cannot be", "one word"),
    (HEADER.replace("values: [gold, plain]\n", ""), SQL, 1, "`values` is missing", "from best to worst"),
    (HEADER.replace("[gold, plain]", "[]"), SQL, 5, "`values` is missing", "from best to worst"),
    (HEADER.replace("[gold, plain]", "[gold, gold]"), SQL, 5, "names gold twice", "Keep one"),
    (HEADER.replace("[gold, plain]", f"[{', '.join(f'v{at}' for at in range(51))}]"), SQL, 5, "names 51 values", "are the most"),
    (HEADER.replace("gold", "g" * 41), SQL, 5, "`values` cannot contain", "1 to 40 characters"),
    (HEADER.replace("values:", "unit: ratio\nvalues:"), SQL, 5, "Unknown key `unit`", ""),
    (HEADER, SQL.replace("as entity", "as id"), 8, "no column `entity`", "as entity"),
    (HEADER, SQL.replace("as value", "as tier"), 8, "no column `value`", "The columns of `-- members` are `entity` and `value`."),
    (HEADER, SQL.replace("shop_public.orders", "segments.daily"), 9, "A segment may not read `segments.daily`", "the other"),
    (HEADER, SQL.replace("shop_public", "shop_publik"), 9, "belongs to no declared source", "Did you mean shop_public.orders"),
    (HEADER, "-- members\ndelete from shop_public.orders;", 8, "`DELETE` is no read", "only reads"),
    (HEADER, SQL.replace(":as_of", ":day"), 9, "Unknown variable :day", "Only :as_of"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "sql", "line", "message", "hint"), WRONG, ids=[row[3] for row in WRONG])
def test_what_is_wrong_is_told_where(header: str, sql: str, line: int, message: str, hint: str) -> None:
    segment, problems = read(header + sql)
    found = [problem for problem in problems if message in problem.message]
    assert segment is None
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [(FILE, line, "error")], told(problems)
    assert hint in found[0].hint


@pytest.mark.parametrize(("name", "message"), [("daily", "reserved"), ("membership", "reserved"), ("Tier", "no segment's name")])
def test_the_name_of_the_file_is_the_segments(name: str, message: str) -> None:
    segment, problems = read(HEADER + SQL, f"segments/{name}.sql")
    assert segment is None
    assert message in problems[0].message


def test_a_column_that_nobody_reads_and_a_clock_are_doubted() -> None:
    _, problems = read(HEADER + SQL.replace(" as value", " as value, count(*) as n"))
    assert [(problem.severity, "A column `n`" in problem.message) for problem in problems] == [("warning", True)]
    _, problems = read(HEADER + SQL.replace(":as_of", "now()"))
    assert [problem.severity for problem in problems] == ["warning"]
    assert "knows no past day" in problems[0].message


def test_metric_sql_reads_the_tables_of_all_segments_and_no_table_of_one() -> None:
    findings = Findings(METRIC_FILE)
    sql = "-- value\nselect count(*) as value from segments.client_tier;\n"
    assert parse_metric(METRIC_FILE, metric_header(sources=None) + sql, Declared({}), findings) is None
    assert "where segment = 'client_tier'" in next(one.hint for one in findings.problems if one.severity == "error")
