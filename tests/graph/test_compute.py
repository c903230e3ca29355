"""What arithmetic gives: sums, counts behind a percentage, implied directions, pairs."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mi2ld import names
from mi2ld.graph.compute import candidate_counts
from mi2ld.graph.nodes import ComputedNode, EstimateNode


def by_force(percentage: Decimal, size: int) -> list[int]:
    """Return the counts whose share is at most half a unit of the last printed place away, one by one."""
    places = max(0, -int(percentage.as_tuple().exponent))
    half = Fraction(1, 2 * 10**places)
    return [k for k in range(size + 1) if abs(Fraction(100 * k, size) - Fraction(percentage)) <= half]


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 3), st.data(), st.integers(1, 400))
def test_the_counts_behind_a_percentage_are_those_that_trying_each_gives(places, data, size):
    percentage = Decimal(data.draw(st.integers(0, 100 * 10**places))).scaleb(-places)
    assert candidate_counts(percentage, size) == by_force(percentage, size)


@settings(deadline=None, max_examples=300)
@given(
    st.integers(0, 2),
    st.data(),
    st.integers(1, 400),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN]),
)
def test_the_count_that_was_printed_as_a_percentage_is_among_them(places, data, size, rounding):
    count = data.draw(st.integers(0, size))
    printed = (Decimal(100 * count) / size).quantize(Decimal(1).scaleb(-places), rounding)
    assert count in candidate_counts(printed, size)


@pytest.mark.parametrize(
    ("percentage", "size", "counts"),
    [
        ("98", 58, [57]),
        ("85", 143, [121, 122]),
        ("60", 58, [35]),
        ("46", 143, [66]),
        ("0", 10, [0]),
        ("100", 10, [10]),
        ("55", 7, []),
    ],
)
def test_the_counts_behind_the_percentages_of_the_briefs(percentage, size, counts):
    # 98 % of 58, 85 % of 143, 60 % of 58, 46 % of 143: FACTS.md, ambiguity A18
    assert candidate_counts(Decimal(percentage), size) == counts


@pytest.fixture(scope="module")
def computed(nodes):
    return {n.iri.rsplit("/", 1)[1][:-1]: n for n in nodes.computed if isinstance(n, ComputedNode)}


@pytest.fixture(scope="module")
def estimates(nodes):
    return {n.iri: n for n in nodes.computed if isinstance(n, EstimateNode)}


def test_the_four_arms_add_up_to_533_with_their_four_sizes_as_inputs(computed, estimates):
    node = computed["arm-sum--jhu"]
    assert node.classes == (names.term("ComputedSum"),)
    assert estimates[node.estimate].value == 58 + 143 + 162 + 170 == 533
    wanted = {
        names.mint("proposition", "mi2-2019", f"group--{g}--size") for g in ("mi2-pos", "mi2-neg", "asys", "imnm")
    }
    assert set(node.computed_from) == wanted


@pytest.mark.parametrize(
    ("key", "value", "lower", "upper", "denominator"),
    [
        ("weakness-follow-up--mi2-pos", 57, None, None, 58),
        ("weakness-follow-up--mi2-neg", None, 121, 122, 143),
        ("weakness-onset--mi2-pos", 35, None, None, 58),
        ("weakness-onset--mi2-neg", 66, None, None, 143),
    ],
)
def test_the_counts_that_a_percentage_may_stand_for_are_computed(
    key, value, lower, upper, denominator, computed, estimates
):
    node = computed[f"candidate-counts--{key}"]
    found = estimates[node.estimate]
    assert (found.value, found.lower, found.upper, found.denominator) == (value, lower, upper, denominator)
    assert node.computed_from == (names.mint("proposition", "mi2-2019", key),)


def test_no_count_is_computed_for_a_group_whose_share_was_not_given_as_a_percentage(computed):
    assert not [k for k in computed if k.startswith("candidate-counts--") and "weakness" not in k]


def test_two_percentages_imply_the_direction_that_is_stated(computed):
    found = {k: n.direction for k, n in computed.items() if k.startswith("implied-direction--")}
    assert found == {
        f"implied-direction--weakness-{w}--mi2-pos--vs--mi2-neg": names.term("Higher") for w in ("onset", "follow-up")
    }


def test_three_variables_may_mean_three_pairs(computed):
    pairs = [n for k, n in computed.items() if k.startswith("pair-reading--")]
    assert len(pairs) == 3
    assert len({frozenset(n.variables) for n in pairs}) == 3
    assert all(len(n.variables) == 2 and n.reading == names.term("PossibleReading") for n in pairs)


@pytest.mark.parametrize(
    ("index", "comparator", "direction"),
    [("60%", "46%", "Higher"), ("46%", "60%", "Lower"), ("46%", "46.0%", "Comparable")],
)
def test_the_implied_direction_follows_the_figures_and_not_the_words(index, comparator, direction, make):
    nodes = make(
        f"  a:\n    compare: fever\n    group: {{is: cases, value: {index}}}\n    versus: [{{is: controls, value: {comparator}}}]\n"
        f"    direction: differs\n    aspect: frequency\n    when: onset\n    said: {{one: 30-39~{'1' * 16}}}\n"
    )
    (found,) = [n for n in nodes.computed if n.iri.rsplit("/", 1)[1].startswith("implied-direction")]
    assert found.direction == names.term(direction)


def test_a_bounded_percentage_has_no_candidate_counts(make):
    nodes = make(
        "  a:\n    compare: fever\n    group: {is: cases, value: '>60%'}\n    versus: [{is: controls, value: 46%}]\n"
        f"    direction: more-frequent\n    when: onset\n    said: {{one: 30-39~{'1' * 16}}}\n"
    )
    found = [n.iri for n in nodes.computed if isinstance(n, ComputedNode) and "candidate-counts" in n.iri]
    assert found == [names.mint("computed", "small", "candidate-counts--a--controls")]


def test_a_bounded_percentage_implies_no_direction_that_may_be_false(make):
    nodes = make(
        "  a:\n    compare: fever\n    group: {is: cases, value: '>60%'}\n    versus: [{is: controls, value: 70%}]\n"
        f"    direction: more-frequent\n    when: onset\n    said: {{one: 30-39~{'1' * 16}}}\n"
    )
    assert not [n.iri for n in nodes.computed if "implied-direction" in n.iri]
