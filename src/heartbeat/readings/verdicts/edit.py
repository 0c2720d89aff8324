"""What an operator may change of a metric, whether a change makes sense, and which edit comes after which."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from heartbeat.clock import utc_text
from heartbeat.definitions.parse import formats
from heartbeat.errors import ChangeRefused, EditOutdated
from heartbeat.rules.status import Lines, contradiction

COLUMNS = ("owner", "verification_state", "norm_value", "alert_value", "target_value", "target_due_date")
LONGEST_NAME = 100
LONGEST_REASON = 1000
_OWN_NAMES = ("deploy", "ingest")  # as which Heartbeat itself logs
_LONGEST, _LONGEST_BITS = 60, 200


@dataclass(frozen=True)
class Problem:
    """Why a field of an edit was refused, and what would fit."""

    field: str
    message: str
    hint: str


@dataclass(frozen=True)
class Author:
    """Who stands behind an edit and why, as the log keeps it; `at` is UTC."""

    changed_by: str
    changed_at: datetime
    reason: str | None


def checked(
    changes: Mapping[str, object], columns: Sequence[str] = COLUMNS, file: str = "the metric's file"
) -> tuple[dict[str, Any], list[Problem]]:
    """The changes as the columns hold them, without those that no column can hold, and what is wrong with these.

    `columns` are those that may be changed; `file` declares all else.
    """
    values: dict[str, Any] = {}
    problems = []
    for column, value in changes.items():
        try:
            if column not in columns:
                raise _declared(column, columns, file)
            values[column] = None if value is None and column != "verification_state" else _CHECKS[column](column, value)
        except ChangeRefused as refused:
            problems.append(Problem(column, refused.message, refused.hint))
    if not changes:
        hint = "Give at least one of " + ", ".join(columns) + "."
        problems.append(Problem("", "The edit changes nothing.", hint))
    return values, problems


def checked_author(changed_by: object, reason: object, now: datetime) -> tuple[Author, list[Problem]]:
    """Who makes the edit, and what is wrong with how they are named or with their reason."""
    problems = [
        Problem(field, *wrong)
        for field, wrong in (("changed_by", wrong_name(changed_by)), ("reason", _wrong_reason(reason)))
        if wrong
    ]
    return Author(str(changed_by).strip(), now, str(reason or "").strip() or None), problems


def contradictions(metric_id: str, row: Mapping[str, Any], edited: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the lines that a metric would have after an edit: which line lies on the wrong side of which."""
    problem = contradiction(Lines(row["direction"], row["norm_value"], row["alert_value"], row["target_value"]))
    if problem is None:
        return []
    field = "alert_value" if "alert_value" in edited else "norm_value"
    hint = "The red line lies beyond the amber one, on the bad side. Both may be changed in one edit."
    return [Problem(field, f"The lines of {metric_id} would contradict each other: {problem}.", hint)]


def refuse_contradiction(metric_id: str, row: Mapping[str, Any]) -> None:
    """Refuse lines that contradict each other, whether they were edited or only thought of.

    Raises:
        ChangeRefused: saying which line is on the wrong side.
    """
    for problem in contradictions(metric_id, row, {}):
        raise ChangeRefused(problem.message, hint=problem.hint)


def refuse(metric_id: str, problems: Sequence[Problem]) -> None:
    """Refuse an edit that has problems, with all of them.

    Raises:
        ChangeRefused: `facts["problems"]` has each with its field, message and hint.
    """
    if not problems:
        return
    facts = {"problems": [asdict(problem) for problem in problems]}
    hint = "\n".join(dict.fromkeys(problem.hint for problem in problems))
    message = f"Nothing of {metric_id} was changed. {problems[0].message}"
    if len(problems) > 1:
        message = f"Nothing of {metric_id} was changed, for {len(problems)} reasons:"
        message = "\n  ".join((message, *(problem.message for problem in problems)))
    raise ChangeRefused(message, hint=hint, facts=facts)


def edit_version(row: Mapping[str, Any]) -> str:
    """A fingerprint of what an edit changes and stands on: the six columns and the definition, and nothing that readings move."""
    told = [row["metric_id"], row["definition_hash"], *(row[name] for name in COLUMNS)]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def logged(value: object) -> str | None:
    """A value as the log of operator changes keeps it."""
    return None if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def wrong_name(name: object) -> tuple[str, str] | None:
    """What is wrong with the name of an author, and what would fit."""
    if name is None or (isinstance(name, str) and not name.strip()):
        return "Nobody is named as the author of the change.", "Give the operator's name; it is logged."
    if not isinstance(name, str) or len(name.strip()) > LONGEST_NAME or not name.strip().isprintable():
        hint = f"Give a name or an email address of at most {LONGEST_NAME} characters that can be printed."
        return f"changed_by is no name: {_told(name)}.", hint
    if name.strip().casefold() in _OWN_NAMES:
        hint = "Heartbeat logs under it what it changes itself. Give the name of the person."
        return f"{_told(name)} is the name of no person here.", hint
    return None


def _wrong_reason(reason: object) -> tuple[str, str] | None:
    if reason is None or (
        isinstance(reason, str) and len(reason) <= LONGEST_REASON and all(line.isprintable() for line in reason.splitlines())
    ):
        return None
    return f"reason is no short text: {_told(reason)}.", f"Write at most {LONGEST_REASON:,} characters that can be printed."


def outdated(
    name: str, row: Mapping[str, Any], last: Mapping[str, Any] | None, *, columns: Sequence[str], version: str
) -> EditOutdated:
    """The refusal of an edit that stands on what is no more, with what is there now and who made it so.

    Args:
        name: of what should be edited.
        row: as it is now.
        last: the newest change in the log, if there is any.
        columns: those that an edit changes.
        version: of the row.
    """
    if last is not None and last["at"] >= row["deployed_at"]:
        who = f"{last['by']} changed {last['column']} from {_say(last['from'])} to {_say(last['to'])} at {_second(last['at'])}"
    else:
        who = f"its file was deployed at {_second(row['deployed_at'])}"
    current = {"edit_version": version, **{each: row[each] for each in (*columns, "definition_hash", "deployed_at")}}
    return EditOutdated(
        f"{name} is not what this edit stands on, so nothing was changed. Last of all, {who}.",
        hint="Look at the values as they are now, and send the edit again with their version if it is still wanted.",
        facts={"current": current, "last_change": last},
    )


def _second(moment: datetime) -> str:
    return utc_text(moment.replace(microsecond=0))


def _say(value: str | None) -> str:
    return "unset" if value is None else value


def _declared(column: str, columns: Sequence[str], file: str) -> ChangeRefused:
    hint = f"Edit {file} and run `heartbeat deploy`; an operator changes {', '.join(columns)}."
    return ChangeRefused(f"{_told(column)[1:-1]} may not be changed here.", hint=hint)


def _number(column: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, bool) or not isinstance(value, int | float) else float(value)
    except OverflowError:  # a whole number with more than 308 digits
        number = math.inf
    if not math.isfinite(number):
        hint = "Give a number in the metric's unit (a ratio as 0.95), or none to unset it."
        raise ChangeRefused(f"{column} is not a number: {_told(value)}.", hint=hint)
    return number or 0.0  # -0.0 is 0, on screens and in the log


def _email(column: str, value: object) -> str:
    """An address by the rule of the files: an owner may be written into one."""
    if not isinstance(value, str) or not value.isprintable() or formats.email(value.strip()) is not None:
        raise ChangeRefused(
            f"{column} is not an email address: {_told(value)}.", hint="Give the address of the person who is told."
        )
    return value.strip()


def _verification(column: str, value: object) -> str:
    if value not in ("verified", "unverified"):  # a set refuses what has no hash
        hint = "A person verifies or withdraws; `changed` is set by a deploy that changes a verified definition."
        raise ChangeRefused(f"{column} is neither verified nor unverified: {_told(value)}.", hint=hint)
    return str(value)


def _date(column: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ChangeRefused(f"{column} is not a date: {_told(value)}.", hint="Write it as 2026-12-31.") from None


def _told(value: object) -> str:
    """A wrong value as a message quotes it: in one short line, and Python refuses to write endless whole numbers."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_BITS:
        return "a number without end"
    told = repr(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


_CHECKS: Mapping[str, Callable[[str, object], Any]] = {
    "owner": _email,
    "verification_state": _verification,
    "norm_value": _number,
    "alert_value": _number,
    "target_value": _number,
    "target_due_date": _date,
}
