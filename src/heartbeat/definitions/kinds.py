"""What a source file declares beyond the keys that all kinds share: an object for each kind that needs more than a url."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FileFormat = Literal["csv", "jsonl", "parquet"]


@dataclass(frozen=True)
class RestEndpoint:
    """One endpoint of a REST source, which lands as one table. Placeholders are unexpanded."""

    table: str  # as it lands
    path: str  # below the source's url
    params: Mapping[str, str] = field(default_factory=dict)
    data: str | None = None  # where the list of rows lies in an answer: `result.items`; None: found by itself
    since: str | None = None  # query parameter that takes the cursor, so that an increment asks only for what is new
    pagination: Mapping[str, Any] = field(default_factory=dict)  # as dlt's REST source takes it; empty: found out
    columns: Mapping[str, str] = field(default_factory=dict)  # column -> type of Postgres, where the rows do not tell


@dataclass(frozen=True)
class RestReading:
    """How a REST API is read.

    Types of `auth`: bearer {token}; basic {username, password, which may be ''}; api_key {api_key, name, location: header or
    query}; oauth2_client_credentials {access_token_url, client_id, client_secret, and scope where it is given}.
    """

    endpoints: tuple[RestEndpoint, ...]
    auth: Mapping[str, str] = field(default_factory=dict)  # empty, or `type` and the keys of that type
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileSet:
    """Files of one shape, which land as one table."""

    table: str  # as it lands
    glob: str  # below the source's url: `settlement-*.csv`, `**/*.parquet`
    format: FileFormat
    delimiter: str = ","
    encoding: str = "utf-8"
    columns: Mapping[str, str] = field(default_factory=dict)  # column -> type of Postgres, where the rows do not tell


@dataclass(frozen=True)
class FilesReading:
    """Which files are read, and what an unreadable row does: `refuse` its table, or `skip` the row and tell."""

    files: tuple[FileSet, ...]
    bad_rows: Literal["refuse", "skip"] = "refuse"


@dataclass(frozen=True)
class WebhookReading:
    """How deliveries are let in. `secrets` are one or two keys (placeholders): two while a key is changed."""

    secrets: tuple[str, ...]
    table: str = "event"
    largest_bytes: int = 1_048_576
