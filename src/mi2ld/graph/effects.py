"""Effects computed beside those that are stated: from the figures of the two groups that a comparison rests on.

For each comparison with a figure on either side: the risk difference, the risk ratio, the odds ratio (sample and exact)
and Fisher's p; for each figure alone, its Wilson interval. A figure is a count with a denominator, or a percentage of
a group of known size.

What an effect says depends on how many counts the figures allow. One on each side: one estimate, the value with its
confidence interval. More, since a percentage is rounded: an estimate without a value, whose ends are the smallest and
the largest value that the counts allow (``RoundingBounds``), and a second whose ends are the lowest and the highest end
of their confidence intervals. What one of the possible counts leaves undefined is left out.

scipy is imported at the first effect; checking a dossier needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.plausible import candidate_counts
from mi2ld.dossier.quantity import lexical
from mi2ld.graph import beside, labels
from mi2ld.graph import proportions as stats
from mi2ld.graph.nodes import EffectNode, EstimateNode, GroupNode, PropositionNode
from mi2ld.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mi2ld.graph.labels import Label
    from mi2ld.graph.nodes import DossierNodes, Node

MOST_PAIRS = 1000
"""More pairs of possible counts than this are not tried: nothing is computed then."""

SMALLEST_P = Decimal("0.000001")
"""A p-value below this is given as less than this."""

_CONFIDENCE = names.term("ConfidenceInterval")
_ROUNDING = names.term("RoundingBounds")
_EQUAL = names.term("EqualTo")
_COUNTED = frozenset({names.term("Count"), names.term("Percentage")})
_PERSONS = frozenset({None, names.term("PersonMembers")})
_COUNTABLE = frozenset({names.term("FrequencyResult"), names.term("CountResult")})


@dataclass(frozen=True, slots=True)
class Method:
    """How an effect is computed: its key in an IRI, its row of the vocabulary, what it estimates, what it is called."""

    key: str
    row: str
    statistic: str
    label: Label
    measure: Callable[[stats.Share, stats.Share], stats.Effect | None]
    enclose: Callable[..., stats.Envelope | None] = stats.envelope


METHODS = (
    Method(
        "risk-difference-newcombe",
        "RiskDifferenceNewcombe",
        "RiskDifference",
        ("risk difference", "différence de risque"),
        stats.risk_difference,
    ),
    Method("risk-ratio-katz", "RiskRatioKatz", "RiskRatio", ("risk ratio", "risque relatif"), stats.risk_ratio),
    Method("odds-ratio-woolf", "OddsRatioWoolf", "OddsRatio", ("odds ratio", "rapport de cotes"), stats.odds_ratio),
    Method(
        "odds-ratio-exact-conditional",
        "OddsRatioExactConditional",
        "OddsRatio",
        ("exact odds ratio", "rapport de cotes exact"),
        stats.odds_ratio_exact,
        stats.corner_envelope,
    ),
)
_FISHER: Label = ("Fisher’s exact test", "test exact de Fisher")
_WILSON: Label = ("Wilson interval", "intervalle de Wilson")


def software() -> str:
    """Return the name and the version of what computes the effects, without importing it."""
    from importlib.metadata import version

    return f"scipy {version('scipy')}"


def possible_shares(estimate: EstimateNode, members: int | None) -> list[stats.Share]:
    """Return the counts that a figure may stand for, in rising order; none where it is no count and no percentage.

    A count is out of its own denominator, else of all members of its group; a percentage allows all counts that round
    to it. A figure that is bounded or approximate allows none.
    """
    if estimate.statistic not in _COUNTED or estimate.bound != _EQUAL or estimate.approximation or estimate.printed_so:
        return []
    size = estimate.denominator or members
    if not size:
        return []
    if estimate.numerator is not None:
        is_of_all = estimate.denominator is not None or estimate.statistic != names.term("Percentage")
        # a count beside its percentage that all members do not give was counted of fewer, nobody knows of how many
        if (
            not is_of_all
            and estimate.value is not None
            and estimate.numerator not in candidate_counts(estimate.value, size)
        ):
            return []
        counts = [estimate.numerator]
    elif estimate.value is None:
        return []
    elif estimate.statistic == names.term("Percentage"):
        counts = candidate_counts(estimate.value, size)
    else:
        counts = [int(estimate.value)] if estimate.value == int(estimate.value) else []
    return [stats.Share(count, size) for count in counts if 0 <= count <= size]


def effects(dossier_key: str, nodes: DossierNodes) -> list[Node]:
    """Return the effects of a dossier's comparisons, the Wilson intervals of its shares, and their estimates.

    Only the facts are read, and nothing in them is changed.
    """
    return _Effects(dossier_key, nodes).all()


def contradictions(nodes: DossierNodes, found: Iterable[Node]) -> list[Problem]:
    """Return a warning for each stated figure that no possible count of its groups gives, at the figure (code E101)."""
    stated = {n.iri: n for n in nodes.facts if isinstance(n, EstimateNode)}
    computed = list(found)
    values = {n.iri: n for n in computed if isinstance(n, EstimateNode)}
    told: dict[str, Problem] = {}
    for node in computed:
        if not isinstance(node, EffectNode):
            continue
        for iri in node.disagrees_with:
            figure = stated.get(iri)
            if figure is not None and not figure.printed_so:
                shown = values[node.estimates[0]].label_en
                what = f"{figure.printed} is not what the figures of its two groups give: {shown}"
                fix = f'see which figure is wrong; if the document prints it so, write "{figure.printed} [sic]"'
                told.setdefault(iri, Problem(figure.origin, "warning", "E101", what, fix))
    return sorted(told.values())


class _Effects:
    """The effects of one dossier."""

    def __init__(self, key: str, nodes: DossierNodes) -> None:
        self.key = key
        self.groups = {n.iri: n for n in nodes.facts if isinstance(n, GroupNode)}
        self.estimates = {n.iri: n for n in nodes.facts if isinstance(n, EstimateNode)}
        self.propositions = {n.iri: n for n in nodes.facts if isinstance(n, PropositionNode)}
        self.computed_with = software()

    def all(self) -> list[Node]:
        found: list[Node] = []
        shares: dict[str, list[stats.Share]] = {}
        for proposition in self.propositions.values():
            possible = self._shares(proposition)
            if possible:
                shares[proposition.iri] = possible
                found += self._wilson(proposition, possible)
        for comparison in self.propositions.values():
            sides = self._sides(comparison)
            if sides is not None and all(side.iri in shares for side in sides):
                found += self._pair(comparison, sides, shares[sides[0].iri], shares[sides[1].iri])
        return found

    # --- what to compute from --------------------------------------------------------------------------------

    def _shares(self, proposition: PropositionNode) -> list[stats.Share]:
        """Return the possible counts of a group result: those of its first figure that allows any."""
        group = self.groups.get(proposition.group or "")
        if group is None or group.member_kind not in _PERSONS or not _COUNTABLE.intersection(proposition.classes):
            return []
        for iri in proposition.estimates:
            possible = possible_shares(self.estimates[iri], group.member_count)
            if possible:
                return possible
        return []

    def _sides(self, comparison: PropositionNode) -> tuple[PropositionNode, PropositionNode] | None:
        """Return the results of the index group and the comparator that a comparison rests on.

        None where it rests on fewer or more, or where one group holds the other: the methods are for two groups that
        share nobody.
        """
        rests_on = [self.propositions[iri] for iri in comparison.based_on if iri in self.propositions]
        by_group = {p.group: p for p in rests_on}
        index, comparator = by_group.get(comparison.index_group), by_group.get(comparison.comparator_group)
        if (
            len(rests_on) != 2
            or comparison.more_comparators
            or index is None
            or comparator is None
            or index is comparator
        ):
            return None
        if self._holds(comparison.index_group, comparison.comparator_group):
            return None
        return None if self._holds(comparison.comparator_group, comparison.index_group) else (index, comparator)

    def _holds(self, whole: str | None, part: str | None) -> bool:
        seen: set[str] = set()
        while part in self.groups and part not in seen:
            seen.add(part)
            part = self.groups[part].subgroup_of
            if part == whole:
                return True
        return False

    # --- nodes -----------------------------------------------------------------------------------------------

    def _pair(
        self,
        comparison: PropositionNode,
        sides: tuple[PropositionNode, PropositionNode],
        indexes: list[stats.Share],
        comparators: list[stats.Share],
    ) -> list[Node]:
        if len(indexes) * len(comparators) > MOST_PAIRS:
            return []
        enclosed = {m.key: m.enclose(m.measure, indexes, comparators) for m in METHODS}
        p_values = sorted({stats.fisher(a, b) for a in indexes for b in comparators})
        judged = beside.judge(
            comparison,
            [self.estimates[iri] for iri in comparison.estimates],
            {m.key: (m.statistic, e.points) for m in METHODS if (e := enclosed[m.key]) is not None},
            p_values,
        )
        found: list[Node] = []
        for method in METHODS:
            envelope = enclosed[method.key]
            if envelope is not None:
                key = f"effect--{method.key}--{comparison.key}"
                made = self._estimates(key, comparison, method.statistic, envelope)
                found += [
                    *made,
                    self._effect(key, method.row, method.label, comparison, sides, made, judged[method.key]),
                ]
        key = f"effect--fisher-exact--{comparison.key}"
        p = self._p_estimate(key, comparison, p_values)
        found += [p, self._effect(key, "FisherExact", _FISHER, comparison, sides, [p], judged["fisher-exact"])]
        return found

    def _effect(
        self,
        key: str,
        row: str,
        label: Label,
        comparison: PropositionNode,
        sides: tuple[PropositionNode, PropositionNode],
        made: Sequence[EstimateNode],
        judged: beside.Judged,
    ) -> EffectNode:
        shown = labels.join((comparison.label_en, comparison.label_fr), label, (made[0].label_en, made[0].label_fr))
        return EffectNode(
            names.mint("computed", self.key, key),
            (names.term("ComputedEffect"),),
            comparison.origin,
            *shown,
            computed_from=tuple(side.iri for side in sides),
            computed_by=names.term(row),
            computed_with=self.computed_with,
            set_beside=comparison.iri,
            index_group=comparison.index_group,
            comparator_group=comparison.comparator_group,
            topic=comparison.topic,
            time_frame=comparison.time_frame,
            estimates=tuple(e.iri for e in made),
            agrees_with=judged.agrees,
            disagrees_with=judged.disagrees,
        )

    def _wilson(self, result: PropositionNode, possible: list[stats.Share]) -> list[Node]:
        key = f"proportion--wilson-interval--{result.key}"
        intervals = [stats.wilson(share) for share in possible]
        points = tuple(share.risk * 100 for share in possible)
        lower, upper = 100 * intervals[0][0], 100 * intervals[-1][1]  # both ends rise with the count
        made = self._estimates(key, result, "Percentage", stats.Envelope(points, lower, upper), unit="%")
        for estimate in made:
            estimate.denominator = possible[0].size
        if len(possible) == 1:
            made[0].numerator = possible[0].count
        shown = labels.join((result.label_en, result.label_fr), _WILSON, (made[0].label_en, made[0].label_fr))
        node = EffectNode(
            names.mint("computed", self.key, key),
            (names.term("ComputedProportion"),),
            result.origin,
            *shown,
            computed_from=(result.iri,),
            computed_by=names.term("WilsonInterval"),
            computed_with=self.computed_with,
            group=result.group,
            topic=result.topic,
            time_frame=result.time_frame,
            estimates=tuple(e.iri for e in made),
        )
        return [*made, node]

    # --- estimates -------------------------------------------------------------------------------------------

    def _estimate(self, key: str, origin: Node, statistic: str, label: Label, unit: str = "1") -> EstimateNode:
        return EstimateNode(
            names.mint("estimate", self.key, key),
            (names.term("Estimate"),),
            origin.origin,
            *label,
            statistic=names.term(statistic),
            unit=unit,
        )

    def _estimates(
        self, key: str, origin: Node, statistic: str, found: stats.Envelope, *, unit: str = "1"
    ) -> list[EstimateNode]:
        """Return the value with its interval, or the bounds of the value and the widest interval."""
        low, high = stats.significant(found.points[0]), stats.significant(found.points[-1])
        interval = None
        if found.lower is not None and found.upper is not None:
            interval = stats.significant(found.lower), stats.significant(found.upper)
        if found.is_exact:
            estimate = self._estimate(key, origin, statistic, _shown(low, interval), unit)
            estimate.value, estimate.bound = low, _EQUAL
            if interval is not None:
                _set_interval(estimate, interval)
            return [estimate]
        bounds = self._estimate(key, origin, statistic, _between(low, high), unit)
        bounds.lower, bounds.upper, bounds.interval_kind = low, high, _ROUNDING
        if interval is None:
            return [bounds]
        widest = self._estimate(f"{key}--2", origin, statistic, _between(*interval), unit)
        _set_interval(widest, interval)
        return [bounds, widest]

    def _p_estimate(self, key: str, origin: Node, p_values: list[float]) -> EstimateNode:
        low, high = (stats.significant(p, 3) for p in (p_values[0], p_values[-1]))
        if low == high or high < SMALLEST_P:
            is_small = high < SMALLEST_P
            value, sign = (SMALLEST_P, "<") if is_small else (low, "=")
            shown = f"p {sign} {lexical(value)}"
            estimate = self._estimate(key, origin, "PValue", (shown, shown.replace(".", ",")))
            estimate.p_value, estimate.p_bound = value, names.term("LessThan") if is_small else _EQUAL
            return estimate
        low = Decimal(0) if low < SMALLEST_P else low
        estimate = self._estimate(key, origin, "PValue", labels.join(("p", "p"), _between(low, high), separator=" "))
        estimate.lower, estimate.upper, estimate.interval_kind = low, high, _ROUNDING
        return estimate


def _set_interval(estimate: EstimateNode, ends: tuple[Decimal, Decimal]) -> None:
    estimate.lower, estimate.upper = ends
    estimate.interval_kind, estimate.level = _CONFIDENCE, stats.LEVEL


def _between(low: Decimal, high: Decimal) -> Label:
    english = f"{lexical(low)} to {lexical(high)}"
    return english, f"{lexical(low)} à {lexical(high)}".replace(".", ",")


def _shown(value: Decimal, interval: tuple[Decimal, Decimal] | None) -> Label:
    number = lexical(value)
    shown: Label = (number, number.replace(".", ","))
    if interval is None:
        return shown
    ends = _between(*interval)
    return f"{shown[0]} ({ends[0]})", f"{shown[1]} ({ends[1]})"
