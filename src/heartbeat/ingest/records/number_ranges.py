"""How large and how small a number of Postgres may be, exactly as its input functions have it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

InRange = Callable[[Decimal], bool]

_MOST_DIGITS, _MOST_DECIMALS = 131_072, 16_383  # of a numeric, before and behind its point


def in_numeric(number: Decimal) -> bool:
    """Whether a numeric can hold a number with all its digits. Zeros behind the point are digits, also those of zero itself."""
    if not number.is_finite():
        return True
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _MOST_DECIMALS and (not number or number.adjusted() < _MOST_DIGITS)


def holds_numerics(value: Any) -> bool:
    """Whether every number in a value of JSON is one of Postgres: jsonb keeps them as numeric."""
    if isinstance(value, dict):
        return all(map(holds_numerics, value.values()))
    if isinstance(value, list | tuple):
        return all(map(holds_numerics, value))
    return not isinstance(value, Decimal) or in_numeric(value)


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
