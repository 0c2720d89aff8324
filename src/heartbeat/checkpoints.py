"""Named moments of a beat and of what runs beside it. In production passing one does nothing.

A fault test ends the process at one, as a power cut would.
"""

from __future__ import annotations

import os
import signal
from typing import Literal, get_args

Checkpoint = Literal[
    "extract",  # a source is being read
    "staging",  # rows are in staging, or on their way there
    "before-load-publish",  # staging is whole, nothing is visible yet
    "compared",  # a comparison with the source is done, what differs is in staging
    "before-repair",  # nothing of it is visible yet
    "repaired",  # all is mended, nothing is committed
    "between-metrics",  # some metrics have been committed, others not
    "before-metric-commit",  # a value is computed, nothing is written
    "after-metric-commit",  # a reading is written, the board is old
    "incident-moved",  # an incident and what it tells are written, their reading is not committed
    "before-board-publish",  # every reading is written, the board is old
    "before-release",  # the new board is written, what waited for it is not let go, nothing is committed
    "alert-claimed",  # a message is this courier's and kept in its words, nothing is sent
    "alert-sent",  # a channel has answered, how is not written
    "cut-taken",  # a cut is to be computed, its child is not started
    "cut-computed",  # what it computed is here, nothing is written
]
CHECKPOINTS: tuple[str, ...] = get_args(Checkpoint)


def passing(checkpoint: Checkpoint) -> None:
    """Say that this moment is reached; the environment names the one at which the process is killed.

    `HEARTBEAT_STOP_AT=extract` kills this process alone, `extract+parent` the one that started it as well: a load is a child.
    """
    wanted, _, also = os.environ.get("HEARTBEAT_STOP_AT", "").partition("+")  # noqa: TID251 - a load's child has no door
    if wanted != checkpoint:
        return
    if also == "parent":
        os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
