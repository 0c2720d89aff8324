"""Names and texts of SQL that we write ourselves."""

from heartbeat.definitions.sql.names import is_plain, literal, quoted, written


def test_only_names_that_need_quotes_have_them() -> None:
    assert [written(name) for name in ("due_at", "order", "Due", 'a"b')] == ["due_at", '"order"', '"Due"', '"a""b"']
    assert quoted("due_at") == '"due_at"'


def test_a_word_that_means_something_else_without_quotes_is_not_plain() -> None:
    assert [is_plain(name) for name in ("user", "users", "größe", "1st", "")] == [False, True, False, False, False]


def test_a_text_may_have_an_apostrophe() -> None:
    assert literal("it's") == "'it''s'"
