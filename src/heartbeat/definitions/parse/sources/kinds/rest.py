"""REST APIs: each endpoint lands as a table."""

from __future__ import annotations

import re

from heartbeat.definitions.kinds import RestEndpoint, RestReading
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.column_types import read_columns
from heartbeat.definitions.parse.sources.credentials import named_texts, web_address
from heartbeat.definitions.parse.sources.kind import TABLE_KEYS, Kind, Own
from heartbeat.definitions.parse.sources.kinds.rest_auth import read_auth
from heartbeat.definitions.parse.sources.kinds.rest_pagination import read_pagination
from heartbeat.definitions.parse.sources.names import check_own_dataset, tables_under

_ENDPOINTS = "Write a table's name and its endpoint: {currency_rate: {path: rates}}."
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def _read(fields: Fields, source_id: str) -> Own:
    check_own_dataset(fields, source_id)
    url = fields.required("url", "Write the address of the API: https://api.example.com/v1.", check=web_address, secret=True)
    reading = RestReading(endpoints=_endpoints(fields), auth=read_auth(fields), headers=_headers(fields))
    return Own(url, rest=reading)


def _headers(fields: Fields) -> dict[str, str]:
    hint = "Write a header's name and its text: {Accept: application/json}."
    inside = fields.mapping("headers", hint)
    for name in inside.keys():  # noqa: SIM118 - not a dict
        if not _HEADER.fullmatch(name):
            inside.reject(name, "{key} is no name of a header.", hint)
    return named_texts(fields, "headers", hint)


def _endpoints(fields: Fields) -> tuple[RestEndpoint, ...]:
    inside = tables_under(fields, "endpoints", _ENDPOINTS)
    return tuple(_endpoint(inside, table) for table in inside.keys())  # noqa: SIM118 - not a dict


def _endpoint(tables: Fields, table: str) -> RestEndpoint:
    fields = tables.mapping(table, "Write at least its path: {path: rates}.")
    endpoint = RestEndpoint(
        table=table,
        path=fields.required("path", "Write the path below the source's url: rates.", check=_path),
        params=named_texts(fields, "params", "Write a parameter and its value: {limit: 500}."),
        data=fields.text("data", check=formats.placeholders),
        since=fields.text("since", check=formats.placeholders),
        pagination=read_pagination(fields),
        columns=read_columns(fields),
    )
    fields.refuse_unknown()
    return endpoint


def _path(text: str) -> str | None:
    if "://" in text or ".." in text.split("/"):
        return "Write a path below the source's url; another server is another source."
    if "?" in text or "#" in text:
        return "Write the path alone; parameters stand in `params`: {limit: 500}."
    return formats.placeholders(text)


KIND = Kind(
    keys=("url", "auth", "headers", "endpoints", *TABLE_KEYS),
    read=_read,
    why="A table of an API is an entry of `endpoints`; all of them land in one dataset, named as the file is.",
)
