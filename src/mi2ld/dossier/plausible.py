"""Whether the parts of one value agree: percentage and count, estimate and interval, p-value and interval."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mi2ld.dossier.lexicon import Lexicon
    from mi2ld.model import Interval, PValue, Quantity

_ALPHA = Decimal("0.05")
_MEANS = ("mean", "geometric-mean")
"""A mean may lie outside the middle half of the values."""


class ValueFinding(NamedTuple):
    """What does not agree within a value: ``error`` or ``warning``, its code, and how to mend it."""

    level: str
    code: str
    what: str
    fix: str


def check_quantity(quantity: Quantity, lexicon: Lexicon) -> list[ValueFinding]:
    """Return what cannot be, or is odd, in one value (codes D403, D404 and D601 to D609)."""
    found = [*_counts(quantity), *_range(quantity, lexicon)]
    for interval in quantity.intervals:
        found.extend(_interval(quantity, interval))
    if quantity.p is not None:
        found.extend(_p_value(quantity, quantity.p, lexicon))
    return found


def _error(code: str, what: str, fix: str) -> ValueFinding:
    return ValueFinding("error", code, what, fix)


def _counts(quantity: Quantity) -> Iterator[ValueFinding]:
    part, whole = quantity.numerator, quantity.denominator
    if part is None or whole is None:
        return
    if not whole:
        yield _error("D404", f"{quantity.printed!r} is not a count of a total", "write whole numbers, as 3/10")
    elif part > whole:
        yield _error("D404", f"{quantity.printed!r} counts more than its total", "correct the count or the total")
    elif quantity.is_percentage and quantity.value is not None and quantity.bound == "=":
        exact = Decimal(100 * part) / whole
        exponent = quantity.value.as_tuple().exponent
        half = Decimal((0, (5,), min(int(exponent), 0) - 1))
        if abs(exact - quantity.value) > half:
            right = exact.quantize(Decimal((0, (1,), min(int(exponent), 0))))
            what = f"{part}/{whole} is {right}%, not {quantity.value}%"
            yield _error("D601", what, "correct the count, the total or the percentage")


def _range(quantity: Quantity, lexicon: Lexicon) -> Iterator[ValueFinding]:
    """Check the values against what their statistic may be; a percentage of no named statistic is from 0 to 100."""
    ends = [end for i in quantity.intervals for end in (i.lower, i.upper) if end is not None]
    figures = [f for f in (quantity.value, *ends) if f is not None]
    statistic = lexicon.statistics.get(quantity.statistic)
    if statistic is None:
        if quantity.is_percentage and any(not 0 <= f <= 100 for f in figures):
            what = f"{quantity.printed!r} is not between 0% and 100%"
            yield _error("D403", what, "write the percentage as printed, or name what it is: difference −12%")
        return
    low, high = statistic.minimum, statistic.maximum
    if quantity.numerator is not None and not quantity.is_percentage:
        return
    if quantity.is_percentage and high is not None and abs(high) == 1:
        low, high = None if low is None else 100 * low, 100 * high
    for figure in figures:
        if (low is not None and figure < low) or (high is not None and figure > high):
            limits = f"{'…' if low is None else low} to {'…' if high is None else high}"
            what = f"{figure} is outside what {statistic.key!r} may be, {limits}"
            yield _error("D604", what, "correct the figure, or the statistic")


def _interval(quantity: Quantity, interval: Interval) -> Iterator[ValueFinding]:
    lower, upper, value = interval.lower, interval.upper, quantity.value
    if interval.spread is not None and interval.spread < 0:
        yield _error("D608", f"a spread of {interval.spread}", "write it without a sign")
    if interval.level is not None and not 50 < interval.level < 100:
        what = f"a confidence level of {interval.level}%"
        yield _error("D609", what, "write the level, as 95%, before the interval")
    if lower is None or upper is None:
        return
    if lower > upper:
        yield _error("D603", f"the interval ends at {upper} before it starts at {lower}", "write the lower end first")
    elif (
        value is not None
        and not lower <= value <= upper
        and quantity.bound == "="
        and not (interval.kind in ("InterquartileRange", "") and quantity.statistic in _MEANS)
    ):
        what = f"{value} is not between {lower} and {upper}"
        yield _error("D602", what, "correct the figure, or the ends of its interval")


def _is_small(p: PValue) -> bool | None:
    """Return whether a p-value is below 0.05; None where the print leaves that open."""
    if p.value is None:
        return {"Significant": True, "NotSignificant": False}.get(p.significance)
    if p.bound in "=≈":
        return p.value < _ALPHA
    if p.bound in "<≤":
        return True if p.value < _ALPHA or (p.bound == "<" and p.value == _ALPHA) else None
    return False if p.value >= _ALPHA else None


def _p_value(quantity: Quantity, p: PValue, lexicon: Lexicon) -> Iterator[ValueFinding]:
    if p.value is not None and not 0 <= p.value <= 1:
        yield _error("D605", f"a p-value of {p.value}", "write a p-value from 0 to 1")
        return
    small = _is_small(p)
    if p.value is not None and p.significance and small is not None and small != (p.significance == "Significant"):
        word = "not significant" if small else "significant"
        what = f"p {p.bound} {p.value} stands beside the word {word!r}"
        yield ValueFinding("warning", "D607", what, "see whether the document tests at another level than 0.05")
    null = lexicon.null_value(quantity.statistic)
    if null is not None and small is not None:
        for interval in quantity.intervals:
            yield from _against_null(interval, null, small, p)


def _against_null(interval: Interval, null: Decimal, small: bool, p: PValue) -> Iterator[ValueFinding]:
    lower, upper = interval.lower, interval.upper
    if interval.kind != "ConfidenceInterval" or interval.level != 95 or lower is None or upper is None:
        return
    excluded, included = null < lower or null > upper, lower < null < upper
    if (excluded and not small) or (included and small):
        shown = f"p {p.bound} {p.value}" if p.value is not None else f"the word for p ({p.significance})"
        what = f"the 95% interval {'leaves out' if excluded else 'holds'} {null}, and {shown} says otherwise"
        yield ValueFinding("warning", "D606", what, "see whether interval and p-value are copied rightly")


def candidate_counts(percentage: Decimal, size: int) -> list[int]:
    """Return the counts out of ``size`` that round to the percentage, at the decimals it is printed with.

    Rounding of a half may go either way, so both are kept: |100 k / n - p| <= half a unit of the last place.

    >>> candidate_counts(Decimal("85"), 143), candidate_counts(Decimal("98"), 58)
    ([121, 122], [57])
    """
    exponent = percentage.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    first = max(0, ceil((percentage - half) * size / 100))
    last = min(size, floor((percentage + half) * size / 100))
    return list(range(first, last + 1))
