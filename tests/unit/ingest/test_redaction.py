"""No secret leaves a run, however it is spelled."""

import re

import pytest

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SchemaDrift, SourceUnreachable
from heartbeat.ingest.redaction import Redactor, redactor_of


def test_a_password_is_hidden_as_it_is_and_as_a_url_spells_it() -> None:
    redactor = Redactor(["postgresql://bank:p%40ss%2Fword@host/db"])
    assert redactor.clean("with p@ss/word and p%40ss%2Fword") == "with *** and ***"
    assert redactor.clean("could not connect to postgresql://bank:p%40ss%2Fword@host/db!") == "could not connect to ***!"


def test_every_value_that_a_url_takes_from_the_environment_is_hidden() -> None:
    source = SourceDefinition("bank", "f", "postgres", "postgresql://${WHO}:${WORD}@host/db", ("core",))
    redactor = redactor_of(source, "postgresql://hb_loader:loaderword@/x", {"WHO": "someone", "WORD": "hidden"})
    error = redactor.clean_error(SourceUnreachable("someone hidden loaderword", hint="hidden"))
    assert (error.message, error.hint) == ("*** *** ***", "***")
    assert isinstance(error, SourceUnreachable)


def test_what_looks_like_a_secret_is_hidden_though_nobody_knows_it() -> None:
    redactor = Redactor(["postgresql://u@host/db"])
    assert redactor.clean("fdw: postgresql://a:unknown@h/d, password=other") == "fdw: postgresql://a:***@h/d, password=***"


def test_an_error_keeps_all_that_is_no_word_of_it() -> None:
    drift = SchemaDrift("it was hidden", hint="hidden", columns={"amount": "was text and is integer"})
    clean = Redactor(["postgresql://u:hidden@host/db"]).clean_error(drift)
    assert (clean.message, clean.hint, clean.args, clean.columns) == ("it was ***", "***", ("it was ***",), drift.columns)
    assert clean.columns == {"amount": "was text and is integer"}


def test_an_empty_or_tiny_secret_does_not_blank_the_text() -> None:
    assert Redactor(["postgresql://u@host/db"], ["", "a"]).clean("a word") == "a word"


@pytest.mark.parametrize("password", ["first@second", "first@mid@second", "first/second", "first?second", "first/mid@second"])
def test_no_part_of_a_password_that_is_taken_for_the_host_is_shown(password: str) -> None:
    redactor = Redactor([f"postgresql://bank:{password}@db.example:5432/bank?application_name=a@b"])
    said = SourceUnreachable(f'could not translate host name "{password.partition("@")[2]}@db.example": second; port "first"')
    clean = redactor.clean_error(said)
    assert not {"first", "mid", "second"} & set(re.findall(r"\w+", clean.message))
    assert "db.example" in clean.message
    assert "%40" in clean.hint
    assert "first" not in clean.hint


@pytest.mark.parametrize(
    "url", ["postgresql://u:p%40ss@h/db", "postgresql://u:pa:ss#word@h/db?application_name=a@b", "postgresql://h/db"]
)
def test_a_url_that_is_read_as_meant_gets_no_advice(url: str) -> None:
    assert Redactor([url]).clean_error(SourceUnreachable("x", hint="Start it.")).hint == "Start it."
