"""The public endpoints, played by servers on loopback ports that hold a slice of each under its own IRIs.

Nothing here leaves this machine. The identifiers are the true ones, but for those marked as made up.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from mi2ld import names
from mi2ld.query.catalogue import read_federated
from mi2ld.query.run import load_release

ROOT = Path(__file__).parents[2]
RDFS = names.PREFIXES["rdfs"]
SUB_CLASS_OF, LABEL = ox.NamedNode(RDFS + "subClassOf"), ox.NamedNode(RDFS + "label")


def _import_servers():
    """Return the functions that start servers; tests are no package, so they are found by their file."""
    spec = importlib.util.spec_from_file_location("server_fixtures", ROOT / "tests" / "servers" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["server_fixtures"] = module
    spec.loader.exec_module(module)
    return module


servers = _import_servers()
_no_proxy = servers._no_proxy

MESH = """
@prefix mesh: <http://id.nlm.nih.gov/mesh/> .
@prefix meshv: <http://id.nlm.nih.gov/mesh/vocab#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# above our slice: NLM files autoimmune diseases under immune system diseases
mesh:D001327 meshv:broaderDescriptor mesh:D007154 .
mesh:D007154 rdfs:label "Immune System Diseases"@en .
# below our slice: a heading under myositis that we do not hold (made up)
mesh:D999999901 meshv:broaderDescriptor mesh:D009220 ; rdfs:label "Necrotizing Myositis"@en , "Myosite nécrosante"@fr .
# beside it: nothing of ours
mesh:D999999902 meshv:broaderDescriptor mesh:D009220 ; rdfs:label "Another Myositis"@en .
"""
MESH_2015 = """
@prefix mesh: <http://id.nlm.nih.gov/mesh/> .
@prefix meshv: <http://id.nlm.nih.gov/mesh/vocab#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# what an older year said, in the graph of that year (made up)
mesh:D005334 meshv:broaderDescriptor mesh:D009220 ; rdfs:label "Fever"@en .
"""
WIKIDATA = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .

# the item numbers are made up
wd:Q990000001 wdt:P486 "D003882" ; wdt:P5270 "MONDO:0016367" ;
  rdfs:label "dermatomyosite"@fr , "dermatomyositis"@en , "Dermatomyositis"@de .
wd:Q990000002 wdt:P486 "D005334" ; wdt:P3841 "HP:0001945" ; rdfs:label "fièvre"@fr , "fever"@en .
# no French label
wd:Q990000003 wdt:P486 "D018908" ; rdfs:label "Muskelschwäche"@de .
# an identifier of ours under another property, and a disease that is not ours
wd:Q990000004 wdt:P9999 "D003882" ; rdfs:label "autre chose"@fr .
wd:Q990000005 wdt:P486 "D011565" ; wdt:P5270 "MONDO:0005083" ; rdfs:label "psoriasis"@fr .
"""
UNIPROT = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix taxon: <http://purl.uniprot.org/taxonomy/> .
@prefix up: <http://purl.uniprot.org/core/> .
@prefix uniprot: <http://purl.uniprot.org/uniprot/> .

uniprot:Q14839 a up:Protein ; up:organism taxon:9606 ; up:encodedBy [ skos:prefLabel "CHD4" ] ;
  up:recommendedName [ up:fullName "Chromodomain-helicase-DNA-binding protein 4" ; up:shortName "CHD-4" ] .
uniprot:Q12873 a up:Protein ; up:organism taxon:9606 ; up:encodedBy [ skos:prefLabel "CHD3" ] ;
  up:recommendedName [ up:fullName "Chromodomain-helicase-DNA-binding protein 3" ] ;
  up:alternativeName [ up:fullName "Zinc finger helicase" ] .
uniprot:Q9BYX4 a up:Protein ; up:organism taxon:9606 ; up:encodedBy [ skos:prefLabel "IFIH1" ; skos:altLabel "MDA5" ] ;
  up:recommendedName [ up:fullName "Interferon-induced helicase C domain-containing protein 1" ] .
uniprot:Q9UPN9 a up:Protein ; up:organism taxon:9606 ; up:encodedBy [ skos:prefLabel "TRIM33" ] ;
  up:recommendedName [ up:fullName "E3 ubiquitin-protein ligase TRIM33" ] .
# without its gene, which is optional
uniprot:Q14149 a up:Protein ; up:organism taxon:9606 ;
  up:recommendedName [ up:fullName "MORC family CW-type zinc finger protein 3" ] .
# a protein that no antibody here targets
uniprot:P04637 a up:Protein ; up:organism taxon:9606 ; up:encodedBy [ skos:prefLabel "TP53" ] ;
  up:recommendedName [ up:fullName "Cellular tumor antigen p53" ] .
"""


def triples(text: str | bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def in_graph(found: list[ox.Triple], graph: str) -> list[ox.Quad]:
    return [ox.Quad(*triple, ox.NamedNode(graph)) for triple in found]


def mesh() -> list[ox.Quad]:
    """Return our slice of MeSH and what it lacks, in the graph of NLM's current MeSH; an older year in its own."""
    current = [*triples((ROOT / "ontology" / "imports" / "mesh.ttl").read_bytes()), *triples(MESH)]
    return [
        *in_graph(current, "http://id.nlm.nih.gov/mesh"),
        *in_graph(triples(MESH_2015), "http://id.nlm.nih.gov/mesh/2015"),
    ]


def ubergraph() -> list[ox.Quad]:
    """Return our slice of HPO as Ubergraph holds it: the closure in one graph, labels and asserted parents in another.

    English labels are plain, but one; UPHENO:9999999 (made up) is above a term of ours, and in no slice.
    """
    asserted = triples((ROOT / "ontology" / "imports" / "hpo.ttl").read_bytes())
    lung = ox.NamedNode(names.PREFIXES["HP"] + "0002088")
    above = ox.NamedNode(names.PREFIXES["obo"] + "UPHENO_9999999")
    asserted += [ox.Triple(lung, SUB_CLASS_OF, above), ox.Triple(above, LABEL, ox.Literal("lung phenotype"))]
    labels = [t for t in asserted if t.predicate == LABEL]
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {t.subject: set() for t in labels}
    for triple in asserted:
        if triple.predicate == SUB_CLASS_OF:
            parents[triple.subject].add(triple.object)

    def ancestors(term: ox.NamedNode) -> set[ox.NamedNode]:
        return {term}.union(*(ancestors(parent) for parent in parents[term]))

    closure = [ox.Triple(term, SUB_CLASS_OF, upper) for term in parents for upper in ancestors(term)]
    plain = [
        ox.Triple(t.subject, LABEL, ox.Literal(t.object.value))
        if t.object.language == "en" and t.subject != lung
        else t
        for t in labels
    ]
    return [
        *in_graph(closure, "http://reasoner.renci.org/redundant"),
        *in_graph(plain, "http://reasoner.renci.org/ontology"),
        *in_graph([t for t in asserted if t.predicate == SUB_CLASS_OF], "http://reasoner.renci.org/ontology"),
    ]


def in_default_graph(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE))


SLICES = {
    "federated/mesh-nlm": mesh,
    "federated/ubergraph": ubergraph,
    "federated/wikidata": lambda: in_default_graph(WIKIDATA),
    "federated/uniprot": lambda: in_default_graph(UNIPROT),
}


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release of the two briefs: what these questions find there is known."""
    from mi2ld.pipeline import build
    from mi2ld.resources import Project

    folder = tmp_path_factory.mktemp("briefs") / "dist"
    build(Project(repository), folder, [repository / "ontology" / "facts" / "mi2-2019.yaml"], cache=False)
    return folder


@pytest.fixture(scope="session")
def federated():
    """Return the federated queries by name."""
    return {query.name: query for query in read_federated(ROOT / "queries")}


@pytest.fixture(scope="session")
def endpoints(tmp_path_factory):
    """Return the address that stands for each query's endpoint: an Oxigraph server with the slice in it."""
    from contextlib import ExitStack

    with ExitStack() as running:
        found = {}
        for name, quads in SLICES.items():
            folder = tmp_path_factory.mktemp(name.replace("/", "-"))
            data = folder / "slice.nq"
            ox.serialize(quads(), output=str(data), format=ox.RdfFormat.N_QUADS)
            found[name] = running.enter_context(servers.serve_oxigraph(data, folder))
        yield found


@pytest.fixture(scope="session")
def virtuoso_mesh(tmp_path_factory):
    """Return the address of a Virtuoso, the store NLM uses, with the slice of MeSH in NLM's graph."""
    folder = tmp_path_factory.mktemp("virtuoso-mesh")
    data = folder / "slice.nq"
    ox.serialize(mesh(), output=str(data), format=ox.RdfFormat.N_QUADS)
    with servers.serve_virtuoso(data, folder, "http://id.nlm.nih.gov/mesh") as address:
        yield address


@pytest.fixture(scope="session")
def store(release):
    """Return the release, and the two mappings to UniProt and the one to a made-up heading that the tests speak of."""
    found = load_release(release)
    skos = names.PREFIXES["skos"]
    for kind, relation, iri in (
        ("MDA5Antigen", "exactMatch", "UniProtKB:Q9BYX4"),
        ("Mi2Antigen", "narrowMatch", "UniProtKB:Q12873"),
        ("Mi2Antigen", "narrowMatch", "UniProtKB:Q14839"),
        ("NXP2Antigen", "exactMatch", "UniProtKB:Q14149"),
        ("TIF1GammaAntigen", "exactMatch", "UniProtKB:Q9UPN9"),
        ("ImmuneMediatedNecrotisingMyopathy", "exactMatch", "mesh:D999999901"),
    ):
        subject = ox.NamedNode(names.ONTOLOGY + kind)
        found.add(ox.Quad(subject, ox.NamedNode(skos + relation), ox.NamedNode(names.expand(iri))))
    return found


@dataclass
class Recorder:
    """An endpoint that keeps what it is asked, and answers with no row."""

    address: str
    asked: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@pytest.fixture
def recorder():
    """Return an endpoint that keeps what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(urllib.parse.urlsplit(self.path).query)

        def do_POST(self):
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, form: str) -> None:
            found.asked.append(urllib.parse.parse_qs(form)["query"][0])
            found.methods.append(self.command)
            found.agents.append(self.headers["User-Agent"])
            answer = json.dumps({"head": {"vars": []}, "results": {"bindings": []}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Recorder(f"http://127.0.0.1:{server.server_port}/sparql")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
