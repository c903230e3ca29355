"""oaklib, the Ontology Access Kit, loads the ontology and the mappings, and finds in them what rdflib finds."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SKOS

from mi2ld import names

pytestmark = pytest.mark.interop

DERMATOMYOSITIS = names.ONTOLOGY + "Dermatomyositis"
ANTI_MI2 = names.ONTOLOGY + "AntiMi2"
DEEPEST = 3
RECORDS = [ANTI_MI2, DERMATOMYOSITIS]


@pytest.fixture(scope="module")
def ontology(release) -> rdflib.Graph:
    return rdflib.Graph().parse(release / "ontology.ttl", format="turtle")


@pytest.fixture(scope="module")
def terms(ontology) -> list[str]:
    return sorted({str(term) for term in ontology.subjects(RDF.type) if str(term).startswith(names.ONTOLOGY)})


@pytest.fixture(scope="module")
def ancestors(ontology, terms) -> dict[str, list[str]]:
    """Return the named classes above each term, and the term itself, as oaklib counts it among them."""
    above = {}
    for term in terms:
        found = ontology.transitive_objects(rdflib.URIRef(term), RDFS.subClassOf)
        above[term] = sorted(str(node) for node in found if isinstance(node, rdflib.URIRef))
    return above


@pytest.fixture(scope="module")
def matches(mapping_sets) -> set[tuple[str, ...]]:
    """Return what all rows match: neither a refused match nor a missing term is one."""
    return {
        tuple(names.expand(row[slot]) for slot in ("subject_id", "predicate_id", "object_id"))
        for mapping_set in mapping_sets.values()
        for row in mapping_set.rows
        if "predicate_modifier" not in row and row["object_id"] != "sssom:NoTermFound"
    }


@pytest.fixture(scope="module")
def answer(interop, release, mapping_sets, terms, ancestors, matches):
    """Return what oaklib finds; one process for all, since oaklib takes five seconds to import."""
    deepest = sorted(terms, key=lambda term: (-len(ancestors[term]), term))[:DEEPEST]
    wanted = {
        "path": str(release / "ontology.ttl"),
        "prefixes": {prefix: names.PREFIXES[prefix] for prefix in ("IAO", "rdfs", "skos")},
        "terms": terms,
        "deepest": [*RECORDS, *deepest],
        "search": "dermatomyositis",
    }
    subjects = sorted({subject for subject, _, _ in matches})
    return interop.ask(
        "run_oaklib.py",
        {
            "ontology": wanted,
            "matches": {"path": str(release / "mi2ld.ttl"), "subjects": subjects, "records": RECORDS},
            "sets": {name: str(mapping_set.path) for name, mapping_set in mapping_sets.items()},
        },
    )


def english(ontology, terms, predicate) -> dict[str, str]:
    """Return the English text of each term."""
    return {
        term: next(str(o) for o in ontology.objects(rdflib.URIRef(term), predicate) if o.language == "en")
        for term in terms
    }


def test_oaklib_finds_each_term_of_the_ontology(answer, terms):
    assert answer["ontology"]["adapter"] == "SparqlImplementation"
    assert sorted(e for e in answer["ontology"]["entities"] if e.startswith(names.ONTOLOGY)) == terms


def test_each_term_has_its_english_label(answer, ontology, terms):
    assert answer["ontology"]["labels"] == english(ontology, terms, RDFS.label)


def test_each_term_has_its_english_definition(answer, ontology, terms):
    assert answer["ontology"]["definitions"] == english(ontology, terms, SKOS.definition)


def test_the_classes_above_a_term_are_the_same(answer, ancestors):
    found = answer["ontology"]["ancestors"]
    assert names.ONTOLOGY + "MyositisSpecificAutoantibody" in found[ANTI_MI2]
    assert found == {term: ancestors[term] for term in found}


def test_a_search_for_dermatomyositis_finds_it(answer):
    assert answer["ontology"]["found"] == [DERMATOMYOSITIS]


def test_the_matches_in_the_graph_are_those_of_the_rows(answer, matches):
    assert {tuple(match) for match in answer["matches"]["pairs"]} == matches


def test_oaklib_gives_sssom_records_of_the_same_matches(answer, matches):
    found = {tuple(match) for match in answer["matches"]["records"]}
    assert found == {match for match in matches if match[0] in RECORDS}


def test_each_mapping_set_loads_row_by_row(set_name, mapping_set, answer):
    slots = ("subject_id", "predicate_id", "predicate_modifier", "object_id")
    written = [[row.get(slot, "") for slot in slots] for row in mapping_set.rows]
    assert sorted(answer["sets"][set_name]) == sorted(written)
