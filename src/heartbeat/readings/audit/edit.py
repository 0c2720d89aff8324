"""What people say about a cut: who owns it, and whether somebody stands behind what it shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.cuts.window import in_words
from heartbeat.readings.audit.cuts import EDITED, Row, cut_version, not_registered, read_standing
from heartbeat.readings.verdicts.edit import Author, Problem, checked, checked_author, logged, outdated, refuse

_SQL = load_statements("heartbeat.readings", "queries/audit_cuts.sql")


@dataclass(frozen=True)
class AmendedCut:
    """What an edit did, and what whoever verified the cut should know."""

    changed: Mapping[str, tuple[Any, Any]]
    """Column to its value before and after; empty when all was so already."""
    warnings: Sequence[str] = ()


def amend_cut(  # noqa: PLR0913 - an edit is who, what, why, when, and on what it stands
    connection: psycopg.Connection[Any],
    cut_id: str,
    changes: Mapping[str, object],
    *,
    changed_by: object,
    reason: object,
    now: datetime,
    if_version: Collection[str] | None = None,
) -> AmendedCut:
    """Change the owner or the verification of a cut, as `readings.amend` does of a metric.

    Args:
        connection: of role app.
        cut_id: which one.
        changes: column to new value as given; `None` unsets the owner. What is so already stays unlogged.
        changed_by: who, as given or as signed in.
        reason: in their words, or `None`.
        now: UTC.
        if_version: versions that the edit may stand on, compared under the cut's lock; `None` takes the cut as it is.

    Raises:
        EditOutdated: the cut is at another version; nothing was changed.
        ChangeRefused: with every problem that the edit has, or nothing that the cut shows could have been looked at.
        CutNotFound: no such cut is deployed.
    """
    with connection.transaction():
        before = _hold(connection, cut_id, if_version)
        wanted, problems = checked(changes, EDITED, before["file"])
        author, more = checked_author(changed_by, reason, now)
        after = {**before, **wanted}
        changed = {name: (before[name], after[name]) for name in EDITED if before[name] != after[name]}
        is_verified = "verification_state" in changed and after["verification_state"] == "verified"
        standing = read_standing(connection, [before])[cut_id] if is_verified else []
        refuse(cut_id, [*problems, *more, *(_unseen(standing) if is_verified else ())])
        if changed:
            _write(connection, after, changed, author)
    return AmendedCut(changed, [f"The last try for {in_words(one['window'])} failed." for one in standing if one["failure"]])


def _hold(connection: psycopg.Connection[Any], cut_id: str, if_version: Collection[str] | None) -> Row:
    """Lock the cut, and read what is edited; refuses an edit that stands on something older."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["hold_cut"], {"cut_id": cut_id}).fetchone()
        if row is None:
            raise not_registered(connection)
        if if_version is not None and cut_version(row) not in if_version:
            last = cursor.execute(_SQL["read_changes"], {"cut_id": cut_id}).fetchone()
            raise outdated(cut_id, row, last, columns=EDITED, version=cut_version(row))
    return row


def _unseen(standing: Sequence[Row]) -> Sequence[Problem]:
    """Nobody can stand behind what no window of the cut has shown since it was deployed."""
    if any(one["computed_at"] is not None and not one["is_outdated"] for one in standing):
        return ()
    failure = next((one["failure"] for one in standing if one["failure"]), None)
    why = f" Its last try failed: {failure['message']}" if failure else ""
    message = f"The module that is deployed has computed nothing yet that a person could have looked at.{why}"
    return (Problem("verification_state", message, "Let it be computed, look at it, and verify it then."),)


def _write(
    connection: psycopg.Connection[Any], after: Mapping[str, Any], changed: Mapping[str, tuple[Any, Any]], author: Author
) -> None:
    connection.execute(_SQL["write_edited"], {name: after[name] for name in ("cut_id", *EDITED)})
    for column, (value_from, value_to) in changed.items():
        values = {"column_name": column, "value_from": logged(value_from), "value_to": logged(value_to)}
        connection.execute(_SQL["log_change"], {"cut_id": after["cut_id"], **values, **asdict(author)})
