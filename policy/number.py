"""Exact numbers: what counts as a number in a call, and sums that are never rounded."""

import math
from decimal import Context, Decimal, Inexact

Number = int | Decimal

_EXACT = Context(prec=200, traps=[Inexact])
_HALF = Decimal("0.5")
_DIGITS = 60
"""Most digits before and after the point that an amount may have; keeps sums exact."""


def number_of(value: object) -> Number | None:
    """Return `value` as an exact number, or None if it is none.

    A float stands for the shortest decimal that reads back as it, so 0.1 is one tenth.
    Booleans, texts, NaN and the infinities are no numbers.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(value))
    return None


def is_short(number: Number) -> bool:
    """Tell whether a number has at most 60 digits on either side of the point."""
    if isinstance(number, int) and number.bit_length() > 4 * _DIGITS:
        return False
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS and value.adjusted() < _DIGITS


def amount_of(value: object) -> Decimal | None:
    """Return `value` as an amount that can be added up exactly, or None.

    An amount is a number that is not negative and has at most 60 digits on either side of
    the point.
    """
    number = number_of(value)
    if number is None or number < 0 or not is_short(number):
        return None
    return Decimal(number)


def total(first: Decimal, second: Decimal) -> Decimal:
    """Return the exact sum of two amounts."""
    return _EXACT.add(first, second)


def left(whole: Decimal, taken: Decimal) -> Decimal:
    """Return the exact difference of two amounts, 0 where more is taken than there is."""
    return _EXACT.subtract(whole, taken) if taken < whole else Decimal(0)


def between(low: Decimal, high: Decimal) -> Decimal:
    """Return the exact middle of two numbers of at most 60 digits on either side of the point."""
    return _EXACT.multiply(_EXACT.add(low, high), _HALF)
