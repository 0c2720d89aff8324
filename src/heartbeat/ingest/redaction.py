"""Keep secrets out of every message that leaves a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.placeholders import expand, names_in
from heartbeat.errors import ConfigError, HeartbeatError
from heartbeat.log import Redaction

Told = TypeVar("Told", bound=HeartbeatError)

_SHORTEST = 3  # of a secret that is known to be one
_MISREAD = re.compile(r"[@/?]")  # a connection string gives them another meaning before the host
_ADVICE = "The password in the source's url holds an @, / or ? as it is: write %40, %2F or %3F instead."


class Redactor:
    """Takes the secrets of a run out of a text, as they are and as a URL spells them, and what looks like one."""

    def __init__(self, urls: Iterable[str], values: Iterable[str] = ()) -> None:
        secrets, self._advice = {*values}, ""
        for url in urls:
            written = _written_password(url)
            secrets |= {url, _password(url), written}
            if _MISREAD.search(written):  # a part of it is taken for the host, and told as such
                parts = [written[at:] for at in range(len(written)) if at == 0 or _MISREAD.match(written[at - 1])]
                secrets |= {*_MISREAD.split(written), *(f"{part}@" for part in parts)}
                self._advice = _ADVICE
        spellings = {spelling for secret in secrets for spelling in (secret, quote(secret), quote(secret, safe=""))}
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
    """Hides what a run of this source knows: both connection strings, and every value that the source's url takes."""
    values = {name: environment.get(name, "") for name in names_in(source.url)}
    try:
        urls = [loader_url, expand(source.url, values)]
    except ConfigError:  # not a url at all; the run will say so
        urls = [loader_url, source.url]
    return Redactor(urls, values.values())


def _password(url: str) -> str:
    try:
        return str(conninfo_to_dict(url).get("password") or "")
    except psycopg.ProgrammingError:
        return ""  # a url that cannot be read is hidden as a whole


def _written_password(url: str) -> str:
    """What stands where a person means the password, up to the last @ before the parameters; '' in a url without one."""
    rest = url.partition("://")[2]
    head = rest.partition("?")[0]
    login = (head if "@" in head else rest).rpartition("@")[0]
    return login.partition(":")[2]
