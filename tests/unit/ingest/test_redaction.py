"""No secret leaves a run, however it is spelled."""

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceUnreachable
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


def test_an_empty_or_tiny_secret_does_not_blank_the_text() -> None:
    assert Redactor(["postgresql://u@host/db"], ["", "a"]).clean("a word") == "a word"
