"""No sequence of readings, edits, deploys, deaths and answers makes an alert false, lost or at odds with a screen.

More sequences than in a usual run: `HEARTBEAT_ALERT_EXAMPLES=3000 pytest -s tests/property/test_alert_machine.py`.
"""

from __future__ import annotations

import os

import pytest

from alert_machine.searching import search, searched_floor
from postgres_fixtures import Cluster

EXAMPLES = int(os.environ.get("HEARTBEAT_ALERT_EXAMPLES", "60"))
STEPS = int(os.environ.get("HEARTBEAT_ALERT_STEPS", "40"))


@pytest.mark.slow
@pytest.mark.timeout(240 + 10 * EXAMPLES)
def test_alerts_hold_whatever_happens(cluster: Cluster) -> None:
    with searched_floor(cluster) as floor:
        done = search(floor, examples=EXAMPLES, steps=STEPS).done
    print(", ".join(f"{count:,} {name}" for name, count in done.items()))
    assert done["sequences"] >= EXAMPLES
