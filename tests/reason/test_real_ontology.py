"""The ontology of this repository: consistent, free of empty classes, and OWL 2 DL."""

from __future__ import annotations

import pytest

from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.graph.ontology import ontology_triples
from mi2ld.reason import owl

ONTOLOGY = "<http://www.w3.org/2002/07/owl#Ontology>"


@pytest.fixture(scope="module", params=[False, True], ids=["core", "with-bridge"])
def ontology(repository, request) -> bytes:
    """Return the ontology as N-Triples: the modules and the vocabulary; then the bridge too.

    An ontology has one header, so those of the bridge and its declarations are left out.
    """
    folder = repository / "ontology"
    vocabulary = read_vocabulary(folder / "templates")
    lines = ontology_triples(folder, vocabulary, bridge=request.param)
    headers = {line.split()[0] for line in lines if line.endswith(f" {ONTOLOGY} .\n")}
    others = tuple(f"{header} " for header in headers - {"<https://w3id.org/mi2ld/ontology>"})
    return "".join(line for line in lines if not line.startswith(others)).encode()


def test_the_ontology_is_owl_2_dl(ontology):
    assert owl.check_profile(ontology) == []


@pytest.mark.java
def test_the_ontology_is_consistent_and_each_class_can_have_members(ontology):
    report = owl.check_consistency(ontology)
    assert report.consistent
    assert report.unsatisfiable == ()
