"""Typical: the band that a metric's own recent days draw."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from heartbeat.rules.status import LEAST_POINTS, TypicalBand

_NOISE = 1e-12  # a spread below this share of the mean is floating-point dust on a constant


def typical_band(values: Sequence[float]) -> TypicalBand | None:
    """Mean and sample standard deviation of one value per day, the judged day left out by the caller.

    `None` with fewer than 14 finite values, or when they are all the same: then there is no spread to judge by.
    """
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < LEAST_POINTS:
        return None
    try:
        mean = statistics.fmean(finite)
    except OverflowError:
        return None
    # to the last digit what statistics.stdev gives, in a hundredth of its time: a backtest makes a band for each day of a year
    stddev = math.dist(finite, [mean] * len(finite)) / math.sqrt(len(finite) - 1)
    if not math.isfinite(mean) or not math.isfinite(stddev) or stddev <= abs(mean) * _NOISE:
        return None
    return TypicalBand(mean, stddev, len(finite))
