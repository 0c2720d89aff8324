"""What people ask of alerts, checked: every problem is told at once, and nothing is done while there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from heartbeat.errors import AlertRefused
from heartbeat.readings.verdicts.edit import LONGEST_NAME, Problem, wrong_name


def checked_name(by: object) -> tuple[str, list[Problem]]:
    """Who does it, and what is wrong with how they are named."""
    wrong = wrong_name(by)
    if wrong is None:
        return str(by).strip(), []
    message = (
        "Nobody is named as who does this."
        if not isinstance(by, str) or not by.strip()
        else f"This is no name: {by[:LONGEST_NAME]!r}."
    )
    return "", [Problem("by", message, wrong[1])]


def checked_text(field: str, text: object, longest: int) -> tuple[str, list[Problem]]:
    """A text of people's own, and what is wrong with it."""
    told = text.strip() if isinstance(text, str) else ""
    if told and len(told) <= longest and all(line.isprintable() for line in told.splitlines()):
        return told, []
    hint = f"Write at most {longest:,} characters that can be printed."
    message = f"{field} is too long or cannot be printed." if told else f"{field} is empty."
    return "", [Problem(field, message, hint)]


def refuse(what: str, problems: Sequence[Problem]) -> None:
    """Refuse what has problems, with all of them.

    Raises:
        AlertRefused: `facts["problems"]` has each with its field, message and hint.
    """
    if not problems:
        return
    message = f"{what}. {problems[0].message}"
    if len(problems) > 1:
        message = "\n  ".join((f"{what}, for {len(problems)} reasons:", *(problem.message for problem in problems)))
    hint = "\n".join(dict.fromkeys(problem.hint for problem in problems))
    raise AlertRefused(message, hint=hint, facts={"problems": [asdict(problem) for problem in problems]})
