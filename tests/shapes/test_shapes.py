"""The shapes: each rule refuses its planted errors, lets the valid graph pass, and reads the same in two engines."""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SHAPES = HERE.parents[1] / "shapes"
SHAPE = "https://w3id.org/mi2ld/shape/"
SH = "http://www.w3.org/ns/shacl#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Found = Counter  # of (focus, local name of the rule, severity)


def _load_cases():
    spec = importlib.util.spec_from_file_location("shape_cases", HERE / "cases.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["shape_cases"] = module
    spec.loader.exec_module(module)
    return module


cases = _load_cases()


def _parse(path: Path) -> list[ox.Triple]:
    return [q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]


def _nt(triples) -> str:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()


SHAPE_TRIPLES = [t for path in sorted(SHAPES.glob("*.ttl")) for t in _parse(path)]
VALID = _parse(HERE / "valid.ttl")
VALID_QUADS = [ox.Quad(*t, ox.DefaultGraph()) for t in VALID]


def _objects(subject, predicate: str) -> list:
    wanted = ox.NamedNode(SH + predicate)
    return [t.object for t in SHAPE_TRIPLES if t.subject == subject and t.predicate == wanted]


RULES = {t.subject.value.removeprefix(SHAPE) for t in SHAPE_TRIPLES if t.predicate.value == SH + "severity"}
"""The local names of all shapes that can report: property shapes, and node shapes around a query."""


def _changed(updates: tuple[str, ...]) -> str:
    """Return the valid graph as N-Triples after some updates."""
    store = ox.Store()
    store.extend(VALID_QUADS)
    for update in updates:
        store.update(cases.HEAD + update)
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()).decode()


@functools.cache
def _compiled():
    import shacl

    return shacl.Shapes.from_text(_nt(SHAPE_TRIPLES), format="ntriples")


@functools.cache
def validate_fast(graph: str) -> Found:
    report = _compiled().validate_text(graph, format="ntriples")
    return Counter((r.focus_node[1:-1], r.source_shape[1:-1].removeprefix(SHAPE), r.severity) for r in report.results)


@functools.cache
def _shape_graph():
    import rdflib

    return rdflib.Graph().parse(data=_nt(SHAPE_TRIPLES), format="nt")


def validate_reference(graph: str) -> Found:
    import pyshacl
    import rdflib

    data = rdflib.Graph().parse(data=graph, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=_shape_graph(), inference="none", advanced=False)
    sh = rdflib.Namespace(SH)
    return Counter(
        (
            str(report.value(r, sh.focusNode)),
            str(report.value(r, sh.sourceShape)).removeprefix(SHAPE),
            str(report.value(r, sh.resultSeverity)).removeprefix(SH),
        )
        for r in report.subjects(rdflib.RDF.type, sh.ValidationResult)
    )


@pytest.fixture
def plain_rdflib(monkeypatch):
    """Make rdflib keep literals as written, and parse each query of a shape once and not once a node."""
    import rdflib
    from rdflib.plugins.sparql import processor

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr("rdflib.term.NORMALIZE_LITERALS", False, raising=False)
    parsed: dict[str, object] = {}
    translated: dict[int, object] = {}
    parse, translate = processor.parseQuery, processor.translateQuery

    def parse_once(text):
        if text not in parsed:
            parsed[text] = parse(text)
        return parsed[text]

    def translate_once(tree, base=None, namespaces=None):
        if id(tree) not in translated:
            translated[id(tree)] = translate(tree, base, namespaces)
        return translated[id(tree)]

    monkeypatch.setattr(processor, "parseQuery", parse_once)
    monkeypatch.setattr(processor, "translateQuery", translate_once)


def _is_caught(case, found: Found) -> bool:
    return any(focus == case.node and rule == case.rule for focus, rule, _ in found)


def _blocking(found: Found) -> list[tuple[str, str, str]]:
    return sorted(key for key in found if key[2] != "Info")


def test_valid_graph_conforms():
    assert _blocking(validate_fast(_nt(VALID))) == []


@pytest.mark.parametrize("case", cases.CASES, ids=lambda c: c.name)
def test_planted_error_is_caught(case):
    before, after = validate_fast(_nt(VALID)), validate_fast(_changed((case.update,)))
    assert not _is_caught(case, before)
    assert _is_caught(case, after), _blocking(after)


@pytest.mark.parametrize("case", cases.ALLOWED, ids=lambda c: c.name)
def test_edge_is_let_pass(case):
    assert _blocking(validate_fast(_changed((case.update,)))) == []


def _caught(batch: list) -> list:
    """Return those of a batch of cases whose errors the fast engine catches when all of them are planted at once."""
    found = validate_fast(_changed(tuple(c.update for c in batch)))
    return [c for c in batch if _is_caught(c, found)]


def _batches(todo: list) -> Iterator[list]:
    """Return some cases in few batches, so that in each batch every error is still caught.

    What is not caught among the others is left for another batch. Where that leaves less than half, some error hides
    many, and the cases are dealt out to two hands.
    """
    batch = todo
    while len(kept := _caught(batch)) < len(batch):
        batch = kept
    if len(todo) > 1 and len(batch) < len(todo) / 2:
        yield from _batches(todo[::2])
        yield from _batches(todo[1::2])
        return
    assert batch, f"{todo[0].name} is not caught alone"
    yield batch
    if rest := [c for c in todo if c not in batch]:
        yield from _batches(rest)


@pytest.mark.slow
def test_engines_agree(plain_rdflib):
    """pySHACL, the reference, catches every planted error too, and finds nothing else than the fast engine."""
    valid = _nt(VALID)
    assert validate_reference(valid) == validate_fast(valid)
    batches = list(_batches(cases.CASES))
    assert sorted(c.name for batch in batches for c in batch) == sorted(c.name for c in cases.CASES)
    for batch in batches:
        graph = _changed(tuple(c.update for c in batch))
        reference = validate_reference(graph)
        assert [c.name for c in batch if not _is_caught(c, reference)] == []
        assert reference == validate_fast(graph)


def test_every_rule_has_a_planted_error():
    assert {c.rule for c in cases.CASES} == RULES
    assert len(RULES) > 200


def test_every_rule_has_messages_in_both_languages():
    for rule in sorted(RULES):
        shape = ox.NamedNode(SHAPE + rule)
        assert sorted(m.language for m in _objects(shape, "message")) == ["en", "fr"], rule
        assert len({m.value for m in _objects(shape, "message")}) == 2, rule
        assert [d.language for d in _objects(shape, "description")] == ["en"], rule
        assert len(_objects(shape, "severity")) == 1, rule


def test_every_constraint_is_a_rule():
    """No property shape is without a severity, and no query without its own node shape."""
    for triple in SHAPE_TRIPLES:
        if triple.predicate == RDF_TYPE and triple.object.value == SH + "PropertyShape":
            assert triple.subject.value.removeprefix(SHAPE) in RULES
        if triple.predicate.value == SH + "sparql":
            assert triple.subject.value.removeprefix(SHAPE) in RULES
            assert triple.object.value == triple.subject.value + "-sparql"


def test_only_lists_are_blank():
    blank = {t.subject for t in SHAPE_TRIPLES if isinstance(t.subject, ox.BlankNode)}
    listed = {t.subject for t in SHAPE_TRIPLES if t.predicate.value.endswith("#first")}
    assert blank == listed


def test_property_shapes_are_named_for_their_node_shape():
    for triple in SHAPE_TRIPLES:
        if triple.predicate.value == SH + "property":
            assert triple.object.value.startswith(triple.subject.value + "-")


def test_files_begin_with_a_comment():
    for path in SHAPES.glob("*.ttl"):
        assert re.match(r"# \S", path.read_text(encoding="utf-8")), path.name


def test_prefixes_are_those_of_the_ontology():
    published = {str(t) for t in _parse(SHAPES.parent / "ontology" / "prefixes.ttl")}
    assert {str(t) for t in _parse(SHAPES / "prefixes.ttl")} <= published
