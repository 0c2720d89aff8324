"""A metric file's sections: each one statement, and what is said when the file is cut otherwise."""

import pytest

from unit.definitions.shop_files import FILE, VALUE, header, metric_of, read_metric, told

ORDERS = "from shop_public.orders o where o.created_at < :as_of"
AT = header().count("\n") + 1  # the line after the header

# what follows the header, the line below it (0 is the first), what the message says, what the hint says
WRONG = [
    ("", -1, "`-- value` is missing", "on its own line"),
    ("select 1 as value;", 0, "outside of a section", "-- value"),
    ("-- history\nselect current_date as d, 1 as value;", 1, "`-- value` is missing", "on its own line"),
    ("-- value\n", 0, "`-- value` is empty", "one statement ending in ;"),
    ("-- value\n;\n", 0, "`-- value` is empty", "one statement ending in ;"),
    ("-- value\n-- nothing but a remark\n-- history\nselect 1 as d, 2 as value;", 0, "`-- value` is empty", ""),
    ("-- value\nselect 1\nas value", 2, "does not end in ;", "Write ;"),
    ("-- value\nselect 1 as value\n-- history\nselect 1 as d, 2 as value;", 1, "`-- value` does not end in ;", "Write ;"),
    ("-- value\nselect 1 as value;\nselect 2 as value;", 2, "several statements", "with … as"),
    ("-- value\nselect 1 as value; drop table x;", 1, "several statements", "with … as"),
    ("-- value\nselect 1 as value;\n-- histroy\nselect 2 as value;", 3, "several statements", "write `-- history`"),
    ("-- value\nselect 1 as value;\n-- value\nselect 2 as value;", 2, "A second section", "Keep one"),
    ("-- value\nselect 'abc as value;\n-- history\n", 1, "This string is never closed (column 8)", "Close it"),
    ('-- value\nselect 1 as "value;\n', 1, "This name is never closed", "Close it"),
    ("-- value\nselect 1 /* /* */ as value;\n", 1, "This comment is never closed", "Close it"),
    ("-- value\nselect $x$ 1 $y$ as value;\n", 1, "This dollar-quoted string is never closed", "Close it"),
    ("-- value\nselect :asof as value;", 1, "Unknown variable :asof (column 8)", "Only :as_of"),
    ("-- value\nselect :'as_of' as value;", 1, "Unknown variable :'as_of'", "Only :as_of"),
    ("-- value\nselect $1 as value;", 1, "A parameter $1", "Only :as_of"),
    ("-- value\n\\timing\nselect 1 as value;", 1, "is no SQL", "psql's own commands"),
    ("-- value\nselect\u00a01 as value;", 1, "A copied sign U+00A0", "Retype"),
    ("-- value\nselect count(*) as value from shop_public.orders where state = ‘paid’;", 1, "U+2018", "Retype"),
]


@pytest.mark.parametrize(("sql", "line", "message", "hint"), WRONG, ids=[sql[:40] for sql, *_ in WRONG])
def test_a_file_that_is_cut_wrongly_is_told_where(sql: str, line: int, message: str, hint: str) -> None:
    metric, problems = read_metric(header() + sql)
    found = [problem for problem in problems if message in problem.message]
    assert metric is None
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [(FILE, AT + line, "error")], told(problems)
    assert hint in found[0].hint


def test_an_unclosed_string_is_told_once_and_nothing_that_follows_from_it() -> None:
    _, problems = read_metric(header() + "-- value\nselect 'abc as value;\n")
    assert len(problems) == 1


def test_three_sections_are_three_statements_without_their_semicolons() -> None:
    text = (
        header()
        + VALUE
        + f"-- history\nselect o.d as d, avg(1) as value {ORDERS} group by 1;\n-- Crosscheck:\nselect 1 as value;"
    )
    metric = metric_of(text)
    assert metric.sql.value.startswith("select avg")
    assert metric.sql.value.endswith(":as_of")
    assert metric.sql.history == f"select o.d as d, avg(1) as value {ORDERS} group by 1"
    assert metric.sql.crosscheck == "select 1 as value"


def test_section_words_inside_strings_comments_and_indented_remarks_are_none() -> None:
    sql = f"-- value\nselect\n  -- history\n  1 /*\n-- history\n*/ as value, '\n-- history\n' = 'x' as n {ORDERS}; -- done\n"
    assert metric_of(header() + sql).sql.history is None


def test_a_semicolon_in_a_string_a_name_or_a_comment_ends_nothing() -> None:
    sql = f"-- value\nselect count(*) filter (where ';' = $q$;$q$ /* ; */) as value -- ;\n{ORDERS} and \";\" is null;\n"
    assert metric_of(header() + sql).sql.value.endswith('";" is null')


def test_an_empty_statement_after_the_last_does_no_harm() -> None:
    assert metric_of(header() + VALUE + ";\n;\n").sql.value


# the whole file, the line, what the message says, what the hint says
NO_FILE = [
    ("", 1, "The file is empty", "begins with /*"),
    ("\n \n", 1, "The file is empty", "begins with /*"),
    (VALUE, 1, "The header is missing", "begins with /*"),
    ("\n-- a remark\n" + header() + VALUE, 2, "The header is missing", "begins with /*"),
    ("/*\nname: x\n-- value\nselect 1 as value;", 1, "The header is not closed", "Write */"),
    ("/*\nname: x\ndescription: logs/*\n*/\n" + VALUE, 3, "opens a second comment", "comments nest"),
    ("/*\njust words\n*/\n" + VALUE, 2, "Expected `key: value`", "one `key: value` per line"),
    ("/**/\n" + VALUE, 1, "`name` is missing", "what people call it"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), NO_FILE, ids=[message for _, _, message, _ in NO_FILE])
def test_a_file_that_is_no_metric_says_what_one_looks_like(text: str, line: int, message: str, hint: str) -> None:
    metric, problems = read_metric(text)
    found = [problem for problem in problems if message in problem.message]
    assert metric is None
    assert [problem.line for problem in found] == [line], told(problems)
    assert hint in found[0].hint
