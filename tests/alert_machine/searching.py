"""A search by the machine, on a floor that all searches of a test process share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from alert_machine.floor import Floor, open_floor
from alert_machine.machine import AlertMachine
from heartbeat.db import Role
from heartbeat.postgres.roles import with_database
from postgres_fixtures import Cluster, cloned_house


@contextmanager
def searched_floor(cluster: Cluster) -> Iterator[Floor]:
    """A database of its own."""
    with cloned_house(cluster) as database:
        superuser_url = with_database(cluster.admin_url, database.url(Role.OWNER).rpartition("/")[2])
        with open_floor(database, superuser_url) as floor:
            yield floor


def search(floor: Floor, *, examples: int, steps: int, without: tuple[str, ...] = (), **more: Any) -> type[AlertMachine]:
    """Run sequences until one breaks an invariant, which is raised; else how many there were is in `done` of what is returned.

    Args:
        floor: where they run.
        examples: how many.
        steps: of each, at most.
        without: rules that are left out.
        more: settings of Hypothesis.
    """
    members = {"floor": floor, "done": type(AlertMachine.done)(), **dict.fromkeys(without)}
    machine = type("Here", (AlertMachine,), members)
    plain = {"deadline": None, "report_multiple_bugs": False, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps, **{**plain, **more}))
    return machine
