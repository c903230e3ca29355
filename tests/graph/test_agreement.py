"""Where dossiers agree, differ and contradict each other, and what a brief makes of its source.

The invented study is read several times: as it is, with one thing changed under another key, and as a brief relays it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mi2ld import names
from mi2ld.dossier.read import parse_dossier
from mi2ld.graph.agreement import DossierClaims, claims_of, find_agreements, find_fidelity
from mi2ld.graph.build import build_nodes
from mi2ld.graph.nodes import AgreementNode, EstimateNode

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Vocabulary

NUMBER = '    pmid: {is: "99999999", inferred: true}\n'
"""Taken away unless ``known``, so that each copy of the study is of a publication of its own."""


@pytest.fixture(scope="module")
def study(repository: Path) -> str:
    return (repository / "tests" / "kinds" / "invented-study.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def vocabulary(repository: Path) -> Vocabulary:
    from mi2ld.dossier.vocabulary import read_vocabulary

    return read_vocabulary(repository / "ontology" / "templates")


@pytest.fixture
def read(study, vocabulary):
    def _read(*changes: tuple[str, str], key: str = "other-study", known: bool = False) -> DossierClaims:
        text = study if known else study.replace(NUMBER, "")
        for old, new in (("dossier: invented-study", f"dossier: {key}"), *changes):
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        return claims_of(build_nodes(parse_dossier(text, f"{key}.yaml", vocabulary), vocabulary))

    return _read


def kinds(nodes) -> dict[str, set[str]]:
    """Return the local names of the facts by kind of agreement."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, AgreementNode):
            facts = found.setdefault(node.agreement.rsplit("/", 1)[1][:-1], set())
            facts.update(re.search(r"/([a-z0-9-]+?)(?:--[^/]*)?>$", iri)[1] for iri in node.computed_from)
    return found


def test_a_dossier_agrees_with_its_copy_in_everything_it_can_be_asked_of(read):
    found = kinds(find_agreements([read(key="a"), read(key="b")]))
    assert set(found) == {"DocumentsAgree"}
    assert {"dysphagia", "ck-mmt8", "death-predictors", "ck-fall", "infections"} <= found["DocumentsAgree"]


def test_one_dossier_is_not_compared_with_itself(read):
    assert find_agreements([read()]) == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "fact"),
    [
        ("value: 22.5%}", "value: 31%}", "NumberDiffers", "dyspnoea"),
        ("value: 12.3 per 1000 person-years", "value: 20 per 1000 person-years", "NumberDiffers", "infections"),
        ("value: 45.3 ± 12.1 years", "value: 51 ± 9 years", "NumberDiffers", "onset-age"),
        (
            "direction: higher-risk\n    effect: RR 2.1 (95% CI 1.2–3.5)",
            "direction: lower-risk\n    effect: RR 0.5 (95% CI 0.2–0.9)",
            "DirectionContradicts",
            "dyspnoea-risk",
        ),
        ("direction: equivalent", "direction: higher", "DirectionDiffers", "fever-equivalence"),
        ("value: r −0.45", "value: r 0.45", "DirectionContradicts", "ck-mmt8"),
    ],
)
def test_what_one_dossier_says_otherwise_is_found_and_nothing_else(read, old, new, kind, fact):
    found = kinds(find_agreements([read(key="a"), read((old, new), key="b")]))
    assert found.pop(kind) == {fact}
    assert set(found) == {"DocumentsAgree"}
    assert fact not in found["DocumentsAgree"]


def test_a_coarser_figure_agrees_with_the_finer_one_that_it_rounds(read):
    found = kinds(find_agreements([read(key="a"), read(("value: 45.3 ± 12.1 years", "value: 45 ± 12 years"), key="b")]))
    assert "onset-age" in found["DocumentsAgree"]


def test_a_difference_is_the_first_figure_less_the_second(read):
    nodes = find_agreements([read(key="a"), read(("value: 22.5%}", "value: 31%}"), key="b")])
    (difference,) = [n for n in nodes if isinstance(n, EstimateNode)]
    assert str(difference.value) == "-8.5"
    assert difference.label_fr == "-8,5"


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        (
            "when: {at: 5 years, after: date-of-diagnosis}",
            "when: {at: 10 years, after: date-of-diagnosis}",
            "survival-5y",
        ),
        ("population: healthy-controls", "population: hospital-controls", "ancestry-joint"),
        ('threshold: ">60 years", direction: higher', "direction: higher", None),
    ],
)
def test_another_time_or_comparator_is_another_matter(read, old, new, fact):
    found = kinds(find_agreements([read(key="a"), read((old, new), key="b")]))
    if fact is not None:
        assert all(fact not in facts for facts in found.values())


def test_two_dossiers_on_one_publication_are_marked_with_it(read):
    nodes = find_agreements([read(key="a", known=True), read(key="b", known=True)])
    shared = {n.shared_sources for n in nodes if isinstance(n, AgreementNode)}
    assert shared == {(names.mint_publication("a", "paper", pmid="99999999"),)}
    apart = find_agreements([read(key="a"), read(key="b")])
    assert {n.shared_sources for n in apart if isinstance(n, AgreementNode)} == {()}


# --- a brief and its source ------------------------------------------------------------------------------------------

BRIEF = ("kind: abstract", "kind: news-brief")


def fidelity(read, *changes: tuple[str, str]) -> dict[str, set[str]]:
    own = read(key="primary", known=True)
    brief = read(BRIEF, *changes, key="brief", known=True)
    return kinds(find_fidelity([own, brief], {}))


def test_a_brief_that_says_what_its_source_says_keeps_all_of_it(read):
    assert set(fidelity(read)) == {"RelayKeeps"}


def test_a_brief_that_leaves_out_the_comparator_blurs(read):
    found = fidelity(
        read,
        (
            "  fever-equivalence:\n    compare: fever\n    group: srp\n    versus: hmgcr",
            "  fever-equivalence:\n    compare: fever\n    group: srp\n    versus: unstated",
        ),
    )
    assert found["RelayBlurs"] == {"fever-equivalence"}


def test_a_brief_that_adds_a_time_sharpens(read):
    found = fidelity(
        read, ("    direction: equivalent\n    when: unstated", "    direction: equivalent\n    when: follow-up")
    )
    assert found["RelaySharpens"] == {"fever-equivalence"}


def test_a_brief_that_changes_a_figure_varies(read):
    assert fidelity(read, ("value: 22.5%}", "value: 31%}"))["RelayVaries"] == {"dyspnoea"}


def test_a_brief_that_turns_a_direction_round_contradicts_its_source(read):
    changed = ("direction: higher-risk\n    effect: RR 2.1 (95% CI 1.2–3.5)", "direction: lower-risk")
    assert fidelity(read, changed)["RelayContradicts"] == {"dyspnoea-risk"}


def test_what_only_one_of_them_says_is_dropped_or_added(read):
    found = fidelity(read, ("proportion: infection", "proportion: dysphonia"))
    assert found["RelayDrops"] == {"infections"}
    assert found["RelayAdds"] == {"infections"}


def test_an_abstract_is_not_compared_with_a_source_that_is_not_at_hand(read):
    assert find_fidelity([read(key="primary"), read(BRIEF, key="brief")], {}) == []


def test_claims_survive_the_cache(read):
    claims = read()
    assert DossierClaims.of_kept(claims.kept()) == claims
