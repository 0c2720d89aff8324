"""Chance that repeats itself: every choice is a function of a row's number.

`mix` scatters (for names, amounts, delays). `spread` deals evenly: among any hundred neighbours almost exactly three fall below
0.03, so that a share over a short window is what the bank's story says and not a matter of luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_MASK = (1 << 64) - 1
# Odd multipliers near 2^32 times an irrational number; one per kind of choice, so that the choices do not march in step.
OUTCOME = 2_654_435_769  # golden ratio
KIND = 1_779_033_703  # square root of 2
SPEED = 3_144_134_277  # square root of 3
AMOUNT = 1_013_904_242  # square root of 5

T = TypeVar("T")


def mix(number: int, salt: int = 0) -> int:
    """A scattered 64-bit number (the finaliser of splitmix64)."""
    z = (number * 0x9E3779B97F4A7C15 + salt * 0xD1342543DE82EF95) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def spread(number: int, step: int = OUTCOME) -> float:
    """An evenly dealt number in [0, 1) (a Weyl sequence)."""
    return ((number * step) & 0xFFFFFFFF) / 4_294_967_296


def pick(choices: Sequence[T], number: int) -> T:
    """One of `choices`, told by a scattered number."""
    return choices[number % len(choices)]
