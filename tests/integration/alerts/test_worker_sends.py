"""A worker carries messages beside its beats, whether it is the active one or stands by."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from heartbeat.db import Database
from heartbeat.readings import beats
from heartbeat.surfaces.alerts.courier.courier import Courier
from heartbeat.threads import running_beside
from heartbeat.worker import Wish
from integration.alerts.outbox_rows import Post
from integration.readings.small_house import worker as session
from machine_time import system_clock
from shop_with_source import ShopWithSource, in_thread
from waiting import eventually


@pytest.fixture
def post(shop: ShopWithSource) -> Iterator[Post]:
    """A message of the shop for a channel that is not declared: whoever takes it comes to an end with it."""
    opened = Post(shop.database, now=system_clock())
    opened.message((opened.incident("nobody"), 1, "fire"), lane=("gone", ""))
    yield opened
    opened.connection.close()


def test_a_worker_sends_beside_its_beats(shop: ShopWithSource, post: Post) -> None:
    with in_thread(shop.worker()):
        eventually(lambda: post.states() == ["dead"])


def test_a_worker_that_stands_by_sends_as_well(shop: ShopWithSource, post: Post) -> None:
    with session(shop.database) as other:
        assert beats.beat_lock(other)
        with in_thread(shop.worker()):
            eventually(lambda: post.states() == ["dead"])


def test_one_beat_alone_sends_what_is_due(shop: ShopWithSource, post: Post) -> None:
    shop.worker().run_once(Wish())
    assert post.states() == ["dead"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_courier_that_dies_takes_its_worker_with_it(database: Database) -> None:
    class Mortal(Courier):
        def run(self) -> None:
            raise ZeroDivisionError

    stop = threading.Event()
    until = lambda leaving: Mortal(database, {}, leaving)  # noqa: E731
    with pytest.raises(RuntimeError, match="died"), running_beside("courier", until, stop):
        assert stop.wait(10)
