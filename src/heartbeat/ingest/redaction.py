"""Keep secrets out of every message that leaves a run."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import quote, quote_plus, unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.definitions.addresses import secret_parameters, written_password
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.secrets import expanded, names_of
from heartbeat.errors import ConfigError, HeartbeatError
from heartbeat.redaction import Redaction

Told = TypeVar("Told", bound=HeartbeatError)

_SHORTEST = 3  # of a secret that is known to be one
_MISREAD = re.compile(r"[@/?]")  # a connection string gives them another meaning before the host
_ADVICE = "The password in the source's url holds an @, / or ? as it is: write %40, %2F or %3F instead."


class Redactor:
    """Takes the secrets of a run out of a text, as they are and as a URL spells them, and what looks like one."""

    def __init__(self, urls: Iterable[str], values: Iterable[str] = ()) -> None:
        secrets, self._advice = {*values}, ""
        for url in urls:
            written = written_password(url)
            secrets |= {url, *_secrets_in(url)}
            if _MISREAD.search(written):  # a part of it is taken for the host, and told as such
                parts = [written[at:] for at in range(len(written)) if at == 0 or _MISREAD.match(written[at - 1])]
                secrets |= {*_MISREAD.split(written), *(f"{part}@" for part in parts)}
                self._advice = _ADVICE
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        self._redaction = Redaction(spellings, shortest=_SHORTEST)

    def clean(self, text: str) -> str:
        """The text without secrets."""
        return self._redaction.text(text)

    def clean_error(self, error: Told) -> Told:
        """Take the secrets out of an error, once, and return it; a url that is read otherwise than meant is told in its hint."""
        error.message = self.clean(error.message)
        error.hint = f"{self._advice} {self.clean(error.hint)}".strip()
        error.args = (error.message,)
        return error


def redactor_of(source: SourceDefinition, loader_url: str, environment: Mapping[str, str]) -> Redactor:
    """Hides what a run of this source knows: both addresses, and every value taken from the environment."""
    values = [environment.get(name, "") for name in names_of(source)]
    addresses = [value for value in values if "://" in value]
    try:
        whole = expanded(source, environment)
    except ConfigError:  # a value is missing, or it is no placeholder at all; the run will say so
        return Redactor([loader_url, source.url, *addresses], values)
    if _is_plain_path(whole):  # a person has to know which folder or file is meant
        shown = {whole.url, whole.url.removeprefix("sqlite:///"), *_paths_in(source, environment)}
        return Redactor([loader_url, *{*addresses} - shown], {*values} - shown)
    return Redactor([loader_url, whole.url, *addresses], [*values, *_login_as_sent(whole)])


def _is_plain_path(source: SourceDefinition) -> bool:
    """Whether the url is the name of a folder or of a file of SQLite and nothing else: it holds no login, and no parameters."""
    is_file = source.kind == "sql" and source.url.startswith("sqlite:///")
    return (source.kind == "files" or is_file) and not {"@", "?"} & set(source.url)


def _paths_in(source: SourceDefinition, environment: Mapping[str, str]) -> Iterator[str]:
    """What the url of a file of SQLite takes from the environment, all of it parts of a path."""
    if source.kind == "sql":
        yield from (environment[name] for name in names_of(source))


def _login_as_sent(source: SourceDefinition) -> Iterator[str]:
    """Name and password as a header of HTTP holds them."""
    auth = source.rest.auth if source.rest else {}
    if "username" in auth:
        yield b64encode(f"{auth['username']}:{auth.get('password', '')}".encode()).decode()


def _secrets_in(url: str) -> Iterator[str]:
    yield _password(url)
    yield written_password(url)
    yield from secret_parameters(url)


def _spellings(secret: str) -> tuple[str, ...]:
    """A secret as it is, and as an address or JSON holds it."""
    in_address = (unquote(secret), quote(secret), quote(secret, safe=""), quote_plus(secret))
    in_json = tuple(json.dumps(secret, ensure_ascii=is_ascii)[1:-1] for is_ascii in (False, True))
    return (secret, *in_address, *in_json, *(text.replace("/", r"\/") for text in in_json))


def _password(url: str) -> str:
    """The password that libpq reads in an address; one that it cannot read is hidden as a whole."""
    try:
        return str(conninfo_to_dict(url).get("password") or "")
    except psycopg.ProgrammingError:
        return ""
