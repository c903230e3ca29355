"""Each term of the ontology says what it is in both languages, who defines it and where it is from."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS

from mi2ld import names
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.graph.ontology import ontology_triples

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
DEFINED_BY = rdflib.URIRef(names.ONTOLOGY_IRI)


@pytest.fixture(scope="module")
def ontology(repository) -> rdflib.Graph:
    folder = repository / "ontology"
    lines = ontology_triples(folder, read_vocabulary(folder / "templates"), bridge=False)
    return rdflib.Graph().parse(data="".join(lines), format="nt")


@pytest.fixture(scope="module")
def terms(ontology) -> list[rdflib.URIRef]:
    found = {s for kind in KINDS for s in ontology.subjects(RDF.type, kind) if str(s).startswith(names.ONTOLOGY)}
    assert len(found) > 300
    return sorted(found)


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition], ids=["label", "definition"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_term_has_one_in_each_language(predicate, language, ontology, terms):
    wrong = {}
    for term in terms:
        found = [o for o in ontology.objects(term, predicate) if o.language == language]
        if len(found) != 1 or not str(found[0]).strip():
            wrong[names.contract(str(term))] = [str(o) for o in found]
    assert wrong == {}


def test_each_term_is_defined_by_the_ontology_and_has_a_source(ontology, terms):
    assert [names.contract(str(t)) for t in terms if list(ontology.objects(t, RDFS.isDefinedBy)) != [DEFINED_BY]] == []
    assert [names.contract(str(t)) for t in terms if not list(ontology.objects(t, DCTERMS.source))] == []


def test_each_source_is_an_iri_without_a_blank(ontology, terms):
    for term in terms:
        for source in ontology.objects(term, DCTERMS.source):
            assert isinstance(source, rdflib.URIRef)
            assert names.is_iri(str(source)), source


def test_no_two_terms_of_one_class_have_one_label(ontology, terms):
    for language in ("en", "fr"):
        seen: dict[tuple[str, str], str] = {}
        for term in terms:
            if (term, RDF.type, OWL.NamedIndividual) not in ontology or (term, RDF.type, OWL.Class) in ontology:
                continue
            label = next(str(o) for o in ontology.objects(term, RDFS.label) if o.language == language)
            for kind in ontology.objects(term, RDF.type):
                if kind == OWL.NamedIndividual:
                    continue
                other = seen.setdefault((str(kind), label), str(term))
                assert other == str(term), f"{label!r} is the label of {other} and {term}"


def test_a_term_that_lacks_a_label_would_be_found(ontology, terms):
    spoilt = rdflib.Graph()
    spoilt += ontology
    label = next(o for o in spoilt.objects(terms[0], RDFS.label) if o.language == "fr")
    spoilt.remove((terms[0], RDFS.label, label))
    with pytest.raises(AssertionError):
        test_each_term_has_one_in_each_language(RDFS.label, "fr", spoilt, terms)


def test_every_term_that_is_used_is_declared(ontology, terms):
    used = {
        t for triple in ontology for t in triple if isinstance(t, rdflib.URIRef) and str(t).startswith(names.ONTOLOGY)
    }
    version = set(ontology.objects(DEFINED_BY, OWL.versionIRI))
    assert sorted(str(t) for t in used - set(terms) - version) == []


def test_each_row_of_the_vocabulary_has_a_key_that_a_dossier_can_write(repository):
    for term in read_vocabulary(repository / "ontology" / "templates"):
        assert names.is_key(term.key)
        assert term.file == "direction-words" or term.local


def test_the_published_prefixes_are_those_of_the_code(repository):
    published = rdflib.Graph().parse(repository / "ontology" / "prefixes.ttl", format="turtle")
    found = {}
    for node in published.subject_objects(SH.declare):
        prefix = str(published.value(node[1], SH.prefix))
        assert prefix not in found
        found[prefix] = str(published.value(node[1], SH.namespace))
    assert found == names.PREFIXES


def test_the_header_names_version_licence_creators_and_preferred_prefix(ontology):
    for predicate in (
        OWL.versionIRI,
        OWL.versionInfo,
        DCTERMS.license,
        DCTERMS.creator,
        rdflib.URIRef(names.PREFIXES["vann"] + "preferredNamespacePrefix"),
    ):
        assert list(ontology.objects(DEFINED_BY, predicate)), predicate
    assert not list(ontology.objects(None, OWL.imports))
