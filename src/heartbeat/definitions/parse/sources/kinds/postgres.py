"""Postgres: tables of some schemas, read by COPY."""

from __future__ import annotations

import re

from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import address
from heartbeat.definitions.parse.sources.kind import TABLE_KEYS, Kind, Own
from heartbeat.definitions.parse.sources.names import read_schemas

_BEGINS = re.compile(r"postgres(ql)?://")
_EXAMPLE = "Write a connection string: postgresql://user:${PASSWORD}@host:5432/database, or ${WEBBANK_URL}."


def _read(fields: Fields, source_id: str) -> Own:
    how = "Write the connection string, with its secret from the environment: ${WEBBANK_URL}."
    url = fields.required("url", how, check=lambda text: address(text, _BEGINS, _EXAMPLE), secret=True)
    schemas = read_schemas(fields, source_id, "make a view schema at the source for another.")
    if not fields.has("schemas"):
        fields.reject("schemas", "{key} is missing.", "Name the schemas of the source to land: [public].")
    return Own(url, schemas)


KIND = Kind(keys=("url", "schemas", *TABLE_KEYS), read=_read, reconcile="daily")
