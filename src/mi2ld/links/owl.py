"""OWL: a release as RDF (RDF/XML, Turtle, N-Triples) or as OWL/XML, read in one pass that keeps what terms need.

In:   a file of RDF or OWL/XML; MeSH in RDF too, whose terms ``mesh_rdf`` makes.
Out:  a ``Release``: classes, properties and individuals that something is said of.
Door: the only module of this room that imports pyoxigraph and owlready2.

OWL/XML comes through owlready2's parser, which calls back with triples, and not through its ``World``: that rounds decimals
and follows imports (docs/decisions/0003-owl-profile-and-reasoner.md). RDF is read leniently: an IRI with a space in it, as
real releases have in cross-references, is no reason to refuse a vocabulary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from mi2ld.links import mesh_rdf
from mi2ld.links.forms import check_xml, malformed, open_release
from mi2ld.links.identifiers import curie_of, prefixes_of, version_of
from mi2ld.links.merging import merge_terms
from mi2ld.links.releases import Release, ReleaseTerm, Synonym

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.links.mesh_rdf import Said

_OWL = "http://www.w3.org/2002/07/owl#"
_OIO = "http://www.geneontology.org/formats/oboInOwl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_IAO = "http://purl.obolibrary.org/obo/IAO_"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_LABELS = (f"{_RDFS}label", f"{_SKOS}prefLabel")
_DEFINITIONS = (f"{_IAO}0000115", f"{_SKOS}definition")
_PARENTS = (f"{_RDFS}subClassOf", f"{_SKOS}broader")
_REPLACED_BY, _CONSIDER, _ALTERNATIVE = f"{_IAO}0100001", f"{_OIO}consider", f"{_OIO}hasAlternativeId"
_DEPRECATED, _VERSION_IRI, _VERSION_INFO = f"{_OWL}deprecated", f"{_OWL}versionIRI", f"{_OWL}versionInfo"
_OBSOLETE_CLASS = f"{_OIO}ObsoleteClass"
_SOURCE, _TARGET, _SYNONYM_TYPE = f"{_OWL}annotatedSource", f"{_OWL}annotatedTarget", f"{_OIO}hasSynonymType"
_SYNONYMS = {
    **{f"{_OIO}has{scope.capitalize()}Synonym": scope for scope in ("exact", "broad", "narrow", "related")},
    f"{_IAO}0000118": "exact",
    f"{_SKOS}altLabel": "exact",
}
_ONTOLOGY = f"{_OWL}Ontology"
_OF_TERMS = frozenset(
    {*_LABELS, *_DEFINITIONS, *_PARENTS, *_SYNONYMS, _REPLACED_BY, _CONSIDER, _ALTERNATIVE}
    | {_TYPE, _DEPRECATED, _VERSION_IRI, _VERSION_INFO, *mesh_rdf.PREDICATES}
)
_OF_AXIOMS = frozenset({_SOURCE, _TARGET, _SYNONYM_TYPE})
_SHARED = {predicate: predicate for predicate in _OF_TERMS | _OF_AXIOMS}
_PLACE = re.compile(r"line (\d+), column (\d+)")
_RDF_SUFFIXES = {"rdf-xml": "rdf", "turtle": "ttl", "n-triples": "nt"}


def read_rdf(path: Path, form: str) -> Release:
    """Return the terms of a file of RDF in the form ``rdf-xml``, ``turtle`` or ``n-triples``.

    Raises:
        Mi2ldError: If it is malformed, at its line and column (L302), or cannot be read.
    """
    import pyoxigraph as ox

    if form == "rdf-xml":
        check_xml(path)
    said: Said = defaultdict(list)
    rdf_format = ox.RdfFormat.from_extension(_RDF_SUFFIXES[form])
    with open_release(path) as stream:
        try:
            for quad in ox.parse(stream, rdf_format, base_iri=path.absolute().as_uri(), lenient=True):
                subject, predicate, value = quad.subject, quad.predicate.value, quad.object
                if predicate not in _SHARED or isinstance(subject, ox.Triple):
                    continue
                key = subject.value if isinstance(subject, ox.NamedNode) else f"_:{subject.value}"
                if isinstance(value, ox.Literal):
                    _keep(said, key, predicate, value.value, value.language or "")
                elif isinstance(value, ox.NamedNode):
                    _keep(said, key, predicate, value.value, None)
        except SyntaxError as error:
            raise malformed(path, f"is no {form}: {error.msg}", error.lineno or 0, error.offset or 1) from None
    return _release(path, said)


def read_owl_xml(path: Path) -> Release:
    """Return the terms of a file of OWL/XML.

    Raises:
        Mi2ldError: If it is malformed, at its line and column (L302), or cannot be read.
    """
    from owlready2.base import OwlReadyOntologyParsingError
    from owlready2.owlxml_2_ntriples import parse

    said: Said = defaultdict(list)

    def keep_iri(subject: str, predicate: str, value: str) -> None:
        if not value.startswith("_:"):
            _keep(said, subject, predicate, value, None)

    def keep_literal(subject: str, predicate: str, value: object, tag: str) -> None:
        _keep(said, subject, predicate, str(value), tag[1:] if tag.startswith("@") else "")

    check_xml(path)
    with open_release(path) as stream:
        try:
            parse(stream, keep_iri, keep_literal)
        except OwlReadyOntologyParsingError as error:
            line, column = map(int, found.groups()) if (found := _PLACE.search(str(error))) else (0, 0)
            what = f"is no OWL/XML: {type(error.__cause__).__name__} {error.__cause__}"
            raise malformed(path, what, line, column + 1) from None
    return _release(path, said)


def _keep(said: Said, key: str, predicate: str, value: str, tag: str | None) -> None:
    """Keep a statement if a term or a header may need it; a predicate is one string however often it stands."""
    if predicate not in (_OF_AXIOMS if key.startswith("_:") else _OF_TERMS):
        return
    if predicate != _TYPE or value == _ONTOLOGY or mesh_rdf.is_record_class(value):
        said[key].append((_SHARED[predicate], value, tag))


def _release(path: Path, said: Said) -> Release:
    """Return the release that all statements of a file make."""
    ontologies = [key for key, facts in said.items() if (_TYPE, _ONTOLOGY, None) in facts]
    header = [fact for key in ontologies for fact in said.pop(key)]
    version = version_of(*(v for wanted in (_VERSION_IRI, _VERSION_INFO) for p, v, _ in header if p == wanted))
    if mesh_rdf.is_mesh(said):
        version = version or mesh_rdf.year_of(said)
        return Release(str(path), version, frozenset({"mesh"}), merge_terms(mesh_rdf.find_terms(said)))
    dropped = _dropped_synonyms(said)
    terms = merge_terms(_term(key, facts, dropped) for key, facts in said.items() if not key.startswith("_:"))
    return Release(str(path), version, prefixes_of(ontologies[0] if ontologies else "", terms), terms)


def _dropped_synonyms(said: Said) -> set[tuple[str, str]]:
    """Return the synonyms, with the IRIs of their terms, that the release says are no longer any."""
    dropped: set[tuple[str, str]] = set()
    for axiom in ({p: v for p, v, _ in facts} for key, facts in said.items() if key.startswith("_:")):
        if axiom.get(_SYNONYM_TYPE, "").endswith("obsolete_synonym"):
            dropped.add((axiom.get(_SOURCE, ""), axiom.get(_TARGET, "")))
    return dropped


def _term(iri: str, facts: list[tuple[str, str, str | None]], dropped: set[tuple[str, str]]) -> ReleaseTerm:
    def ids(*predicates: str) -> tuple[str, ...]:
        return tuple(curie_of(value) for p, value, _ in facts if p in predicates)

    above = [value for p, value, language in facts if p in _PARENTS and language is None]
    return ReleaseTerm(
        curie_of(iri),
        label=_first(facts, _LABELS, "en"),
        parents=tuple(curie_of(v) for v in above if v != _OBSOLETE_CLASS),
        obsolete=_OBSOLETE_CLASS in above or any(p == _DEPRECATED and v in ("true", "1") for p, v, _ in facts),
        replaced_by=ids(_REPLACED_BY),
        consider=ids(_CONSIDER),
        alternatives=ids(_ALTERNATIVE),
        synonyms=tuple(
            Synonym(value.strip(), _SYNONYMS[p], language or "en")
            for p, value, language in facts
            if p in _SYNONYMS and language is not None and (iri, value) not in dropped
        ),
        definition=_first(facts, _DEFINITIONS, "en"),
        french=_first(facts, _LABELS, "fr"),
    )


def _first(facts: list[tuple[str, str, str | None]], predicates: tuple[str, ...], language: str) -> str:
    """Return the first text in a language; English may stand without a tag, and goes before such."""
    wanted = (language, "") if language == "en" else (language,)
    for predicate in predicates:
        for tag in wanted:
            for found, value, given in facts:
                if found == predicate and given is not None and given.lower().partition("-")[0] == tag:
                    return value.strip()
    return ""
