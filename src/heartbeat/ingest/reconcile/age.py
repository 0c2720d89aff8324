"""Whether a comparison has met an older copy of its source than the runs before it: a replica that lags.

A comparison has a connection of its own, which may lead to another server than the one from which the rows came. What an older
copy lacks was not deleted: a repair would take rows away that are there.
"""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.errors import LoadHeld
from heartbeat.marts.books.source_log import LogPosition, read_later_position


def refuse_older(connection: psycopg.Connection[Any], source_id: str, dataset: str, reached: LogPosition) -> None:
    """Compare nothing with a source that lacks what a run of this dataset had read.

    Raises:
        LoadHeld: it stands at an earlier position of the same log.
    """
    later = read_later_position(connection, dataset, reached)
    if later is None:
        return
    message = (
        f"The source is older than what has landed, so nothing was compared: it stands at {reached.position} of its log, "
        f"a run had read it up to {later}."
    )
    hint = (
        "Its url must lead to one server that does not lag behind, not to a pool of replicas; the next comparison looks again. "
        f"If its disk was put back to an earlier state: `heartbeat ingest {source_id} --reconcile --accept-shrink`."
    )
    raise LoadHeld(message, hint=hint)
