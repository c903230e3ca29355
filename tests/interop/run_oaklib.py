"""Read a release and its mapping sets with oaklib: what is wanted in, what oaklib finds out, both as JSON.

The tests start it with the Python of .venv-interop. Names come out as full IRIs, since oaklib shortens some and not others.
"""

from __future__ import annotations

import json
import sys


def open_ontology(path: str, prefixes: dict[str, str]):
    """Return oaklib's adapter of a Turtle file, which it picks by the suffix, told that we write in two languages.

    Without that it takes the label that comes first, English or French. The definitions of OBO ontologies are
    IAO:0000115; ours are skos:definition, which is what the mapper is for (``runoak --metamodel-mappings``).
    """
    from curies import Converter
    from oaklib import get_adapter
    from oaklib.mappers.ontology_metadata_mapper import OntologyMetadataMapper
    from sssom_schema import Mapping

    adapter = get_adapter(path)
    adapter.multilingual = True
    definition = Mapping(
        subject_id="IAO:0000115",
        predicate_id="skos:exactMatch",
        object_id="skos:definition",
        mapping_justification="semapv:ManualMappingCuration",
    )
    adapter.ontology_metamodel_mapper = OntologyMetadataMapper(
        [definition], curie_converter=Converter.from_prefix_map(prefixes)
    )
    return adapter


def read_ontology(path: str, prefixes: dict[str, str], terms: list[str], deepest: list[str], search: str) -> dict:
    """Return what oaklib finds in the ontology: entities, labels, definitions, ancestors, hits of a search."""
    adapter = open_ontology(path, prefixes)
    return {
        "adapter": type(adapter).__name__,
        "entities": list(adapter.entities()),
        "labels": dict(adapter.labels(terms)),
        "definitions": {term: adapter.definition(term) for term in terms},
        "ancestors": {
            term: sorted(str(a) for a in adapter.ancestors(term, predicates=["rdfs:subClassOf"])) for term in deepest
        },
        "found": list(adapter.basic_search(search)),
    }


def read_matches(path: str, subjects: list[str], records: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return the matches that oaklib finds in the whole graph: pairs for all subjects, SSSOM records for a few.

    The records are what ``runoak mappings`` prints; one subject takes most of a second, since rdflib looks both ways.
    """
    from oaklib import get_adapter

    adapter = get_adapter(path)
    pairs = [(subject, *pair) for subject in subjects for pair in adapter.simple_mappings_by_curie(subject)]
    found = [(m.subject_id, m.predicate_id, m.object_id) for m in adapter.sssom_mappings(records)]
    return {
        "pairs": [tuple(map(adapter.curie_to_uri, match)) for match in pairs],
        "records": [tuple(map(adapter.curie_to_uri, match)) for match in found],
    }


def read_sets(paths: dict[str, str]) -> dict[str, list[list[str]]]:
    """Return the rows of mapping sets, read as oaklib reads those that it is given (``diff-via-mappings`` and the like)."""
    from sssom.parsers import parse_sssom_table, to_mapping_set_document

    rows = {}
    for name, path in paths.items():
        found = to_mapping_set_document(parse_sssom_table(path)).mapping_set.mappings
        rows[name] = [[m.subject_id, m.predicate_id, str(m.predicate_modifier or ""), m.object_id] for m in found]
    return rows


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    answer = {
        "ontology": read_ontology(**question["ontology"]),
        "matches": read_matches(**question["matches"]),
        "sets": read_sets(question["sets"]),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
