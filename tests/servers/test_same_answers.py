"""Every catalogue query, asked of other people's servers through SPARQLWrapper, gives the rows of the local store."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from mi2ld.names import PREFIXES
from mi2ld.problems import Mi2ldError
from mi2ld.query.catalogue import read_catalogue
from mi2ld.query.run import load_release, resolve_parameter, run_local, run_remote

pytestmark = pytest.mark.server

QUERIES = {query.name: query for query in read_catalogue(Path(__file__).parents[2] / "queries")}
NAMES = {
    *("study-arms", "frequencies", "comparisons", "associations", "correlations", "trajectories", "conflicts"),
    *("document-differences", "hedged-claims", "unsourced-claims", "provenance", "by-hpo", "by-mesh"),
    *("publications", "antibody-profile", "counts", "by-mondo", "mapped-to", "unmapped", "multi-hop"),
    *("computed-against-stated", "estimates", "levels", "effects", "diagnostics", "pooled", "trends", "no-difference"),
    *("across-documents", "agreement", "source-fidelity"),
}
LISTS = {"documents", "variables", "unsaid"}
OTHER_PARAMETERS = {
    "antibody-profile": {"antibody": "anti-mi2"},
    "study-arms": {"lang": "fr"},
    "by-hpo": {"term": "HP:0000118"},
    "by-mesh": {"term": "mesh:C08"},
    "by-mondo": {"term": "MONDO:0015925"},
    "mapped-to": {"term": "HP:0003761"},
    "unmapped": {"lang": "fr"},
    "provenance": {"proposition": "proposition:mi2-2019/weakness-onset--mi2-pos"},
}
PREFIX = "PREFIX mi2: <https://w3id.org/mi2ld/ontology/>\n"
GRAPH = "https://w3id.org/mi2ld/"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def value(term, *, as_list: bool = False):
    """Return a cell as something to compare: numbers by value, lists as sets, IRIs and texts as they are."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return "<" + term.value + ">"
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#boolean"):  # Virtuoso keeps it as 1 or 0
        return Decimal(term.value in ("true", "1"))
    if as_list:
        return frozenset(term.value.split())
    if isinstance(term, ox.Literal) and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", term.value):
        return Decimal(term.value)
    return term.value


def rows(answer) -> list[tuple]:
    """Return the rows of an answer in an order of their own."""
    found = [
        tuple(value(cell, as_list=column in LISTS) for column, cell in zip(answer.columns, row, strict=True))
        for row in answer.rows
    ]
    return sorted(found, key=lambda row: [sorted(c) if isinstance(c, frozenset) else [str(c)] for c in row])


@pytest.fixture(scope="session")
def store(release):
    """Return the local store of the release."""
    return load_release(release)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def endpoint(request):
    """Return the address of each server in turn."""
    return request.getfixturevalue(request.param)


def bindings(store, query, values: dict[str, str]) -> dict[str, str]:
    """Return parameters as ``mi2ld query`` binds them: IRIs resolved, texts as they are."""
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    return {k: v if kinds[k] == "text" else resolve_parameter(store, k, v) for k, v in values.items()}


def examples(query) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in query.parameters}


def test_the_catalogue_is_the_one_of_the_contract():
    assert set(QUERIES) == NAMES


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_server_gives_the_rows_of_the_local_store(store, endpoint, name):
    query = QUERIES[name]
    bound = bindings(store, query, examples(query))
    here = run_local(store, query.text, bound, name=name)
    there = run_remote(endpoint, query.text, bound, name=name)
    assert there.columns == here.columns
    assert rows(there) == rows(here)


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"by-hpo", "by-mesh"}))
def test_a_catalogue_query_has_rows_for_its_example(store, name):
    query = QUERIES[name]
    assert run_local(store, query.text, bindings(store, query, examples(query)), name=name).rows


@pytest.mark.parametrize("name", sorted(n for n, q in QUERIES.items() if q.parameters))
def test_a_server_gives_the_rows_of_the_local_store_for_other_parameters(store, endpoint, name):
    query = QUERIES[name]
    bound = bindings(store, query, OTHER_PARAMETERS[name])
    here = run_local(store, query.text, bound, name=name)
    there = run_remote(endpoint, query.text, bound, name=name)
    assert there.columns == here.columns
    assert rows(there) == rows(here)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "space"), [("by-hpo", "HP"), ("by-mesh", "mesh")])
def test_a_server_gives_the_rows_of_the_local_store_for_every_term(store, endpoint, name, space):
    """Virtuoso 7 loses or adds rows for some terms and not for others, by how it orders unions and paths."""
    ask = f'SELECT DISTINCT ?t {{ ?s ?p ?t FILTER(ISIRI(?t) && STRSTARTS(STR(?t), "{PREFIXES[space]}")) }}'
    terms = [row[0].value for row in run_local(store, ask, {}).rows]
    wrong = {}
    for term in terms:
        here, there = (
            rows(run(at, QUERIES[name].text, {"term": term}))
            for run, at in ((run_local, store), (run_remote, endpoint))
        )
        if here != there:
            wrong[term] = (len(here), len(there))
    assert terms
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(n for n, q in QUERIES.items() if any(p.kind == "iri" for p in q.parameters)))
def test_a_parameter_that_nothing_has_gives_no_row_anywhere(store, endpoint, name):
    query = QUERIES[name]
    bound = {p.name: "https://example.org/none" for p in query.parameters if p.kind == "iri"}
    assert run_local(store, query.text, bound, name=name).rows == []
    assert run_remote(endpoint, query.text, bound, name=name).rows == []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_server_keeps_the_order_of_the_rows(store, oxigraph, name):
    query = QUERIES[name]
    bound = bindings(store, query, examples(query))
    here, there = (run(at, query.text, bound) for run, at in ((run_local, store), (run_remote, oxigraph)))

    def cells(answer):
        return [
            [value(cell, as_list=c in LISTS) for c, cell in zip(answer.columns, row, strict=True)]
            for row in answer.rows
        ]

    assert cells(there) == cells(here)


def test_a_server_holds_every_triple_by_value(store, endpoint):
    """Virtuoso has graphs of its own, so it is asked for the one that was loaded; blank nodes have no name to compare."""
    text = ALL if endpoint.endswith("/query") else ALL.replace("WHERE", f"FROM <{GRAPH}> WHERE")

    def named(answer):
        return {
            tuple(value(c) for c in row) for row in answer.rows if not any(isinstance(c, ox.BlankNode) for c in row)
        }

    here, there = run_local(store, ALL, {}), run_remote(endpoint, text, {})
    assert len(there.rows) == len(here.rows)
    assert sorted(map(str, named(here) ^ named(there)))[:6] == []


@pytest.mark.parametrize("kind", ["value", "lower", "upper", "numerator", "denominator", "size", "start", "end"])
def test_a_server_keeps_every_number(store, endpoint, kind):
    text = f"{PREFIX}PREFIX oa: <http://www.w3.org/ns/oa#>\nSELECT ?x ?n WHERE {{ ?x mi2:{kind}|oa:{kind} ?n }}"
    assert rows(run_remote(endpoint, text, {})) == rows(run_local(store, text, {}))


def test_a_server_keeps_languages_and_accents(store, endpoint):
    text = (
        PREFIX + "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?x ?label (LANG(?label) AS ?tag) WHERE { ?x a mi2:AntibodyKind ; rdfs:label ?label }"
    )
    found = rows(run_remote(endpoint, text, {}))
    assert found == rows(run_local(store, text, {}))
    assert {row[2] for row in found} >= {"en", "fr"}


def test_an_ask_and_a_construct_are_answered(store, endpoint):
    ask = PREFIX + "ASK { ?x a mi2:Proposition }"
    assert run_remote(endpoint, ask, {}).boolean is True
    assert run_remote(endpoint, PREFIX + "ASK { ?x a mi2:NoSuchClass }", {}).boolean is False
    construct = PREFIX + "CONSTRUCT { ?x mi2:topic ?y } WHERE { ?x mi2:topic ?y }"
    there = run_remote(endpoint, construct, {}).lines
    assert there
    assert there == run_local(store, construct, {}).lines


def test_what_a_server_refuses_is_told_with_its_address(endpoint):
    with pytest.raises(Mi2ldError) as caught:
        run_remote(endpoint, "SELECT ?x WHERE { ?x", {})
    assert caught.value.exit_code == 2
    assert endpoint in str(caught.value.problems[0])


def test_a_server_that_is_not_there_is_told_with_its_address():
    with pytest.raises(Mi2ldError) as caught:
        run_remote("http://127.0.0.1:9/sparql", ALL, {}, timeout_seconds=5)
    assert caught.value.exit_code == 2
    assert "http://127.0.0.1:9/sparql" in str(caught.value.problems[0])
