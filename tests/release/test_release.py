"""The release folder: its files, their sums, one set of triples in every form, the same bytes anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_canonical_graph

from mi2ld import names

FILES = {
    "SHA256SUMS",
    "context.jsonld",
    "mappings.sssom.tsv",
    "mappings.ttl",
    "mi2ld.jsonld",
    "mi2ld.nq",
    "mi2ld.nt",
    "mi2ld.rdf",
    "mi2ld.trig",
    "mi2ld.ttl",
    "ontology.owl",
    "ontology.ttl",
    "problems.tsv",
    "queries.ttl",
    "report.ttl",
    "shapes.ttl",
    "void.ttl",
}
DUMPS = ("mi2ld.ttl", "mi2ld.nq", "mi2ld.trig", "mi2ld.nt", "mi2ld.rdf", "mi2ld.jsonld")
RDF_FILES = (*DUMPS, "ontology.ttl", "ontology.owl", "shapes.ttl", "queries.ttl", "void.ttl", "report.ttl")
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "rdf": "xml", "owl": "xml", "jsonld": "json-ld"}
RAPTOR = {"ttl": "turtle", "trig": "trig", "nt": "ntriples", "nq": "nquads", "rdf": "rdfxml", "owl": "rdfxml"}
XSD = names.PREFIXES["xsd"]
MAY_HAVE_BLANK_NODES = {"ontology", "imports"}


def read(path: Path) -> list[ox.Quad]:
    """Return the quads of a file, without a store: every literal as it is written."""
    return list(ox.parse(path=str(path), format=FORMATS[path.suffix[1:]]))


def canonical(triples: object) -> set[str]:
    """Return triples as N-Triples lines, with blank nodes named by RDFC-1.0."""
    data = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = ox.serialize((q.triple for q in data), format=ox.RdfFormat.N_TRIPLES)
    return set((text or b"").decode().split("\n")) - {""}


@pytest.fixture(scope="session")
def quads(release):
    """Return the quads of the dump with named graphs."""
    return read(release / "mi2ld.nq")


@pytest.fixture(scope="session")
def triples(release):
    """Return the triples of the N-Triples dump, in canonical form."""
    return canonical(read(release / "mi2ld.nt"))


def graphs(quads) -> dict[str, list[ox.Quad]]:
    """Return the quads by the name of their graph after the base."""
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        found.setdefault(name.removeprefix(names.BASE + "graph/"), []).append(quad)
    return found


def literals(quads):
    return [q.object for q in quads if isinstance(q.object, ox.Literal)]


# --- the folder ------------------------------------------------------------------------------------------------


def test_the_folder_holds_exactly_the_files_of_the_contract(release):
    assert {p.name for p in release.iterdir()} == FILES
    assert all(p.is_file() and not p.is_symlink() for p in release.iterdir())


def test_the_files_can_be_read_by_others(release):
    assert release.stat().st_mode & 0o005 == 0o005
    assert all(p.stat().st_mode & 0o444 == 0o444 for p in release.iterdir())


def test_nothing_is_left_beside_the_folder(release):
    assert [p.name for p in release.parent.iterdir()] == [release.name]


@pytest.mark.parametrize("name", sorted(FILES - {"problems.tsv", "report.ttl"}))
def test_no_file_is_empty(release, name):
    assert len((release / name).read_bytes().strip()) > 100


def test_sums_are_in_gnu_form_sorted_without_themselves_and_right(release):
    text = (release / "SHA256SUMS").read_bytes().decode("ascii")
    assert text.endswith("\n")
    rows = [re.fullmatch(r"([0-9a-f]{64})  ([^/\s]+)", line) for line in text.splitlines()]
    assert all(rows), text
    listed = [row[2] for row in rows]
    assert listed == sorted(FILES - {"SHA256SUMS"})
    for row in rows:
        assert hashlib.sha256((release / row[2]).read_bytes()).hexdigest() == row[1], row[2]


def test_sha256sum_verifies_the_folder(release):
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum on this machine (coreutils)")
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


# --- the same bytes --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "zone", "locale"), [("0", "UTC", "C"), ("12345", "Pacific/Kiritimati", "fr_FR.UTF-8")]
)
def test_another_process_folder_checkout_and_time_zone_give_the_same_bytes(
    release, repository, tmp_path, seed, zone, locale
):
    checkout = tmp_path / f"another checkout {seed}"
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, checkout / name)
    env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "SOURCE_DATE_EPOCH": "1", "USER": "x"}
    env["PYTHONPATH"] = str(repository / "src")
    out = tmp_path / "elsewhere" / "dist-2"
    for _cold_then_warm in range(2):
        command = [sys.executable, "-m", "mi2ld", "build", "--out", str(out)]
        run = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr
        for name in sorted(FILES):
            assert (out / name).read_bytes() == (release / name).read_bytes(), name


def test_nothing_tells_the_machine_or_the_day(release, repository):
    # the header's date, and the days on which people decided about mappings
    dated = [repository / "ontology" / "mi2ld.ttl", *(repository / "ontology" / "mappings").glob("*.tsv")]
    header = "".join(path.read_text(encoding="utf-8") for path in dated)
    told = {str(repository), str(release), str(release.parent), str(Path.home()) + "/", "/tmp/", "/home/", "file:"}
    if len(socket.gethostname()) > 3:
        told.add(socket.gethostname())
    told |= {day.isoformat() for day in (date.today(), datetime.now(UTC).date())} - set(
        re.findall(r"\d{4}-\d{2}-\d{2}", header)
    )
    for path in release.iterdir():
        text = path.read_text(encoding="utf-8")
        assert {word for word in told if word in text} == set(), path.name


# --- one set of triples in every form --------------------------------------------------------------------------


@pytest.mark.parametrize("name", RDF_FILES)
def test_pyoxigraph_parses_every_file(release, name):
    assert read(release / name)


@pytest.mark.parametrize("name", [n for n in DUMPS if n != "mi2ld.nt"])
def test_each_dump_holds_the_triples_of_the_first_one_in_equal_lexical_form(release, triples, name):
    found = canonical(q.triple for q in read(release / name))
    assert sorted(found - triples)[:5] == []
    assert sorted(triples - found)[:5] == []


@pytest.fixture(scope="session")
def in_rdflib(release):
    """Return a reader of a file into a graph of rdflib, as rdflib's own literals."""
    kept: dict[str, set[str]] = {}

    def parse(name: str) -> set[str]:
        if name not in kept:
            data = rdflib.Dataset(default_union=True)
            data.parse(release / name, format=RDFLIB[name.rsplit(".", 1)[1]])
            plain = rdflib.Graph()
            for subject, predicate, value, *_ in data.quads():
                plain.add((subject, predicate, value))
            lines = to_canonical_graph(plain).serialize(format="nt")
            kept[name] = set(lines.split("\n")) - {""}
        return kept[name]

    return parse


@pytest.mark.slow
@pytest.mark.parametrize("name", RDF_FILES)
def test_rdflib_parses_every_file_and_the_dumps_alike(in_rdflib, name):
    found = in_rdflib(name)
    assert found
    if name in DUMPS:
        first = in_rdflib("mi2ld.nt")
        assert sorted(found - first)[:5] == []
        assert sorted(first - found)[:5] == []


@pytest.mark.parametrize("name", [n for n in RDF_FILES if not n.endswith(".jsonld")])
def test_raptor_parses_every_file_it_has_a_parser_for(release, triples, name):
    if shutil.which("rapper") is None:
        pytest.skip("no rapper on this machine (apt-get install raptor2-utils)")
    suffix = name.rsplit(".", 1)[1]
    output = "nquads" if suffix in ("nq", "trig") else "ntriples"
    command = ["rapper", "-q", "-i", RAPTOR[suffix], "-o", output, str(release / name), names.BASE]
    run = subprocess.run(command, capture_output=True, timeout=120)
    assert run.returncode == 0, run.stderr.decode()[:1000]
    assert run.stderr.decode() == ""
    form = FORMATS["nq"] if output == "nquads" else FORMATS["nt"]
    found = canonical(q.triple for q in ox.parse(run.stdout, format=form))
    expected = triples if name in DUMPS else canonical(q.triple for q in read(release / name))
    assert sorted(found - expected)[:5] == []
    assert sorted(expected - found)[:5] == []


def test_line_dumps_are_sorted_and_hold_each_line_once(release):
    lines = (release / "mi2ld.nt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    rows = (release / "mi2ld.nq").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(set(rows))


# --- graphs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mi2ld.nq", "mi2ld.trig"])
def test_the_default_graph_of_a_dump_with_graphs_is_empty(release, name):
    assert "" not in graphs(read(release / name))


@pytest.mark.parametrize("name", ["mi2ld.ttl", "mi2ld.nt", "mi2ld.rdf", "mi2ld.jsonld"])
def test_the_other_dumps_have_one_default_graph(release, name):
    assert set(graphs(read(release / name))) == {""}


def test_nquads_and_trig_hold_the_same_quads(release, quads):
    def canonical_quads(found):
        data = ox.Dataset(found)
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return {str(q) for q in data}

    assert canonical_quads(read(release / "mi2ld.trig")) == canonical_quads(quads)


def test_the_named_graphs_are_those_of_the_contract(quads, repository):
    dossiers = {p.stem for p in (repository / "ontology" / "facts").glob("*.yaml")}
    found = set(graphs(quads))
    allowed = {"ontology", "links", "imports", "inferred", "computed", "metadata"}
    allowed |= {f"{what}/{dossier}" for what in ("facts", "curation") for dossier in dossiers}
    assert found <= allowed
    assert {"ontology", "inferred", "computed", "metadata"} | {f"facts/{d}" for d in dossiers} <= found


def test_blank_nodes_stand_only_where_owl_demands_them(release, quads):
    for name, part in graphs(quads).items():
        if name not in MAY_HAVE_BLANK_NODES:
            blank = [q for q in part if ox.BlankNode in (type(q.subject), type(q.object))]
            assert [str(q) for q in blank[:3]] == [], name
    for name in ("report.ttl", "void.ttl"):
        assert not any(isinstance(t, ox.BlankNode) for q in read(release / name) for t in (q.subject, q.object)), name


def test_a_blank_node_stands_in_one_graph(quads):
    homes: dict[str, set[str]] = {}
    for name, part in graphs(quads).items():
        for quad in part:
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.BlankNode):
                    homes.setdefault(term.value, set()).add(name)
    assert {node: sorted(where) for node, where in homes.items() if len(where) > 1} == {}


# --- terms -----------------------------------------------------------------------------------------------------


def test_decimals_have_no_trailing_zeros(quads):
    decimals = {v.value for v in literals(quads) if v.datatype.value == XSD + "decimal"}
    assert decimals
    wrong = {v for v in decimals if not re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", v) or v == "-0"}
    assert wrong == set()


def test_integers_are_canonical(quads):
    integers = {v.value for v in literals(quads) if v.datatype.value in (XSD + "integer", XSD + "nonNegativeInteger")}
    assert {v for v in integers if not re.fullmatch(r"0|-?[1-9]\d*", v)} == set()


@pytest.mark.parametrize("name", DUMPS)
def test_language_tags_are_lower_case_as_they_are_written(release, name):
    text = (release / name).read_text(encoding="utf-8")
    pattern = {"rdf": r'xml:lang="([^"]*)"', "jsonld": r'"@language": "([^"]*)"'}
    found = set(re.findall(pattern.get(name.rsplit(".", 1)[1], r'"@([A-Za-z][A-Za-z0-9-]*)(?= ?[.;,\s])'), text))
    assert {"en", "fr"} <= found
    assert found == {tag.lower() for tag in found}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_is_utf8_in_nfc_without_cr_or_bom_and_ends_in_a_line_feed(release, name):
    raw = (release / name).read_bytes()
    text = raw.decode("utf-8")
    assert b"\r" not in raw
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", ["mi2ld.ttl", "mi2ld.trig", "void.ttl"])
def test_decimals_are_quoted_in_turtle(release, name):
    text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', (release / name).read_text(encoding="utf-8"))
    assert re.findall(r"\s[+-]?\d+\.\d+[\s;,]", text) == []


def test_iris_are_absolute_and_have_no_forbidden_character(release, quads):
    for name, found in (("mi2ld.nq", quads), ("void.ttl", read(release / "void.ttl"))):
        iris = {t.value for q in found for t in (q.subject, q.predicate, q.object) if isinstance(t, ox.NamedNode)}
        wrong = {i for i in iris if not re.fullmatch(r"(?:https?://|ni:///|urn:|mailto:)[^\x00-\x20<>\"{}|\\^`]+", i)}
        assert wrong == set(), name


def test_no_predicate_has_a_local_name_that_starts_with_a_digit(quads):
    assert {q.predicate.value for q in quads if re.search(r"[/#]\d[^/#]*$", q.predicate.value)} == set()


# --- JSON-LD ---------------------------------------------------------------------------------------------------


def test_jsonld_embeds_its_context_and_the_context_file_is_the_same(release):
    data = json.loads((release / "mi2ld.jsonld").read_text(encoding="utf-8"))
    beside = json.loads((release / "context.jsonld").read_text(encoding="utf-8"))
    assert isinstance(data["@context"], dict)
    assert data["@context"] == beside["@context"]
    assert all(re.match("https?://", str(v if isinstance(v, str) else v["@id"])) for v in data["@context"].values())


def test_jsonld_has_no_json_number_and_types_its_decimals(release):
    def refuse(text: str) -> None:
        raise AssertionError(f"a JSON number: {text}")

    text = (release / "mi2ld.jsonld").read_text(encoding="utf-8")
    data = json.loads(text, parse_int=refuse, parse_float=refuse, parse_constant=refuse)
    found = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("@type") in ("xsd:decimal", XSD + "decimal"):
                found.append(value["@value"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(data["@graph"])
    assert found
    assert all(isinstance(v, str) for v in found)


# --- description, ontology, problems, mappings, prefixes -----------------------------------------------------


def objects(quads, subject, predicate: str) -> list[str]:
    return [q.object.value for q in quads if q.subject == subject and q.predicate.value == predicate]


def one(quads, subject, predicate: str) -> str:
    found = objects(quads, subject, predicate)
    assert len(found) == 1, (subject, predicate, found)
    return found[0]


@pytest.fixture(scope="session")
def void(release):
    return read(release / "void.ttl")


@pytest.fixture(scope="session")
def version(void):
    found = {q.subject for q in void if q.predicate.value == names.PREFIXES["void"] + "dataDump"}
    assert len(found) == 1
    return found.pop()


def test_the_counts_of_void_agree_with_the_dump(release, void, version):
    found = [q.triple for q in read(release / "mi2ld.nt")]
    types = Counter(t.object.value for t in found if t.predicate.value == names.PREFIXES["rdf"] + "type")
    uses = Counter(t.predicate.value for t in found)
    ns = names.PREFIXES["void"]
    counts = {
        "triples": len(found),
        "distinctSubjects": len({t.subject for t in found}),
        "classes": len(types),
        "properties": len(uses),
    }
    assert {k: int(one(void, version, ns + k)) for k in counts} == counts
    for partition, key, count, expected in (
        ("classPartition", "class", "entities", types),
        ("propertyPartition", "property", "triples", uses),
    ):
        parts = [ox.NamedNode(v) for v in objects(void, version, ns + partition)]
        said = {one(void, p, ns + key): int(one(void, p, ns + count)) for p in parts}
        assert len(said) == len(parts)
        assert said == dict(expected)


def test_the_link_sets_of_void_agree_with_the_links(quads, void):
    ns = names.PREFIXES["void"]
    links = graphs(quads).get("links", [])
    sets = [q.subject for q in void if q.object == ox.NamedNode(ns + "Linkset")]
    for part in sets:
        predicate, said = one(void, part, ns + "linkPredicate"), int(one(void, part, ns + "triples"))
        target = part.value.rsplit("/", 2)[1]
        held = [q for q in links if q.predicate.value == predicate]
        assert said == sum(
            q.object.value.startswith(names.PREFIXES[target]) for q in held if isinstance(q.object, ox.NamedNode)
        )


def test_sizes_and_sums_of_void_agree_with_the_dumps(release, void, version):
    found = {}
    for part in [ox.NamedNode(v) for v in objects(void, version, names.PREFIXES["dcat"] + "distribution")]:
        check = ox.NamedNode(one(void, part, names.PREFIXES["spdx"] + "checksum"))
        size = int(one(void, part, names.PREFIXES["dcat"] + "byteSize"))
        name = one(void, part, names.PREFIXES["dcat"] + "downloadURL").rsplit("/", 1)[1]
        found[name] = (size, one(void, check, names.PREFIXES["spdx"] + "checksumValue"))
    raw = {name: (release / name).read_bytes() for name in DUMPS}
    assert found == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in raw.items()}
    dumps = {v.rsplit("/", 1)[1] for v in objects(void, version, names.PREFIXES["void"] + "dataDump")}
    assert dumps == set(DUMPS)


def test_void_tells_version_date_and_licence(void, version, repository):
    # the header's date, and the days on which people decided about mappings
    dated = [repository / "ontology" / "mi2ld.ttl", *(repository / "ontology" / "mappings").glob("*.tsv")]
    header = "".join(path.read_text(encoding="utf-8") for path in dated)
    said = {
        q.predicate.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]: q.object.value for q in void if q.subject == version
    }
    assert said.get("version") == re.search(r'owl:versionInfo\s+"([^"]+)"', header)[1]
    assert said.get("issued") == re.search(r'dcterms:issued\s+"([^"]+)"', header)[1]
    assert said.get("license") == "https://creativecommons.org/licenses/by/4.0/"


def test_sizes_and_sums_stand_in_void_alone(quads):
    metadata = graphs(quads)["metadata"]
    assert [str(q) for q in metadata if re.search(r"byteSize|checksum", q.predicate.value)] == []


def test_the_ontology_alone_opens_in_owlready2(release):
    owlready2 = pytest.importorskip("owlready2", reason="owlready2 is a dependency: install it")
    world = owlready2.World()
    ontology = world.get_ontology((release / "ontology.owl").as_uri()).load()
    found = {c.iri for c in ontology.classes()}
    assert names.ONTOLOGY + "AntiMi2" in found
    assert names.ONTOLOGY + "Proposition" in found
    assert list(ontology.imported_ontologies) == []


def test_the_two_forms_of_the_ontology_hold_the_same_triples_and_no_facts(release):
    turtle = canonical(q.triple for q in read(release / "ontology.ttl"))
    assert turtle == canonical(q.triple for q in read(release / "ontology.owl"))
    assert not any(f"<{names.BASE}id/" in line for line in turtle)


def test_problems_has_its_header(release):
    first, *rest = (release / "problems.tsv").read_text(encoding="utf-8").splitlines()
    columns = first.split("\t")
    assert {"file", "line", "column", "level", "code"} <= set(columns)
    assert all(len(row.split("\t")) == len(columns) for row in rest)
    assert not any("\terror\t" in row for row in rest)


def test_the_mappings_are_one_table(release):
    rows = (release / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    body = [row for row in rows if not row.startswith("#")]
    first = body.index(next(row for row in body if row.startswith("subject_id\t")))
    assert first == 0
    columns = body[0].split("\t")
    assert all(len(row.split("\t")) == len(columns) for row in body)
    assert body.count(body[0]) == 1
    assert rows[: len(rows) - len(body)] == [row for row in rows if row.startswith("#")]


def test_every_catalogue_query_is_in_queries(release, repository):
    found = {
        q.object.value
        for q in read(release / "queries.ttl")
        if q.predicate.value in {names.PREFIXES["sh"] + w for w in ("select", "ask", "construct")}
    }
    for path in sorted((repository / "queries").glob("*.rq")):
        body = path.read_text(encoding="utf-8").split("SELECT", 1)[1].strip()
        assert any(text.split("SELECT", 1)[-1].strip() == body for text in found), path.name


def test_the_published_prefixes_are_those_of_the_code(repository):
    ns = names.PREFIXES["sh"]
    held = read(repository / "ontology" / "prefixes.ttl")
    declared = [q.object for q in held if q.predicate.value == ns + "declare"]
    found = {one(held, node, ns + "prefix"): one(held, node, ns + "namespace") for node in declared}
    assert found == names.PREFIXES
    assert len(declared) == len(found)
