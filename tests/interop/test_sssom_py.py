"""sssom-py, the reference implementation of SSSOM, accepts every mapping set and reads in it what stands there."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
import rdflib
from rdflib.namespace import OWL, RDF

from mi2ld import names

pytestmark = pytest.mark.interop

SSSOM = rdflib.Namespace(names.PREFIXES["sssom"])
NO_ATTRIBUTE = re.compile(r"No attr for (\w+) \[\d+ instances\]")
FAULTS = {
    "an unknown prefix": ("object_id", "NOPE:1", "Missing prefix: NOPE"),
    "a predicate that is no CURIE": ("predicate_id", "exactly the same", "is not a valid URI or CURIE"),
    "an unknown modifier": ("predicate_modifier", "Nope", "Unknown PredicateModifierEnum enumeration code"),
    "a confidence above one": ("confidence", "2", "confidence"),
}


@pytest.fixture(scope="module")
def spoilt(mapping_sets, spoil):
    columns = {slot for slot, _, _ in FAULTS.values()}
    whole = next(s for s in mapping_sets.values() if columns <= {slot for row in s.rows for slot in row})
    return {fault: spoil(whole, slot, value) for fault, (slot, value, _) in FAULTS.items()}


@pytest.fixture(scope="module")
def runs(interop, mapping_sets, spoilt, tmp_path_factory):
    """Return what sssom-py did, by what it was asked for and of which set."""
    folder = tmp_path_factory.mktemp("rdf")
    asked = {}
    for number, (name, mapping_set) in enumerate(mapping_sets.items()):
        asked["validate", name] = ["validate", str(mapping_set.path)]
        target = str(folder / f"{number}.ttl")
        asked["convert", name] = ["convert", str(mapping_set.path), "--output-format", "rdf", "--output", target]
    for fault, path in spoilt.items():
        asked["validate", fault] = ["validate", str(path)]
    answers = dict(zip(asked, interop.ask("run_sssom.py", list(asked.values())), strict=True))
    for key, arguments in asked.items():
        answers[key]["output"] = arguments[-1]
    return answers


def complaints(run, metadata) -> list[str]:
    """Return what a run says against a set.

    One note is no complaint: "No attr for comment_fr". sssom-py keeps the column of an extension slot in its tables, but
    checks and converts a row as an object that has the attributes of SSSOM's own slots alone, and says which it leaves out.
    It says so of declared slots too, so here only those that the header does not declare count.
    """
    declared = {slot["slot_name"] for slot in metadata.get("extension_definitions", [])}
    found = [] if run["exit_code"] == 0 else [f"exit code {run['exit_code']}"]
    for message in run["messages"]:
        note = NO_ATTRIBUTE.fullmatch(message)
        if note is None or note[1] not in declared:
            found.append(message)
    return found


def test_the_command_sssom_validate_accepts_the_mappings_of_the_release(interop, release):
    done = interop.run([interop.bin / "sssom", "validate", release / "mappings.sssom.tsv"])
    assert done.returncode == 0, done.stderr


def test_each_mapping_set_is_valid(set_name, mapping_set, runs):
    assert complaints(runs["validate", set_name], mapping_set.metadata) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_set_with_one_fault_is_refused(fault, runs):
    found = complaints(runs["validate", fault], {})
    assert any(FAULTS[fault][2] in message for message in found), found


def test_a_slot_that_no_header_declares_would_be_reported(set_name, mapping_set, runs):
    declared = mapping_set.metadata.get("extension_definitions", [])
    if any(slot["slot_name"] in row for slot in declared for row in mapping_set.rows):
        assert complaints(runs["validate", set_name], {}) != []


def test_the_rdf_of_a_set_says_what_its_rows_say(set_name, mapping_set, runs):
    run = runs["convert", set_name]
    assert complaints(run, mapping_set.metadata) == []
    graph = rdflib.Graph().parse(run["output"], format="turtle")
    converted = Counter(
        (
            *(
                str(graph.value(axiom, part))
                for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
            ),
            graph.value(axiom, SSSOM.predicate_modifier) == SSSOM.NegatedPredicate,
        )
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
    )
    written = Counter(
        (
            *(names.expand(row[slot]) for slot in ("subject_id", "predicate_id", "object_id")),
            row.get("predicate_modifier") == "Not",
        )
        for row in mapping_set.rows
    )
    assert written
    assert converted == written


def test_the_rdf_of_the_release_is_read_back_as_its_table(interop, release, tmp_path):
    target = tmp_path / "back.sssom.tsv"
    asked = ["parse", str(release / "mappings.ttl"), "--input-format", "rdf", "--output", str(target)]
    (run,) = interop.ask("run_sssom.py", [asked])
    assert run["exit_code"] == 0, run["messages"]

    def tuples(path):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        return Counter(
            tuple(row.get(slot) or "" for slot in ("subject_id", "predicate_id", "predicate_modifier", "object_id"))
            for row in csv.DictReader(lines, delimiter="\t")
        )

    assert tuples(target) == tuples(release / "mappings.sssom.tsv")
    assert sum(tuples(target).values()) > 300
