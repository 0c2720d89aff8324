"""What a cut shows as CSV (RFC 4180), which a spreadsheet opens without running anything that stands in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from heartbeat.definitions.charts.catalog import read_payload
from heartbeat.definitions.charts.chart import Rows
from heartbeat.errors import CutWithoutTable

_MARK = b"\xef\xbb\xbf"
"""Without it spreadsheets take UTF-8 for the encoding of their machine."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")
_EXACT = 2**53


def csv_of(cut: Mapping[str, Any]) -> bytes:
    """The rows behind what a cut shows.

    Raises:
        CutWithoutTable: it was never computed, or what it shows has no rows.
    """
    header, rows = _table(cut)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_cell(cell) for cell in row] for row in (header, *rows))
    return _MARK + text.getvalue().encode()


def file_name(cut: Mapping[str, Any], timezone: str) -> str:
    """`<cut>-<window>-<date>.csv`, of the day on which it was computed."""
    day = cut["snapshot"]["computed_at"].astimezone(ZoneInfo(timezone)).date()
    return f"{cut['cut_id']}-{cut['window']}-{day.isoformat()}.csv"


def _table(cut: Mapping[str, Any]) -> Rows:
    snapshot = cut["snapshot"]
    if snapshot is None:
        raise _refusal(cut, "was not computed for this window yet", "Refresh it; its page says when it is there.")
    try:
        table = read_payload(snapshot["chart"], snapshot["payload"]).table()
    except ValueError:
        raise _refusal(cut, "was computed by another version of Heartbeat", "Refresh it.") from None
    if not table.header:
        raise _refusal(cut, "gives no rows beside what it draws", f"Let {cut['file']} return `columns` and `rows` as well.")
    return table


def _refusal(cut: Mapping[str, Any], why: str, hint: str) -> CutWithoutTable:
    return CutWithoutTable(f"There is no table of the cut {cut['cut_id']}: it {why}.", hint=hint)


def _cell(value: Any) -> str:
    """One cell. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there too."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case int() | float():
            return repr(value)
        case str():
            return f"'{value}" if value.startswith(_FORMULA) and not _NUMBER.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False)
