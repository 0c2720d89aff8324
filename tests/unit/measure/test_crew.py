"""Jobs shared by a few threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from heartbeat.measure.crew import share_out


def test_every_job_is_done_once_and_told() -> None:
    def double(jobs: Iterator[int]) -> Iterator[int]:
        for job in jobs:
            yield job * 2

    assert sorted(share_out(range(50), double, size=4)) == [number * 2 for number in range(50)]


def test_four_members_work_at_the_same_time() -> None:
    together = threading.Barrier(4, timeout=10)

    def meet(jobs: Iterator[int]) -> Iterator[int]:
        for job in jobs:
            together.wait()
            yield job

    assert sorted(share_out(range(4), meet, size=4)) == [0, 1, 2, 3]


def test_the_first_exception_reaches_the_caller_and_no_further_job_is_begun() -> None:
    begun: list[int] = []

    def stumble(jobs: Iterator[int]) -> Iterator[int]:
        for job in jobs:
            begun.append(job)
            if job == 1:
                raise ValueError("one")
            yield job

    with pytest.raises(ValueError, match="one"):
        list(share_out(range(10), stumble, size=1))
    assert begun == [0, 1]


def test_no_job_needs_no_thread() -> None:
    def never(jobs: Iterator[int]) -> Iterator[int]:
        raise AssertionError

    assert list(share_out([], never, size=4)) == []
