"""Hundreds of hostile statements against a real server: no effect, no secret, an end in time, and no harm to the next metric."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.measure.execute import execute_value
from heartbeat.postgres.server.waiting import wait_until
from security.hostile_corpus import Hostile, kinds, outcome, statements
from security.hostile_world import AS_OF, CELL, NUMBER, World, hostile_world, metric

LIMIT_SECONDS = 1  # of a bomb
AMPLE_SECONDS = 20  # of a statement that is refused at once, also by a busy machine
STOP_SECONDS = 5  # past the limit
AT_A_TIME = 2
AT_ONCE = [one for kind in kinds() if kind != "bombs" for one in statements(kind)]
BOMBS = statements("bombs")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with hostile_world() as world:
        yield world


def as_metric(world: World, text: str, limit_seconds: float = AMPLE_SECONDS) -> object:
    """What the path of a metric gives: a value, or its error."""
    try:
        return execute_value(metric(text), world.sandbox(limit_seconds), AS_OF)
    except (MeasureError, DatabaseUnavailable) as error:
        return error


def alone(world: World, text: str) -> object:
    """What the sandbox gives to somebody who reads all columns."""
    try:
        return world.sandbox(AMPLE_SECONDS).run(text, as_of=AS_OF, label="hostile").rows
    except (MeasureError, DatabaseUnavailable) as error:
        return error


def told(came: object) -> str:
    return f"{came} {came.hint}" if isinstance(came, MeasureError) else str(came)


def assert_keeps_secrets(world: World, came: object, *, of_cells: bool) -> None:
    for secret in (*world.secrets, *((CELL, str(NUMBER)) if of_cells else ())):
        assert secret not in told(came)
    assert not isinstance(came, Exception) or len(told(came)) < 3000


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, str]:
    """The state before any statement: none may change it."""
    return world.snapshot()


@pytest.mark.parametrize("hostile", AT_ONCE, ids=lambda one: one.name)
def test_a_hostile_statement_does_nothing_and_learns_nothing(world: World, before: dict[str, str], hostile: Hostile) -> None:
    text = hostile.text(world.places)
    came, as_value = alone(world, text), as_metric(world, text)
    assert outcome(came) in hostile.expected or outcome(as_value) in hostile.expected, told(came)
    assert_keeps_secrets(world, came, of_cells=isinstance(came, Exception))
    assert_keeps_secrets(world, as_value, of_cells=True)
    assert wait_until(lambda: world.sessions() == 0, timeout_seconds=5), "nothing of it is left in the server"
    assert world.snapshot() == before
    assert world.plain_value() == 2000


@dataclass(frozen=True)
class Ended:
    """How a bomb ended: what came of it, and after how many seconds its caller went on."""

    came: object
    seconds: float


@pytest.fixture(scope="module")
def bombed(world: World, before: dict[str, str]) -> dict[str, Ended]:
    """All bombs, a few at a time, as the metrics of a beat are; then the server as it is afterwards."""

    def drop(bomb: Hostile) -> Ended:
        started = time.monotonic()
        came = as_metric(world, bomb.text(world.places), LIMIT_SECONDS)
        return Ended(came, time.monotonic() - started)

    with ThreadPoolExecutor(AT_A_TIME) as crew:
        return dict(zip([bomb.name for bomb in BOMBS], crew.map(drop, BOMBS), strict=True))


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda one: one.name)
def test_a_bomb_ends_in_time_and_tells_no_cell(world: World, bombed: dict[str, Ended], bomb: Hostile) -> None:
    ended = bombed[bomb.name]
    assert outcome(ended.came) in {*bomb.expected, "stopped"}, told(ended.came)  # a busy machine may need a second for anything
    assert ended.seconds < LIMIT_SECONDS + STOP_SECONDS
    assert_keeps_secrets(world, ended.came, of_cells=True)


@pytest.mark.usefixtures("bombed")
def test_after_all_bombs_the_server_is_as_it_was_and_the_next_metric_has_its_value(world: World, before: dict[str, str]) -> None:
    assert wait_until(lambda: world.sessions() == 0, timeout_seconds=STOP_SECONDS)
    assert world.snapshot() == before
    assert world.plain_value() == 2000
