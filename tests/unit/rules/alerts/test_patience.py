"""How long to wait after a try that failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.rules.alerts.patience import LONGEST, next_try

FIRST = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (1, 5 * SECOND),
        (2, 30 * SECOND),
        (3, 2 * MINUTE),
        (4, 10 * MINUTE),
        (5, 30 * MINUTE),
        (6, HOUR),
        (7, 2 * HOUR),
        (99, 2 * HOUR),
    ],
)
def test_each_wait_is_longer_than_the_one_before(tries: int, wait: timedelta) -> None:
    assert next_try(FIRST, tries, FIRST) == FIRST + wait


def test_jitter_makes_a_wait_longer_by_a_tenth_at_most() -> None:
    assert next_try(FIRST, 6, FIRST, jitter=0.5) == FIRST + HOUR + 3 * MINUTE
    assert next_try(FIRST, 6, FIRST, jitter=1.0) == FIRST + HOUR + 6 * MINUTE


def test_what_the_other_side_asks_for_is_the_least_wait() -> None:
    assert next_try(FIRST, 1, FIRST, retry_after=MINUTE) == FIRST + MINUTE
    assert next_try(FIRST, 1, FIRST, retry_after=SECOND) == FIRST + 5 * SECOND
    assert next_try(FIRST, 1, FIRST, retry_after=-MINUTE) == FIRST + 5 * SECOND
    assert next_try(FIRST, 1, FIRST + HOUR, retry_after=LONGEST) == FIRST + LONGEST
    assert next_try(FIRST, 1, FIRST, retry_after=LONGEST + SECOND) is None


def test_a_message_is_given_up_a_day_after_its_first_try() -> None:
    tried, now = 1, FIRST
    while (again := next_try(FIRST, tried, now, jitter=1.0)) is not None:
        assert again > now
        tried, now = tried + 1, again
    assert now == FIRST + LONGEST
    assert tried == 18
    assert next_try(FIRST, tried, now + SECOND, retry_after=SECOND) is None
