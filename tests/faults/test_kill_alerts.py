"""Workers killed on the way of a message, in short: `kill_alerts.py` is the same for as long as one likes."""

from __future__ import annotations

import pytest

from faults.alerts.rounds import MOMENTS
from faults.kill_alerts import moving_house

pytestmark = pytest.mark.faults

_SEED = 5


def test_workers_killed_at_each_moment_of_a_message_lose_nothing_and_tell_nothing_false() -> None:
    with moving_house(12, _SEED) as (rounds, environment):
        rounds.perform(environment, 16, moments=MOMENTS)
    tally = rounds.tally
    assert (tally.lost, tally.false, tally.besides) == ([], [], []), f"seed {_SEED}"
    assert tally.kills.total() >= 16
    assert set(MOMENTS) <= set(tally.kills)
    assert tally.ends["delivered"] > 0
