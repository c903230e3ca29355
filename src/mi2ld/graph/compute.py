"""What arithmetic gives, kept apart from what is stated.

Four computations: the sum of a study's arms; the counts that a percentage of a group of known size may stand for; the
direction that two percentages imply; the pairs that a correlation of three variables or more may mean.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.plausible import candidate_counts
from mi2ld.graph import labels
from mi2ld.graph.nodes import ComputedNode, EstimateNode, GroupNode, PropositionNode

if TYPE_CHECKING:
    from mi2ld.graph.labels import Label
    from mi2ld.graph.nodes import DossierNodes, Node
    from mi2ld.model import Dossier


def compute(dossier: Dossier, nodes: DossierNodes, group_labels: dict[str, Label]) -> list[Node]:
    """Return the computed results of a dossier and their estimates."""
    groups = {n.iri: n for n in nodes.facts if isinstance(n, GroupNode)}
    estimates = {n.iri: n for n in nodes.facts if isinstance(n, EstimateNode)}
    propositions = [n for n in nodes.facts if isinstance(n, PropositionNode)]
    frequencies = {p.iri: p for p in propositions if p.classes == (names.term("FrequencyResult"),)}
    found: list[Node] = []
    found += _arm_sums(dossier, groups, propositions)
    for frequency in frequencies.values():
        found += _counts(dossier, frequency, groups, estimates)
    for proposition in propositions:
        if len(proposition.based_on) == 2:
            found += _direction(dossier, proposition, frequencies, estimates)
        if len(proposition.variables) > 2:
            found += _pairs(dossier, proposition)
    return found


def _estimate(
    dossier: Dossier,
    key: str,
    origin: Node,
    value: Decimal,
    *,
    lower: int | None = None,
    upper: int | None = None,
    denominator: int | None = None,
) -> EstimateNode:
    exact = lower is None or lower == upper
    shown = str(value) if exact else f"{lower}–{upper}"
    if denominator is not None:
        shown += f"/{denominator}"
    return EstimateNode(
        names.mint("estimate", dossier.key, key),
        (names.term("Estimate"),),
        origin.origin,
        shown,
        shown,
        statistic=names.term("Count"),
        value=value if exact else None,
        unit="1",
        denominator=denominator,
        lower=None if exact else Decimal(lower or 0),
        upper=None if exact else Decimal(upper or 0),
        bound=names.term("EqualTo") if exact else None,
    )


def _arm_sums(dossier: Dossier, groups: dict[str, GroupNode], propositions: list[PropositionNode]) -> list[Node]:
    """Return, for each study whose arms all have a size, their sum."""
    found: list[Node] = []
    sizes = {p.about[0]: p.iri for p in propositions if p.attribute == names.term("SizeAttribute") and p.about}
    for study in dossier.studies:
        population = groups[names.mint("group", dossier.key, study)]
        arms = [
            g for g in groups.values() if g.subgroup_of == population.iri and g.classes == (names.term("StudyArm"),)
        ]
        if len(arms) < 2 or any(a.member_count is None for a in arms):
            continue
        total = sum(a.member_count or 0 for a in arms)
        key = f"arm-sum--{study}"
        estimate = _estimate(dossier, key, population, Decimal(total))
        shown = labels.join(
            (population.label_en, population.label_fr), ("sum of arms", "somme des bras"), (str(total),) * 2
        )
        found += [
            estimate,
            ComputedNode(
                names.mint("computed", dossier.key, key),
                (names.term("ComputedSum"),),
                population.origin,
                *shown,
                computed_from=tuple(sizes[a.iri] for a in arms if a.iri in sizes),
                computed_by=names.term("ArmSum"),
                group=population.iri,
                estimate=estimate.iri,
            ),
        ]
    return found


def _counts(
    dossier: Dossier, frequency: PropositionNode, groups: dict[str, GroupNode], estimates: dict[str, EstimateNode]
) -> list[Node]:
    group = groups.get(frequency.group or "")
    estimate = estimates.get(frequency.estimates[0] if frequency.estimates else "")
    if group is None or estimate is None or estimate.value is None or not _is_share(estimate):
        return []
    size = estimate.denominator or group.member_count
    if not size or group.member_kind not in PERSONS:
        return []
    counts = candidate_counts(estimate.value, size)
    if not counts:
        return []
    key = f"candidate-counts--{frequency.key}"
    made = _estimate(dossier, key, frequency, Decimal(counts[0]), lower=counts[0], upper=counts[-1], denominator=size)
    label = labels.join(
        (frequency.label_en, frequency.label_fr), ("candidate counts", "effectifs possibles"), (made.label_en,) * 2
    )
    return [
        made,
        ComputedNode(
            names.mint("computed", dossier.key, key),
            (names.term("CandidateCount"),),
            frequency.origin,
            *label,
            computed_from=(frequency.iri,),
            computed_by=names.term("CandidateCounts"),
            group=group.iri,
            topic=frequency.topic,
            estimate=made.iri,
        ),
    ]


PERSONS = (None, names.term("PersonMembers"))
"""The members that can be counted from a percentage: people, said or not."""


def _is_share(estimate: EstimateNode) -> bool:
    """Return whether a figure is a plain percentage of a group, with no count beside it and no mark of a misprint."""
    plain = estimate.statistic == names.term("Percentage") and estimate.bound == names.term("EqualTo")
    return plain and estimate.numerator is None and not estimate.printed_so and not estimate.approximation


def _direction(
    dossier: Dossier,
    comparison: PropositionNode,
    frequencies: dict[str, PropositionNode],
    estimates: dict[str, EstimateNode],
) -> list[Node]:
    sides = [frequencies.get(iri) for iri in comparison.based_on]
    figures = [estimates[s.estimates[0]] if s is not None and s.estimates else None for s in sides]
    values = [f.value if f is not None and f.bound == names.term("EqualTo") else None for f in figures]
    if values[0] is None or values[1] is None:
        return []
    local = "Higher" if values[0] > values[1] else "Lower" if values[0] < values[1] else "Comparable"
    key = f"implied-direction--{comparison.key}"
    label = labels.join(
        (comparison.label_en, comparison.label_fr),
        ("implied direction", "sens impliqué"),
        (f"{values[0]} vs {values[1]}",) * 2,
    )
    return [
        ComputedNode(
            names.mint("computed", dossier.key, key),
            (names.term("ImpliedDirection"),),
            comparison.origin,
            *label,
            computed_from=comparison.based_on,
            computed_by=names.term("ImpliedDirectionMethod"),
            index_group=comparison.index_group,
            comparator_group=comparison.comparator_group,
            topic=comparison.topic,
            direction=names.term(local),
        )
    ]


def _pairs(dossier: Dossier, correlation: PropositionNode) -> list[Node]:
    found: list[Node] = []
    for first, second in combinations(range(len(correlation.variables)), 2):
        key = f"pair-reading--{correlation.key}--{first + 1}-{second + 1}"
        pair = (correlation.variables[first], correlation.variables[second])
        label = labels.join(
            (correlation.label_en, correlation.label_fr),
            ("possible pair", "paire possible"),
            (f"{first + 1}–{second + 1}",) * 2,
        )
        found.append(
            ComputedNode(
                names.mint("computed", dossier.key, key),
                (names.term("PairReading"),),
                correlation.origin,
                *label,
                computed_from=(correlation.iri,),
                computed_by=names.term("PairReadingMethod"),
                variables=pair,
                reading=names.term("PossibleReading"),
                group=correlation.group,
            )
        )
    return found
