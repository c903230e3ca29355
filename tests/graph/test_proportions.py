"""Two proportions, against published examples and against what must hold of any."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from math import comb, exp, log, nextafter, sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mi2ld.graph.proportions import (
    Share,
    corner_envelope,
    envelope,
    fisher,
    odds_ratio,
    odds_ratio_exact,
    risk_difference,
    risk_ratio,
    significant,
    wilson,
)


def rounded(*numbers: float, places: int = 4) -> tuple[float, ...]:
    return tuple(round(float(n), places) for n in numbers)


@st.composite
def shares(draw: st.DrawFn, most: int = 200) -> Share:
    size = draw(st.integers(1, most))
    return Share(draw(st.integers(0, size)), size)


@pytest.mark.parametrize(
    ("count", "size", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_wilson_interval_is_that_of_the_published_examples(count, size, lower, upper):
    # Newcombe 1998, Stat Med 17:857–872, table I, method 3
    assert rounded(*wilson(Share(count, size))) == (lower, upper)


@pytest.mark.parametrize(
    ("index", "comparator", "difference", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.2, 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.6, 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.5714, 0.0582, 0.8062),
        ((5, 56), (0, 29), 0.0893, -0.0381, 0.1926),
        ((0, 10), (0, 20), 0.0, -0.1611, 0.2775),
        ((0, 10), (0, 10), 0.0, -0.2775, 0.2775),
        ((10, 10), (0, 20), 1.0, 0.6791, 1.0),
        ((10, 10), (0, 10), 1.0, 0.6075, 1.0),
    ],
)
def test_the_risk_difference_is_that_of_the_published_examples(index, comparator, difference, lower, upper):
    # Newcombe 1998, Stat Med 17:873–890, table II, method 10
    found = risk_difference(Share(*index), Share(*comparator))
    assert rounded(found.value, found.lower, found.upper) == (difference, lower, upper)


def test_the_ratios_are_those_of_the_aspirin_trial():
    # Agresti, An Introduction to Categorical Data Analysis, 2nd ed., sections 2.2.3 and 2.3.3: heart attacks on placebo
    # and on aspirin, relative risk 1.82 (1.43, 2.30), odds ratio 1.83 (1.44, 2.33)
    placebo, aspirin = Share(189, 11034), Share(104, 11037)
    ratio, odds = risk_ratio(placebo, aspirin), odds_ratio(placebo, aspirin)
    assert rounded(ratio.value, ratio.lower, places=2) == (1.82, 1.43)
    assert 2.30 <= ratio.upper < 2.31  # 2.306: the book cuts it off
    assert rounded(odds.value, odds.lower, odds.upper, places=2) == (1.83, 1.44, 2.33)


def test_the_lady_who_tastes_tea_is_not_proven_right():
    # Fisher 1935, The Design of Experiments, chapter II; p and odds ratio as in R's help page of fisher.test
    milk, tea = Share(3, 4), Share(1, 4)
    exact = odds_ratio_exact(milk, tea)
    assert fisher(milk, tea) == pytest.approx(34 / 70)
    assert rounded(exact.value, places=3) == (6.408,)
    # the ends by their definition: with all margins 4, k cups are right with weight comb(4, k)² ψᵏ
    for ratio, right in ((exact.lower, (3, 4)), (exact.upper, (0, 1, 2, 3))):
        weights = [comb(4, k) ** 2 * ratio**k for k in range(5)]
        assert sum(weights[k] for k in right) / sum(weights) == pytest.approx(0.025)


def test_convictions_of_twins_are_those_of_the_help_page():
    # Fisher 1962 and R's help page of fisher.test: 2 of 17 dizygotic and 10 of 13 monozygotic twins were convicted
    dizygotic, monozygotic = Share(2, 17), Share(10, 13)
    exact = odds_ratio_exact(dizygotic, monozygotic)
    assert significant(fisher(dizygotic, monozygotic)) == Decimal("0.0005367")
    assert rounded(exact.value, places=5) == (0.04694,)
    assert (exact.lower, exact.upper) == pytest.approx((0.003325764, 0.363182271), rel=5e-3)  # R’s root is loose


def test_thirty_five_of_58_against_66_of_143_is_what_the_formulas_give_by_hand():
    index, comparator = Share(35, 58), Share(66, 143)
    assert risk_difference(index, comparator).value == Fraction(35 * 143 - 66 * 58, 58 * 143) == Fraction(107, 754)
    ratio, odds = risk_ratio(index, comparator), odds_ratio(index, comparator)
    assert ratio.value == Fraction(35 * 143, 58 * 66)
    assert odds.value == Fraction(35 * 77, 23 * 66)
    z = 1.959963984540054
    spread = z * sqrt(1 / 35 - 1 / 58 + 1 / 66 - 1 / 143)
    assert ratio.lower == pytest.approx(exp(log(35 * 143 / 58 / 66) - spread), rel=1e-12)
    assert ratio.upper == pytest.approx(exp(log(35 * 143 / 58 / 66) + spread), rel=1e-12)
    spread = z * sqrt(1 / 35 + 1 / 23 + 1 / 66 + 1 / 77)
    assert odds.lower == pytest.approx(exp(log(35 * 77 / 23 / 66) - spread), rel=1e-12)
    assert odds.upper == pytest.approx(exp(log(35 * 77 / 23 / 66) + spread), rel=1e-12)


@pytest.mark.parametrize(
    ("index", "comparator", "ratio", "odds", "exact"),
    [
        ((0, 10), (3, 20), 0, 0, 0),  # nobody in the index group: nought, without a logarithm
        ((3, 20), (0, 10), None, None, None),  # nobody in the comparator: infinite
        ((10, 10), (3, 20), Fraction(20, 3), None, None),  # everybody in the index group
        ((3, 20), (10, 10), Fraction(3, 20), 0, 0),  # everybody in the comparator
        ((0, 10), (0, 20), None, None, None),
        ((10, 10), (20, 20), 1, None, None),
    ],
)
def test_an_empty_cell_gets_no_half_added(index, comparator, ratio, odds, exact):
    found = [f(Share(*index), Share(*comparator)) for f in (risk_ratio, odds_ratio, odds_ratio_exact)]
    assert [None if e is None else e.value for e in found] == [ratio, odds, exact]
    assert risk_difference(Share(*index), Share(*comparator)).lower is not None
    assert 0 < fisher(Share(*index), Share(*comparator)) <= 1


def test_a_ratio_of_nought_has_no_interval_on_the_logarithm_but_an_exact_one():
    index, comparator = Share(0, 10), Share(3, 20)
    assert risk_ratio(index, comparator).lower is None
    assert odds_ratio(index, comparator).upper is None
    assert rounded(odds_ratio_exact(index, comparator).upper) == (4.8701,)
    assert risk_ratio(Share(10, 10), Share(20, 20)).lower is None
    assert risk_ratio(Share(10, 10), Share(3, 20)).lower is not None


@settings(deadline=None, max_examples=60)
@given(shares(), shares())
def test_swapping_the_sides_turns_every_effect_round(a, b):
    there, back = risk_difference(a, b), risk_difference(b, a)
    assert there.value == -back.value
    assert there.lower == pytest.approx(-back.upper, abs=1e-12)
    assert fisher(a, b) == pytest.approx(fisher(b, a), rel=1e-9)
    for measure in (risk_ratio, odds_ratio, odds_ratio_exact):
        one, other = measure(a, b), measure(b, a)
        if one is not None and other is not None and one.lower:
            assert float(one.value * other.value) == pytest.approx(1, rel=1e-6)
            assert one.lower * other.upper == pytest.approx(1, rel=1e-6)


@settings(deadline=None, max_examples=60)
@given(shares(), shares())
def test_every_interval_contains_its_estimate(a, b):
    for measure in (risk_difference, risk_ratio, odds_ratio, odds_ratio_exact):
        found = measure(a, b)
        if found is not None and found.lower is not None:
            ends = significant(found.lower), significant(found.upper)
            assert ends[0] <= significant(found.value) <= ends[1]
    assert wilson(a)[0] <= a.risk + 1e-12
    assert a.risk <= wilson(a)[1] + 1e-12
    assert -1 <= risk_difference(a, b).lower <= risk_difference(a, b).upper <= 1


@settings(deadline=None, max_examples=40)
@given(shares(60), shares(60), st.integers(1, 3), st.integers(1, 3))
def test_two_corners_hold_what_all_pairs_give_for_the_exact_odds_ratio(a, b, more_a, more_b):
    indexes = [Share(k, a.size) for k in range(a.count, min(a.size, a.count + more_a) + 1)]
    comparators = [Share(k, b.size) for k in range(b.count, min(b.size, b.count + more_b) + 1)]
    every = envelope(odds_ratio_exact, indexes, comparators)
    corners = corner_envelope(odds_ratio_exact, indexes, comparators)
    assert (every is None) == (corners is None)
    assume(every is not None)
    assert (every.points[0], every.points[-1]) == (corners.points[0], corners.points[-1])
    assert (every.lower, every.upper) == pytest.approx((corners.lower, corners.upper))


def test_the_interval_of_a_ratio_is_left_out_where_one_possible_count_has_none():
    found = envelope(risk_ratio, [Share(0, 10), Share(1, 10)], [Share(5, 10)])
    assert found.points == (0, Fraction(1, 5))
    assert found.lower is found.upper is None
    assert envelope(risk_ratio, [Share(1, 10)], [Share(0, 10), Share(1, 10)]) is None


@pytest.mark.parametrize(("count", "size"), [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_more_than_all_is_no_share(count, size):
    with pytest.raises(ValueError, match="is no share"):
        Share(count, size)


@settings(max_examples=200)
@given(st.integers(1000, 99999), st.integers(-6, 3))
def test_the_last_bits_of_a_number_decide_no_digit(digits, exponent):
    number = float(Decimal(digits).scaleb(exponent - 4))
    assert significant(number) == significant(nextafter(number, 0)) == significant(nextafter(number, 1e9))


@given(st.fractions(min_value=-5, max_value=5, max_denominator=5000))
def test_a_fraction_is_rounded_to_the_nearest_of_four_digits(number):
    found = significant(number)
    assert len(found.normalize().as_tuple().digits) <= 4
    if number:
        unit = Fraction(10) ** (found.adjusted() - 3)
        assert abs(Fraction(found) - number) <= unit / 2


def test_scipy_is_not_loaded_before_the_first_effect():
    code = "import sys, mi2ld.graph.proportions; assert not {'scipy', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
