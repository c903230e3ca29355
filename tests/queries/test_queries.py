"""The catalogue of queries gives the rows that a person expects from the briefs, on two engines.

In:   ``queries/*.rq`` and ``queries/expected/<query>[.<example>].tsv`` for the two briefs, ``tests/kinds/expected/`` for
      the invented study and the brief on it, which have every kind of fact; a cell ``*`` stands for anything but nothing.
The expected rows are written from the fact inventory and from the study's text, not from what the queries answer.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from mi2ld import names, pipeline
from mi2ld.query.run import bind_text
from mi2ld.resources import Project

ROOT = Path(__file__).parents[2]
QUERIES = ROOT / "queries"
KINDS = ROOT / "tests" / "kinds"
EXPECTED = sorted((QUERIES / "expected").glob("*.tsv"))
EXPECTED_KINDS = sorted((KINDS / "expected").glob("*.tsv"))
COLUMNS = {
    "study-arms": "arm label diagnosis antibody status size",
    "frequencies": "phenotype group time_frame percentage documents",
    "comparisons": "topic aspect direction index_group comparator document",
    "associations": "antibody phenotype aspect direction document",
    "correlations": "variables strength significance sign document unsaid",
    "trajectories": "group outcome count total document",
    "conflicts": "proposition side direction evidence_source document",
    "document-differences": "vague vague_document sharp sharp_document omitted",
    "hedged-claims": "proposition stance hedge document",
    "unsourced-claims": "document proposition",
    "provenance": "statement document primary start end digest",
    "by-hpo": "proposition term relation",
    "by-mesh": "proposition term relation",
    "publications": "publication title journal issued pmid doi",
    "antibody-profile": "proposition kind topic aspect direction value comparator document",
    "counts": "what count",
    "computed-against-stated": "comparison method stated computed lower upper agrees document",
    "by-mondo": "proposition term relation",
    "mapped-to": "kind relation target label version",
    "unmapped": "kind vocabulary reason proposal",
    "estimates": "proposition topic group statistic value interval lower upper spread unit p_bound p document",
    "levels": "measure group time_frame statistic value interval lower upper spread unit document",
    "effects": (
        "predictor reference outcome group direction significance statistic value lower upper p_bound p threshold per "
        "adjustment method document"
    ),
    "diagnostics": "test target threshold group comparator statistic value lower upper p_bound p document",
    "pooled": "topic group comparator statistic value lower upper p_bound p studies participants method document",
    "trends": "topic group from to across direction start end p_bound p document",
    "no-difference": "proposition topic aspect direction index_group comparator p_bound p document",
    "across-documents": "antibody topic aspect direction value comparator time_frame document proposition",
    "agreement": "topic agreement first first_document second second_document difference shared_source",
    "source-fidelity": "document source fidelity topic relayed original",
    "multi-hop": "antibody antigen protein gene gene_label disease disease_label",
}
HEADER = ("title_en", "title_fr", "question_en", "question_fr", "keywords")
BINDINGS = {
    "provenance.ild-frequency--mi2-pos--vs--asys": (
        "proposition",
        "proposition:mi2-2019/ild-frequency--mi2-pos--vs--asys",
    ),
    "by-hpo.HP_0002088": ("term", "HP:0002088"),
    "by-hpo.HP_0033554": ("term", "HP:0033554"),
    "by-mesh.D009220": ("term", "mesh:D009220"),
    "by-mesh.C08": ("term", "mesh:C08"),
    "by-mondo.MONDO_0015925": ("term", "MONDO:0015925"),
    "mapped-to.Dermatomyositis": ("term", "mi2:Dermatomyositis"),
    "mapped-to.HP_0003761": ("term", "HP:0003761"),
    "antibody-profile.anti-mi2": ("antibody", "mi2:AntiMi2"),
}
OPEN = {"unmapped", "multi-hop"}
"""Questions about the vocabulary, which a new row answers too: the rows of today must stay, others may come."""
LISTS = {"documents", "variables", "unsaid", "outcome"}


@pytest.fixture(scope="session")
def release_triples(tmp_path_factory) -> bytes:
    """Return the N-Triples of a release of the two briefs."""
    out = tmp_path_factory.mktemp("queries") / "dist"
    pipeline.build(Project(ROOT), out, [ROOT / "ontology" / "facts" / "mi2-2019.yaml"], cache=False)
    return (out / "mi2ld.nt").read_bytes()


@pytest.fixture(scope="session")
def oxigraph(release_triples) -> ox.Store:
    store = ox.Store()
    store.bulk_load(release_triples, format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def kinds_triples(tmp_path_factory) -> bytes:
    """Return the N-Triples of a release of the invented study and the brief on it."""
    out = tmp_path_factory.mktemp("kinds") / "dist"
    pipeline.build(Project(ROOT), out, sorted(KINDS.glob("*.yaml")), cache=False)
    return (out / "mi2ld.nt").read_bytes()


@pytest.fixture(scope="session")
def oxigraph_kinds(kinds_triples) -> ox.Store:
    store = ox.Store()
    store.bulk_load(kinds_triples, format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def rdflib_graph_kinds(kinds_triples) -> rdflib.Graph:
    return rdflib.Graph().parse(data=kinds_triples, format="nt")


@pytest.fixture(scope="session")
def rdflib_graph(release_triples) -> rdflib.Graph:
    return rdflib.Graph().parse(data=release_triples, format="nt")


@cache
def text_of(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def asked(case: str) -> str:
    text = text_of(case.split(".")[0])
    if case not in BINDINGS:
        return text
    parameter, curie = BINDINGS[case]
    return bind_text(text, {parameter: names.expand(curie) or curie})


def answer_oxigraph(store: ox.Store, text: str) -> tuple[list[str], list[list[str]]]:
    found = store.query(text)
    columns = [v.value for v in found.variables]
    return columns, [["" if cell is None else cell.value for cell in row] for row in found]


def answer_rdflib(graph: rdflib.Graph, text: str) -> tuple[list[str], list[list[str]]]:
    found = graph.query(text)
    return [str(v) for v in found.vars], [["" if cell is None else str(cell) for cell in row] for row in found]


def normal(column: str, cell: str) -> object:
    """Return a cell to compare by: numbers by value, lists as sets, CURIEs as IRIs."""
    parts = [names.expand(part) or part for part in cell.split(" ")]
    if column in LISTS:
        return frozenset(parts)
    if len(parts) == 1:
        try:
            return Decimal(parts[0])
        except InvalidOperation:
            return parts[0]
    return cell


def compare(columns: list[str], expected: list[list[str]], actual: list[list[str]], *, more: bool = False) -> None:
    """Compare two multisets of rows; a column with ``*`` is only looked at for being filled; ``more`` allows others."""
    loose = {i for row in expected for i, cell in enumerate(row) if cell == "*"}
    if loose and columns == ["what", "count"]:
        free = {normal("what", row[0]) for row in expected if row[1] == "*"}
        actual = [[row[0], "*" if normal("what", row[0]) in free else row[1]] for row in actual]
    elif loose:
        assert all(row[i] for row in actual for i in loose)
        actual = [["*" if i in loose else cell for i, cell in enumerate(row)] for row in actual]

    def count(rows: list[list[str]]) -> Counter[tuple[object, ...]]:
        return Counter(tuple(normal(c, cell) for c, cell in zip(columns, row, strict=True)) for row in rows)

    missing, extra = count(expected) - count(actual), count(actual) - count(expected)
    assert not missing, f"missing: {sorted(map(str, missing))}"
    assert more or not extra, f"not expected: {sorted(map(str, extra))}"


def read_expected(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert header[-1] == "facts"
    assert all(row[-1] for row in rows)
    return header[:-1], [row[:-1] for row in rows]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: p.stem)
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib_graph"])
def test_rows_are_those_of_the_briefs(path, engine, request):
    answer = answer_oxigraph if engine == "oxigraph" else answer_rdflib
    columns, rows = read_expected(path)
    found, actual = answer(request.getfixturevalue(engine), asked(path.stem))
    assert found == columns == COLUMNS[path.stem.split(".")[0]].split()
    compare(columns, rows, actual, more=path.stem in OPEN)


def test_every_absence_of_the_mappings_is_a_row_of_unmapped(oxigraph):
    files = (ROOT / "ontology" / "mappings").glob("*.sssom.tsv")
    absences = sum(path.read_text(encoding="utf-8").count("\tsssom:NoTermFound\t") for path in files)
    assert len(answer_oxigraph(oxigraph, text_of("unmapped"))[1]) == absences


@pytest.mark.parametrize("path", EXPECTED_KINDS, ids=lambda p: p.stem)
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib_graph"])
def test_rows_are_those_of_the_invented_study(path, engine, request):
    answer = answer_oxigraph if engine == "oxigraph" else answer_rdflib
    columns, rows = read_expected(path)
    found, actual = answer(request.getfixturevalue(f"{engine}_kinds"), asked(path.stem))
    assert found == columns == COLUMNS[path.stem.split(".")[0]].split()
    compare(columns, rows, actual)


def test_every_query_has_expected_rows_and_the_reverse():
    with_rows = {p.stem.split(".")[0] for p in (*EXPECTED, *EXPECTED_KINDS)}
    assert with_rows == {p.stem for p in QUERIES.glob("*.rq")} == set(COLUMNS)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_header_has_all_fields_in_both_languages(name):
    header = dict(re.findall(r"(?m)^#\+ ([a-z_]+): (.+)$", text_of(name)))
    assert [f for f in HEADER if not header.get(f, "").strip()] == []
    assert header["title_en"] != header["title_fr"]
    for kind, example in re.findall(r"(?m)^#\+ parameter: [a-z]+ (\w+) (\S+)$", text_of(name)):
        assert kind in ("iri", "text")
        assert kind == "text" or names.expand(example), f"{example} is no CURIE"


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_query_never_names_a_graph(name):
    bare = re.sub(r"(?m)^#.*$", "", text_of(name))
    assert not re.search(r"\b(GRAPH|FROM|SERVICE)\b", bare)
    assert "ORDER BY" in bare


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib_graph"])
def test_arms_have_french_labels_on_request(engine, request):
    answer = answer_oxigraph if engine == "oxigraph" else answer_rdflib
    graph = request.getfixturevalue(engine)
    _, english = answer(graph, text_of("study-arms"))
    _, french = answer(graph, bind_text(text_of("study-arms"), {"lang": "fr"}))
    assert len(english) == len(french) == 4
    labels = {row[0]: row[1] for row in french}
    asys = names.expand("group:mi2-2019/asys")
    assert labels[asys]
    assert [asys] == [row[0] for row in english if row[0] == asys and row[1] != labels[asys]]


@pytest.mark.parametrize("name", ["frequencies", "correlations", "trajectories"])
def test_list_cells_are_sorted(name, oxigraph, rdflib_graph):
    for columns, rows in (answer_oxigraph(oxigraph, text_of(name)), answer_rdflib(rdflib_graph, text_of(name))):
        lists = [row[i].split(" ") for row in rows for i, c in enumerate(columns) if c in LISTS and row[i]]
        assert lists
        assert all(cell == sorted(set(cell)) for cell in lists)
