"""Exact numbers: what counts as a number in a call, and sums that are never rounded."""

import math
from decimal import Context, Decimal, Inexact

Number = int | Decimal

_EXACT = Context(prec=200, traps=[Inexact])
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


def amount_of(value: object) -> Decimal | None:
    """Return `value` as an amount that can be added up exactly, or None.

    An amount is a number that is not negative and has at most 60 digits on either side of
    the point.
    """
    number = number_of(value)
    if number is None or number < 0:
        return None
    if isinstance(number, int) and number.bit_length() > 4 * _DIGITS:
        return None
    amount = Decimal(number)
    exponent = amount.as_tuple().exponent
    countable = isinstance(exponent, int) and exponent >= -_DIGITS and amount.adjusted() < _DIGITS
    return amount if countable else None


def total(first: Decimal, second: Decimal) -> Decimal:
    """Return the exact sum of two amounts."""
    return _EXACT.add(first, second)
