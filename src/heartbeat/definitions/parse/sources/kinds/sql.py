"""Any database that SQLAlchemy reads: tables of some schemas, or of the one that the url names."""

from __future__ import annotations

import re

from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import address
from heartbeat.definitions.parse.sources.kind import TABLE_KEYS, Kind, Own
from heartbeat.definitions.parse.sources.names import check_own_dataset, read_schemas

_BEGINS = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\+[A-Za-z0-9_]+)?://")
_EXAMPLE = "Write a URL of SQLAlchemy: mysql+pymysql://user:${PASSWORD}@host/database, or ${CRM_URL}."


def _read(fields: Fields, source_id: str) -> Own:
    url = fields.required("url", _EXAMPLE, check=lambda text: address(text, _BEGINS, _EXAMPLE), secret=True)
    remedy = f"name another in the url, and leave `schemas` out: it lands in `{source_id}`."
    schemas = read_schemas(fields, source_id, remedy)
    if not fields.has("schemas"):
        check_own_dataset(fields, source_id)
    return Own(url, schemas or ("",))


KIND = Kind(keys=("url", "schemas", *TABLE_KEYS), read=_read, reconcile="daily")
