"""Values are read as papers print them, printed in one form, and checked within themselves."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mi2ld.dossier.quantity import (
    Lexicon,
    ValueFault,
    check_quantity,
    lexical,
    parse_quantity,
    print_quantity,
    show_quantity,
)
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.model import Interval, PValue, Quantity
from mi2ld.problems import Mi2ldError

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "ontology" / "templates"
LEXICON = Lexicon.of(read_vocabulary(TEMPLATES))
PAGE = (ROOT / "docs" / "values.md").read_text(encoding="utf-8")
CI, CRI, IQR, RANGE = "ConfidenceInterval", "CredibleInterval", "InterquartileRange", "ValueRange"
SD, SE = "StandardDeviation", "StandardError"
D = Decimal


def read(text: str) -> Quantity:
    return parse_quantity(text, LEXICON)


def q(value: str | None = None, unit: str = "1", **rest: object) -> Quantity:
    """Return a quantity as its parts; ``printed`` is left out of account."""
    parts = {"bound": "=", "is_percentage": unit == "%", "denominator": None, **rest}
    return Quantity("", None if value is None else D(value), unit=unit, **parts)  # type: ignore[arg-type]


def ends(kind: str, lower: str, upper: str, level: str | None = None) -> Interval:
    return Interval(kind, D(lower), D(upper), None, None if level is None else D(level))


def around(*intervals: Interval, **rest: object) -> dict[str, object]:
    return {"intervals": intervals, **rest}


def spread(kind: str, value: str) -> Interval:
    return Interval(kind, spread=D(value))


def p(value: str | None = None, bound: str = "=", word: str = "") -> PValue:
    return PValue(bound, None if value is None else D(value), word)


OR = {"statistic": "odds-ratio"}
OR_CI = q("3.2", **around(ends(CI, "1.4", "7.3", "95")), **OR)
OR_CI_P = replace(OR_CI, p=p("0.004"))

READ = {
    "58": q("58"),
    "98%": q("98", "%"),
    "98 %": q("98", "%"),
    "98 percent": q("98", "%"),
    "3/10": q("3", numerator=3, denominator=10),
    "3 of 10": q("3", numerator=3, denominator=10),
    "3 out of 10": q("3", numerator=3, denominator=10),
    "3 sur 10": q("3", numerator=3, denominator=10),
    ">500": q("500", bound=">"),
    "≈4 years": q("4", "a", bound="≈"),
    "≥18 years": q("18", "a", bound="≥"),
    ">= 18 years": q("18", "a", bound="≥"),
    "at least 18 years": q("18", "a", bound="≥"),
    "moins de 18 ans": q("18", "a", bound="<"),
    "= 58": q("58"),
    "12/40 (30%)": q("30", "%", numerator=12, denominator=40),
    "12 of 40 (30 %)": q("30", "%", numerator=12, denominator=40),
    "12 (30%)": q("30", "%", numerator=12),
    "30% (12/40)": q("30", "%", numerator=12, denominator=40),
    "30% (12)": q("30", "%", numerator=12),
    "30% (n = 12)": q("30", "%", numerator=12),
    "30% (95% CI 17–47)": q("30", "%", **around(ends(CI, "17", "47", "95"))),
    "30% (12/40; 95% CI 17–47)": q("30", "%", numerator=12, denominator=40, **around(ends(CI, "17", "47", "95"))),
    "12/40 (30%; 95% CI 17–47)": q("30", "%", numerator=12, denominator=40, **around(ends(CI, "17", "47", "95"))),
    "12/40 (30%, 17%–47%)": q("30", "%", numerator=12, denominator=40, **around(ends("", "17", "47"))),
    "OR 3.2 (95% CI 1.4–7.3)": OR_CI,
    "OR 3.2 (95%CI 1.4-7.3)": OR_CI,
    "OR 3.2 (95% CI, 1.4 to 7.3)": OR_CI,
    "OR 3.2 (95% CI [1.4; 7.3])": OR_CI,
    "OR 3.2 (CI 95%: 1.4–7.3)": OR_CI,
    "OR 3.2 [95% CI = 1.4–7.3]": OR_CI,
    "OR: 3.2; 95% confidence interval 1.4–7.3": OR_CI,
    "odds ratio [OR], 3.2; 95% confidence interval [CI], 1.4-7.3": OR_CI,
    "OR 3,2 (IC à 95 % : 1,4–7,3)": OR_CI,
    "OR 3,2 (IC 95 % [1,4 ; 7,3])": OR_CI,
    "OR 3·2 (95% CI 1·4–7·3)": OR_CI,
    "OR = 3.2, 95% CI: 1.4 to 7.3, p = 0.004": OR_CI_P,
    "OR 3.2 (95% CI 1.4–7.3) p=.004": OR_CI_P,
    "OR 3.2 (95% CI 1.4–7.3), P = 0.004": OR_CI_P,
    "aOR 3.2 [1.4, 7.3]": q("3.2", adjustment="adjusted", **around(ends("", "1.4", "7.3")), **OR),
    "aOR 3.2 [1.4,7.3]": q("3.2", adjustment="adjusted", **around(ends("", "1.4", "7.3")), **OR),
    "adjusted OR 3.2": q("3.2", adjustment="adjusted", **OR),
    "adjusted odds ratio (aOR) 3.2": q("3.2", adjustment="adjusted", **OR),
    "OR ajusté 3,2": q("3.2", adjustment="adjusted", **OR),
    "unadjusted OR 3.2": q("3.2", adjustment="crude", **OR),
    "HR 0.45 (0.21–0.97)": q("0.45", statistic="hazard-ratio", **around(ends("", "0.21", "0.97"))),
    "SIR 4.6 (95% CI, 2.1-8.7)": q(
        "4.6", statistic="standardised-incidence-ratio", **around(ends(CI, "2.1", "8.7", "95"))
    ),
    "RR 2.1 (95% CI 1.2–3.5; p<0.01)": q(
        "2.1", statistic="risk-ratio", p=p("0.01", "<"), **around(ends(CI, "1.2", "3.5", "95"))
    ),
    "1250 [310–4880] U/L": q("1250", "U/L", **around(ends("", "310", "4880"))),
    "1250 U/L [310–4880]": q("1250", "U/L", **around(ends("", "310", "4880"))),
    "1,250 U/L (310–4,880)": q("1250", "U/L", **around(ends("", "310", "4880"))),
    "median 1250 (IQR 310–4880) U/L": q("1250", "U/L", statistic="median", **around(ends(IQR, "310", "4880"))),
    "median (IQR) 1250 (310–4880) U/L": q("1250", "U/L", statistic="median", **around(ends(IQR, "310", "4880"))),
    "Median [IQR]: 1250 [310, 4880] U/L": q("1250", "U/L", statistic="median", **around(ends(IQR, "310", "4880"))),
    "median 1250 (Q1–Q3 310–4880) U/L": q("1250", "U/L", statistic="median", **around(ends(IQR, "310", "4880"))),
    "median 6 (range 1–84) months": q("6", "mo", statistic="median", **around(ends(RANGE, "1", "84"))),
    "median 6 months, range 1–84 months": q("6", "mo", statistic="median", **around(ends(RANGE, "1", "84"))),
    "médiane 6 mois (étendue 1–84)": q("6", "mo", statistic="median", **around(ends(RANGE, "1", "84"))),
    "4.2 ± 1.9 weeks": q("4.2", "wk", **around(spread("", "1.9"))),
    "4.2 weeks ± 1.9": q("4.2", "wk", **around(spread("", "1.9"))),
    "mean 45.3 ± 12.1 years": q("45.3", "a", statistic="mean", **around(spread("", "12.1"))),
    "mean ± SD 45.3 ± 12.1 years": q("45.3", "a", statistic="mean", **around(spread(SD, "12.1"))),
    "mean (SD) 45.3 (12.1) years": q("45.3", "a", statistic="mean", **around(spread(SD, "12.1"))),
    "45.3 (SD 12.1) years": q("45.3", "a", **around(spread(SD, "12.1"))),
    "45.3 years (SD = 12.1)": q("45.3", "a", **around(spread(SD, "12.1"))),
    "45.3 (12.1 SD) years": q("45.3", "a", **around(spread(SD, "12.1"))),
    "moyenne 45,3 ans (ET 12,1)": q("45.3", "a", statistic="mean", **around(spread(SD, "12.1"))),
    "4.2 ± 0.4 (SE)": q("4.2", **around(spread(SE, "0.4"))),
    "4.2 ± 0.4 SEM mg/dL": q("4.2", "mg/dL", **around(spread(SE, "0.4"))),
    "mean 5.2 (95% CI 3.9–6.5; range 1–10) years": q(
        "5.2", "a", statistic="mean", **around(ends(CI, "3.9", "6.5", "95"), ends(RANGE, "1", "10"))
    ),
    "p < 0.001": q(statistic="p-value", p=p("0.001", "<")),
    "p=<0.001": q(statistic="p-value", p=p("0.001", "≤")),
    "p = .03": q(statistic="p-value", p=p("0.03")),
    "P-value: 0.03": q(statistic="p-value", p=p("0.03")),
    "p significant": q(statistic="p-value", p=p(word="Significant")),
    "p not significant": q(statistic="p-value", p=p(word="NotSignificant")),
    "p = NS": q(statistic="p-value", p=p(word="NotSignificant")),
    "NS": q(statistic="p-value", p=p(word="NotSignificant")),
    "p = 3 × 10⁻⁸": q(statistic="p-value", p=p("3E-8")),
    "p = 3e-8": q(statistic="p-value", p=p("3E-8")),
    "p = 0.03 (significant)": q(statistic="p-value", p=p("0.03", word="Significant")),
    "p < 0.001; significant": q(statistic="p-value", p=p("0.001", "<", "Significant")),
    "OR 3.2 (NS)": q("3.2", p=p(word="NotSignificant"), **OR),
    "OR 3.2 (p = 0.03, significant)": q("3.2", p=p("0.03", word="Significant"), **OR),
    "r = −0.45": q("-0.45", statistic="pearson-r"),
    "r=-0.45": q("-0.45", statistic="pearson-r"),
    "r = –0.45": q("-0.45", statistic="pearson-r"),
    "ρ 0.38 (p = 0.02)": q("0.38", statistic="spearman-rho", p=p("0.02")),
    "rs = 0.52, p<0.0001": q("0.52", statistic="spearman-rho", p=p("0.0001", "<")),
    "AUC 0.86 (95% CI 0.79–0.93)": q("0.86", statistic="area-under-curve", **around(ends(CI, "0.79", "0.93", "95"))),
    "sensitivity 80% (95% CI 70–88)": q("80", "%", statistic="sensitivity", **around(ends(CI, "70", "88", "95"))),
    "I² 78%": q("78", "%", statistic="i-squared"),
    "I2 = 78%": q("78", "%", statistic="i-squared"),
    "Q 23.4 (p = 0.01)": q("23.4", statistic="cochran-q", p=p("0.01")),
    "τ² 0.12": q("0.12", statistic="tau-squared"),
    "β −0.31 (SE 0.12; p = 0.01)": q(
        "-0.31", statistic="regression-coefficient", p=p("0.01"), **around(spread(SE, "0.12"))
    ),
    "survival 85% (95% CI 78–91%)": q(
        "85", "%", statistic="survival-probability", **around(ends(CI, "78", "91", "95"))
    ),
    "12.3 per 1000 person-years (95% CI 9–16)": q("12.3", "/(10*3.a)", **around(ends(CI, "9", "16", "95"))),
    "12.3 per 1,000 patient-years": q("12.3", "/(10*3.a)"),
    "2.4 per 100,000": q("2.4", "/10*5"),
    "2.4 per 100 000": q("2.4", "/10*5"),
    "10,000": q("10000"),
    "10 000": q("10000"),
    "1,234,567.8": q("1234567.8"),
    "0,8": q("0.8"),
    "0,125": q("0.125"),
    "12,34": q("12.34"),
    "−1.2": q("-1.2"),
    "+1.2": q("1.2"),
    "1.2 × 10^3": q("1200"),
    "1.2e3": q("1200"),
    "15-fold": q("15", "{fold}"),
    "2.5 times": q("2.5", "{fold}"),
    "difference −12% (95% CI −20 to −4)": q("-12", "%", statistic="difference", **around(ends(CI, "-20", "-4", "95"))),
    "MD −0.1 (−0.5–0.3)": q("-0.1", statistic="mean-difference", **around(ends("", "-0.5", "0.3"))),
    "MD −0.1 (−0.5-−0.05)": q("-0.1", statistic="mean-difference", **around(ends("", "-0.5", "-0.05"))),
    "1:320": q("320", "{titer}"),
    "≥1:80": q("80", "{titer}", bound="≥"),
    "titre 1/320": q("320", "{titer}", statistic="titre"),
    "median 1:320 (range 1:80–1:1280)": q("320", "{titer}", statistic="median", **around(ends(RANGE, "80", "1280"))),
    "0–15 years": q(unit="a", **around(ends(RANGE, "0", "15"))),
    "18 to 65 years": q(unit="a", **around(ends(RANGE, "18", "65"))),
    "range 0–15 years": q(unit="a", statistic="range", **around(ends(RANGE, "0", "15"))),
    "IQR 310–4880 U/L": q(unit="U/L", **around(ends(IQR, "310", "4880"))),
    "OR 2.1 (98% CrI 1.2–3.5)": q("2.1", **around(ends(CRI, "1.2", "3.5", "98")), **OR),
    "OR 2.1 (97.5% CI 1.2–3.5)": q("2.1", **around(ends(CI, "1.2", "3.5", "97.5")), **OR),
    "OR 2.1 (CI 1.2–3.5)": q("2.1", **around(ends(CI, "1.2", "3.5")), **OR),
    "30 ± 5%": q("30", "%", **around(spread("", "5"))),
    "78% predicted (SD 12)": q("78", "%{predicted}", **around(spread(SD, "12"))),
    "6.2 × 10^9/L": q("6.2", "10*9/L"),
    "0.5 mg/kg/day": q("0.5", "mg/(kg.d)"),
    "3 d": q("3", "d"),
    "d 0.8": q("0.8", statistic="cohens-d"),
    "5 m": q("5", "m"),
    "4 µg/L": q("4", "ug/L"),
    "  58  ": q("58"),
}


@pytest.mark.parametrize("text", READ, ids=str)
def test_a_value_is_read_as_it_is_printed(text):
    found = read(text)
    assert replace(found, printed="") == READ[text]
    assert found.printed == text.strip()


def test_the_places_of_a_decimal_are_kept_as_typed():
    found = read("mean 4.20 (95% CI 3.90–4.50)")
    assert str(found.value) == "4.20"
    assert [str(found.intervals[0].lower), str(found.intervals[0].upper)] == ["3.90", "4.50"]


REFUSED = {
    "": (0, "empty"),
    "   ": (0, "empty"),
    "12/40 (30%": (10, "does not close"),
    "OR 3.2 (95% CI 1.4–7.3": (22, "does not close"),
    "OR 3.2 (95% CI 1.4–7.3))": (23, "')' stands where"),
    "OR 3.2 (1.4–7.3]": (15, "']' stands where"),
    "OR": (2, "a figure"),
    "OR 3.2 (95% CI": (14, "does not close|must stand"),
    "OR 3.2 (95% CI 1.4)": (18, "')' stands where"),
    "or 3.2": (0, "'or' is no statistic that is known (did you mean 'OR'?)"),
    "medan 3": (0, "did you mean 'median'"),
    "3.2 yeras": (4, "'yeras' is no unit that is known (did you mean 'years'?)"),
    "a dozen": (0, "'a' stands where|'a' is no statistic"),
    "OR 3.2 95% CI 1.4–7.3": (7, "'95' stands where"),
    "mean age 45": (5, "'age' stands where"),
    "5-year survival 85%": (2, "'year' stands where"),
    "45.3 (12.1)": (6, "nothing names"),
    "30 mg (12 months)": (7, "nothing names"),
    "12 (95% CI 17–47%)": (16, "in percent"),
    "3/10 (95% CI 7–65%)": (17, "in percent"),
    "sensitivity 80%, specificity 90%": (17, "second statistic"),
    "30% (sensitivity 90)": (5, "second statistic"),
    "OR 3.2 (1.1–4.0; 1.4–7.3)": (17, "second interval"),
    "OR 3.2 (p = 0.01; p = 0.02)": (18, "second p-value"),
    "12/40 (30%; 12/40)": (12, "belongs to no percentage"),
    "5 mg (IQR 3–6 g)": (14, "'g' stands beside 'mg'"),
    "median (IQR) 1250": (8, "no figure for what the brackets announce"),
    "mean (SD) 45.3 (12.1–14)": (16, "one spread is announced"),
    "95% IQR 3–4": (0, "a level stands before an interval"),
    "4.2 (SE)": (5, "no figure after ±"),
    "adjusted OR crude 3.2": (12, "both adjusted and crude"),
    "2:320": (0, "does not begin with 1"),
    "1.2.3": (3, "two ways"),
    "1.234,5": (5, "two ways"),
    "1,2,3": (3, "two ways"),
    "OR 3.2 [2,8]": (8, "decimal points and decimal commas"),
    "OR 3,2 (1,234–7,3)": (8, "three digits"),
    "12.5 (30%)": (0, "not a count"),
    "½": (0, "'½' stands where"),
    "٣": (0, "stands where"),
    "9" * 40: (0, "digits"),
    "1 × 10^99": (2, "power"),
    "1e999": (0, "digits"),
    "3" * 401: (400, "longer than 400"),
    "x" * 10_000: (400, "longer than 400"),
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_a_fault_is_told_at_its_character(text):
    offset, words = REFUSED[text]
    with pytest.raises(ValueFault) as caught:
        read(text)
    assert caught.value.offset == offset
    assert any(part in caught.value.what for part in words.split("|")), caught.value.what
    assert caught.value.fix


def test_a_count_that_is_not_whole_has_the_code_of_counts():
    with pytest.raises(ValueFault) as caught:
        read("3.5/10")
    assert (caught.value.code, caught.value.offset) == ("D404", 0)
    assert "whole numbers" in caught.value.fix


# --- print ---------------------------------------------------------------------------------------------------------

PRINTED = {
    "OR = 3.2, 95% CI: 1.4 to 7.3, p = 0.004": "OR 3.2 (95% CI 1.4–7.3; p = 0.004)",
    "30% (n = 12)": "12 (30%)",
    "median (IQR) 1,250 (310-4,880) U/l": "median 1250 U/L (IQR 310–4880)",
    "difference -12 % (95% CI -20, -4)": "difference −12% (95% CI −20 to −4)",
    "adjusted RR 2.10": "aRR 2.10",
    "crude SIR 2": "crude SIR 2",
    "2.5 times": "2.5-fold",
    "1 years": "1 year",
    "titre 1/320": "titre 1:320",
}
FRENCH = {
    "98%": "98 %",
    ">4 years": ">4 ans",
    "1.5 years": "1,5 an",
    "3/10": "3/10",
    "12/40 (30.5%; 95% CI 17–47)": "12/40 (30,5 % ; IC à 95 % 17–47)",
    "median 6 (IQR 1–84) months": "médiane 6 mois (EIQ 1–84)",
    "mean 45.3 (SD 12.1) years": "moyenne 45,3 ans (ET 12,1)",
    "aOR 3.2 (98% CrI 1.4–7.3)": "OR ajusté 3,2 (ICr à 98 % 1,4–7,3)",
    "difference −12% (95% CI −20 to −4)": "différence −12 % (IC à 95 % −20 à −4)",
    "p not significant": "p non significatif",
    "12.3 per 1000 person-years": "12,3 pour 1000 personnes-années",
    "15-fold": "15 fois",
    "78% predicted": "78 % de la valeur prédite",
    "sensitivity 80% (p < 0.05; significant)": "sensibilité 80 % (p < 0,05 ; significatif)",
}


@pytest.mark.parametrize("text", PRINTED, ids=str)
def test_a_value_has_one_print(text):
    assert print_quantity(read(text), LEXICON) == PRINTED[text]
    assert show_quantity(read(text), LEXICON, "en") == PRINTED[text]


@pytest.mark.parametrize("text", FRENCH, ids=str)
def test_a_value_is_shown_in_french(text):
    assert show_quantity(read(text), LEXICON, "fr") == FRENCH[text]


@pytest.mark.parametrize("text", READ, ids=str)
def test_what_is_printed_reads_back(text):
    printed = print_quantity(read(text), LEXICON)
    assert replace(read(printed), printed="") == READ[text]
    assert print_quantity(read(printed), LEXICON) == printed


def test_a_decimal_has_one_lexical_form():
    assert [lexical(D(x)) for x in ("112.50", "60.0", "1.2E+3", "-0.50")] == ["112.5", "60", "1200", "-0.5"]


@pytest.mark.parametrize("key", LEXICON.statistics)
def test_each_symbol_of_a_statistic_reads_as_its_row(key):
    for symbol, adjustment in LEXICON.statistics[key].symbols:
        found = read(f"{symbol} 0.5")
        if key == "p-value":
            assert found.p == p("0.5")
        else:
            assert (found.statistic, found.adjustment) == (key, adjustment)


@pytest.mark.parametrize("code", [c for c, u in LEXICON.units.items() if u.symbols])
def test_each_symbol_of_a_unit_reads_as_its_row(code):
    for symbol in LEXICON.units[code].symbols:
        assert read(f"3 {symbol}").unit == code


def numbers(low: int = -(10**7), high: int = 10**7) -> st.SearchStrategy[Decimal]:
    return st.integers(0, 4).flatmap(lambda n: st.decimals(low, high, places=n, allow_nan=False, allow_infinity=False))


UNITS = sorted(set(LEXICON.units) - {"%", "{titer}"})
NAMES = sorted(set(LEXICON.statistics) - {"p-value", "titre"})
P_VALUES = st.one_of(
    st.builds(PValue, st.sampled_from("=<>≤≥≈"), numbers(0, 1), st.sampled_from(["", "Significant", "NotSignificant"])),
    st.builds(PValue, st.just("="), st.none(), st.sampled_from(["Significant", "NotSignificant"])),
)


@st.composite
def intervals(draw: st.DrawFn, *, needed: bool = False) -> tuple[Interval, ...]:
    kinds = ["", SD, SE, "ends", CI, CRI, IQR, RANGE]
    chosen = draw(st.sets(st.sampled_from(kinds[4:]), min_size=1) if needed else st.sets(st.sampled_from(kinds)))
    found = []
    for kind in sorted(chosen, key=kinds.index):
        if kind in ("", SD, SE):
            found.append(Interval(kind, spread=draw(numbers(0))))
        else:
            level = draw(st.none() | numbers(51, 99)) if kind in (CI, CRI) else None
            found.append(Interval("" if kind == "ends" else kind, draw(numbers()), draw(numbers()), None, level))
    return tuple(found)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    statistic = draw(st.just("") | st.sampled_from(NAMES))
    common = {
        "statistic": statistic,
        "adjustment": draw(st.sampled_from(["", "adjusted", "crude"])) if statistic else "",
        "p": draw(st.none() | P_VALUES),
        "denominator": None,
    }
    form = draw(st.sampled_from(["p", "number", "percentage", "count", "percentage of count", "titre", "interval"]))
    if form == "p":
        return Quantity("", None, "=", False, None, "1", statistic="p-value", p=draw(P_VALUES))
    bound = draw(st.sampled_from("=<>≤≥≈"))
    whole = st.integers(0, 10**9)
    around = draw(intervals(needed=form == "interval"))
    if form == "interval":
        unit = draw(st.sampled_from(["1", "%", *UNITS]))
        return Quantity("", None, "=", unit == "%", unit=unit, intervals=around, **common)
    common["intervals"] = around
    if form == "count":
        part = draw(whole)
        plain = tuple(i for i in around if i.kind or i.spread is None)
        return Quantity(
            "",
            D(part),
            bound,
            False,
            unit="1",
            numerator=part,
            **(common | {"denominator": draw(whole), "intervals": plain}),
        )
    if form == "percentage of count":
        plain = tuple(i for i in around if i.kind or i.spread is None)
        rest = common | {"denominator": draw(st.none() | whole), "intervals": plain}
        return Quantity("", draw(numbers()), bound, True, unit="%", numerator=draw(whole), **rest)
    if form == "titre":
        titres = tuple(i for i in around if i.spread is None and min(i.lower or D(0), i.upper or D(0)) >= 0)
        return Quantity("", draw(numbers(0)), bound, False, unit="{titer}", **(common | {"intervals": titres}))
    unit = "%" if form == "percentage" else draw(st.sampled_from(["1", *UNITS]))
    return Quantity("", draw(numbers()), bound, unit == "%", unit=unit, **common)


@given(quantities())
@settings(max_examples=600, deadline=None)
def test_every_value_that_is_printed_reads_back_as_itself(quantity):
    printed = print_quantity(quantity, LEXICON)
    found = read(printed)
    assert replace(found, printed="") == quantity, printed
    assert print_quantity(found, LEXICON) == printed
    assert show_quantity(quantity, LEXICON, "fr")
    check_quantity(found, LEXICON)


PIECES = (
    "OR|95% CI|(|)|[|]|1.4|7|–|-| |,|;|±|SD|p|<|%|/|of|IQR|median|years|1,234|0,5|× 10^3|:|=|aOR|NS|range|mg|e|to|n"
    "|n = 3|adjusted|1:320|significant|per 1000|SE|12/40|30%|titre"
)
piece = st.sampled_from(PIECES.split("|"))


@given(
    st.one_of(
        st.text(max_size=60), st.lists(piece, max_size=14).map("".join), st.lists(piece, max_size=9).map(" ".join)
    )
)
@settings(max_examples=1500, deadline=None)
def test_no_text_raises_anything_but_a_fault_within_it(text):
    try:
        found = read(text)
    except ValueFault as fault:
        assert 0 <= fault.offset <= len(text)
        assert fault.what
        assert fault.fix
    else:
        check_quantity(found, LEXICON)
        printed = print_quantity(found, LEXICON)
        assert replace(read(printed), printed="") == replace(found, printed=""), printed


@pytest.mark.parametrize("piece", ["1", "(", "OR ", "1 ", "((", "per 1000 ", "1,", "%", "odds ratio (", "é"])
def test_a_long_text_is_refused_quickly(piece):
    for text in ((piece * 10_000)[:10_000], (piece * 400)[:400]):
        begin = time.process_time()
        with pytest.raises(ValueFault):
            read(text)
        assert time.process_time() - begin < 0.2


def test_three_hundred_values_are_read_in_a_tenth_of_a_second():
    read("58")
    texts = [f"OR {n / 100} (95% CI 1.4–7.{n}; p = 0.{n:03})" for n in range(300)]
    begin = time.process_time()
    for text in texts:
        read(text)
    assert time.process_time() - begin < 0.3  # three times what it takes on a slow machine


def test_the_grammar_has_no_conflict(caplog):
    import lark

    grammar = (ROOT / "src" / "mi2ld" / "dossier" / "values.lark").read_text(encoding="utf-8")
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        lark.logger.setLevel(logging.DEBUG)
        try:
            lark.Lark(grammar, parser="lalr", maybe_placeholders=False)
        finally:
            lark.logger.setLevel(logging.CRITICAL)
    assert [r.message for r in caplog.records if "onflict" in r.message] == []


# --- what does not agree -------------------------------------------------------------------------------------------

FOUND = {
    "12/40 (30%)": "",
    "1/3 (33%)": "",
    "1/8 (12.5%)": "",
    "1/8 (12%)": "",
    "1/8 (13%)": "",
    "12/40 (31%)": "D601",
    "12/40 (30.4%)": "D601",
    "2/3 (66%)": "D601",
    "OR 3.2 (95% CI 3.2–7.3)": "",
    "OR 3.2 (95% CI 3.3–7.3)": "D602",
    "OR 3.2 (95% CI 7.3–1.4)": "D603",
    "12/40 (30%; 95% CI 31–47)": "D602",
    "median 5 (IQR 6–9)": "D602",
    "mean 5 (IQR 6–9)": "",
    "mean 5 (range 6–9)": "D602",
    ">5 (range 6–9)": "",
    "r 1.2": "D604",
    "r −0.4 (95% CI −1.2 to 0.1)": "D604",
    "AUC 1.2": "D604",
    "AUC 86%": "",
    "AUC 186%": "D604",
    "I² 78%": "",
    "I² 178%": "D604",
    "sensitivity 120%": "D604",
    "OR −0.2": "D604",
    "OR 0.2 (95% CI −0.1 to 0.5)": "D604",
    "risk difference −12%": "",
    "difference −120%": "",
    "−12%": "D403",
    "980%": "D403",
    "150-fold": "",
    "p = 1.2": "D605",
    "OR 3.2 (p = −0.1)": "D605",
    "OR 3.2 (95% CI 1.4–7.3; p = 0.2)": "D606",
    "OR 3.2 (95% CI 0.9–7.3; p = 0.01)": "D606",
    "OR 3.2 (95% CI 0.9–7.3; p < 0.05)": "D606",
    "OR 3.2 (95% CI 0.9–7.3; p significant)": "D606",
    "OR 3.2 (95% CI 1.0–7.3; p = 0.04)": "",
    "OR 3.2 (95% CI 0.9–7.3; p < 0.1)": "",
    "OR 3.2 (90% CI 0.9–7.3; p = 0.04)": "",
    "OR 3.2 (0.9–7.3; p = 0.04)": "",
    "sensitivity 80% (95% CI 70–88; p = 0.4)": "",
    "MD −2 (95% CI −3 to −1; p = 0.4)": "D606",
    "OR 3.2 (p = 0.20; significant)": "D607",
    "OR 3.2 (p = 0.02; not significant)": "D607",
    "OR 3.2 (p = 0.02; significant)": "",
    "5 (SD −2)": "D608",
    "OR 3.2 (5% CI 1.4–7.3)": "D609",
    "OR 3.2 (100% CI 1.4–7.3)": "D609",
    "12/10": "D404",
    "12/10 (120%)": "D404 D403",
    "0/0": "D404",
    "3/10": "",
    "survival 34/40 (85%)": "",
}


@pytest.mark.parametrize("text", FOUND, ids=str)
def test_a_value_is_checked_within_itself(text):
    found = check_quantity(read(text), LEXICON)
    assert " ".join(f.code for f in found) == FOUND[text]
    assert all(f.what and f.fix for f in found)
    assert {f.level for f in found} <= {"error", "warning"}
    assert all((f.level == "warning") == (f.code in ("D606", "D607")) for f in found)


def test_the_lexicon_knows_the_value_of_no_effect():
    assert [LEXICON.null_value(k) for k in ("odds-ratio", "mean-difference", "sensitivity", "")] == [1, 0, None, None]


# --- rows ----------------------------------------------------------------------------------------------------------


def with_row(tmp_path: Path, file: str, **cells: str) -> Path:
    """Return a folder of the templates in which one file has one row more."""
    for path in TEMPLATES.glob("*.tsv"):
        text = path.read_text(encoding="utf-8")
        if path.stem == file:
            header = text.split("\n", 1)[0].split("\t")
            text = text.rstrip("\n") + "\n" + "\t".join(cells.get(name, "") for name in header) + "\n"
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_new_statistic_is_a_row(tmp_path):
    folder = with_row(tmp_path, "statistics", key="omega", id="mi2:Omega", symbols="ω|aω=adjusted", maximum="1")
    lexicon = Lexicon.of(read_vocabulary(folder))
    found = parse_quantity("aω 1.7", lexicon)
    assert (found.statistic, found.adjustment) == ("omega", "adjusted")
    assert [f.code for f in check_quantity(found, lexicon)] == ["D604"]


def test_a_new_unit_is_a_row(tmp_path):
    folder = with_row(tmp_path, "units", key="furlong", id="mi2:Furlong", symbols="furlongs", ucum="[fur_us]")
    assert parse_quantity("3 furlongs", Lexicon.of(read_vocabulary(folder))).unit == "[fur_us]"


@pytest.mark.parametrize(
    ("file", "cells", "code", "words"),
    [
        ("statistics", {"symbols": "ω|OR"}, "V107", "symbol 'OR' stands in"),
        ("units", {"symbols": "mg", "ucum": "mg"}, "V107", "symbol 'mg' stands in"),
        ("statistics", {"symbols": "ω=corrected"}, "V108", "symbol 'ω' is 'corrected'"),
        ("statistics", {"symbols": "ω", "null": "one"}, "V108", "null 'one' is no number"),
        ("statistics", {"symbols": "ω", "minimum": "NaN"}, "V108", "minimum 'NaN' is no number"),
        ("units", {"symbols": "furlongs"}, "V108", "no UCUM code"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_of(tmp_path, file, cells, code, words):
    with pytest.raises(Mi2ldError) as caught:
        read_vocabulary(with_row(tmp_path, file, key="omega", id="mi2:Omega", **cells))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert words in problem.what
    assert problem.where.path.endswith(f"{file}.tsv")


def test_one_vocabulary_has_one_lexicon(vocabulary):
    assert Lexicon.of(vocabulary) is Lexicon.of(vocabulary)


# --- the page ------------------------------------------------------------------------------------------------------


def table(heading: str) -> list[str]:
    """Return the code of the first column of the table under a heading."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("text", table("Examples"))
def test_each_example_of_the_page_is_a_value_without_a_fault(text):
    assert check_quantity(read(text), LEXICON) == []


@pytest.mark.parametrize("text", table("What is refused, and why"))
def test_what_the_page_says_is_refused_is_refused(text):
    with pytest.raises(ValueFault):
        read(text)


def test_the_page_shows_the_grammar_that_is_used():
    def rules(text: str) -> list[str]:
        return [" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("//")]

    source = (ROOT / "src" / "mi2ld" / "dossier" / "values.lark").read_text(encoding="utf-8").split("%declare")[0]
    shown = PAGE.split("```ebnf\n", 1)[1].split("```", 1)[0]
    assert rules(shown) == rules(source)
    assert len(table("Examples")) > 50
