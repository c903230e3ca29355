"""From facts to propositions and statements: what is shared, what is varied, and what is in which graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mi2ld import names
from mi2ld.dossier.read import parse_dossier
from mi2ld.graph.build import build_nodes
from mi2ld.graph.infer import infer_nodes, infer_types
from mi2ld.graph.mapping import write_lines
from mi2ld.graph.nodes import EvidenceNode, GroupNode, InferenceNode, PropositionNode, StatementNode
from mi2ld.problems import Mi2ldError, Where

if TYPE_CHECKING:
    from mi2ld.graph.nodes import DossierNodes

M = names.ONTOLOGY


def propositions(nodes: DossierNodes) -> dict[str, PropositionNode]:
    return {n.key: n for n in nodes.facts if isinstance(n, PropositionNode)}


def statements(nodes: DossierNodes) -> list[StatementNode]:
    return [n for n in nodes.facts if isinstance(n, StatementNode)]


def iri(key: str) -> str:
    return names.mint("proposition", "mi2-2019", key)


def lines_of(nodes: DossierNodes) -> list[str]:
    return [*write_lines(nodes.facts), *write_lines(nodes.curation), *write_lines(nodes.computed)]


# --- every node --------------------------------------------------------------------------------------------------


def test_every_node_has_a_label_in_english_and_in_french(nodes):
    bare = [
        n.iri
        for n in (*nodes.facts, *nodes.curation, *nodes.computed)
        if not (n.label_en.strip() and n.label_fr.strip())
    ]
    assert bare == []


def test_no_french_label_has_an_english_figure(nodes):
    for node in (*nodes.facts, *nodes.computed):
        assert not re.search(r"\d\.\d|\byears?\b|comparator", node.label_fr), node.label_fr


def test_every_node_knows_the_line_that_made_it(nodes):
    assert all(n.origin.line >= 1 and n.origin.path for n in (*nodes.facts, *nodes.curation, *nodes.computed))


def test_no_two_nodes_have_one_name(nodes):
    found = [n.iri for n in (*nodes.facts, *nodes.curation, *nodes.computed)]
    assert len(found) == len(set(found))


def test_there_is_no_blank_node(nodes):
    assert not [
        line for line in lines_of(nodes) if line.startswith("_:") or " _:" in re.sub(r'"(?:[^"\\]|\\.)*"', "", line)
    ]


def test_everything_a_dossier_names_is_described_there_or_a_term(nodes):
    """No triple points at a thing of the dossier that has no type."""
    lines = lines_of(nodes)
    typed = {line.split(" ", 1)[0] for line in lines if f"<{names.PREFIXES['rdf']}type>" in line}
    named = {
        match
        for line in lines
        for match in re.findall(r"<https://w3id\.org/mi2ld/id/[^>]+>", re.sub(r'"(?:[^"\\]|\\.)*"', "", line))
    }
    assert named - typed == set()


def test_the_same_dossier_makes_the_same_quads_twice(project, vocabulary, nodes):
    text = (project.facts / "mi2-2019.yaml").read_text(encoding="utf-8")
    again = build_nodes(parse_dossier(text, "other.yaml", vocabulary), vocabulary)
    assert write_lines(again.facts) == write_lines(nodes.facts)
    assert write_lines(again.curation) == write_lines(nodes.curation)
    assert write_lines(again.computed) == write_lines(nodes.computed)


def test_the_order_of_the_facts_changes_no_quad(make):
    one = f"  a: {{state: dermatomyositis, attribute: is-a, is: autoimmune-disease, said: {{one: 30-39~{'1' * 16}}}}}\n"
    other = (
        f"  b: {{proportion: fever, group: cases, quantifier: most, when: onset, said: {{one: 40-49~{'2' * 16}}}}}\n"
    )
    assert sorted(lines_of(make(one + other))) == sorted(lines_of(make(other + one)))


# --- statements --------------------------------------------------------------------------------------------------


def test_one_place_of_one_document_is_one_statement_of_all_that_stands_there(nodes):
    aim = [s for s in statements(nodes) if s.iri.endswith("/aim--d2791145bbae8a62>")]
    assert len(aim) == 1
    shared = {
        iri(f"{fact}-frequency--mi2-pos--vs--{group}")
        for fact in ("calcinosis", "ild", "fever")
        for group in ("mi2-neg", "asys")
    }
    assert set(aim[0].expresses) == shared
    assert aim[0].reading == names.term("EachReading") or "Each" in (aim[0].reading or "")


def test_the_same_words_in_two_documents_are_two_statements_with_two_anchors(make):
    nodes = make(
        f"  a:\n    state: dermatomyositis\n    attribute: is-a\n    is: autoimmune-disease\n    said: {{one: 30-39~{'1' * 16}, two: 130-139~{'1' * 16}}}\n"
    )
    found = [s for s in statements(nodes) if s.expresses == (names.mint("proposition", "small", "a"),)]
    assert len({s.document for s in found}) == len({s.anchor for s in found}) == len(found) == 2


def test_one_fact_that_a_document_states_at_two_places_is_one_proposition_of_two_statements(nodes):
    found = [s for s in statements(nodes) if iri("lung-risk") in s.expresses]
    assert len(found) == 2
    assert {s.document for s in found} == {names.mint("document", "mi2-2019", "afm")}
    assert sorted(bool(s.wording) for s in found) == [False, True]


def test_every_proposition_is_stated_by_somebody(nodes):
    stated = {p for s in statements(nodes) for p in s.expresses}
    assert {p.iri for p in propositions(nodes).values()} == stated


def test_every_statement_has_a_stance_an_anchor_and_an_evidence_code(nodes):
    for statement in statements(nodes):
        assert statement.stance.startswith(f"<{M}")
        assert statement.anchor
        assert "ECO_" in statement.evidence_code
        assert bool(statement.primary_sources) or "ECO_0006016" not in statement.evidence_code


def test_a_hedged_statement_suggests_and_keeps_the_hedging_words(nodes):
    (title,) = [s for s in statements(nodes) if iri("muscle-disease-severity") in s.expresses]
    assert title.stance == names.term("Suggests")
    assert title.hedge == ("probablement", "fr")


# --- variants ----------------------------------------------------------------------------------------------------


def test_what_a_brief_says_of_another_time_is_aligned_both_ways(nodes):
    """AFM: 98 % over the course of the disease; AIM: 98 % during follow-up (F50)."""
    found = propositions(nodes)
    base, variant = found["weakness-follow-up--mi2-pos"], found["weakness-follow-up--mi2-pos--when-disease-course"]
    assert variant.aligned_with == (base.iri,)
    assert base.aligned_with == (variant.iri,)
    assert base.less_specific_than == variant.less_specific_than == ()
    assert base.time_frame != variant.time_frame
    (afm,) = [s for s in statements(nodes) if variant.iri in s.expresses]
    assert afm.expresses == (variant.iri,)
    assert afm.document.endswith("/afm>")


def test_what_a_brief_says_more_vaguely_is_less_specific(nodes):
    """AIM: stopped the treatment; AFM: the immunosuppressants (F74)."""
    found = propositions(nodes)
    vague = found["stopped-without-relapse--mi2-lost--change-treatment-stopped-no-relapse"]
    sharp = found["stopped-without-relapse--mi2-lost"]
    assert vague.less_specific_than == (sharp.iri,)
    assert sharp.less_specific_than == vague.aligned_with == sharp.aligned_with == ()


def test_what_a_brief_leaves_open_is_less_specific_than_each_that_is_named(nodes):
    """AIM: clinical phenotypes; AFM: manifestations, intensity and course on treatment (F23)."""
    found = propositions(nodes)
    aspects = {found[f"antibodies-phenotypes--{a}"].iri for a in ("manifestations", "intensity", "course-on-treatment")}
    assert set(found["antibodies-phenotypes--aspect-unstated"].less_specific_than) == aspects
    assert names.term("AspectNotStated") in found["antibodies-phenotypes--aspect-unstated"].omits


def test_a_variant_that_says_more_makes_the_base_less_specific(make):
    nodes = make(
        "  a:\n    change: muscle-strength-improved\n    group: {is: cases, quantifier: most}\n    when: unstated\n"
        f"    said: {{one: 30-39~{'1' * 16}, two: {{at: 130-139~{'2' * 16}, as: {{under: immunosuppressant}}}}}}\n"
    )
    found = propositions(nodes)
    base, sharp = found["a--cases"], found["a--cases--under-immunosuppressant"]
    assert base.less_specific_than == (sharp.iri,)
    assert sharp.less_specific_than == ()


def test_a_document_that_says_only_the_group_s_figure_states_no_comparison(nodes):
    (afm,) = [s for s in statements(nodes) if "137ca86803ccf626" in s.iri]
    assert all("--vs--" not in p for p in afm.expresses)


def test_a_conflict_is_linked_both_ways(nodes):
    found = propositions(nodes)
    one, other = found["mi2-moderate"], found["mi2-severe"]
    assert one.conflicts_with == (other.iri,)
    assert other.conflicts_with == (one.iri,)
    assert set(found["mi2-data-conflict"].members) == {one.iri, other.iri}


def test_a_risk_is_vaguer_than_the_comparisons_and_not_than_a_group_s_figure(nodes):
    found = propositions(nodes)
    wanted = {iri(f"calcinosis-frequency--mi2-pos--vs--{g}") for g in ("mi2-neg", "asys")}
    assert set(found["calcinosis-risk"].less_specific_than) == wanted


# --- omissions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "omitted"),
    [
        ("weakness-severity--mi2-pos--vs--unstated", {"ComparatorNotStated", "TimeFrameNotStated"}),
        ("titre-ck-strength--mi2-pos", {"SignNotStated", "TimeFrameNotStated"}),
        (
            "level-strength",
            {"SignNotStated", "TimeFrameNotStated", "GroupNotStated", "StrengthNotStated", "SignificanceNotStated"},
        ),
        ("weakness-onset--mi2-pos--vs--mi2-neg", set()),
        ("nxp2-calcinosis", {"ComparatorNotStated", "TimeFrameNotStated"}),
    ],
)
def test_what_is_not_stated_is_recorded_as_not_stated(key, omitted, nodes):
    assert set(propositions(nodes)[key].omits) == {names.term(o) for o in omitted}


def test_a_percentage_says_that_its_denominator_is_not_stated(nodes):
    estimates = {n.iri: n for n in nodes.facts if hasattr(n, "denominator")}
    for key in (
        "weakness-onset--mi2-pos",
        "weakness-onset--mi2-neg",
        "weakness-follow-up--mi2-pos",
        "weakness-follow-up--mi2-neg",
    ):
        estimate = estimates[propositions(nodes)[key].estimates[0]]
        assert estimate.omits == (names.term("DenominatorNotStated"),)
        assert estimate.denominator is None


# --- sources, and what is not stated -----------------------------------------------------------------------------


def test_what_the_curator_inferred_is_in_no_graph_of_facts(nodes):
    assert {n.iri for n in nodes.curation} == {n.iri for n in nodes.curation if isinstance(n, InferenceNode)}
    assert not [n for n in nodes.facts if isinstance(n, InferenceNode)]
    facts = "".join(write_lines(nodes.facts))
    assert names.term("pmid") not in facts, "the PubMed id is inferred (A3)"
    (subset,) = [n for n in nodes.facts if isinstance(n, GroupNode) and n.iri.endswith("/mi2-4y>")]
    assert subset.subgroup_of == names.mint("group", "mi2-2019", "jhu"), (
        "that the ten have the antibody is inferred (A26)"
    )
    assert all(p.quantifier is None for k, p in propositions(nodes).items() if k.startswith("titre-falls")), (
        "all ten is inferred (A23)"
    )


def test_what_is_inferred_or_computed_has_no_primary_source(graph):
    source = f" <{names.PREFIXES['prov']}hadPrimarySource> "
    for name, part in graph.parts.items():
        if not name.startswith("facts/"):
            assert not [line for line in part if source in line], name
    assert any(source in line for line in graph.parts["facts/mi2-2019"])


def test_what_is_inferred_or_computed_is_not_among_the_facts(graph):
    facts = set(graph.parts["facts/mi2-2019"])
    for name in ("curation/mi2-2019", "inferred", "computed"):
        assert graph.parts[name]
        assert not facts & set(graph.parts[name]), name
    for local in ("CuratorInference", "ComputedSum", "CandidateCount", "ImpliedDirection", "PairReading"):
        assert not [line for line in facts if f"> {names.term(local)} ." in line and "22-rdf-syntax-ns#type" in line], (
            local
        )


def test_an_unidentified_source_is_no_primary_source_unless_it_is_traceable(nodes):
    by = {p: s for s in statements(nodes) for p in s.expresses}
    assert by[iri("mi2-moderate")].primary_sources == ()
    assert "ECO_0000034" in by[iri("mi2-moderate")].evidence_code
    assert by[iri("mi2-severe")].primary_sources
    evidence = [n for n in nodes.facts if isinstance(n, EvidenceNode)]
    assert {e.target for e in evidence} >= {iri("mi2-moderate"), iri("mi2-severe"), iri("muscle-risk")}


def test_only_a_local_build_holds_words_of_the_text(project, vocabulary):
    text = (project.facts / "mi2-2019.yaml").read_text(encoding="utf-8")
    dossier = parse_dossier(text, "x.yaml", vocabulary)
    exact = f"<{names.PREFIXES['oa']}exact>"
    assert not [line for line in lines_of(build_nodes(dossier, vocabulary)) if exact in line]
    local = [line for line in lines_of(build_nodes(dossier, vocabulary, text="x" * 6300)) if exact in line]
    assert len(local) > 90


# --- what the hierarchy entails ----------------------------------------------------------------------------------


A, SUB, E = f"<{names.PREFIXES['rdf']}type>", names.term("subgroupOf"), "<https://e.org/{}>".format


def test_the_classes_above_a_node_s_own_and_the_groups_above_its_parent_are_inferred():
    origin = Where("x.yaml", 1, 1)
    parents = (("x", "y"), ("y", "z"), ("z", None))
    groups = [GroupNode(E(x), (E("C"),), origin, subgroup_of=E(y) if y else None) for x, y in parents]
    found = infer_nodes(groups, {E("C"): {E("D"), E("F")}})
    wanted = {f"{E(x)} {A} {E(c)} .\n" for x in "xyz" for c in "DF"}
    assert found == wanted | {f"{E('x')} {SUB} {E('z')} .\n"}


def test_groups_in_a_ring_end_the_inference():
    origin = Where("x.yaml", 1, 1)
    groups = [GroupNode(E(x), (), origin, subgroup_of=E(y)) for x, y in (("a", "b"), ("b", "c"), ("c", "a"))]
    assert len(infer_nodes(groups, {})) == 3


def test_the_types_of_an_individual_are_inferred_and_what_is_stated_is_not():
    lines = [f"{E('x')} {A} {E('C')} .\n", f"{E('x')} {A} {E('D')} .\n"]
    assert infer_types(lines, {E("C"): {E("D"), E("F")}}) == {f"{E('x')} {A} {E('F')} .\n"}


@pytest.mark.parametrize("field", ["topic", "group"])
def test_a_fact_without_what_it_is_about_is_refused(field, make):
    with pytest.raises(Mi2ldError) as caught:
        make(
            "  a:\n    compare: fever\n    group: cases\n    versus: controls\n    direction: more-frequent\n    when: onset\n"
            f"    said: {{one: {{at: 30-39~{'1' * 16}, omits: [{field}]}}}}\n"
        )
    assert caught.value.problems[0].code == "D203"
