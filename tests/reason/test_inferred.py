"""What the release infers is what HermiT entails, and the data with the ontology stays OWL 2 DL."""

from __future__ import annotations

import re

import pytest

from mi2ld import names
from mi2ld.graph.store import parse_file
from mi2ld.reason import owl

DATES = re.compile(r"\^\^<http://www\.w3\.org/2001/XMLSchema#(?:gYear|gYearMonth|date|hexBinary)> \.\n$")
TYPE = f"<{names.PREFIXES['rdf']}type>"
DATA = f"<{names.BASE}id/"


@pytest.fixture(scope="module")
def stated(release) -> list[str]:
    """Return the ontology with its bridge, the facts, curation and computed things: all that is not inferred."""
    found = []
    for line in (release / "mi2ld.nq").read_text(encoding="utf-8").splitlines(keepends=True):
        triple, graph = line[:-3].rsplit(" ", 1)
        kind = graph.removeprefix(f"<{names.BASE}graph/").split("/")[0].rstrip(">")
        if kind in ("ontology", "facts", "curation", "computed"):
            found.append(triple + " .\n")
    return found


@pytest.fixture(scope="module")
def without_dates(stated) -> bytes:
    """Return it without the literals of datatypes that OWL 2 does not have."""
    return "".join(line for line in stated if not DATES.search(line)).encode()


@pytest.mark.java
@pytest.mark.slow
def test_the_types_of_the_inferred_graph_are_those_that_hermit_entails(release, stated, without_dates):
    report = owl.check_consistency(without_dates)
    assert report.consistent
    assert report.unsatisfiable == ()
    known = {line for line in stated if f" {TYPE} " in line}
    entailed = {
        f"<{thing}> {TYPE} <{name}> ." for thing, name in report.types if thing.startswith(f"{names.BASE}id/")
    } - {line.rstrip("\n") for line in known}
    ours = {
        f"{q.subject} {q.predicate} {q.object} ."
        for q in parse_file(release / "mi2ld.nq")
        if q.graph_name.value == f"{names.BASE}graph/inferred" and str(q.predicate) == TYPE
        if str(q.subject).startswith(DATA)
    }
    assert ours
    assert {line for line in entailed if "owl#Thing" not in line} == ours


@pytest.mark.slow
def test_data_and_ontology_together_are_owl_2_dl(without_dates):
    assert owl.check_profile(without_dates) == []


@pytest.mark.java
def test_a_group_that_has_and_lacks_one_antibody_is_a_clash_in_the_real_graph(without_dates):
    group = f"<{names.BASE}id/group/mi2-2019/mi2-pos>"
    planted = f"{group} {names.term('antibodyNegativeFor')} {names.term('AntiMi2')} .\n".encode()
    assert not owl.check_consistency(without_dates + planted).consistent
