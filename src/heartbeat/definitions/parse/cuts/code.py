"""What of a cut's module decides what it computes, as a hash that neither a comment nor another Python changes."""

from __future__ import annotations

import ast
import io
import tokenize

from heartbeat.definitions.sql.tokens import digest

_VERSION = "v1"


def definition_hash(module: ast.Module, text: str, chart: str) -> str:
    """Hash over the chart and the lines of code: without docstring, `META`, comments, blank lines and trailing spaces.

    `v1:` and 64 hexadecimal digits.
    """
    lines = _without_comments(text)
    for statement in module.body:
        if is_meta(statement) or _is_docstring(statement, module):
            _take_out(statement, lines)
    code = [line.rstrip() for line in lines if line.strip()]
    return f"{_VERSION}:{digest([chart, *code])}"


def is_meta(statement: ast.stmt) -> bool:
    """Whether a statement is `META = …`."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    return any(isinstance(target, ast.Name) and target.id == "META" for target in targets)


def chart_named(text: str) -> str | None:
    """The chart that the META of a module names, also where the rest of it is wrong; null where that cannot be told."""
    try:
        found = [one for one in ast.parse(text).body if is_meta(one) and isinstance(one, ast.Assign | ast.AnnAssign)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    meta = found[0].value if found else None
    if not isinstance(meta, ast.Dict):
        return None
    charts = [
        value
        for key, value in zip(meta.keys, meta.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "chart" and isinstance(value, ast.Constant)
    ]
    return charts[0].value if charts and isinstance(charts[0].value, str) else None


def _is_docstring(statement: ast.stmt, module: ast.Module) -> bool:
    return statement is module.body[0] and ast.get_docstring(module) is not None


def _take_out(statement: ast.stmt, lines: list[str]) -> None:
    """Take a statement out of its lines; what stands beside it after a semicolon is code as any other."""
    first, last = statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1
    before = lines[first].encode()[: statement.col_offset].decode()  # columns are counted in bytes
    after = lines[last].encode()[statement.end_col_offset :].decode()
    lines[first : last + 1] = ["" for _ in range(first, last)] + [before + after]


def _without_comments(text: str) -> list[str]:
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column]
    return lines
