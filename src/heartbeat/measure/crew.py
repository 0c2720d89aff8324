"""A few threads that share a list of jobs, and a caller that hears of each as it is done."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
Member = Callable[[Iterator[Job]], Iterator[Done]]
"""Takes the jobs that are its own and yields what became of each, in one thread, with connections of its own."""


def share_out(jobs: Sequence[Job], member: Member[Job, Done], *, size: int) -> Iterator[Done]:
    """Give the jobs to `size` members and yield each result as it comes, in the calling thread.

    The first exception of a member is raised here, and no further job is begun. The threads are daemons: a caller that leaves
    early, as Ctrl-C makes it, does not wait for a statement that still runs.
    """
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    results: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
    leave = threading.Event()
    work = (member, waiting, results, leave)
    threads = [threading.Thread(target=_work, args=work, daemon=True) for _ in range(min(size, len(jobs)))]
    for thread in threads:
        thread.start()
    try:
        for _ in jobs:
            yield _result(results)
    finally:
        leave.set()
    for thread in threads:
        thread.join()


def _result(results: queue.SimpleQueue[Done | BaseException]) -> Done:
    result = results.get()
    if isinstance(result, BaseException):
        raise result
    return result


def _work(
    member: Member[Job, Done],
    waiting: queue.SimpleQueue[Job],
    results: queue.SimpleQueue[Done | BaseException],
    leave: threading.Event,
) -> None:
    def own() -> Iterator[Job]:
        while not leave.is_set():
            try:
                yield waiting.get_nowait()
            except queue.Empty:
                return

    try:
        for result in member(own()):
            results.put(result)
    except BaseException as error:  # noqa: BLE001 - carried to the calling thread, which raises it
        results.put(error)
