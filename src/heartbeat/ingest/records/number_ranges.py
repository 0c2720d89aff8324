"""How large and how small a number of Postgres may be, exactly as its input functions have it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

InRange = Callable[[Decimal], bool]

_MOST_DIGITS, _MOST_DECIMALS = 131_072, 16_383  # of a numeric, before and behind its point
_MANY_DIGITS = 4_000  # fewer, with an exponent below 1000, are in range; Python makes an int of no more than 4300
_LARGE_EXPONENT = re.compile(r"[eE][+-]?\d{4}", re.ASCII)
_LONG_RUN = re.compile(rf"(?<!\d)\d{{{_MANY_DIGITS}}}", re.ASCII)


def in_numeric(number: Decimal) -> bool:
    """Whether a numeric can hold a number with all its digits. Zeros behind the point are digits, also those of zero itself."""
    if not number.is_finite():
        return True
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _MOST_DECIMALS and (not number or number.adjusted() < _MOST_DIGITS)


def holds_numerics(value: Any) -> bool:
    """Whether every number in a value of JSON, however deep, is one of Postgres: jsonb keeps them as numeric."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        elif isinstance(one, Decimal) and not in_numeric(one):
            return False
    return True


def may_leave_numeric(text: str) -> bool:
    """Whether a text of JSON may hold a number that is none of Postgres. False is certain, and told fast."""
    return _LARGE_EXPONENT.search(text) is not None or (len(text) >= _MANY_DIGITS and _LONG_RUN.search(text) is not None)


def _in_float(mantissa_bits: int, most: int, least: int) -> InRange:
    """Postgres refuses what rounds to infinity, and what rounds to zero and is not zero.

    Args:
        mantissa_bits: with the hidden one.
        most: power of two of the first number that has none.
        least: power of two of the smallest number above zero.
    """
    too_large = Decimal(2**most - 2 ** (most - mantissa_bits - 1))  # halfway to the next number, and rounded up
    too_small = _power_of_two(least - 1)  # halfway to zero, and rounded down

    def fits(number: Decimal) -> bool:
        size = number.copy_abs()
        return not number.is_finite() or not number or too_small < size < too_large

    return fits


def _power_of_two(exponent: int) -> Decimal:
    """A negative power with all its digits."""
    return Decimal(f"{5**-exponent}e{exponent}")


in_real = _in_float(24, 128, -149)
in_double = _in_float(53, 1024, -1074)
