"""Two proportions: their difference, their ratios and how surprising they are; pure functions over counts.

Every function takes counts of persons, never percentages. What the counts leave undefined is None: no half is added to
an empty cell. scipy is imported at the first use, since it costs a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from math import isfinite, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEVEL = Decimal(95)
"""The confidence level of every interval, in percent."""

_LEVEL = float(LEVEL) / 100
_NOISE = Context(prec=11, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: ``count`` of ``size`` persons.

    Raises:
        ValueError: If nobody is counted from, or more are counted than there are.
    """

    count: int
    size: int

    def __post_init__(self) -> None:
        """Refuse what is no part of a whole."""
        if self.size < 1 or not 0 <= self.count <= self.size:
            message = f"{self.count} of {self.size} is no share"
            raise ValueError(message)

    @property
    def rest(self) -> int:
        """Return how many of them are not counted."""
        return self.size - self.count

    @property
    def risk(self) -> Fraction:
        """Return the share as a fraction."""
        return Fraction(self.count, self.size)


@dataclass(frozen=True, slots=True)
class Effect:
    """A point estimate and the ends of its confidence interval; an interval that is not defined has no ends."""

    value: Fraction
    lower: float | None = None
    upper: float | None = None


def significant(number: Fraction | float, digits: int = 4) -> Decimal:
    """Return a number rounded to so many significant digits, a half to the even digit.

    A fraction is rounded once, exactly. A binary number is first rounded to 11 digits, so that the last bits, which
    differ between machines, decide nothing.

    >>> significant(Fraction(1, 3)), significant(0.12344999999999999), significant(123456.0)
    (Decimal('0.3333'), Decimal('0.1234'), Decimal('1.235E+5'))
    """
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    if isinstance(number, Fraction):
        return context.divide(Decimal(number.numerator), Decimal(number.denominator))
    return context.plus(_NOISE.plus(Decimal(number)))


@cache
def wilson(share: Share) -> tuple[float, float]:
    """Return the score interval of one proportion (Wilson 1927, JASA 22:209–212), without continuity correction."""
    from scipy.stats import binomtest

    found = binomtest(share.count, share.size).proportion_ci(_LEVEL, method="wilson")
    return float(found.low), float(found.high)


def risk_difference(index: Share, comparator: Share) -> Effect:
    """Return index minus comparator, with Newcombe's hybrid score interval.

    The interval is method 10 of Newcombe 1998, Stat Med 17:873–890: the two Wilson intervals, square and add. It is
    defined for empty cells too.
    """
    first, second = float(index.risk), float(comparator.risk)
    (low_1, high_1), (low_2, high_2) = wilson(index), wilson(comparator)
    difference = index.risk - comparator.risk
    below = sqrt((first - low_1) ** 2 + (high_2 - second) ** 2)
    above = sqrt((high_1 - first) ** 2 + (second - low_2) ** 2)
    return Effect(difference, max(-1.0, float(difference) - below), min(1.0, float(difference) + above))


def risk_ratio(index: Share, comparator: Share) -> Effect | None:
    """Return the risk of the index group over that of the comparator, with its log interval.

    The interval is that of Katz et al. 1978, Biometrics 34:469–474. None where nobody is counted in the comparator;
    without an interval where nobody is counted in the index group, or where everybody is in both.
    """
    if comparator.count == 0:
        return None
    value = index.risk / comparator.risk
    if index.count == 0 or index.rest == comparator.rest == 0:
        return Effect(value)
    from scipy.stats.contingency import relative_risk

    found = relative_risk(index.count, index.size, comparator.count, comparator.size).confidence_interval(_LEVEL)
    return Effect(value, float(found.low), float(found.high))


def odds_ratio(index: Share, comparator: Share) -> Effect | None:
    """Return the sample odds ratio (the cross product), with its logit interval.

    The interval is that of Woolf 1955, Ann Hum Genet 19:251–253. None where it would divide by nothing; without an
    interval where it is nought.
    """
    if index.rest == 0 or comparator.count == 0:
        return None
    value = Fraction(index.count * comparator.rest, index.rest * comparator.count)
    if value == 0:
        return Effect(value)
    from scipy.stats.contingency import odds_ratio as ratio

    found = ratio(_table(index, comparator), kind="sample").confidence_interval(_LEVEL)
    return Effect(value, float(found.low), float(found.high))


def odds_ratio_exact(index: Share, comparator: Share) -> Effect | None:
    """Return the conditional maximum-likelihood odds ratio, with its exact interval.

    Both come from Fisher's noncentral hypergeometric distribution (Cornfield 1956, Proc. Third Berkeley Symp. 4:135–148).
    None where the estimate is infinite, or where nobody or everybody is counted on both sides.
    """
    if index.rest == 0 or comparator.count == 0:
        return None
    from scipy.stats.contingency import odds_ratio as ratio

    result = ratio(_table(index, comparator), kind="conditional")
    found = result.confidence_interval(_LEVEL)
    if not (isfinite(result.statistic) and isfinite(found.high)):
        return None
    return Effect(Fraction(float(result.statistic)), float(found.low), float(found.high))


@cache
def fisher(index: Share, comparator: Share) -> float:
    """Return the two-sided p-value of Fisher's exact test.

    Two-sided as in R: the sum over all tables of the same margins that are no more probable than the one observed.
    """
    from scipy.stats import fisher_exact

    return min(1.0, float(fisher_exact(_table(index, comparator)).pvalue))


def _table(index: Share, comparator: Share) -> list[list[int]]:
    return [[index.count, index.rest], [comparator.count, comparator.rest]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What all possible counts give: the point estimates in order, and the widest interval if each has one."""

    points: tuple[Fraction, ...]
    lower: float | None
    upper: float | None

    @property
    def is_exact(self) -> bool:
        """Return whether one number is left."""
        return self.points[0] == self.points[-1]


def envelope(
    measure: Callable[[Share, Share], Effect | None], indexes: Sequence[Share], comparators: Sequence[Share]
) -> Envelope | None:
    """Return what a measure gives over all pairs of possible shares, or None where one of them leaves it undefined."""
    return _enclose([measure(a, b) for a in indexes for b in comparators])


def corner_envelope(
    measure: Callable[[Share, Share], Effect | None], indexes: Sequence[Share], comparators: Sequence[Share]
) -> Envelope | None:
    """Return the same for a measure that rises with the index count and falls with the comparator's, from two pairs.

    Both must be in rising order. The conditional odds ratio and its exact limits are such: with one more counted in a
    group, its conditional count rises by one at most (Efron 1965, Ann Math Stat 36:272–279).
    """
    return _enclose([measure(indexes[0], comparators[-1]), measure(indexes[-1], comparators[0])])


def _enclose(effects: Sequence[Effect | None]) -> Envelope | None:
    known = [e for e in effects if e is not None]
    if len(known) < len(effects) or not known:
        return None
    lower = [e.lower for e in known if e.lower is not None]
    upper = [e.upper for e in known if e.upper is not None]
    whole = len(lower) == len(upper) == len(known)
    points = tuple(sorted({e.value for e in known}))
    return Envelope(points, min(lower) if whole else None, max(upper) if whole else None)
