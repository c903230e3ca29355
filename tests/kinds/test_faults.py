"""Planted errors: each is told at its line and column, alone, with its code.

Each case changes one place of the invented study. ``⟨`` marks where the message must point: it is taken out before the
dossier is read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.vocabulary import Vocabulary, read_vocabulary
from mi2ld.names import ONTOLOGY
from mi2ld.pipeline import build
from mi2ld.problems import Mi2ldError, Problem
from mi2ld.resources import Project

HERE = Path(__file__).parent
STUDY = (HERE / "invented-study.yaml").read_text(encoding="utf-8")

ERRORS = {
    # figures that cannot be read
    "a bracket that does not close": ("value: 12/40 (30%)}", "value: 12/40 (30%⟨}", "D402"),
    "a word that is no statistic": ("effect: RR 2.1", "effect: ⟨RQ 2.1", "D402"),
    "a unit that is none": ('value: "4200 (IQR 2100–7900) U/L"', 'value: "4200 (IQR 2100–7900) ⟨U/x"', "D402"),
    "an interval with one end": ("aOR 3.2 (95% CI 1.4–7.3)", "aOR 3.2 (95% CI 1.4–⟨)", "D402"),
    "two figures in one scalar": ("value: 22.5%}", "value: 22.5% ⟨7}", "D402"),
    "no figure at all": ("value: 22.5%}", "value: ⟨many}", "D402"),
    # figures that contradict themselves
    "a percentage that is not its count": ("value: 12/40 (30%)", "value: ⟨12/40 (35%)", "D601"),
    "an estimate outside its interval": ("effect: RR 2.1 (", "effect: ⟨RR 9.1 (", "D602"),
    "an interval from high to low": ("RR 2.1 (95% CI 1.2–3.5)", "⟨RR 2.1 (95% CI 3.5–1.2)", "D603"),
    "a correlation above one": ("value: r −0.45", "value: ⟨r −1.45", "D604"),
    "an area under the curve above one": ("AUC 0.86 (95% CI 0.79–0.93)", "⟨AUC 1.86", "D604"),
    "a negative ratio": ("value: HR 2.8 (95% CI 1.3–6.1)", "value: ⟨HR −2.8", "D604"),
    "a sensitivity above 100 %": ('"sensitivity 80% (95% CI 70–88)"', '⟨"sensitivity 180%"', "D604"),
    "a heterogeneity above 100 %": ("I² 78%", "⟨I² 178%", "D604"),
    "a p-value above one": ('p: "0.79"', 'p: ⟨"1.79"', "D605"),
    "a confidence level of 9 %": ("effect: RR 2.1 (95% CI", "effect: ⟨RR 2.1 (9% CI", "D609"),
    "a percentage above 100": ("value: 22.5%}", "value: ⟨122.5%}", "D403"),
    "a count above its total": ("value: 3/10}", "value: ⟨13/10}", "D404"),
    "a count that is no whole number": ("value: 3/10}", "value: ⟨3.5/10}", "D404"),
    # figures against groups, measures and words
    "more counted than the group has": ("value: 18/25}", "value: ⟨18/26}", "D610"),
    "a unit that the measure does not have": ("value: 45.3 ± 12.1 years", "value: ⟨45.3 ± 12.1 U/L", "D611"),
    "a bare count of more than the group has": ("value: 28 (70%)}", 'value: ⟨"184"}', "D610"),
    "a litre where a count must stand": ("value: 28 (70%)}", 'value: ⟨"4l"}', "D619"),
    "patients where a count must stand": ("value: 28 (70%)}", "value: ⟨28 patients}", "D619"),
    "a share in a unit beside a comparator": ("value: 12/40 (30%)}", "value: ⟨12 points}", "D619"),
    "an outcome in a unit": ("value: 3/10}", "value: ⟨3 months}", "D619"),
    "a figure of a measure without its unit": ("value: 45.3 ± 12.1 years", "value: ⟨45.3 ± 12.1", "D611"),
    "a threshold of a predictor without its unit": ('threshold: ">60 years"', 'threshold: ⟨">60"', "D611"),
    "a threshold of a test in another unit": ('threshold: ">34 AU/mL"', 'threshold: ⟨">34 mg/d"', "D611"),
    "a threshold of a comparison in another unit": (
        "    effect: MD −8.5",
        "    threshold: ⟨70 years\n    effect: MD −8.5",
        "D611",
    ),
    "a marker in another unit": ('value: ">1000 U/L"}', 'value: ⟨">1000 years"}', "D611"),
    "a direction of an antibody without an aspect": (
        "  ck-fall:\n    trend: creatine-kinase\n    group: srp\n    from: {when: baseline, value: 5200 U/L}\n"
        "    to: {when: {at: 6 months, after: treatment-start}, value: 340 U/L}\n    aspect: level\n",
        "  ⟨ck-fall:\n    trend: anti-srp\n    group: srp\n    from: baseline\n    to: at-diagnosis\n",
        "D408",
    ),
    "a predictor's group that is unstated": (
        "predict: death\n    group: srp",
        "predict: death\n    group: ⟨unstated",
        "D407",
    ),
    "a direction against the ratio": (
        "direction: higher-risk\n    effect: RR",
        "direction: lower-risk\n    effect: ⟨RR",
        "D612",
    ),
    "a direction against the difference": (
        "direction: lower\n    effect: MD",
        "direction: higher\n    effect: ⟨MD",
        "D612",
    ),
    "a direction against two percentages": (
        "versus:\n      - {is: hmgcr, value: 9/60 (15%), effect",
        "versus:\n      - {is: hmgcr, value: ⟨39/60 (65%), effect",
        "D612",
    ),
    "a direction against two medians": (
        'versus: {is: hmgcr, value: "4200 (IQR 2100–7900) U/L"}',
        'versus: {is: hmgcr, value: ⟨"420 (IQR 210–790) U/L"}',
        "D612",
    ),
    "a direction against a hazard ratio": (
        "direction: higher, value: HR 2.8",
        "direction: lower, value: ⟨HR 2.8",
        "D612",
    ),
    "a direction against a trend": ("value: 340 U/L}", "value: ⟨9340 U/L}", "D612"),
    "a sign against the coefficient": (
        "    value: r −0.45",
        "    sign: positive\n    value: ⟨r −0.45",
        "D613",
    ),
    "arms larger than the study": ('size: {is: "100"', 'size: ⟨{is: "99"', "D615"),
    "a score off its scale": (
        "  mmt8-difference:\n    compare: mmt8\n    group: srp",
        "  mmt8-difference:\n    compare: mmt8\n    group: {is: srp, value: ⟨190 points}",
        "D617",
    ),
    # p-values and whole numbers
    "a p-value in words that say nothing": ('p: "0.004"', "p: ⟨tiny", "D412"),
    "a ratio where a p-value must stand": ('p: "0.004"', "p: ⟨OR 3.2", "D412"),
    "a number of studies in words": ('studies: "12"', "studies: ⟨twelve", "D413"),
    "no participants": ('participants: "2345"', 'participants: ⟨"0"', "D413"),
    # time windows
    "a window without an event": (
        "when: {at: 6 months, after: treatment-start}",
        "when: ⟨{at: 6 months}",
        "D411",
    ),
    "a window with two events": (
        "when: {within: 12 months, after: end-of-treatment}",
        "when: ⟨{within: 12 months, after: end-of-treatment, before: date-of-diagnosis}",
        "D411",
    ),
    "a window at and within": (
        "when: {within: 12 months, after: end-of-treatment}",
        "when: ⟨{at: 3 months, within: 12 months, after: end-of-treatment}",
        "D411",
    ),
    "a window that ends before it starts": (
        "when: {at: 5 years, after: date-of-diagnosis}",
        "when: ⟨{from: 5 years, to: 2 years, after: date-of-diagnosis}",
        "D411",
    ),
    "a window in two units": (
        "when: {at: 5 years, after: date-of-diagnosis}",
        "when: ⟨{from: 5 months, to: 2 years, after: date-of-diagnosis}",
        "D411",
    ),
    "a window of 12 U/L": ("when: {within: 12 months", "when: {within: ⟨12 U/L", "D411"),
    "an event that is none": ("after: treatment-start}", "after: ⟨treatment-begin}", "D301"),
    "a time frame where an event must stand": ("after: treatment-start}", "after: ⟨baseline}", "D302"),
    "an unknown part of a window": ("when: {within: 12 months", "when: {⟨inside: 12 months", "D203"),
    # facts whose parts do not fit
    "a trend without ends": (
        "  ck-titre-trend:\n    trend: creatine-kinase\n    group: srp\n    across: anti-srp-level\n",
        "  ⟨ck-titre-trend:\n    trend: creatine-kinase\n    group: srp\n",
        "D415",
    ),
    "a trend over time and across a measure": (
        "    across: anti-srp-level\n",
        "    across: anti-srp-level\n    from: baseline\n",
        "D415",
    ),
    "a joint comparison with one group": ("versus: [hmgcr, healthy]", "versus: [hmgcr]", "D206"),
    "a predictor of which nothing is said": (
        '- {is: female-sex, versus: male-sex, direction: no-difference, p: "0.4", significance: not-significant}',
        "- ⟨{is: female-sex, versus: male-sex}",
        "D206",
    ),
    "a measure without its figure": ("group: {is: srp, value: 45.3 ± 12.1 years}", "group: srp", "D206"),
    "a pool without figures": (
        "    value: [prevalence 38% (95% CI 29–47), I² 78%, Q 52.1, τ² 0.12]\n",
        "",
        "D206",
    ),
    "a diagnosis of nothing": ("    for: necrotising-myopathy\n    group: srp\n", "    group: srp\n", "D206"),
    "a correlation with neither sign nor value": ("    value: ρ 0.08 (p = 0.61)\n", "", "D206"),
    "an adjustment that is none": (
        "adjustment: adjusted\n    adjusted-for",
        "adjustment: ⟨fitted\n    adjusted-for",
        "D301",
    ),
    "a phenotype measured": ("measure: age-at-onset", "measure: ⟨dysphagia", "D302"),
    # entities
    "a registry number that is none": ("registry: {is: NCT01234567", "registry: {is: ⟨NCT-1", "D405"),
    "enrolment that ends before it starts": ("enrolled: {is: 2004/2016", "enrolled: {is: ⟨2016/2004", "D405"),
    "centres that are no number": ('centres: {is: "2"', "centres: {is: ⟨some", "D402"),
    "a population that is none": ("population: general-population", "population: ⟨neighbours", "D301"),
    "a marker without its measure": (
        '- {is: creatine-kinase, value: ">1000 U/L"}',
        '- ⟨{value: ">1000 U/L"}',
        "D206",
    ),
}
TOLD = {
    "a bare count of more than the group has": "'184' counts 184 of 'srp', which has 40 members",
    "a litre where a count must stand": "'4l' is in L, and a share of a group is a count or a %",
    "patients where a count must stand": "write it alone, as 41, 41% or 41/100",
    "a figure of a measure without its unit": "has no unit; 'age-at-onset' is in years, months, weeks or days",
    "a threshold of a predictor without its unit": "write the unit too, as >60 years",
    "a threshold of a test in another unit": "is in mg/day; 'anti-srp-level' is in U/mL, IU/mL, AU/mL",
    "a direction of an antibody without an aspect": "add aspect: level, or name the measure and its aspect: trend: anti-srp-level",
    "a predictor's group that is unstated": "name a group, or make one of kind reference",
    "centres that are no number": "write a whole number, as 23",
    "a count above its total": "correct the count or the total",
}
"""A part of what is told of an error, or of its mend."""
WARNINGS = {
    "a percentage beside a bare number": (
        "value: 12/40 (30%)}\n    versus:\n      - {is: hmgcr, value: 9/60 (15%),",
        'value: 12/40 (30%)}\n    versus:\n      - {is: hmgcr, value: ⟨"28",',
        "D620",
    ),
    "a bare number beside a percentage": (
        "value: 12/40 (30%)}\n    versus:\n      - {is: hmgcr, value: 9/60 (15%),",
        'value: "9"}\n    versus:\n      - {is: hmgcr, value: ⟨5%,',
        "D620",
    ),
    "a share that no count of the group gives": (
        "group: {is: srp, value: 22.5%}",
        "group: {is: srp, value: 23.5%}",
        "D616",
    ),
    "a count beside the share of another count": ("{is: srp, value: 28 (70%)}", "{is: srp, value: 28 (60%)}", "D616"),
    "two groups that nothing tells apart": (
        '    finding: [treatment-stopped]\n    size: "10"',
        '    untreated: [glucocorticoids]\n    window: {before: study-entry}\n    size: "10"',
        "D618",
    ),
    "a p-value against its interval": (
        "OR 2.43 (95% CI 0.91–6.47; p = 0.08)",
        "OR 2.43 (95% CI 0.91–6.47; p = 0.008)",
        "D606",
    ),
    "no difference beside a small p-value": ('p: "0.79"\n    significance: not-significant', 'p: "0.001"', "D614"),
}


@pytest.fixture(scope="module")
def vocabulary(repository: Path) -> Vocabulary:
    return read_vocabulary(repository / "ontology" / "templates")


def changed(old: str, new: str) -> tuple[str, tuple[int, int] | None]:
    """Return the study with one change, and the place that the change marks."""
    assert STUDY.count(old) == 1, f"{old!r} stands {STUDY.count(old)} times"
    text = STUDY.replace(old, new)
    at = text.find("⟨")
    if at < 0:
        return text, None
    return text.replace("⟨", ""), (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def problems_of(text: str, vocabulary: Vocabulary) -> list[Problem]:
    try:
        return list(parse_dossier(text, "study.yaml", vocabulary).warnings)
    except Mi2ldError as error:
        return list(error.problems)


def test_the_study_itself_has_no_problem(vocabulary):
    assert problems_of(STUDY, vocabulary) == []


@pytest.mark.parametrize("case", ERRORS)
def test_a_planted_error_is_told_at_its_place(case, vocabulary):
    old, new, code = ERRORS[case]
    text, place = changed(old, new)
    found = problems_of(text, vocabulary)
    assert [(p.code, p.level) for p in found] == [(code, "error")], found
    if place is not None:
        assert (found[0].where.line, found[0].where.column) == place, found[0]
    assert found[0].fix


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 12/40 (30%)", 'value: "12/40 (35%) [sic]"'),
        ("effect: RR 2.1 (95% CI 1.2–3.5)", 'effect: "RR 9.1 (95% CI 1.2–3.5) [sic]"'),
        ("effect: RR 2.1 (95% CI 1.2–3.5)", 'effect: "RR 0.1 (95% CI 0.05–0.5) [sic]"'),
        ("value: 22.5%}", 'value: "23.5% [sic]"}'),
        ("value: 340 U/L}", 'value: "9340 U/L [sic]"}'),
        ("value: r −0.45", 'sign: positive\n    value: "r −0.45 [sic]"'),
        ("value: 3/10}", 'value: "3/50 [sic]"}'),
    ],
)
def test_a_misprint_of_the_document_is_kept_and_marked(old, new, vocabulary, repository, tmp_path):
    text, _ = changed(old, new)
    assert problems_of(text, vocabulary) == []
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    graph, warnings = build(Project(repository), tmp_path / "dist", [path])
    assert [p for p in warnings if p.where.path.endswith("study.yaml")] == []
    marked = [line for line in graph.triples() if f" <{ONTOLOGY}printedSo> " in line]
    assert len(marked) == 1
    assert not any("[sic]" in line for line in graph.triples())


@pytest.mark.parametrize("case", WARNINGS)
def test_a_doubtful_figure_is_a_warning_and_the_dossier_still_reads(case, vocabulary):
    old, new, code = WARNINGS[case]
    text, place = changed(old, new)
    found = problems_of(text, vocabulary)
    assert [(p.code, p.level) for p in found] == [(code, "warning")], found
    if place is not None:
        assert (found[0].where.line, found[0].where.column) == place, found[0]


@pytest.mark.parametrize("case", TOLD)
def test_an_error_is_told_in_words_that_help(case, vocabulary):
    old, new, _ = ERRORS[case]
    text, _ = changed(old, new)
    assert any(TOLD[case] in f"{p.what}\n{p.fix}" for p in problems_of(text, vocabulary)), problems_of(text, vocabulary)


@pytest.mark.parametrize(
    "value",
    [
        "40",
        "≤184",
        "survival 85%",
        "12 per 1000",
        "12%/year",
        "median 3 (range 1–9) years",
        '"4l [sic]"',
        '"184 [sic]"',
    ],
)
def test_a_share_is_a_count_a_percentage_a_rate_or_a_named_statistic(value, vocabulary):
    text, _ = changed("value: 28 (70%)}", f"value: {value}}}")
    assert [p for p in problems_of(text, vocabulary) if p.level == "error"] == []


@pytest.mark.parametrize("value", ["9/60", "9 of 60", "OR 28", "p = 0.03", "28 (46.7%)", '"28 [sic]"'])
def test_a_percentage_may_stand_beside_a_share_or_another_statistic(value, vocabulary):
    old = "value: 12/40 (30%)}\n    versus:\n      - {is: hmgcr, value: 9/60 (15%),"
    text, _ = changed(old, old.replace("9/60 (15%)", value))
    assert [p.code for p in problems_of(text, vocabulary) if p.code == "D620"] == []
