"""Screen, API and messages say the same of any value in any unit, language and currency.

A million comparisons: `PYTHONPATH=tests .venv/bin/python tests/faults/agreement.py`.
"""

from __future__ import annotations

from alert_machine.many import compare
from alert_machine.searching import searched_floor
from postgres_fixtures import Cluster


def test_screen_api_and_messages_say_the_same(cluster: Cluster) -> None:
    with searched_floor(cluster) as floor:
        agreement, _ = compare(floor, comparisons=40_000)
    assert agreement.found == []
    assert agreement.messages > 50
