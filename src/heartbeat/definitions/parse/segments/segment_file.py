"""A segment file as a frozen definition."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from heartbeat.definitions.lint.statement import Linted, lint
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.metric_file import Declared, check_declared
from heartbeat.definitions.parse.sections import SEGMENT, Header, cut
from heartbeat.definitions.parse.segments.segment_header import SegmentHeader, read_header
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.model import RESERVED, SEGMENT_ID, SEGMENTS, SegmentDefinition
from heartbeat.definitions.sql.tokens import HASH_VERSION, digest, statement_hash


def parse_segment(file: str, text: str, declared: Declared, findings: Findings) -> SegmentDefinition | None:
    """Read one segment file.

    Args:
        file: its path below the workspace, `segments/segment.sql`.
        text: what it holds.
        declared: the datasets of the workspace's sources.
        findings: takes every problem with its line.

    Returns:
        The definition, or None when a finding is an error.
    """
    _check_file_name(file, findings)
    parts = cut(text, findings, SEGMENT)
    header = _header(parts.header, findings) if parts.header else None
    members = parts.statements.get("members")
    linted = lint(members, findings) if members else None
    if linted is not None:
        _check_tables(linted, declared, findings)
    if header is None or linted is None or findings.has_error:
        return None
    return _definition(file, text, header, linted)


def definition_hash(members: str, entity: str) -> str:
    """Hash of what decides who belongs where: the statement, and what an entity is. `v1:` and 64 hexadecimal digits."""
    return f"{HASH_VERSION}:{digest([statement_hash(members), entity])}"


def _check_file_name(file: str, findings: Findings) -> None:
    segment = PurePosixPath(file).stem
    if segment in RESERVED:
        findings.error(1, f"The name `{segment}` is reserved.", "Rename the file; its name is the segment's.")
    elif not SEGMENT_ID.fullmatch(segment):
        hint = "Its name is the segment's: a letter, then 2 to 55 of a-z, 0-9 and _: client_activity.sql."
        findings.error(1, f"The file name `{segment}` is no segment's name.", hint)


def _header(header: Header, findings: Findings) -> SegmentHeader | None:
    entries = compose_mapping(header.yaml, findings, first_line=header.line)
    return None if entries is None else read_header(Fields(entries, findings, line=header.line))


def _check_tables(linted: Linted, declared: Declared, findings: Findings) -> None:
    for table in linted.tables:
        if table.dataset == SEGMENTS:
            hint = "Read the tables that the other segment reads: which of the two is taken first is not said."
            findings.error(table.line, f"A segment may not read `{table}`.", hint)
        else:
            check_declared(table, declared, findings)
    statement = linted.statement
    if linted.clock and not statement.uses_as_of:
        line = statement.line_of_word(linted.clock.lower())
        hint = "Write :as_of instead, then `heartbeat segments run --since DATE` can take past days."
        findings.warn(line, f"`{linted.clock}` knows no past day: it is the time of the clock.", hint)


def _definition(file: str, text: str, header: SegmentHeader, linted: Linted) -> SegmentDefinition:
    statement = linted.statement
    return SegmentDefinition(
        segment=PurePosixPath(file).stem,
        file=file,
        name=header.name,
        entity=header.entity,
        description=header.description,
        values=header.values,
        sql=statement.sql,
        tables=tuple(sorted(str(table) for table in linted.tables)),
        uses_as_of=statement.uses_as_of,
        methodology=header.methodology,
        owner=header.owner,
        definition_hash=definition_hash(statement.sql, header.entity),
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
    )
