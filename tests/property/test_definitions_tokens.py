"""The laws of the tokenizer: nothing is lost, nothing hidden is touched, a hash sees what is said and not how."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heartbeat.definitions.sql.tokens import Kind, bind_as_of, statement_hash, tokenize

noise = st.text(alphabet="ab_'\"$:/*-;.\\ \n1E\u00e4=<>", max_size=60)
pieces = st.sampled_from(
    [
        "select",
        "a",
        "Ab",
        "'it''s'",
        "E'\\''",
        '"Q"',
        "$$ :as_of $$",
        "$t$ ' $t$",
        ":as_of",
        "::",
        "1.5",
        "1e3",
        "->>",
        "=",
        "(",
        ")",
        ",",
        "[",
        "]",
        ".",
    ],
)
statements = st.lists(pieces, min_size=1, max_size=20)
silences = st.sampled_from([" ", "\n", "\t\r\n", " -- why\n", "/* :as_of */", " /* /* ' */ \" */ "])
hidden = st.one_of(
    st.text(max_size=20).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.text(max_size=20).map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.text(max_size=20).map(lambda text: "$q$" + text.replace("$", "") + ":as_of$q$"),
    st.text(max_size=20).map(lambda text: "-- :as_of " + text.replace("\n", "").replace("\r", "") + "\n"),
    st.text(max_size=20).map(lambda text: "/* :as_of " + text.replace("*", "").replace("/", "") + "*/"),
)


@given(st.one_of(st.text(), noise))
def test_no_text_makes_the_tokenizer_fail_or_lose_a_character(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.start : token.end] == token.text for token in tokens)
    bind_as_of(text)
    statement_hash(text)


@given(st.lists(hidden, max_size=5))
def test_binding_never_touches_strings_names_and_comments(parts: list[str]) -> None:
    text = " ".join(parts)
    assert bind_as_of(text) == text
    assert bind_as_of(f"{text} :as_of") == f"{text} $1::timestamptz"


@given(st.one_of(st.text(), noise))
def test_binding_changes_variables_only(text: str) -> None:
    if not any(token.kind is Kind.VARIABLE for token in tokenize(text)):
        assert bind_as_of(text) == text


@given(statements, st.data())
def test_a_hash_does_not_see_whitespace_comments_and_a_last_semicolon(parts: list[str], data: st.DataObject) -> None:
    dressed = "".join(data.draw(silences) + part for part in parts) + data.draw(silences) + data.draw(st.sampled_from(["", ";"]))
    assert statement_hash(dressed) == statement_hash(" ".join(parts))


@given(statements, statements)
def test_a_hash_sees_every_token(one: list[str], other: list[str]) -> None:
    spoken = [[part.lower() if part.isalpha() else part for part in parts] for parts in (one, other)]
    assert (statement_hash(" ".join(one)) == statement_hash(" ".join(other))) == (spoken[0] == spoken[1])
