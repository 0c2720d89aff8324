"""How fast, and for how long still, in words."""

from __future__ import annotations

from heartbeat.cli.pace import Pace
from heartbeat.ingest.report import TableProgress


def test_a_table_is_told_with_its_rate_and_the_time_that_is_left() -> None:
    seconds = iter([0.0, 0.0, 5.0, 10.0, 12.0, 14.0])
    pace = Pace(lambda: next(seconds))
    assert pace.line(TableProgress("payment", 100_000, 400_000)) == (
        "payment, 100,000 of about 400,000 rows, 20,000 rows/s, about 15 s left"
    )
    assert pace.line(TableProgress("payment", 400_000, 400_000)) == "payment, 400,000 of about 400,000 rows, 40,000 rows/s"
    assert pace.line(TableProgress("client", 2, None)) == "client, 2 rows, 1 rows/s"
    assert pace.line(TableProgress("client", 4_000, None)) == "client, 4,000 rows, 1,000 rows/s"
