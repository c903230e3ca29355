"""What one document says is never taken for what another says: figures, p-values and ends of a trend have names of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mi2ld import names
from mi2ld.graph.nodes import ComputedNode, EstimateNode, PropositionNode, StatementNode
from mi2ld.problems import Mi2ldError

FIRST = f"30-39~{'1' * 16}"
SECOND = f"130-139~{'2' * 16}"


def fact(body: str, change: str) -> str:
    """Return a fact that two documents state, the second with a change (``as: …`` or ``omits: …``)."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"  a:\n{lines}    said: {{one: {FIRST}, two: {{at: {SECOND}, {change}}}}}\n"


def said_by(nodes, document: str) -> list[PropositionNode]:
    """Return the propositions that a document's statements express."""
    found = {n.iri: n for n in nodes.facts if isinstance(n, PropositionNode)}
    wanted = names.mint("document", "small", document)
    statements = [n for n in nodes.facts if isinstance(n, StatementNode) and n.document == wanted]
    return [
        found[iri] for s in statements for iri in s.expresses if "--a" in iri or "/a-" in iri or iri.endswith("/a>")
    ]


def printed(nodes, document: str) -> set[str]:
    estimates = {n.iri: n for n in nodes.facts if isinstance(n, EstimateNode)}
    return {estimates[iri].printed or "" for p in said_by(nodes, document) for iri in p.estimates}


COMPARE = "compare: fever\ngroup: {is: cases, value: 12/40}\nversus: {is: controls, effect: OR 3}\ndirection: more-frequent\nwhen: onset"


@pytest.mark.parametrize(
    ("body", "change", "wanted", "other"),
    [
        (COMPARE, "as: {versus: {is: controls, effect: OR 4}}", "OR 4", "OR 3"),
        (COMPARE, "as: {group: {is: cases, value: 2/40}}", "2/40", "12/40"),
        (
            "proportion: fever\ngroup: {is: cases, value: 30%}\nwhen: onset",
            "as: {group: {is: cases, value: '>30%'}}",
            ">30%",
            "30%",
        ),
        (
            "correlate: [anti-mi2-titre, muscle-strength]\ngroup: cases\nvalue: r −0.45\nwhen: onset",
            "as: {value: r −0.54}",
            "r −0.54",
            "r −0.45",
        ),
        (
            "trend: creatine-kinase\ngroup: cases\nfrom: {when: onset, value: 5200 U/L}\nto: {when: follow-up, value: 340 U/L}\n"
            "direction: lower\naspect: level",
            "as: {from: {when: onset, value: 9999 U/L}}",
            "9999 U/L",
            "5200 U/L",
        ),
        (
            "predict: death\ngroup: cases\nwhen: onset\nfrom: [{is: age, value: HR 2}]",
            "as: {from: [{is: age, value: HR 3}]}",
            "HR 3",
            "HR 2",
        ),
    ],
)
def test_a_document_has_its_own_figure_and_not_the_others(body, change, wanted, other, make):
    nodes = make(fact(body, change))
    assert wanted in printed(nodes, "two")
    assert other not in printed(nodes, "two")
    assert other in printed(nodes, "one")
    assert wanted not in printed(nodes, "one")


def test_a_document_that_gives_no_figure_has_none(make):
    nodes = make(
        fact(
            "proportion: fever\ngroup: {is: cases, value: 12/40}\nwhen: onset",
            "as: {group: {is: cases, quantifier: most}}",
        )
    )
    assert printed(nodes, "two") == set()


def test_an_effect_that_a_document_leaves_out_is_left_out(make):
    nodes = make(fact(COMPARE.replace("OR 3", 'OR 3, p: "0.04"'), "omits: [effect, p]"))
    assert printed(nodes, "two") == {"12/40"}


def test_a_trend_without_its_start_keeps_its_end(make):
    body = (
        "trend: creatine-kinase\ngroup: cases\nfrom: {when: onset, value: 5200 U/L}\nto: {when: follow-up, value: 340 U/L}\n"
        "direction: lower\naspect: level"
    )
    assert printed(make(fact(body, "omits: [from]")), "two") == {"340 U/L"}


@pytest.mark.parametrize(
    "predictors",
    [
        "{is: age, value: HR 2}, {is: age, value: HR 3}",
        "{is: sex, direction: higher}, {is: sex, direction: lower}",
    ],
)
def test_two_things_of_one_name_are_refused(predictors, make):
    with pytest.raises(Mi2ldError) as caught:
        make(
            f"  a:\n    predict: death\n    group: cases\n    when: onset\n    from: [{predictors}]\n    said: {{one: {FIRST}}}\n"
        )
    assert {p.code for p in caught.value.problems} == {"E102"}


def test_a_threshold_keeps_its_sign_in_the_name(make):
    predictors = "{is: age, threshold: '>60 years', value: HR 2}, {is: age, threshold: '<60 years', value: HR 3}"
    nodes = make(
        f"  a:\n    predict: death\n    group: cases\n    when: onset\n    from: [{predictors}]\n    said: {{one: {FIRST}}}\n"
    )
    assert printed(nodes, "one") == {"HR 2", "HR 3"}


def test_the_level_of_a_measure_in_percent_is_no_share_of_a_group(make):
    nodes = make(
        "  a:\n    compare: fvc-percent-predicted\n    group: {is: cases, value: 65%}\n    versus: {is: controls, value: 80%}\n"
        f"    direction: lower\n    aspect: level\n    when: onset\n    said: {{one: {FIRST}}}\n"
    )
    kinds = {n.classes[0] for n in nodes.facts if isinstance(n, PropositionNode) and n.group and n.key.startswith("a-")}
    assert kinds == {names.term("LevelResult")}
    assert not [n for n in nodes.computed if isinstance(n, ComputedNode) and "candidate" in n.iri]


@pytest.mark.parametrize("value", ["survival 85%", "12/38 (32%)", "12 (21%)", "'31% [sic]'"])
def test_what_is_no_plain_share_of_all_members_has_no_candidate_counts(value, make):
    nodes = make(
        f"  a:\n    proportion: fever\n    group: {{is: cases, value: {value}}}\n    when: onset\n    said: {{one: {FIRST}}}\n"
    )
    assert not [n for n in nodes.computed if isinstance(n, ComputedNode) and "candidate" in n.iri]


def test_more_than_six_is_not_six(make):
    nodes = make(
        f"  a:\n    change: death\n    group: {{is: cases, value: '>6'}}\n    when: onset\n    said: {{one: {FIRST}}}\n"
    )
    (figure,) = [n for n in nodes.facts if isinstance(n, EstimateNode) and n.printed == ">6"]
    assert (figure.value, figure.numerator) == (Decimal(6), None)


def test_a_p_value_beside_two_figures_belongs_to_neither(make):
    nodes = make(
        "  a:\n    diagnose: anti-mi2-titre\n    for: dermatomyositis\n    group: cases\n    versus: controls\n"
        f"    value: [sensitivity 80%, AUC 0.9]\n    p: '0.01'\n    when: onset\n    said: {{one: {FIRST}}}\n"
    )
    found = {n.printed: n.p_value for n in nodes.facts if isinstance(n, EstimateNode) and n.iri.find("/a--") > 0}
    assert found == {"sensitivity 80%": None, "AUC 0.9": None, "p = 0.01": Decimal("0.01")}
