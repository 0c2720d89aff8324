"""A small cut whose text can be changed, and what parsing says about it."""

from __future__ import annotations

from heartbeat.definitions.cuts.model import CutDefinition
from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.problem import Findings

CUT_FILE = "cuts/orders_by_day.py"
CUT = '''"""Orders by day."""

META = {
    "page": "sales",
    "title": "Orders by day",
    "chart": "bar",
    "windows": ["30d", "90d"],
    "how_to_read": "A low bar is a bad day.",
    "methodology": "Orders by the day on which they were made.",
}


def compute(conn, *, window):
    rows = conn.execute("select 1 where created_at < %(end)s", window.parameters).fetchall()
    return {"unit": "count", "bars": rows}
'''


def changed(before: str, after: str, text: str = CUT) -> str:
    """The cut with a part of it changed, which must be there."""
    assert before in text
    return text.replace(before, after)


def with_key(entry: str) -> str:
    """The cut with a further entry in its META, on line 4."""
    return changed("META = {\n", f"META = {{\n    {entry},\n")


def read_cut(text: str, *, file: str = CUT_FILE) -> tuple[CutDefinition | None, list[str]]:
    """One cut, and what was found in it, as `line: message`."""
    findings = Findings(file)
    cut = parse_cut(file, text, findings)
    return cut, [f"{problem.line}: {problem.message}" for problem in sorted(findings.problems)]


def cut_of(text: str = CUT) -> CutDefinition:
    """One cut that must be without an error."""
    cut, problems = read_cut(text)
    assert cut is not None, problems
    return cut
