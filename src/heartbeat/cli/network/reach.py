"""Whether a server may be reached from elsewhere: by whom, and over TLS. What is missing is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.errors import ConfigError, DatabaseError
from heartbeat.readings.access.tokens import has_token_of
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.surfaces.access.identity.policy import is_loopback

_MAKE_TOKEN = "`heartbeat token create --role admin --name YOURS`"  # noqa: S105 - a command
_GIVE_TLS = (
    "Give a certificate (--tls-cert FILE --tls-key FILE), or put a proxy with TLS before it and name it as "
    "`server.trusted_proxy` in heartbeat.yaml, or say --insecure-http where the network is trusted."
)


@dataclass(frozen=True)
class Standing:
    """What the database says about those who may come in. Without it nothing is known."""

    has_people: bool = True  # somebody can sign in who may edit
    trusted_proxy: str | None = None
    is_known: bool = True  # false while the database is away


@dataclass(frozen=True)
class Reach:
    """How a server is to be reached."""

    settings: Settings
    has_tls: bool
    insecure_http: bool = False

    @property
    def is_open(self) -> bool:
        """Whether other machines reach it."""
        return not is_loopback(self.settings.host)

    def refuse(self, standing: Standing) -> None:
        """Refuse to be reached from beyond this machine without all that it needs.

        Raises:
            ConfigError: naming everything that is missing, each with the way out.
        """
        problems = list(self._problems(standing))
        if not problems:
            return
        title = f"Heartbeat does not listen on {self.settings.host} like this:"
        message = "\n  - ".join((title, *(problem for problem, _ in problems)))
        raise ConfigError(message, hint="\n".join(remedy for _, remedy in problems))

    def is_proxy_only(self, standing: Standing) -> bool:
        """Whether TLS is the proxy's alone, so that nobody may come past it."""
        lets_in_proxies = standing.trusted_proxy is not None or not standing.is_known
        return self.is_open and not self.has_tls and not self.insecure_http and lets_in_proxies

    def advice(self, standing: Standing) -> Iterator[str]:
        """What whoever starts the server should know, though it starts."""
        if self.is_open and self.insecure_http and not self.has_tls:
            yield (
                "--insecure-http: numbers, tokens and cookies cross the network in the open, for whoever listens to use. "
                "Browsers allow neither the last board offline nor a screen that stays awake without HTTPS."
            )
        if not standing.is_known and self.is_proxy_only(standing):
            yield (
                "There is no TLS, and whether a proxy with TLS is trusted is in the database, which is away: "
                "until it is back only this machine is answered."
            )
        if not standing.has_people and not self.is_open and self.settings.authentication == "on":
            yield f"Authentication is on, and nobody can sign in yet: {_MAKE_TOKEN} makes the first token."

    def _problems(self, standing: Standing) -> Iterator[tuple[str, str]]:
        if self.settings.authentication == "off" and (self.is_open or standing.trusted_proxy is not None):
            by = "the address" if self.is_open else f"the proxy at {standing.trusted_proxy}"
            yield (
                f"authentication is off, so everybody who reaches {by} could read every number and change it",
                "Set HEARTBEAT_AUTHENTICATION to on or auto.",
            )
        if self.is_open:
            yield from self._problems_of_an_open_address(standing)

    def _problems_of_an_open_address(self, standing: Standing) -> Iterator[tuple[str, str]]:
        if not standing.has_people:
            yield (
                "nobody can sign in who may edit: there is no good token of an operator or admin, and no trusted proxy",
                f"{_MAKE_TOKEN} makes one.",
            )
        if not self.has_tls and not self.insecure_http and standing.is_known and standing.trusted_proxy is None:
            yield (
                "there is no TLS, so numbers and tokens would cross the network in the open",
                _GIVE_TLS,
            )


def standing_in(database: Database | None) -> Standing:
    """What the database says about who may come in; while it is away nothing is held against a start: nobody gets in unknown."""
    if database is None:
        return Standing(is_known=False)
    try:
        with database.connect(Role.APP) as connection:
            proxy = settings_or_defaults(connection).trusted_proxy
            return Standing(proxy is not None or has_token_of(connection, ("operator", "admin")), proxy)
    except (DatabaseError, psycopg.Error):
        return Standing(is_known=False)


def settings_in(database: Database) -> WorkspaceSettings:
    """What is deployed there; the defaults before the first deploy.

    Raises:
        DatabaseUnavailable: Postgres does not answer.
    """
    with database.connect(Role.APP) as connection:
        return settings_or_defaults(connection)


def refuse_beyond_loopback(host: str) -> None:
    """Refuse what is for this machine alone.

    Raises:
        ConfigError: the address is reachable from elsewhere.
    """
    if not is_loopback(host):
        hint = "Leave out HEARTBEAT_HOST; `heartbeat serve` shows a workspace of your own to others."
        raise ConfigError(f"The demo does not listen on {host}: it is for this machine alone.", hint=hint)
