"""A problem in a workspace: where it is and what to do about it. All problems are collected before anything is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from heartbeat.errors import DefinitionError


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. `line` is 1-based; 1 where a whole file is meant."""

    file: str
    line: int
    message: str
    hint: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        hint = "".join(f"\n    {line}" for line in self.hint.splitlines())
        return f"{self.file}:{self.line}: {self.severity}: {self.message}{hint}"


class Findings:
    """Collects the problems of one file while it is read, so that all of them can be told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def error(self, line: int, message: str, hint: str) -> None:
        """Note something that refuses the workspace."""
        self._note(Problem(self.file, line, message, hint))

    def warn(self, line: int, message: str, hint: str) -> None:
        """Note something that works and is probably not meant."""
        self._note(Problem(self.file, line, message, hint, "warning"))

    @property
    def has_error(self) -> bool:
        """Whether anything found so far refuses the workspace."""
        return any(problem.severity == "error" for problem in self.problems)

    def _note(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


class WorkspaceRefused(DefinitionError):
    """The workspace has at least one error. `problems` holds all findings, warnings included, in file and line order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = sum(problem.severity == "error" for problem in self.problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"The workspace has {count} {noun}; nothing was changed.", hint="\n".join(map(str, self.problems)))
