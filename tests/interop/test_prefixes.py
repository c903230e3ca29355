"""Our prefixes mean to curies and Bioregistry what they mean to us; where Bioregistry differs, a table says why."""

from __future__ import annotations

import csv
from pathlib import Path

import bioregistry
import curies
import pytest

from mi2ld import names

DIFFERENCES = Path(__file__).with_name("prefix-differences.tsv")
LOCAL = sorted(prefix for prefix, namespace in names.PREFIXES.items() if namespace.startswith(names.BASE))
OUTSIDE = sorted(names.PREFIXES.keys() - set(LOCAL))
SAMPLE = "0000001"


@pytest.fixture(scope="module")
def converter() -> curies.Converter:
    """Return the strict converter, which refuses a namespace that stands twice."""
    return curies.Converter.from_prefix_map(names.PREFIXES, strict=True)


def entry_of(prefix: str) -> bioregistry.Resource | None:
    """Return Bioregistry's entry of a prefix: the one that its namespace belongs to, else the one with its name.

    The namespace goes first, since it says what is meant; a name may stand for something else there (spdx does).
    """
    by_iri, _ = bioregistry.parse_iri(names.PREFIXES[prefix] + SAMPLE) or (None, None)
    name = by_iri or bioregistry.normalize_prefix(prefix)
    return bioregistry.get_resource(name) if name else None


def differences(prefix: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return where Bioregistry differs on a prefix: (prefix, what) to (ours, theirs). Case of a name is no difference."""
    entry = entry_of(prefix)
    assert entry is not None
    ours = names.PREFIXES[prefix]
    found = {}
    if prefix.casefold() not in {entry.prefix, (entry.get_preferred_prefix() or entry.prefix).casefold()}:
        found[prefix, "name"] = prefix, entry.prefix
    for what, theirs in (("preferred", entry.get_uri_prefix()), ("rdf", entry.get_rdf_uri_prefix())):
        if theirs not in (None, ours):
            found[prefix, what] = ours, theirs
    return found


@pytest.fixture(scope="module")
def explained() -> list[dict[str, str]]:
    """Return the rows of the table of differences."""
    with DIFFERENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


@pytest.mark.parametrize("prefix", names.PREFIXES)
def test_curies_expands_and_contracts_as_we_do(prefix, converter):
    curie = f"{prefix}:{SAMPLE}"
    iri = names.expand(curie)
    assert converter.expand(curie, strict=True) == iri
    assert converter.compress(iri, strict=True) == names.contract(iri) == curie


@pytest.mark.parametrize(
    ("iri", "curie"),
    [
        # The namespace of `obo` holds those of the OBO ontologies: the longest one that fits an IRI wins.
        ("http://purl.obolibrary.org/obo/HP_0002088", "HP:0002088"),
        ("http://purl.obolibrary.org/obo/hp.owl", "obo:hp.owl"),
        ("http://purl.obolibrary.org/obo/RO_0002211", "obo:RO_0002211"),
        ("http://id.nlm.nih.gov/mesh/D003882", "mesh:D003882"),
        ("http://id.nlm.nih.gov/mesh/vocab#Concept", "meshv:Concept"),
        ("https://w3id.org/mi2ld/ontology/AntiMi2", "mi2:AntiMi2"),
    ],
)
def test_of_two_namespaces_that_fit_the_longer_one_wins(iri, curie, converter):
    assert converter.compress(iri) == names.contract(iri) == curie
    assert converter.expand(curie) == names.expand(curie) == iri


def test_what_no_prefix_fits_stays_an_iri_for_us_and_nothing_for_curies(converter):
    assert names.contract("http://example.org/x") == "http://example.org/x"
    assert converter.compress("http://example.org/x") is None
    assert converter.expand("nope:x") is names.expand("nope:x") is None


def test_a_namespace_with_two_prefixes_would_be_refused():
    with pytest.raises(ValueError, match="Duplicate URI prefixes"):
        curies.Converter.from_prefix_map(names.PREFIXES | {"hp": names.PREFIXES["HP"]}, strict=True)


def test_no_two_prefixes_differ_in_case_alone():
    assert len({prefix.casefold() for prefix in names.PREFIXES}) == len(names.PREFIXES)


@pytest.mark.parametrize("prefix", LOCAL)
def test_bioregistry_has_no_entry_for_a_local_prefix(prefix):
    assert bioregistry.normalize_prefix(prefix) is None
    assert entry_of(prefix) is None


@pytest.mark.parametrize("prefix", OUTSIDE)
def test_bioregistry_has_an_entry_for_each_prefix_of_others(prefix):
    assert entry_of(prefix) is not None


def test_each_difference_from_bioregistry_is_explained_and_no_other(explained):
    table = {(row["prefix"], row["what"]): (row["ours"], row["bioregistry"]) for row in explained}
    assert len(table) == len(explained)
    assert table == {key: values for prefix in OUTSIDE for key, values in differences(prefix).items()}


def test_each_explanation_is_a_phrase_and_the_table_is_sorted(explained):
    assert [row for row in explained if len(row["reason"].split()) < 4] == []
    keys = [(row["prefix"].casefold(), row["what"]) for row in explained]
    assert keys == sorted(keys)


def test_mesh_is_the_namespace_of_the_rdf_of_its_publisher(explained):
    mesh = [row for row in explained if row["prefix"] == "mesh"]
    assert [row["what"] for row in mesh] == ["preferred"]
    assert bioregistry.get_resource("mesh").get_rdf_uri_prefix() == names.PREFIXES["mesh"]
