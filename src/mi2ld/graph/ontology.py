"""The ontology as triples: hand-written Turtle modules, and the vocabulary made from its rows.

Blank nodes (OWL's restrictions and lists) get their labels from RDFC-1.0, so that the same files give the same bytes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.lexicon import symbols_of
from mi2ld.dossier.quantity import lexical
from mi2ld.graph.mapping import quote
from mi2ld.graph.store import canonical_lines, parse_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Term, Vocabulary

_A = names.ref(names.PREFIXES["rdf"] + "type")
_RDFS, _OWL, _SKOS = (names.PREFIXES[p] for p in ("rdfs", "owl", "skos"))
_DEFINED_BY = f"<{names.ONTOLOGY_IRI}>"
_ANNOTATIONS = (
    ("label_en", f"<{_RDFS}label>", "en"),
    ("label_fr", f"<{_RDFS}label>", "fr"),
    ("definition_en", f"<{_SKOS}definition>", "en"),
    ("definition_fr", f"<{_SKOS}definition>", "fr"),
    ("note_en", f"<{_SKOS}scopeNote>", "en"),
    ("note_fr", f"<{_SKOS}scopeNote>", "fr"),
)
_LIMITS = (("null", "nullValue"), ("minimum", "minimumValue"), ("maximum", "maximumValue"))


def _term_lines(term: Term) -> Iterable[str]:
    """Return the triples of one row, without the closing point."""
    s = term.iri
    if term.is_value:
        yield f"{s} {_A} <{_OWL}NamedIndividual>"
    else:
        yield f"{s} {_A} <{_OWL}Class>"
        yield f"{s} {_A} <{_OWL}NamedIndividual>"
        for parent in term.parents:
            yield f"{s} <{_RDFS}subClassOf> {names.term(parent)}"
    for name in term.classes:
        yield f"{s} {_A} {names.term(name)}"
    for column, predicate, language in _ANNOTATIONS:
        if text := term.extra.get(column):
            yield f"{s} {predicate} {quote(text)}@{language}"
    for language in ("en", "fr"):
        if short := term.extra.get(f"short_{language}"):
            yield f"{s} <{_SKOS}altLabel> {quote(short)}@{language}"
    yield f"{s} <{_RDFS}isDefinedBy> {_DEFINED_BY}"
    yield f"{s} {names.term('key')} {quote(term.key)}"
    if source := term.extra.get("source"):
        yield f"{s} <{names.PREFIXES['dcterms']}source> <{source}>"
    if changing := term.extra.get("outcome_of"):
        yield f"{s} {names.term('outcomeOf')} {names.term(changing.removeprefix('mi2:'))}"
    if measured := term.extra.get("measure_of"):
        yield f"{s} {names.term('measureOf')} {names.term(measured.removeprefix('mi2:'))}"
    yield from _printed_lines(term)
    yield from _scale_lines(term)
    if antigen := term.extra.get("antigen"):
        node = f"_:antigen{term.local}"
        yield f"{s} <{_RDFS}subClassOf> {node}"
        yield f"{node} {_A} <{_OWL}Restriction>"
        yield f"{node} <{_OWL}onProperty> {names.term('hasTargetAntigen')}"
        yield f"{node} <{_OWL}someValuesFrom> {names.term(antigen.removeprefix('mi2:'))}"


def _printed_lines(term: Term) -> Iterable[str]:
    """Return how a statistic or unit is printed, and what values it may have."""
    if term.file not in ("statistics", "units"):
        return
    for symbol, _ in symbols_of(term.extra.get("symbols", "")):
        yield f"{term.iri} {names.term('symbol')} {quote(symbol)}"
    if code := term.extra.get("ucum"):
        yield f"{term.iri} {names.term('ucumCode')} {quote(code)}"
    for column, name in _LIMITS:
        if limit := term.extra.get(column):
            yield f"{term.iri} {names.term(name)} {_decimal(limit)}"


def _scale_lines(term: Term) -> Iterable[str]:
    """Return the units and the scale of a measure, and which way is better for the patient."""
    if term.file != "measures":
        return
    for unit in term.extra.get("units", "").split("|"):
        if unit:
            yield f"{term.iri} {names.term('admissibleUnit')} {quote(unit)}"
    if better := term.extra.get("better"):
        yield f"{term.iri} {names.term('betterDirection')} {names.term(better.capitalize())}"
    for column, name in (("scale_low", "scaleLow"), ("scale_high", "scaleHigh")):
        if limit := term.extra.get(column):
            yield f"{term.iri} {names.term(name)} {_decimal(limit)}"


def _decimal(text: str) -> str:
    return f"{quote(lexical(Decimal(text)))}^^<{names.PREFIXES['xsd']}decimal>"


def vocabulary_lines(vocabulary: Vocabulary) -> list[str]:
    """Return the triples that the rows of the vocabulary make, one a line, unsorted."""
    rows = (t for t in vocabulary if t.file not in ("direction-words", "documents"))
    return [f"{line} .\n" for term in rows for line in _term_lines(term)]


def ontology_files(folder: Path, *, bridge: bool = True) -> list[Path]:
    """Return the Turtle files of the ontology, in a fixed order."""
    files = [folder / "mi2ld.ttl", *sorted((folder / "modules").glob("*.ttl"))]
    return [*files, folder / "bridge.ttl", folder / "external.ttl"] if bridge else files


def ontology_triples(folder: Path, vocabulary: Vocabulary, *, bridge: bool = True) -> list[str]:
    """Return the ontology as sorted N-Triples lines; with its bridge to other ontologies unless told otherwise.

    One graph has one ontology header (OWL 2 mapping to RDF, section 3.1.2), so those of bridge and externals are left out.

    Raises:
        Mi2ldError: If a Turtle file cannot be parsed, at its line and column.
    """
    headers = {names.ref(names.BASE + name) for name in ("bridge", "external")}
    turtle = [
        [quad for quad in parse_file(path) if str(quad.subject) not in headers]
        for path in ontology_files(folder, bridge=bridge)
    ]
    return canonical_lines(turtle, "".join(vocabulary_lines(vocabulary)).encode())


def superclasses(lines: Iterable[str]) -> dict[str, set[str]]:
    """Return, for each named class, all its named superclasses (RDFS rules rdfs9 and rdfs11)."""
    direct: dict[str, set[str]] = {}
    predicate = f"<{_RDFS}subClassOf>"
    for line in lines:
        s, p, o = line.split(" ", 2)
        if p == predicate and s[0] == "<" and o[0] == "<":
            direct.setdefault(s, set()).add(o[: o.index(">") + 1])
    closed: dict[str, set[str]] = {}
    for name in direct:
        found: set[str] = set()
        queue = list(direct[name])
        while queue:
            parent = queue.pop()
            if parent not in found:
                found.add(parent)
                queue.extend(direct.get(parent, ()))
        closed[name] = found - {name}
    return closed
