"""A short soak: the whole one is `python tests/e2e/soak/soak.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from e2e.soak.house import CYCLE, House, soaked_house
from e2e.soak.scenarios import SCENARIOS
from e2e.soak.soak import complaints, soak

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A server of its own, whose boards change as fast as the wall follows."""
    with soaked_house() as served:
        for _ in range(
            3 * CYCLE
        ):  # until what turns red again and again is known to flap: from then on each cycle is as the last
            served.next_beat()
        yield served


def test_a_wall_that_follows_many_boards_holds_no_more_at_the_end(browser: Browser, house: House) -> None:
    found = soak(browser, house, refreshes=2 * CYCLE, samples=2, warm_up=CYCLE)
    # In its first hundreds of boards the browser still compiles, which takes room as well.
    assert complaints(found, most_growth=0.3) == [], "\n".join(str(each) for each in found)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_a_wall_comes_back_by_itself(browser: Browser, house: House, scenario: object) -> None:
    assert callable(scenario)
    scenario(browser, house)
