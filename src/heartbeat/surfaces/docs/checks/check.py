"""All of it."""

from __future__ import annotations

from pathlib import Path

from heartbeat.definitions.problem import Problem
from heartbeat.surfaces.docs.checks.coverage import coverage_problems
from heartbeat.surfaces.docs.checks.examples import example_problems
from heartbeat.surfaces.docs.checks.files import read_files
from heartbeat.surfaces.docs.checks.links import index_problems, link_problems
from heartbeat.surfaces.docs.checks.typed import typed_problems
from heartbeat.surfaces.docs.reference import Reference


def check_docs(root: Path, folder: Path | None, reference: Reference) -> list[Problem]:
    """Every problem of Heartbeat's own pages below `root` and of a workspace's, in file and line order."""
    files = read_files(root, folder, reference)
    parts = (index_problems, link_problems, example_problems, typed_problems, coverage_problems)
    return sorted({problem for part in parts for problem in part(files)})
