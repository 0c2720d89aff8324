"""Keep secrets out of every message that leaves a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.placeholders import expand, names_in
from heartbeat.errors import ConfigError, HeartbeatError

_HIDDEN = "***"


class Redactor:
    """Replaces the secrets of a run wherever they stand in a text, as they are and as a URL spells them."""

    def __init__(self, urls: Iterable[str], values: Iterable[str] = ()) -> None:
        secrets = {*values}
        for url in urls:
            secrets |= {url, _password(url)}
        spellings = {
            spelling for secret in secrets if len(secret) > 2 for spelling in (secret, quote(secret), quote(secret, safe=""))
        }
        self._secrets = sorted(spellings, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text

    def clean_error(self, error: HeartbeatError) -> HeartbeatError:
        """An error of the same class whose words hold no secret."""
        return type(error)(self.clean(error.message), hint=self.clean(error.hint))


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
