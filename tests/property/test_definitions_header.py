"""A definition that is printed as a file and read again is the same definition."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from heartbeat.definitions.model import MetricDefinition, SourceDefinition, Typical
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.problem import Findings

FILE = "metrics/sales/orders_paid.sql"
SOURCE = SourceDefinition("shop", "sources/shop.yaml", "postgres", "${SHOP_URL}", ("public",))
HEADER_KEYS = {"for_readings": "for", "keep_readings": "keep", "clear_value": "clear"}

printable = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs"), include_characters=" ")
one_line = st.text(printable, min_size=1, max_size=40).map(str.strip).filter(bool)
# what would open or close a comment ends the header, in psql too
prose = st.lists(one_line, min_size=1, max_size=4).map("\n".join)
cut_ids = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
numbers = st.floats(-1e12, 1e12, allow_nan=False)


def harmless(text: str) -> bool:
    return "/*" not in text and "*/" not in text


@st.composite
def headers(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a sound header, as `MetricDefinition` names them."""
    direction = draw(st.sampled_from(("up", "down")))
    worst_first = sorted(draw(st.lists(numbers, min_size=3, max_size=3)), reverse=direction == "down")
    lines = dict(zip(("alert_value", "clear_value", "norm_value"), worst_first, strict=True))
    typical = draw(st.none() | st.builds(Typical, st.integers(14, 400), st.sampled_from(("both", "bad"))))
    return {
        "name": draw(one_line.filter(harmless)), "code": draw(st.from_regex(r"[A-Z0-9]{4}", fullmatch=True)),
        "period": draw(st.sampled_from(("snapshot", "24h", "7d", "30d", "funnel"))),
        "unit": draw(st.sampled_from(("ratio", "count", "number", "seconds", "days", "EUR", "°C"))), "direction": direction,
        "description": draw(prose.filter(harmless)), "how_to_read": draw(prose.filter(harmless)),
        "methodology": draw(st.none() | prose.filter(harmless)), **lines, "target_value": draw(st.none() | numbers),
        "target_due_date": draw(st.none() | st.dates(date(1000, 1, 1))), "typical": typical,
        "min_n": draw(st.none() | st.integers(1, 10**6)), "decimals": draw(st.none() | st.integers(0, 8)),
        "priority": draw(st.integers(1, 9)), "page_on": draw(st.sampled_from(("red", "amber"))),
        "page_on_typical": draw(st.booleans()), "for_readings": draw(st.integers(1, 9)), "keep_readings": draw(st.integers(1, 9)),
        "owner": draw(st.none() | st.just("ada@example.com")), "backfill": draw(st.booleans()),
        "links": draw(st.dictionaries(cut_ids, st.sampled_from(("explains", "drilldown")))),
        "sources": ("shop_public.orders",),
    }  # fmt: skip


def printed(fields: dict[str, Any]) -> str:
    """A metric file with these fields."""
    plain = {HEADER_KEYS.get(key, key): value for key, value in fields.items() if value is not None}
    if fields["typical"]:
        plain["typical"] = {"days": fields["typical"].days, "side": fields["typical"].side}
    plain["sources"] = list(fields["sources"])
    header = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    return f"/*\n{header}*/\n-- value\nselect count(*) as value from shop_public.orders where created_at < :as_of;\n"


def read(text: str) -> MetricDefinition:
    findings = Findings(FILE)
    metric = parse_metric(FILE, text, Declared({"shop_public": SOURCE}), findings)
    assert metric is not None, findings.problems
    return metric


@given(headers())
def test_what_is_printed_is_what_is_read(fields: dict[str, Any]) -> None:
    metric = read(printed(fields))
    assert {key: getattr(metric, key) for key in fields} == fields


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_of_metric_files_fail(text: str) -> None:
    findings = Findings(FILE)
    assert parse_metric(FILE, text, Declared({}), findings) is None
    assert findings.has_error


WORDS = """select from where ( ) , . * value as n :as_of 1 'x' with union all order by group join on lateral exists in
shop_public.orders o created_at < >= case when then end array [ ] :: int not null and or interval filter over"""
sql_words = st.sampled_from(re.findall(r"\S+", WORDS))


@given(st.lists(sql_words, max_size=30).map(" ".join))
def test_no_statement_makes_the_lint_fail(sql: str) -> None:
    findings = Findings(FILE)
    parse_metric(FILE, f"/*\nname: x\n*/\n-- value\nselect {sql};\n", Declared({"shop_public": SOURCE}), findings)
    assert findings.has_error  # the header lacks fields
