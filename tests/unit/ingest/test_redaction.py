"""No secret leaves a run, however it is spelled."""

import re

import pytest

from heartbeat.definitions.kinds import FileSet, FilesReading, RestEndpoint, RestReading, WebhookReading
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SchemaDrift, SourceUnreachable
from heartbeat.ingest.redaction import Redactor, redactor_of


def test_a_password_is_hidden_as_it_is_and_as_a_url_spells_it() -> None:
    redactor = Redactor(["postgresql://bank:p%40ss%2Fword@host/db"])
    assert redactor.clean("with p@ss/word and p%40ss%2Fword") == "with *** and ***"
    assert redactor.clean("could not connect to postgresql://bank:p%40ss%2Fword@host/db!") == "could not connect to ***!"


def test_a_secret_is_hidden_as_json_spells_it() -> None:
    redactor = Redactor([], ['a/b"c\u00fc'])
    assert redactor.clean(r'{"you": ["a/b\"c\u00fc", "a\/b\"c\u00fc", "a/b\"c' + '\u00fc"]}') == '{"you": ["***", "***", "***"]}'


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
    drift = SchemaDrift("it was hidden", hint="hidden", facts={"columns": {"amount": "was text and is integer"}})
    clean = Redactor(["postgresql://u:hidden@host/db"]).clean_error(drift)
    assert (clean.message, clean.hint, clean.args, clean.facts) == ("it was ***", "***", ("it was ***",), drift.facts)
    assert clean.facts["columns"] == {"amount": "was text and is integer"}


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


LOADER = "postgresql://hb_loader:loaderword@/x"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://reader:s3cret@api.example/v1", "401 for s3cret"),
        ("https://api.example/v1?api_key=s3%2Fcret", "s3/cret is no key, said /v1?api_key=s3%2Fcret"),
        ("https://reader:s3cret/x@api.example/v1", "port could not be read: 's3cret'"),
        ("mysql+pymysql://reader:s3%40cret@host/crm", "Access denied (using s3@cret)"),
        ("mysql+pymysql://reader:s3@cret@host/crm", "cannot resolve cret@host, password s3"),
        ("mssql+pyodbc:///?odbc_connect=UID%3Dx%3BPWD%3Ds3cret%3B", "login failed: s3cret"),
        ("sftp://reader:s3cret@host/files", "s3cret"),
    ],
)
def test_the_credentials_in_an_address_of_any_kind_are_hidden(url: str, said: str) -> None:
    clean = Redactor([url]).clean(said)
    assert "cret" not in clean
    assert "***" in clean


def test_what_is_no_login_stays_readable() -> None:
    redactor = Redactor(["http://127.0.0.1:8443/users/@me"])
    assert redactor.clean("port 8443 of 127.0.0.1 refuses users/@me") == "port 8443 of 127.0.0.1 refuses users/@me"
    assert redactor.clean_error(SourceUnreachable("x", hint="Start it.")).hint == "Start it."


def test_every_value_that_a_source_of_any_kind_takes_from_the_environment_is_hidden() -> None:
    api = RestReading(
        (RestEndpoint("rate", "rates", {"key": "${KEY}"}),),
        {"type": "basic", "username": "${WHO}", "password": "${WORD}"},
        {"Cookie": "session=${SESSION}"},
    )
    values = {"API": "https://a:urlword@h/v1", "KEY": "a key+1", "WHO": "someone", "WORD": "hidden", "SESSION": "chip"}
    redactor = redactor_of(SourceDefinition("r", "f", "rest", "${API}", ("",), rest=api), LOADER, values)
    said = (
        "urlword a key+1 a+key%2B1 a%20key%2B1 someone hidden chip c29tZW9uZTpoaWRkZW4= loaderword https://a:urlword@h/v1/rates"
    )
    assert set(redactor.clean(said).replace("/rates", "").split(" ")) == {"***"}
    hook = SourceDefinition("k", "f", "webhook", "", ("",), webhook=WebhookReading(("${OLD}", "${NEW}")))
    missing = redactor_of(hook, LOADER, {"OLD": "whsec_old"})
    assert missing.clean("whsec_old loaderword") == "*** ***"


def test_the_name_of_a_folder_is_no_secret_but_a_login_beside_it_is() -> None:
    plain = SourceDefinition("s", "f", "files", "${FILES}", ("",), files=FilesReading((FileSet("t", "*", "csv"),)))
    shown = redactor_of(plain, LOADER, {"FILES": "/srv/settlement"})
    assert shown.clean("no folder /srv/settlement") == "no folder /srv/settlement"
    for url in ("sftp://bank:word@host/in", "s3://in?token=word"):
        assert url not in redactor_of(plain, LOADER, {"FILES": url}).clean(f"no folder {url}")


@pytest.mark.parametrize("url", ["${CRM}", "sqlite:///${FILE}", "sqlite:///${FOLDER}/crm.db"])
def test_the_path_of_a_sqlite_file_is_no_secret(url: str) -> None:
    values = {"CRM": "sqlite:////srv/crm.db", "FILE": "/srv/crm.db", "FOLDER": "/srv"}
    shown = redactor_of(SourceDefinition("crm", "f", "sql", url, ("",)), LOADER, values)
    assert shown.clean("/srv/crm.db is not there; loaderword") == "/srv/crm.db is not there; ***"


@pytest.mark.parametrize("url", ["mysql://bank:word@host/crm", "sqlite:////srv/crm.db?key=word"])
def test_the_address_of_another_database_stays_hidden(url: str) -> None:
    hidden = redactor_of(SourceDefinition("crm", "f", "sql", "${CRM}", ("",)), LOADER, {"CRM": url})
    assert hidden.clean(f"no {url} there") == "no *** there"
