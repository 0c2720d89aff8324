"""No sequence of readings, edits, deploys, deaths and answers makes an alert false, lost or at odds with a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from alert_machine.floor import Floor, open_floor
from alert_machine.machine import AlertMachine
from heartbeat.db import Role
from heartbeat.postgres.roles import with_database
from postgres_fixtures import Cluster, cloned_house

EXAMPLES = int(os.environ.get("HEARTBEAT_ALERT_EXAMPLES", "60"))
STEPS = int(os.environ.get("HEARTBEAT_ALERT_STEPS", "40"))


@pytest.fixture(scope="module")
def floor(cluster: Cluster) -> Iterator[Floor]:
    with cloned_house(cluster) as database:
        superuser_url = with_database(cluster.admin_url, database.url(Role.OWNER).rpartition("/")[2])
        with open_floor(database, superuser_url) as found:
            yield found


@pytest.mark.slow
@pytest.mark.timeout(120 + 10 * EXAMPLES)
def test_alerts_hold_whatever_happens(floor: Floor) -> None:
    class Here(AlertMachine):
        pass

    Here.floor = floor
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(", ".join(f"{count:,} {name}" for name, count in Here.done.items()))
