"""What a metric gave in a test, and how that differs from what was expected. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from heartbeat.definitions.metric_tests.model import Expectation
from heartbeat.measure.shape import Value
from heartbeat.rules.status import Verdict, health_of

ROUNDING = 1e-12  # of the value: a sum of doubles depends on the order of its rows


@dataclass(frozen=True)
class Given:
    """What a metric gave. `error` stands in place of a value; `crosscheck_error` in place of a crosscheck, null without one."""

    value: Value
    error: str | None
    verdict: Verdict
    crosscheck: Value | None = None
    crosscheck_error: str | None = None
    history: Mapping[date, float | None] = field(default_factory=dict)
    history_error: str | None = None

    @property
    def health(self) -> str:
        """As a beat would tell it."""
        return health_of(self.value.value, failed=self.error is not None)


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected, in words."""

    what: str
    expected: str
    got: str


def differences(expect: Expectation, got: Given) -> tuple[Difference, ...]:
    """Everything in which a metric differs from what was expected; nothing when the test passes."""
    return (*_of_value(expect, got), *_of_words(expect, got), *_of_history(expect, got), *_of_crosscheck(expect, got))


def is_close(one: float | None, other: float | None, tolerance: float | None) -> bool:
    """Whether two values count as equal: within the tolerance, or without one up to rounding. No value equals no value."""
    if one is None or other is None:
        return one is other
    if tolerance is None:
        return math.isclose(one, other, rel_tol=ROUNDING, abs_tol=1e-12)
    return abs(one - other) <= tolerance * (1 + ROUNDING)


def number_text(value: float | None) -> str:
    """A number with every digit that tells it from another."""
    if value is None:
        return "no value"
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else repr(value)


def _of_value(expect: Expectation, got: Given) -> Iterator[Difference]:
    if expect.value is not None and not is_close(expect.value, got.value.value, expect.tolerance):
        within = f" ± {expect.tolerance:g}" if expect.tolerance else ""
        yield Difference("value", f"{number_text(expect.value)}{within}", _told(got))
    if expect.n is not None and expect.n != got.value.n:
        yield Difference("n", f"{expect.n}", "not counted" if got.value.n is None else f"{got.value.n}")


def _of_words(expect: Expectation, got: Given) -> Iterator[Difference]:
    if expect.health is not None and expect.health != got.health:
        yield Difference("health", expect.health, f"{got.health}: {_told(got)}")
    if expect.error is not None and expect.error.casefold() not in (got.error or "").casefold():
        yield Difference("error", f"… {expect.error} …", _told(got))
    if expect.error is None and expect.health is None and got.error and expect.value is None:
        yield Difference("health", "ok", f"error: {got.error}")
    for what, wanted, found in (("status", expect.status, got.verdict.status), ("reason", expect.reason, got.verdict.reason)):
        if wanted is not None and wanted != found:
            yield Difference(what, wanted, f"{found} ({got.verdict.reason})" if what == "status" else found)


def _of_history(expect: Expectation, got: Given) -> Iterator[Difference]:
    if expect.history and got.history_error:
        yield Difference("history", "a value for each day", got.history_error)
        return
    for day, value in sorted(expect.history.items()):
        if not is_close(value, got.history.get(day), expect.tolerance):
            yield Difference(f"history {day}", number_text(value), number_text(got.history.get(day)))


def _of_crosscheck(expect: Expectation, got: Given) -> Iterator[Difference]:
    """The second formulation agrees where both give a value; a metric that failed has nothing to agree with."""
    if not expect.crosscheck or got.error:
        return
    if got.crosscheck_error:
        yield Difference("crosscheck", number_text(got.value.value), got.crosscheck_error)
    elif got.crosscheck and not is_close(got.value.value, got.crosscheck.value, expect.tolerance):
        yield Difference("crosscheck", f"{number_text(got.value.value)}, as the value", number_text(got.crosscheck.value))


def _told(got: Given) -> str:
    return got.error or got.value.missing or number_text(got.value.value)
