"""Whether a computed effect agrees with what is stated of the same comparison.

Where rounding leaves several counts, one that agrees is enough: it may be the one. What was adjusted for something
cannot be computed from counts, so it is not compared; nor is a figure that is only about right.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mi2ld.graph.nodes import EstimateNode, PropositionNode

THRESHOLD = Fraction(1, 20)
"""The p-value below which a difference is called significant."""

TINY = Fraction(1, 1000)
TEN = 10

_CRUDE = frozenset({None, "", names.term("CrudeEstimate")})
_ALSO_CALLED = {names.term("PrevalenceRatio"): "RiskRatio", names.term("Difference"): "RiskDifference"}
_OF_PROPORTIONS = frozenset(
    {None, *map(names.term, ("PValue", "ChiSquared", "OddsRatio", "RiskRatio", "RiskDifference")), *_ALSO_CALLED}
)
_OF_FREQUENCY = frozenset({None, names.term("Frequency"), names.term("Risk")})
_DIFFERENCE = "risk-difference-newcombe"
_FISHER = "fisher-exact"


@dataclass(slots=True)
class Judged:
    """What is stated that a computed effect agrees and disagrees with: estimates, or the comparison for its words."""

    agrees: tuple[str, ...] = ()
    disagrees: tuple[str, ...] = ()

    def add(self, iri: str, verdict: bool | None) -> None:
        """Add a verdict; None is none."""
        if verdict is True:
            self.agrees = (*self.agrees, iri)
        elif verdict is False:
            self.disagrees = (*self.disagrees, iri)


def judge(
    comparison: PropositionNode,
    stated: Sequence[EstimateNode],
    computed: Mapping[str, tuple[str, Sequence[Fraction]]],
    p_values: Sequence[float],
) -> dict[str, Judged]:
    """Return, for each method, what it agrees and disagrees with.

    A stated effect is set against the computed ones of its statistic, a stated p-value or significance against
    Fisher's p, a stated direction against the sign of the risk difference. Where two methods estimate one statistic
    (the two odds ratios), a document may have printed either: one that does not fit counts only if the other does not.

    Args:
        comparison: What the document states.
        stated: Its estimates.
        computed: For each method, the local name of its statistic, and the values that the counts allow, rising.
        p_values: The p-values that they allow.
    """
    found = {key: Judged() for key in computed}
    found[_FISHER] = Judged()
    if not comparison.adjusted_for:
        for estimate in stated:
            if estimate.adjustment in _CRUDE:
                _judge_value(estimate, computed, found)
                if estimate.statistic in _OF_PROPORTIONS:
                    found[_FISHER].add(estimate.iri, _judge_p(estimate, p_values))
        found[_FISHER].add(comparison.iri, _judge_words(comparison, p_values))
    if _DIFFERENCE in computed and comparison.aspect in _OF_FREQUENCY:
        found[_DIFFERENCE].add(comparison.iri, _judge_direction(comparison.direction, computed[_DIFFERENCE][1]))
    return found


def _judge_value(
    estimate: EstimateNode, computed: Mapping[str, tuple[str, Sequence[Fraction]]], found: dict[str, Judged]
) -> None:
    meant = _ALSO_CALLED.get(estimate.statistic or "")
    if estimate.statistic == names.term("Difference") and estimate.unit != "%":
        return
    verdicts = {
        key: verdict
        for key, (statistic, points) in computed.items()
        if (statistic == meant or names.term(statistic) == estimate.statistic)
        and (verdict := fits(estimate, points)) is not None
    }
    for key, verdict in verdicts.items():
        if verdict or not any(verdicts.values()):
            found[key].add(estimate.iri, verdict)


def fits(estimate: EstimateNode, points: Sequence[Fraction]) -> bool | None:
    """Return whether one of some values can be what an estimate prints; None where it prints none to compare with.

    Half a unit of the last printed digit is allowed either way; a bound (``OR > 3``) is to be kept.
    """
    if estimate.value is None or estimate.approximation:
        return None
    scale = 100 if estimate.unit == "%" else 1
    return _satisfies(estimate.bound, estimate.value, [point * scale for point in points])


def _satisfies(bound: str | None, value: Decimal, points: Sequence[Fraction]) -> bool | None:
    target = Fraction(value)
    if bound == names.term("EqualTo"):
        half = Fraction(half_unit(value))
        return any(abs(point - target) <= half for point in points)
    if bound in (names.term("LessThan"), names.term("AtMost")):
        return points[0] < target or (points[0] == target and bound == names.term("AtMost"))
    if bound in (names.term("MoreThan"), names.term("AtLeast")):
        return points[-1] > target or (points[-1] == target and bound == names.term("AtLeast"))
    return None


def half_unit(value: Decimal) -> Decimal:
    """Return half a unit of the last digit of a number as typed.

    >>> half_unit(Decimal("3.20")), half_unit(Decimal("14"))
    (Decimal('0.005'), Decimal('0.5'))
    """
    return Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)


def _judge_p(estimate: EstimateNode, p_values: Sequence[float]) -> bool | None:
    """Return whether a computed p-value agrees with a stated one: it keeps its bound, or is near enough to it.

    Exact agreement is not asked for, since the document may have used another test. Near enough is on its side of 0.05
    and within a factor of ten, or below 0.001 like it.
    """
    if estimate.p_value is None:
        return _judge_significance(estimate.significance, p_values)
    points = [Fraction(p) for p in p_values]
    bound, value = estimate.p_bound or names.term("EqualTo"), Fraction(estimate.p_value)
    if bound == names.term("EqualTo"):
        half = Fraction(half_unit(estimate.p_value))
        sides = {value - half < THRESHOLD, value + half < THRESHOLD}
        return any((point < THRESHOLD) in sides and _is_near(point, value) for point in points)
    kept = _satisfies(bound, estimate.p_value, points)
    if kept is not False:
        return kept
    if bound in (names.term("LessThan"), names.term("AtMost")):
        return value <= THRESHOLD and points[0] < THRESHOLD
    return value >= THRESHOLD and points[-1] >= THRESHOLD


def _is_near(computed: Fraction, stated: Fraction) -> bool:
    """Return whether two p-values are within a factor of ten, or both so small that the test decides how small."""
    if computed < TINY and stated < TINY:
        return True
    return computed <= TEN * stated and stated <= TEN * computed


def _judge_significance(significance: str | None, p_values: Sequence[float]) -> bool | None:
    if significance == names.term("Significant"):
        return Fraction(p_values[0]) < THRESHOLD
    if significance == names.term("NotSignificant"):
        return Fraction(p_values[-1]) >= THRESHOLD
    return None


def _judge_words(comparison: PropositionNode, p_values: Sequence[float]) -> bool | None:
    """Return whether Fisher's p agrees with the significance in words, or with a difference that was not found."""
    verdict = _judge_significance(comparison.significance, p_values)
    if verdict is None and comparison.direction == names.term("NoDifferenceFound"):
        return _judge_significance(names.term("NotSignificant"), p_values)
    return verdict


def _judge_direction(direction: str | None, points: Sequence[Fraction]) -> bool | None:
    if direction == names.term("Higher"):
        return points[-1] > 0
    if direction == names.term("Lower"):
        return points[0] < 0
    return None
