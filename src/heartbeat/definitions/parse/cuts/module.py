"""A cut's module as a frozen definition. It is parsed and not imported: check and deploy run nobody's code."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import PurePosixPath
from typing import Any

from heartbeat.definitions.charts.catalog import chart_kinds
from heartbeat.definitions.cuts.model import CUT_ID, CUT_ROLES, CutDefinition
from heartbeat.definitions.cuts.window import is_window
from heartbeat.definitions.model import METRIC_ID
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.cuts.code import definition_hash, is_meta
from heartbeat.definitions.parse.cuts.meta import Meta
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.tokens import digest

DEFAULT_ORDER = 100
_NAME = "a letter, then 2 to 62 of a-z, 0-9 and _"
_TABLE = re.compile(r"[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*")
_META_HINT = 'Write META = {"page": …, "title": …, "chart": …, "windows": [...], "how_to_read": …}.'
_COMPUTE_HINT = "Write `def compute(conn, *, window):` at the top of the module."


def parse_cut(file: str, text: str, findings: Findings) -> CutDefinition | None:
    """Read one cut.

    Args:
        file: its path below the workspace, `cuts/fees_by_month.py`.
        text: what it holds.
        findings: takes every problem with its line.

    Returns:
        The definition, or None when a finding is an error.
    """
    cut_id = PurePosixPath(file).stem
    if not CUT_ID.fullmatch(cut_id):
        findings.error(1, f"The file name `{cut_id}` is no cut's id.", f"Its name is the cut's id: {_NAME}: fees_by_month.py.")
    module = _parsed(file, text, findings)
    if module is None:
        return None
    _check_compute(module, findings)
    meta = _meta(module, findings)
    values = _values(meta, findings) if meta else None
    if values is None or findings.has_error:
        return None
    values |= {"definition_hash": definition_hash(module, text, values["chart"]), "content_hash": digest([text])}
    return CutDefinition(cut_id=cut_id, file=file, text=text, **values)


def _parsed(file: str, text: str, findings: Findings) -> ast.Module | None:
    try:
        with warnings.catch_warnings(record=True) as doubts:
            warnings.simplefilter("always")
            module = ast.parse(text, filename=file)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        findings.error(line, f"This is no Python: {getattr(error, 'msg', None) or error}.", "Correct it; nothing of it was run.")
        return None
    for doubt in doubts:  # which Python would print itself, on every run
        findings.warn(doubt.lineno, f"Python doubts this: {doubt.message}.", 'Write a text with backslashes as r"…".')
    return module


def _meta(module: ast.Module, findings: Findings) -> Meta | None:
    found = [statement for statement in module.body if is_meta(statement)]
    if not found:
        findings.error(1, "There is no META.", _META_HINT)
        return None
    if len(found) > 1:
        findings.error(found[1].lineno, "META comes twice.", "Keep one.")
    value = found[0].value if isinstance(found[0], ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Dict):
        findings.error(found[0].lineno, "META is no literal dict.", f"{_META_HINT} It is read without running the module.")
        return None
    return Meta(value, findings)


def _values(meta: Meta, findings: Findings) -> dict[str, Any]:
    windows_hint = "Write a list of windows: 24h, 30d, 12w, 6m, 1y or all."
    values: dict[str, Any] = {
        "page": meta.text("page", "Write the page that it stands on: revenue.", is_required=True),
        "title": meta.text("title", "Write what it shows, one line.", is_required=True),
        "order": meta.whole("order", "Write a whole number: 10.", default=DEFAULT_ORDER),
        "chart": meta.text("chart", f"Write one of: {', '.join(chart_kinds())}.", is_required=True),
        "windows": meta.texts("windows", windows_hint, is_window, is_required=True),
        "window_default": meta.text("window_default", "Write one of its windows."),
        "how_to_read": meta.text("how_to_read", "Write what good and bad look like, and what to do.", is_required=True),
        "methodology": meta.text("methodology", "Write how it is made."),
        "sources": meta.texts("sources", "Write a list of tables: [dataset.table].", _is_table),
        "metrics": meta.choices("metrics", f"Write {{metric_id: {' or '.join(CUT_ROLES)}}}.", CUT_ROLES),
        "owner": meta.text("owner", "Write an address: ada@example.com."),
    }
    meta.refuse_unknown()
    _check(values, meta, findings)
    values["window_default"] = values["window_default"] or next(iter(values["windows"]), "")
    return values


def _check(values: dict[str, Any], meta: Meta, findings: Findings) -> None:
    page, title, default, owner = (values[key] for key in ("page", "title", "window_default", "owner"))
    if page and not CUT_ID.fullmatch(page):
        meta.reject("page", f"{{key}} “{page}” is no page's name.", f"A page's name is {_NAME}: revenue.")
    if title and ("\n" in title or len(title) > 100):
        meta.reject(
            "title", "{key} is longer than one line of 100 characters.", "Write what it shows; the rest goes into how_to_read."
        )
    if default and values["windows"] and default not in values["windows"]:
        meta.reject(
            "window_default", f"{{key}} “{default}” is none of its windows.", f"Write one of: {', '.join(values['windows'])}."
        )
    if owner and (hint := formats.email(owner)):
        meta.reject("owner", f"{{key}} “{owner}” is no address.", hint)
    for metric_id in values["metrics"]:
        if not METRIC_ID.fullmatch(metric_id):
            meta.reject(
                "metrics", f"{{key}} has “{metric_id}”, which is no metric's id.", "Write the name of its file without .sql."
            )
    if not values["methodology"] and not findings.has_error:
        findings.warn(
            meta.line_of("methodology"),
            'META["methodology"] is missing.',
            "Write how it is made, so that somebody can verify it.",
        )


def _is_table(text: str) -> bool:
    return _TABLE.fullmatch(text) is not None


def _check_compute(module: ast.Module, findings: Findings) -> None:
    found = [one for one in module.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == "compute"]
    if not found:
        findings.error(1, "There is no function `compute`.", _COMPUTE_HINT)
        return
    compute = found[-1]
    if isinstance(compute, ast.AsyncFunctionDef) or not _takes_both(compute.args):
        findings.error(compute.lineno, "`compute` cannot be called with a connection and a window.", _COMPUTE_HINT)


def _takes_both(arguments: ast.arguments) -> bool:
    """Whether `compute(conn, window=window)` is a call that Python would take."""
    positional = [*arguments.posonlyargs, *arguments.args]
    named = {one.arg for one in (*positional[max(1, len(arguments.posonlyargs)) :], *arguments.kwonlyargs)}
    needed = {one.arg for one in positional[1 : len(positional) - len(arguments.defaults)]}
    needed |= {one.arg for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None}
    takes_window = "window" in named or arguments.kwarg is not None
    return bool(positional or arguments.vararg) and takes_window and needed <= ({"window"} & named)
