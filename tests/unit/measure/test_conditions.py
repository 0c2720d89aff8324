"""What a filter, as a plan of Postgres writes it, says about the columns of its table."""

import pytest

from heartbeat.measure.gates.conditions import joined_column, read_conditions

COLUMNS = {
    "type_id": "integer",
    "create_time": "timestamp with time zone",
    "state": "character varying(10)",
    "paid": "boolean",
    "note": "text",
}

PLAIN = [
    ("(p.type_id = 2)", [("type_id", "equal")]),
    ("(2 = p.type_id)", [("type_id", "equal")]),
    ("((p.state)::text = 'x'::text)", [("state", "equal")]),
    ("(p.type_id = ANY ('{1,2}'::integer[]))", [("type_id", "equal")]),
    ("(p.note IS NULL)", [("note", "equal")]),
    ("(p.paid AND (NOT p.paid))", [("paid", "equal"), ("paid", "equal")]),
    (
        "((p.create_time >= ('2026-11-27 00:00:00+00'::timestamp with time zone - '24:00:00'::interval)) AND (p.type_id = 1))",
        [("create_time", "range"), ("type_id", "equal")],
    ),
    ("((p.type_id = 1) AND ((p.note = 'a'::text) OR (p.paid)))", [("type_id", "equal")]),
    ("(p.note IS NOT NULL)", []),
    ("(p.type_id <> 3)", []),
    ("((p.type_id = 1) OR (p.type_id = 2))", []),
    ("(p.type_id = p.other)", []),
    ("(p.note ~~ 'a%'::text)", []),
    ("(ANY (p.type_id = (hashed SubPlan 1).col1))", []),
    ("((hashed SubPlan 1).col1 = p.type_id)", []),
    ("what is no filter at all (", []),
    (None, []),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN, ids=[str(text)[:50] for text, _ in PLAIN])
def test_bare_columns_are_those_that_an_index_could_serve(text: str | None, expected: list[tuple[str, str]]) -> None:
    assert [(found.column, found.kind) for found in read_conditions(text, COLUMNS).plain] == expected


@pytest.mark.parametrize(
    ("text", "constant"), [("(p.type_id < (InitPlan 1).col1)", False), ("(p.type_id < $0)", False), ("(p.type_id < 7)", True)]
)
def test_what_another_step_gives_means_nothing_outside_of_its_plan(text: str, *, constant: bool) -> None:
    (found,) = read_conditions(text, COLUMNS).plain
    assert (found.column, found.kind, found.is_constant) == ("type_id", "range", constant)


@pytest.mark.parametrize(
    ("text", "column", "expression", "is_day"),
    [
        ("((p.create_time)::date = '2026-01-01'::date)", "create_time", "create_time::date", True),
        ("(date(p.create_time) = '2026-01-01'::date)", "create_time", "date(create_time)", True),
        (
            "(date_trunc('day'::text, p.create_time) >= '2026-01-01'::timestamptz)",
            "create_time",
            "date_trunc('day', create_time)",
            True,
        ),
        ("(lower(p.note) = 'x'::text)", "note", "lower(note)", False),
        ("((p.note)::integer = 7)", "note", "note::int", False),
        ("(COALESCE(p.paid, false) = true)", "paid", "coalesce(paid, false)", False),
    ],
)
def test_an_expression_that_hides_its_column_is_told_as_its_author_wrote_it(
    text: str, column: str, expression: str, *, is_day: bool
) -> None:
    conditions = read_conditions(text, COLUMNS)
    (hidden,) = conditions.hidden
    assert (hidden.column, hidden.expression, hidden.is_day, conditions.plain) == (column, expression, is_day, ())


def test_a_join_s_condition_tells_the_column_of_each_side() -> None:
    assert joined_column("(l.payment_id = p.id)", "l") == "payment_id"
    assert joined_column("(l.payment_id = p.id)", "p") == "id"
    assert joined_column("(l.payment_id = lower(p.id))", "p") is None
    assert joined_column(None, "p") is None
