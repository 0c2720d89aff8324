"""Tokens, binding and the hash of a statement."""

import time

import pytest

from heartbeat.definitions.parse.metric_file import definition_hash
from heartbeat.definitions.sql.tokens import Kind, bind_as_of, statement_hash, tokenize


def spoken(sql: str) -> list[str]:
    return [token.text for token in tokenize(sql) if not token.is_silent]


BOUND = [
    ("select :as_of", "select $1::timestamptz"),
    ("x < :as_of", "x < $1::timestamptz"),
    ("x<:as_of", "x<$1::timestamptz"),
    (":as_of::date", "$1::timestamptz::date"),
    ("x::as_of", "x::as_of"),
    ("x :: as_of", "x :: as_of"),
    ("':as_of'", "':as_of'"),
    ("'it''s :as_of' || :as_of", "'it''s :as_of' || $1::timestamptz"),
    (r"E'\' :as_of' || :as_of", r"E'\' :as_of' || $1::timestamptz"),
    (r"'\' || :as_of || '\'", r"'\' || $1::timestamptz || '\'"),
    ("U&'\\0041 :as_of'", "U&'\\0041 :as_of'"),
    ('":as_of"', '":as_of"'),
    ('"a"":as_of"', '"a"":as_of"'),
    ("$$ :as_of $$", "$$ :as_of $$"),
    ("$a$ $$ :as_of $b$ $a$ :as_of", "$a$ $$ :as_of $b$ $a$ $1::timestamptz"),
    ("-- :as_of\n:as_of", "-- :as_of\n$1::timestamptz"),
    ("/* /* :as_of */ :as_of */ :as_of", "/* /* :as_of */ :as_of */ $1::timestamptz"),
    ("1 - -- :as_of\n 2", "1 - -- :as_of\n 2"),
    ("1 -/* :as_of */ 2", "1 -/* :as_of */ 2"),
    (":as_of_day", ":as_of_day"),
    (":as_off", ":as_off"),
    (":'as_of'", ":'as_of'"),
    ("a[1:2]", "a[1:2]"),
    ("f(a := :as_of)", "f(a := $1::timestamptz)"),
    ("and:as_of", "and $1::timestamptz"),
    ("a$b:as_of", "a$b $1::timestamptz"),
    ("'open :as_of", "'open :as_of"),
    ("/* open :as_of", "/* open :as_of"),
]


@pytest.mark.parametrize(("sql", "bound"), BOUND)
def test_as_of_is_bound_only_where_it_stands_as_a_variable(sql: str, bound: str) -> None:
    assert bind_as_of(sql) == bound


@pytest.mark.parametrize(
    ("sql", "tokens"),
    [
        ("a=-1", ["a", "=", "-", "1"]),
        ("a @-1", ["a", "@-", "1"]),
        ("a<=b", ["a", "<=", "b"]),
        ("a->>'b'", ["a", "->>", "'b'"]),
        ("1.5e-3+.5", ["1.5e-3", "+", ".5"]),
        ("0xFF 1_000", ["0xFF", "1_000"]),
        ("n'x' e'y' name'z'", ["n'x'", "e'y'", "name", "'z'"]),
        ("a.b::int[]", ["a", ".", "b", "::", "int", "[", "]"]),
        ("größe$1", ["größe$1"]),
        ("$1", ["$1"]),
    ],
)
def test_tokens_are_cut_as_postgres_cuts_them(sql: str, tokens: list[str]) -> None:
    assert spoken(sql) == tokens


@pytest.mark.parametrize("sql", ["'abc", '"abc', "E'abc\\'", "$$abc", "$x$ $y$", "/* /* */", "u&'x"])
def test_what_is_never_closed_is_one_broken_token_to_the_end(sql: str) -> None:
    token = tokenize(f"select {sql}")[-1]
    assert (token.kind, token.text) == (Kind.BROKEN, sql)


def test_a_long_text_without_its_end_costs_no_time() -> None:
    started = time.perf_counter()
    for text in ("'" + "''" * 100_000, "E'" + "\\'" * 100_000, "/*" * 100_000, "$" * 100_001, '"' + '""' * 100_000):
        tokenize(text)
    assert time.perf_counter() - started < 10


SAME = [
    ("select 1", "SELECT\n\t1 ;"),
    ("select a from b", "select /* why */ a -- not c\nfrom b"),
    ("select A from B", "select a from b"),
    ("select e'x'", "select E'x'"),
]
DIFFERENT = [
    ("select 1", "select 2"),
    ("select 'a'", "select 'A'"),
    ('select "a"', 'select "A"'),
    ("select a-b", "select a - -b"),
    ("select 'a' 'b'", "select 'a'' ''b'"),
    ("select ab", "select a b"),
    ("select :as_of", "select as_of"),
    ("select Ä", "select ä"),
    ("select $a$x$a$", "select $A$x$A$"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_hash_does_not_see_how_a_statement_is_written(one: str, other: str) -> None:
    assert statement_hash(one) == statement_hash(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_hash_sees_what_a_statement_says(one: str, other: str) -> None:
    assert statement_hash(one) != statement_hash(other)


def test_the_definition_s_hash_names_its_version_and_stays_as_it_is() -> None:
    # a change of this value ends every verification in every workspace, so it needs a new HASH_VERSION
    given = definition_hash("select 1 as value", None, period="24h", unit="count", direction="up")
    assert given == "v1:7e8db5f43d2a8afe36362c3cdb6de2b253419f8404c1f4a441856487faaa32c8"


@pytest.mark.parametrize("changed", [{"period": "7d"}, {"unit": "ratio"}, {"direction": "down"}])
def test_period_unit_and_direction_are_part_of_a_definition(changed: dict[str, str]) -> None:
    said = {"period": "24h", "unit": "count", "direction": "up"}
    assert definition_hash("select 1", None, **said) != definition_hash("select 1", None, **(said | changed))


def test_the_history_statement_is_part_of_a_definition() -> None:
    said = {"period": "24h", "unit": "count", "direction": "up"}
    assert definition_hash("select 1", None, **said) != definition_hash("select 1", "select 2", **said)
