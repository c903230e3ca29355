"""Each federated query gives the rows that follow from the briefs and from what the other side holds.

The expected rows are written from the fact inventory, the mappings and the slices of ``conftest.py``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from mi2ld import names
from mi2ld.query.catalogue import FIELDS, catalogue_lines, find_query, read_catalogue
from mi2ld.query.run import bind_text, load_release, run_local
from mi2ld.query.services import find_services

ROOT = Path(__file__).parents[2]
NAMES = ["federated/mesh-nlm", "federated/ubergraph", "federated/uniprot", "federated/wikidata"]
ENDPOINTS = {
    "federated/mesh-nlm": "https://id.nlm.nih.gov/mesh/sparql",
    "federated/ubergraph": "https://ubergraph.apps.renci.org/sparql",
    "federated/uniprot": "https://sparql.uniprot.org/sparql",
    "federated/wikidata": "https://query.wikidata.org/sparql",
}
COLUMNS = {
    "federated/mesh-nlm": "proposition term label relation",
    "federated/ubergraph": "proposition term label relation",
    "federated/uniprot": "antibody antigen relation protein name gene",
    "federated/wikidata": "kind label property id item wikidata_label",
}
"""A contract, as for the other queries."""

MESH_LABELS = {
    "mesh:D003882": "Dermatomyositis",
    "mesh:D009220": "Myositis",
    "mesh:C537778": "Antisynthetase syndrome",
}
HPO_LABELS = {"HP:0006530": "Abnormal pulmonary interstitial morphology", "HP:0002088": "Abnormal lung morphology"}
UNIPROT = """
mi2:AntiMDA5 mi2:MDA5Antigen skos:exactMatch UniProtKB:Q9BYX4 |Interferon-induced helicase C domain-containing protein 1| IFIH1
mi2:AntiMi2 mi2:Mi2Antigen skos:narrowMatch UniProtKB:Q12873 |Chromodomain-helicase-DNA-binding protein 3| CHD3
mi2:AntiMi2 mi2:Mi2Antigen skos:narrowMatch UniProtKB:Q14839 |Chromodomain-helicase-DNA-binding protein 4| CHD4
mi2:AntiNXP2 mi2:NXP2Antigen skos:exactMatch UniProtKB:Q14149 |MORC family CW-type zinc finger protein 3|
mi2:AntiTIF1Gamma mi2:TIF1GammaAntigen skos:exactMatch UniProtKB:Q9UPN9 |E3 ubiquitin-protein ligase TRIM33| TRIM33
"""
WDT = "http://www.wikidata.org/prop/direct/"
ITEM = "http://www.wikidata.org/entity/Q99000000"


def by_term(case: str, labels: dict[str, str]) -> list[list[str]]:
    """Return the rows that a person expects of ``by-hpo`` or ``by-mesh``, with the other side's label."""
    with (ROOT / "queries" / "expected" / f"{case}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [[row["proposition"], row["term"], labels[row["term"]], row["relation"]] for row in rows]


def proteins() -> list[list[str]]:
    rows = []
    for line in UNIPROT.strip().splitlines():
        ours, name, gene = line.split("|")
        rows.append([*ours.split(), name, gene.strip()])
    return rows


EXPECTED = {
    # all that our own slice knows of myositis (F15 to F42), and the necrotising myopathy of F42 under NLM's new heading
    "myositis": (
        "federated/mesh-nlm",
        {"term": "mesh:D009220"},
        [
            *by_term("by-mesh.D009220", MESH_LABELS),
            [
                "proposition:mi2-2019/group--imnm--diagnosis",
                "mesh:D999999901",
                "Necrotizing Myositis",
                "skos:exactMatch",
            ],
        ],
    ),
    # a heading that our slice does not hold, above one that it does: dermatomyositis is an autoimmune disease (F15)
    "immune diseases": (
        "federated/mesh-nlm",
        {"term": "mesh:D007154"},
        [["proposition:mi2-2019/dm-autoimmune", "mesh:D001327", "Autoimmune Diseases", "skos:exactMatch"]],
    ),
    # below the heading that NLM alone has
    "necrotising myositis": (
        "federated/mesh-nlm",
        {"term": "mesh:D999999901"},
        [["proposition:mi2-2019/group--imnm--diagnosis", "mesh:D999999901", "Necrotizing Myositis", "skos:exactMatch"]],
    ),
    "lung": ("federated/ubergraph", {"term": "HP:0002088"}, by_term("by-hpo.HP_0002088", HPO_LABELS)),
    # a term of another ontology, which only the other side puts above HP:0002088
    "lung in UPHENO": ("federated/ubergraph", {"term": "obo:UPHENO_9999999"}, by_term("by-hpo.HP_0002088", HPO_LABELS)),
    "proteins": ("federated/uniprot", {}, proteins()),
    "French": (
        "federated/wikidata",
        {"lang": "fr"},
        [
            ["mi2:Dermatomyositis", "dermatomyosite", f"{WDT}P486", "D003882", f"{ITEM}1", "dermatomyosite"],
            ["mi2:Dermatomyositis", "dermatomyosite", f"{WDT}P5270", "MONDO:0016367", f"{ITEM}1", "dermatomyosite"],
            ["mi2:Fever", "fièvre", f"{WDT}P3841", "HP:0001945", f"{ITEM}2", "fièvre"],
            ["mi2:Fever", "fièvre", f"{WDT}P486", "D005334", f"{ITEM}2", "fièvre"],
        ],
    ),
    # mi2ld has no German
    "German": (
        "federated/wikidata",
        {"lang": "de"},
        [
            ["mi2:Dermatomyositis", "", f"{WDT}P486", "D003882", f"{ITEM}1", "Dermatomyositis"],
            ["mi2:Dermatomyositis", "", f"{WDT}P5270", "MONDO:0016367", f"{ITEM}1", "Dermatomyositis"],
            ["mi2:MuscleWeakness", "", f"{WDT}P486", "D018908", f"{ITEM}3", "Muskelschwäche"],
        ],
    ),
}


def asked(query, address: str) -> str:
    """Return the text of a query whose endpoint is played by an address of this machine."""
    assert query.text.count(f"SERVICE <{query.endpoint}>") == 1
    return query.text.replace(f"SERVICE <{query.endpoint}>", f"SERVICE <{address}>")


def bound(values: dict[str, str]) -> dict[str, str]:
    return {key: names.expand(value) or value for key, value in values.items()}


def plain(rows) -> list[list[str]]:
    return [["" if cell is None else str(getattr(cell, "value", cell)) for cell in row] for row in rows]


def in_full(rows: list[list[str]]) -> list[list[str]]:
    return [
        [
            cell if cell.startswith(("HP:", "MONDO:")) and i == 3 else names.expand(cell) or cell
            for i, cell in enumerate(r)
        ]
        for r in rows
    ]


@pytest.mark.server
@pytest.mark.parametrize("case", EXPECTED)
def test_rows_are_those_of_the_briefs_and_of_the_other_side(case, store, endpoints, federated):
    name, values, rows = EXPECTED[case]
    address = endpoints[name]
    answer = run_local(store, asked(federated[name], address), bound(values), name=name, allow_services=[address])
    assert answer.columns == COLUMNS[name].split()
    assert sorted(plain(answer.rows)) == sorted(in_full(rows))


@pytest.mark.server
@pytest.mark.parametrize("case", ["immune diseases", "lung", "proteins", "French"])
def test_rdflib_gives_the_same_rows_in_its_own_way(case, store, endpoints, federated):
    """rdflib calls the endpoint once for each local row, with what is bound in it."""
    name, values, rows = EXPECTED[case]
    graph = rdflib.Graph()
    graph.parse(data=store_text(store), format="nt")
    found = graph.query(bind_text(asked(federated[name], endpoints[name]), bound(values)))
    assert [str(v) for v in found.vars] == COLUMNS[name].split()
    assert sorted(plain(found)) == sorted(in_full(rows))


def store_text(store) -> bytes:
    return ox.serialize((q.triple for q in store), format=ox.RdfFormat.N_TRIPLES)


@pytest.mark.server
@pytest.mark.parametrize("case", [c for c, (name, _, _) in EXPECTED.items() if name == "federated/mesh-nlm"])
def test_virtuoso_the_store_of_nlm_gives_the_same_rows(case, store, virtuoso_mesh, federated):
    name, values, rows = EXPECTED[case]
    text = asked(federated[name], virtuoso_mesh)
    answer = run_local(store, text, bound(values), name=name, allow_services=[virtuoso_mesh])
    assert sorted(plain(answer.rows)) == sorted(in_full(rows))


@pytest.mark.parametrize(("name", "term"), [("by-mesh", "mesh:D999999901"), ("by-hpo", "obo:UPHENO_9999999")])
def test_what_only_the_other_side_knows_is_not_found_without_it(name, term, release):
    text = find_query(ROOT / "queries", name).text
    assert run_local(load_release(release), text, bound({"term": term})).rows == []


@pytest.mark.server
def test_virtuoso_answers_a_long_query_too(virtuoso_mesh):
    terms = " ".join(f"mesh:D{i:06}" for i in range(3000, 4000))
    text = f"""PREFIX mesh: <http://id.nlm.nih.gov/mesh/>
    SELECT ?label {{ SERVICE <{virtuoso_mesh}> {{
      VALUES ?term {{ {terms} }} GRAPH <http://id.nlm.nih.gov/mesh> {{ ?term <{names.PREFIXES["rdfs"]}label> ?label }}
    }} }} ORDER BY ?label"""
    labels = plain(run_local(ox.Store(), text, {}, allow_services=[virtuoso_mesh]).rows)
    assert ["Dermatomyositis"] in labels  # D003882


@pytest.mark.server
def test_rows_are_in_order(store, endpoints, federated):
    for name, values, _ in EXPECTED.values():
        text = asked(federated[name], endpoints[name])
        rows = plain(run_local(store, text, bound(values), allow_services=[endpoints[name]]).rows)
        keys = [0] if name in ("federated/uniprot", "federated/wikidata") else [0, 1, 3]
        assert [[r[k] for k in keys] for r in rows] == sorted([r[k] for k in keys] for r in rows)


@pytest.mark.parametrize(
    ("name", "values", "wanted"),
    [
        ("federated/mesh-nlm", {"term": "mesh:D009220"}, "<http://id.nlm.nih.gov/mesh/D003882>"),
        ("federated/ubergraph", {"term": "HP:0002088"}, "<http://purl.obolibrary.org/obo/HP_0006530>"),
        ("federated/uniprot", {}, "<http://purl.uniprot.org/uniprot/Q14839>"),
        ("federated/wikidata", {"lang": "fr"}, '<http://www.wikidata.org/prop/direct/P486> "D003882"'),
    ],
)
def test_one_bounded_request_goes_out_and_nothing_of_ours_in_it(name, values, wanted, store, recorder, federated):
    text = asked(federated[name], recorder.address)
    assert run_local(store, text, bound(values), name=name, allow_services=[recorder.address]).rows == []
    (query,) = recorder.asked
    assert wanted in query
    assert all(value in query for value in bound(values).values())
    assert names.BASE not in query
    assert re.search(r"SELECT \* WHERE \{\s*VALUES ", query)  # bound from the start
    assert recorder.agents[0].startswith("mi2ld/")


def test_nothing_goes_out_where_our_side_has_no_row(recorder, federated):
    for query in federated.values():
        values = bound({p.name: p.example for p in query.parameters})
        answer = run_local(ox.Store(), asked(query, recorder.address), values, allow_services=[recorder.address])
        assert (answer.columns, answer.rows) == (COLUMNS[query.name].split(), [])
    assert recorder.asked == []


def test_there_is_one_query_for_each_public_endpoint(federated):
    assert {name: query.endpoint for name, query in federated.items()} == ENDPOINTS


@pytest.mark.parametrize("name", NAMES)
def test_a_federated_query_says_in_both_languages_what_it_asks_and_whom(name, federated):
    query = federated[name]
    assert all(query.header[f].strip() for f in FIELDS)
    for what in ("title", "question"):
        assert query.header[f"{what}_en"] != query.header[f"{what}_fr"]
    assert query.header["question_en"].endswith("?")
    assert query.header["question_fr"].endswith(" ?")
    assert [s.endpoint for s in find_services(query.text)] == [query.endpoint] == [ENDPOINTS[name]]
    assert "ORDER BY" in query.text
    assert "# Here:" in query.text
    assert "# There:" in query.text
    for parameter in query.parameters:
        assert parameter.kind == "text" or names.expand(parameter.example)


@pytest.mark.parametrize("name", NAMES)
def test_a_federated_query_parses_on_both_engines(name, federated):
    text = federated[name].text
    prepareQuery(text)
    without = text[: (s := find_services(text)[0]).start] + text[s.closes + 1 :]
    assert [v.value for v in ox.Store().query(without).variables] == COLUMNS[name].split()
    assert list(ox.Store().query(re.sub(r"ORDER BY.*", "LIMIT 0", text, flags=re.S))) == []


def test_the_plain_catalogue_has_no_federated_query_and_finds_one_by_its_full_name(federated):
    folder = ROOT / "queries"
    plain_names = {query.name for query in read_catalogue(folder)}
    assert not plain_names & set(NAMES)
    assert not any("SERVICE" in query.text or query.endpoint for query in read_catalogue(folder))
    assert all(find_query(folder, name) == federated[name] for name in NAMES)


def test_the_published_form_says_whom_a_query_federates_with(federated):
    lines = catalogue_lines(list(federated.values()))
    assert lines == sorted(lines)
    graph = rdflib.Graph().parse(data="".join(lines), format="nt")
    for name, query in federated.items():
        node = rdflib.URIRef(names.PREFIXES["query"] + name)
        spex = rdflib.URIRef("https://purl.expasy.org/sparql-examples/ontology#federatesWith")
        assert str(graph.value(node, spex)) == query.endpoint
        assert str(graph.value(node, rdflib.URIRef("https://schema.org/target"))) == names.BASE + "sparql"
        assert str(graph.value(node, rdflib.URIRef(names.PREFIXES["sh"] + "select"))) == query.text
