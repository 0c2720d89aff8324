"""A module that says to its parent what only its child says, or what Postgres cannot keep, fails by itself and stops nothing."""

from __future__ import annotations

import pytest

from heartbeat.db import Database, Role
from heartbeat.measure.cuts.queue import Desk, see_through
from heartbeat.readings.audit import refreshes
from integration.app.audited import declare_cut, declare_page
from integration.measure.cut_site import NOW, computed, cut_of
from integration.readings.small_house import apply, metric, rows, workspace

NAMELESS = """class Kind(type):
    @property
    def __name__(cls):
        return 'a\\x00b'
class Odd(Exception, metaclass=Kind):
    pass
raise Odd('x')"""


def says(line: str) -> str:
    """The body of a module that writes a line to whoever listens, and ends its process."""
    write = f"    try:\n        os.write(end, {line.encode()!r} + b'\\n')\n    except OSError:\n        pass"
    return f"import os\nfor end in range(3, 30):\n{write}\nos._exit(1)"


@pytest.mark.parametrize(
    "body", [NAMELESS, says('{"error": "a\\u0000", "hint": "\\ud800"}'), says('{"away": "Postgres is gone"}')]
)
def test_a_module_that_lies_fails_and_the_next_is_computed(database: Database, body: str) -> None:
    apply(database, workspace(metric("payments", "P-1")))
    declare_page(database, "revenue")
    declare_cut(database, "liar", "revenue", module=cut_of(body).text, windows=["30d"])
    bars = cut_of('return {"unit": "count", "bars": []}').text
    declare_cut(database, "fees", "revenue", module=bars, windows=["30d"])
    with database.connect(Role.WORKER, autocommit=True) as worker:
        asked = refreshes.request(worker, ["liar", "fees"], None, trigger="ui", by=None, now=NOW)
    see_through(Desk(database), asked)
    query = "select cut_id, error_code from heartbeat.audit_cut_snapshot order by cut_id"
    assert rows(database, query) == [("fees", None), ("liar", "cut-failed")]


def test_what_is_printed_by_the_way_can_be_shown(database: Database) -> None:
    printed = computed(database, says('{"payload": 1, "printed": "a\\u0000b\\ud800"}')).printed
    assert printed == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
