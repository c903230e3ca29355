"""Figures as they are printed: ``98%``, ``3/10``, ``58``, ``>500``, ``≈4 years``."""

from __future__ import annotations

import re
from decimal import Decimal

from mi2ld.model import Quantity

BOUNDS = {"": "=", "=": "=", "<": "<", ">": ">", "≤": "≤", "<=": "≤", "≥": "≥", ">=": "≥", "≈": "≈", "~": "≈"}
UNITS = {"day": "d", "week": "wk", "month": "mo", "year": "a"}
"""English time units to UCUM."""

_FORM = re.compile(
    r"(?P<bound>[<>]=|[=<>≤≥≈~])?\s*(?P<number>\d{1,15}(?:\.\d{1,15})?)"
    r"(?:\s*/\s*(?P<denominator>\d{1,15})|\s*(?P<percent>%)|\s+(?P<unit>day|week|month|year)s?)?",
    re.ASCII,
)


def parse_quantity(text: str) -> Quantity | None:
    """Return the figure that a text prints, or None when it prints none.

    >>> parse_quantity("3/10").denominator, parse_quantity(">4 years").unit, parse_quantity("often")
    (10, 'a', None)
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    denominator = match["denominator"]
    return Quantity(
        printed=text.strip(),
        value=Decimal(match["number"]),
        bound=BOUNDS[match["bound"] or ""],
        is_percentage=match["percent"] is not None,
        denominator=int(denominator) if denominator else None,
        unit="%" if match["percent"] else UNITS.get(match["unit"] or "", "1"),
    )


def lexical(value: Decimal) -> str:
    """Return the canonical lexical form of a decimal: no trailing zeros, no exponent.

    >>> lexical(Decimal("112.50")), lexical(Decimal("60.0"))
    ('112.5', '60')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
