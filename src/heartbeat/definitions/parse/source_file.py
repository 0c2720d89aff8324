"""A source file as a frozen definition."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import cast

from heartbeat.definitions.model import SourceDefinition, SourceKind
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.parse.sources.kind import SUPPORTED_KINDS, kind_of, misplaced
from heartbeat.definitions.parse.sources.names import SOURCE_ID
from heartbeat.definitions.parse.sources.table_keys import check_tables, read_seconds, read_table_keys
from heartbeat.definitions.problem import Findings

_BARE_NAME = re.compile(r"(?<!\$)\$([A-Z_][A-Z0-9_]*)")  # as a shell would take it


def parse_source(file: str, text: str, findings: Findings) -> SourceDefinition | None:
    """Read one source file; what is wrong goes to `findings`, and an error gives None. `file` is its path in the workspace."""
    source_id = PurePosixPath(file).stem
    if not SOURCE_ID.fullmatch(source_id):
        hint = "Its name is the source's id: a letter, then up to 40 of a-z, 0-9 and _: webbank.yaml."
        findings.error(1, f"The file name `{source_id}` is no source id.", hint)
    entries = compose_mapping(text, findings)
    if entries is None:
        return None
    source = _read(source_id, file, Fields(entries, findings))
    return None if findings.has_error else replace(source, content_hash=hashlib.sha256(text.encode()).hexdigest())


def _read(source_id: str, file: str, fields: Fields) -> SourceDefinition:
    name = fields.required("kind", f"Write one of: {', '.join(SUPPORTED_KINDS)}.", check=_kind)
    kind = kind_of(name)
    own = kind.read(fields, source_id)
    source = SourceDefinition(
        source_id=source_id,
        file=file,
        kind=cast("SourceKind", name),
        url=own.url,
        schemas=own.schemas,
        schedule=fields.text("schedule", check=formats.frequency) or "hourly",
        deadline_seconds=read_seconds(fields, "deadline", 600, least=1),
        rest=own.rest,
        files=own.files,
        webhook=own.webhook,
        **read_table_keys(fields, kind),
    )
    if bare := _BARE_NAME.search(own.url):
        message = f"{{key}} has {bare[0]}, which stands as it is."
        fields.doubt("url", message, f"Write ${{{bare[1]}}} to take it from the environment.")
    fields.refuse_unknown(misplaced(name))
    check_tables(source, fields)
    return source


def _kind(text: str) -> str | None:
    if text in SUPPORTED_KINDS:
        return None
    near = nearest(text, SUPPORTED_KINDS)
    return f"Write {near}." if near else f"This version does not support it; supported: {', '.join(SUPPORTED_KINDS)}."
