"""A figure that would be lost, or that could mean two things, is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.problems import Mi2ldError

STUDY = (Path(__file__).parent / "invented-study.yaml").read_text(encoding="utf-8")

CASES = {
    "an effect at the index group": (
        "group: {is: srp, value: 12/40 (30%)}",
        "group: {is: srp, value: 12/40 (30%), effect: OR 2}",
        "D622",
        "under versus",
    ),
    "a p-value at a group of a proportion": (
        "{is: srp, value: 22.5%}",
        "{is: srp, value: 22.5%, p: '0.03'}",
        "D622",
        "fact",
    ),
    "a figure at the group of a correlation": (
        "group: srp\n    value: r −0.45",
        "group: {is: srp, value: 3/40}\n    value: r −0.45",
        "D622",
        "value: under the fact",
    ),
    "a figure at the group of a trend": (
        "group: srp\n    from: {when: baseline",
        "group: {is: srp, value: 5 U/L}\n    from: {when: baseline",
        "D622",
        "from and to",
    ),
    "a figure at the group of a pool": (
        "group: reviewed",
        "group: {is: reviewed, value: 38%}",
        "D622",
        "value: under the fact",
    ),
    "a p-value at one side of a joint comparison": (
        "versus: [hmgcr, healthy]",
        "versus: [{is: hmgcr, p: '0.01'}, healthy]",
        "D622",
        "at once",
    ),
    "one p-value for two comparisons": (
        "versus: [{is: general, effect: SIR 1.2 (95% CI 0.4–2.8)}, literature]",
        "versus: [general, literature]\n    p: '0.3'",
        "D623",
        "jointly",
    ),
    "one effect for two comparisons": (
        "versus: [{is: general, effect: SIR 1.2 (95% CI 0.4–2.8)}, literature]",
        "versus: [general, literature]\n    effect: SIR 1.2 (95% CI 0.4–2.8)",
        "D623",
        "jointly",
    ),
    "one p-value for three predictors": (
        "    aspect: risk\n    by: cox",
        "    aspect: risk\n    p: '0.01'\n    by: cox",
        "D623",
        "each",
    ),
    "two p-values for one effect": (
        "    direction: more-frequent\n    when: unstated\n",
        "    direction: more-frequent\n    p: '0.5'\n    when: unstated\n",
        "D623",
        "one of the two",
    ),
    "a fact that is called like a description": ("  women:\n", "  group:\n", "D209", "group-result"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_its_mend(case, repository):
    old, new, code, fix = CASES[case]
    assert old in STUDY
    vocabulary = read_vocabulary(repository / "ontology" / "templates")
    with pytest.raises(Mi2ldError) as caught:
        parse_dossier(STUDY.replace(old, new, 1), "study.yaml", vocabulary)
    assert [p.code for p in caught.value.problems] == [code], caught.value
    assert fix in caught.value.problems[0].fix
