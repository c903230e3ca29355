"""MeSH in RDF: descriptors and supplementary records from the statements of NLM's RDF.

In:   what a file of RDF says, by subject.
Out:  terms as ``mesh:D003882``; concepts and terms of MeSH become definitions and synonyms of the record they belong to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mi2ld.links.releases import ReleaseTerm, Synonym

if TYPE_CHECKING:
    from collections.abc import Iterator

Said = dict[str, list[tuple[str, str, str | None]]]
"""Predicate, value and language (None: the value is an IRI) of each statement, by subject."""

_MESHV = "http://id.nlm.nih.gov/mesh/vocab#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_PARENTS = tuple(f"{_MESHV}{name}" for name in ("broaderDescriptor", "preferredMappedTo", "mappedTo"))
_PREFERRED, _CONCEPT, _NOTE = f"{_MESHV}preferredConcept", f"{_MESHV}concept", f"{_MESHV}scopeNote"
_TERMS = tuple(f"{_MESHV}{name}" for name in ("preferredTerm", "term"))
_TEXTS = tuple(f"{_MESHV}{name}" for name in ("prefLabel", "altLabel"))
_ACTIVE, _TREE_NUMBER = f"{_MESHV}active", f"{_MESHV}treeNumber"
_PARTS = {f"{_MESHV}{name}" for name in ("Concept", "Term", "TreeNumber")}
_SCOPES = {f"{_MESHV}{scope}Concept": scope[:-2] if scope != "related" else scope for scope in ("broader", "related")}
_SCOPES[f"{_MESHV}narrowerConcept"] = "narrow"
PREDICATES = frozenset({*_PARENTS, *_TERMS, *_TEXTS, *_SCOPES, _PREFERRED, _CONCEPT, _NOTE, _ACTIVE, _TREE_NUMBER})
"""The predicates of MeSH that are read, besides ``rdf:type`` and ``rdfs:label``."""

_RECORD = re.compile(r"http://id\.nlm\.nih\.gov/mesh/(?:(\d{4})/)?([CDQ]\d+)")
_TARGET = re.compile(r"http://id\.nlm\.nih\.gov/mesh/(?:\d{4}/)?([CD]\d+)(?:Q\d+)?")


def is_record_class(iri: str) -> bool:
    """Return whether an IRI is a class of MeSH's vocabulary, other than the classes of the parts of records."""
    return iri.startswith(_MESHV) and iri not in _PARTS


def is_mesh(said: Said) -> bool:
    """Return whether a record of MeSH is among the subjects: something with a class of its vocabulary."""
    return any(_RECORD.fullmatch(key) and _kind(facts) for key, facts in said.items())


def year_of(said: Said) -> str:
    """Return the year in the IRIs of the records, or nothing: the current release has none."""
    years = {found[1] for key in said if (found := _RECORD.fullmatch(key)) and found[1]}
    return max(years, default="")


def find_terms(said: Said) -> Iterator[ReleaseTerm]:
    """Yield the records of MeSH: descriptors, qualifiers and supplementary records."""
    for key, facts in said.items():
        if (record := _RECORD.fullmatch(key)) and (kind := _kind(facts)):
            label = next(iter(_texts(facts, _LABEL)), "")
            yield ReleaseTerm(
                f"mesh:{record[2]}",
                label,
                parents=tuple(f"mesh:{t[1]}" for iri in _iris(facts, *_PARENTS) if (t := _TARGET.fullmatch(iri))),
                obsolete=(_ACTIVE, "false", "") in facts,
                synonyms=tuple(s for s in _synonyms(facts, said) if s.text != label),
                definition=next((n for c in _iris(facts, _PREFERRED) for n in _texts(said.get(c, []), _NOTE)), ""),
                kind=kind,
                places=tuple(iri.rpartition("/")[2] for iri in _iris(facts, _TREE_NUMBER)),
            )


def _synonyms(facts: list[tuple[str, str, str | None]], said: Said) -> Iterator[Synonym]:
    """Yield the terms of a record's concepts; those of its preferred concept are exact."""
    preferred = _iris(facts, _PREFERRED)
    scopes = {v: _SCOPES[p] for c in preferred for p, v, _ in said.get(c, []) if p in _SCOPES}
    scopes |= dict.fromkeys(preferred, "exact")
    for concept in (*preferred, *_iris(facts, _CONCEPT)):
        for term in _iris(said.get(concept, []), *_TERMS):
            for text in _texts(said.get(term, []), *_TEXTS):
                yield Synonym(text, scopes.get(concept, "related"))


def _kind(facts: list[tuple[str, str, str | None]]) -> str:
    """Return the class of a record in MeSH's vocabulary, the narrower one if two are given, or nothing."""
    kinds = {v.removeprefix(_MESHV) for v in _iris(facts, _TYPE) if v.startswith(_MESHV)}
    return min(kinds - {"Descriptor", "SupplementaryConceptRecord"} or kinds, default="")


def _iris(facts: list[tuple[str, str, str | None]], *predicates: str) -> list[str]:
    return [value for p, value, language in facts if p in predicates and language is None]


def _texts(facts: list[tuple[str, str, str | None]], *predicates: str) -> list[str]:
    """Return the English texts; those without a tag are English too."""
    return [v.strip() for p, v, tag in facts if p in predicates and tag is not None and tag[:2] in ("", "en")]
