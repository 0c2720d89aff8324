"""The settings of a process, read once by a door from `HEARTBEAT_*` and passed down."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from heartbeat.errors import ConfigError


class Settings(BaseSettings):
    """Everything the environment decides. The workspace's own settings are in `heartbeat.yaml`."""

    model_config = SettingsConfigDict(env_prefix="HEARTBEAT_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    workspace: Path = Path()
    """Folder of the workspace; the current folder unless said."""

    database_url: SecretStr | None = None
    """Host, port and database of an external Postgres 15 or newer. Unset: the embedded one in the workspace's `.heartbeat/`."""

    role_prefix: str = Field(default="hb_", pattern=r"^[a-z][a-z0-9_]{0,30}$")
    """Prefix of the six database roles, which are shared by a whole cluster."""

    db_owner_url: SecretStr | None = None
    """Connection string of the owner role; overrides `.heartbeat/roles.env`. The next five do the same for theirs."""
    db_loader_url: SecretStr | None = None
    """Connection string of the loader role."""
    db_query_url: SecretStr | None = None
    """Connection string of the query role."""
    db_worker_url: SecretStr | None = None
    """Connection string of the worker role."""
    db_app_url: SecretStr | None = None
    """Connection string of the app role."""
    db_config_url: SecretStr | None = None
    """Connection string of the config role."""

    host: str = "127.0.0.1"
    """Address to listen on. Another than loopback needs somebody who can sign in, and TLS."""

    port: int = Field(default=8700, ge=0, le=65535)
    """Port to listen on."""

    authentication: str = Field(default="auto", pattern="^(auto|on|off)$")
    """Whether people sign in: `auto` is `on` beyond loopback and where a proxy is trusted; `off` beyond loopback is refused."""

    tls_cert: Path | None = None
    """File with the certificate of `heartbeat serve` in PEM, the chain below it. With `tls_key`: HTTPS."""

    tls_key: Path | None = None
    """File with the certificate's private key in PEM, without a passphrase."""

    metric_statement_timeout: float = Field(default=60.0, gt=0, le=86400, allow_inf_nan=False)
    """Seconds that one metric's SQL may take: a day at most."""

    cut_deadline: float = Field(default=60.0, gt=0, le=86400, allow_inf_nan=False)
    """Seconds that a cut may take for one window: a day at most. Then its process is ended."""

    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    """`debug`, `info`, `warning` or `error`."""

    log_format: str = Field(default="auto", pattern="^(auto|text|json)$")
    """`text` for people, `json` for machines; `auto` takes text on a terminal."""


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        ConfigError: naming every wrong variable at once.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"HEARTBEAT_{str(part['loc'][0]).upper()}: {part['msg']}" for part in error.errors())
        hint = "Correct or unset them; see docs/settings.md."
        raise ConfigError(f"Wrong settings in the environment: {wrong}.", hint=hint) from error
