"""Files that look like others under a new name: they are those if they hold each row that stands of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from psycopg import sql

from heartbeat.ingest.plan import TablePlan
from heartbeat.ingest.staging import StagedTable
from heartbeat.ingest.tables.model import Copied
from heartbeat.ingest.tables.standing import Standing


def settle_renames(copied: Copied, plan: TablePlan, standing: Standing, staged: StagedTable) -> Copied:
    """Let files take the place of those that they were, and tell so.

    Time and size are no proof, since some senders give all files one time, and a size that is always the same; nor is a name
    without its `.gz`. The time of a file is not compared: an object store gives a packed one its own.
    """
    if not copied.renamed or plan.parts is None:
        return copied
    known = standing.columns or {}
    about_files = {plan.parts.landed, *plan.table.newest_by}
    columns = [one for one in plan.table.columns if one.landed in known and one.landed not in about_files]
    relation = sql.Identifier(standing.dataset, plan.table.landed)
    others = staged.lacking(relation, columns, plan.parts, copied.renamed)
    same = {new: old for new, old in copied.renamed.items() if new not in others}
    parts = tuple(replace(one, replaces=(same[one.file],)) if one.file in same else one for one in copied.parts or ())
    notes = (copied.note, *_told(same, {name: copied.renamed[name] for name in sorted(others)}))
    return replace(copied, parts=parts, renamed={}, note="; ".join(filter(None, notes)))


def _told(same: Mapping[str, str], others: Mapping[str, str]) -> Iterator[str]:
    for new, old in list(same.items())[:1]:
        yield f"{new} is {old} under a new name{_and_more(same)}"
    for new, old in list(others.items())[:1]:
        yield f"{new} looks like {old}, which is no longer there, and lacks rows of it: both count{_and_more(others)}"


def _and_more(files: Mapping[str, str]) -> str:
    return f" (and {len(files) - 1} more)" if len(files) > 1 else ""
