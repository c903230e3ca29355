"""Mappings: SSSOM rows to SKOS triples, and to the RDF of the sets themselves.

In:   ``ontology/mappings/*.sssom.tsv`` (SSSOM 1.1 TSV, its metadata in the lines that start with ``#``).
Out:  N-Triples lines. A row with ``predicate_modifier`` Not says what is no match, and one whose object is
      ``sssom:NoTermFound`` that the target has none: neither makes a SKOS triple, both are in the RDF of the set.
"""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.graph.mapping import quote
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from collections.abc import Mapping as Table
    from pathlib import Path

    from mi2ld.links.targets import Target

PREDICATES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
NO_TERM = "sssom:NoTermFound"
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source_version", "author_id")
SET_REQUIRED = ("mapping_set_id", "mapping_set_version", "mapping_set_title", "license", "curie_map")
SLOTS = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "author_id", "confidence", "object_source", "object_source_version", "mapping_source"),
    *("mapping_date", "comment", "comment_fr", "proposal"),
)
_PROPAGATED = ("object_source", "object_source_version", "subject_source", "subject_source_version", "mapping_date")
_A = f"<{names.PREFIXES['rdf']}type>"
_XSD = names.PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row of a mapping set: ``subject`` is a local name, ``object`` a CURIE; ``row`` has every slot by name.

    ``target`` is the prefix of the vocabulary it is about, of an absence too.
    """

    subject: str
    predicate: str
    negated: bool
    object: str
    row: dict[str, str] = field(hash=False, compare=False)
    where: Where = field(hash=False, compare=False)
    target: str = field(default="", hash=False, compare=False)

    @property
    def is_absence(self) -> bool:
        """Return whether the row says that the target has no term."""
        return self.object == NO_TERM

    @property
    def is_match(self) -> bool:
        """Return whether the row says that its two ends match."""
        return not self.negated and not self.is_absence

    @property
    def key(self) -> tuple[str, str, bool, str, str]:
        """Return what no two rows may share."""
        source = self.row.get("object_source", "") if self.is_absence else ""
        return self.subject, self.predicate, self.negated, self.object, source

    @property
    def prefix(self) -> str:
        """Return the prefix of the object."""
        return self.object.partition(":")[0]


@dataclass(slots=True)
class MappingSet:
    """A mapping set: its metadata as the header has it, and its rows in their order."""

    path: str
    metadata: dict[str, Any]
    mappings: list[Mapping]

    @property
    def iri(self) -> str:
        """Return the IRI of the set."""
        return str(self.metadata.get("mapping_set_id", ""))


@dataclass(frozen=True)
class Known:
    """What a row may name: the terms of the ontology by local name, and the targets by prefix."""

    terms: Collection[str]
    targets: Table[str, Target]

    @cached_property
    def sources(self) -> dict[str, str]:
        """Return the prefix of each target by the CURIE of its source."""
        return {t.object_source: prefix for prefix, t in self.targets.items()}


def read_mapping_sets(folder: Path, known: Known, show: Callable[[Path], str] = str) -> list[MappingSet]:
    """Return the mapping sets of a folder, in the order of their names; ``show`` says how messages name a file.

    Raises:
        Mi2ldError: With every fault of every set: an unknown subject (code L101), predicate (L102) or object (L103), a
            header or row that lacks what SSSOM or this project asks for (L104), a row that stands twice (L105).
    """
    sets: list[MappingSet] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, bool, str, str], Where] = {}
    for path in sorted(folder.glob("*.sssom.tsv")):
        found, wrong = read_mapping_set(path, known, show(path))
        problems += wrong
        sets.append(found)
        for mapping in found.mappings:
            if mapping.key in seen:
                what = f"the mapping of mi2:{mapping.subject} to {mapping.object} stands in {seen[mapping.key]} too"
                problems.append(Problem(mapping.where, "error", "L105", what, "delete one of the rows"))
            seen.setdefault(mapping.key, mapping.where)
    if problems:
        raise Mi2ldError(problems)
    return sets


def read_mapping_set(path: Path, known: Known, shown: str) -> tuple[MappingSet, list[Problem]]:
    """Return one mapping set, with the rows that can be understood, and its problems."""
    lines = decode(read_bytes(path), shown).splitlines()
    offset = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = "\n".join(line[1:] for line in lines[:offset])
    problems: list[Problem] = []
    try:
        metadata = yaml.load(header, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}  # noqa: S506  (safe)
        if not isinstance(metadata, dict):
            metadata = {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(shown, mark.line + 1, mark.column + 2) if mark else Where(shown, 1, 1)
        what = f"the header is no YAML: {getattr(error, 'problem', None) or 'a control character stands in it'}"
        problems.append(Problem(where, "error", "L104", what, "mend it there"))
        return MappingSet(str(path), {}, []), problems
    for slot in SET_REQUIRED:
        if not metadata.get(slot):
            what = f"the header has no {slot}"
            problems.append(Problem(Where(shown, 1, 1), "error", "L104", what, f"add #{slot}: …"))
    for slot in ("mapping_set_id", "license"):
        if metadata.get(slot) and not names.is_iri(str(metadata[slot])):
            what = f"{slot} {metadata[slot]!r} is no IRI"
            problems.append(Problem(Where(shown, 1, 1), "error", "L104", what, "write an absolute http(s) address"))
    shared = {slot: str(metadata[slot]) for slot in _PROPAGATED if metadata.get(slot)}
    mappings: list[Mapping] = []
    reader = csv.DictReader(lines[offset:], delimiter="\t")
    if unknown := [name for name in reader.fieldnames or () if name not in SLOTS]:
        what = f"unknown column {', '.join(unknown)}"
        problems.append(Problem(Where(shown, offset + 1, 1), "error", "L104", what, f"use: {', '.join(SLOTS)}"))
    last = reader.line_num
    for row in reader:
        taken = [n for n in range(offset + last, offset + reader.line_num) if lines[n].strip()]
        where, last = Where(shown, taken[0] + 1, 1), reader.line_num
        if len(taken) > 1:
            what = f"a quote opens here and does not close before line {taken[-1] + 1}"
            problems.append(
                Problem(where, "error", "L104", what, "close it, or write two for one inside a quoted cell")
            )
            continue
        cells = {**shared, **{k: v for k, v in row.items() if k and v}}
        wrong = [Problem(where, "error", *w) for w in _faults(cells, known)]
        if None in row:
            wrong.append(
                Problem(where, "error", "L104", "the row has more cells than columns", "delete the extra tabs")
            )
        problems += wrong
        if not wrong:
            local = cells["subject_id"].removeprefix("mi2:")
            negated = cells.get("predicate_modifier") == "Not"
            curie = cells["object_id"]
            target = known.sources[cells["object_source"]] if curie == NO_TERM else curie.partition(":")[0]
            mappings.append(Mapping(local, cells["predicate_id"], negated, curie, cells, where, target))
    return MappingSet(str(path), metadata, mappings), problems


def _faults(cells: dict[str, str], known: Known) -> Iterable[tuple[str, str, str]]:
    """Yield code, what and fix of each fault of a row."""
    missing = [slot for slot in REQUIRED if not cells.get(slot)]
    if missing:
        yield "L104", f"the row has no {', '.join(missing)}", "fill the cell, or the slot in the header"
        return
    subject, predicate, curie = (cells[slot] for slot in ("subject_id", "predicate_id", "object_id"))
    if not subject.startswith("mi2:") or subject.removeprefix("mi2:") not in known.terms:
        yield "L101", f"no term {subject!r}", "name a term of ontology/templates/ or ontology/modules/"
    if predicate not in PREDICATES:
        yield "L102", f"no mapping predicate {predicate!r}", f"use one of: {', '.join(PREDICATES)}"
    if cells.get("predicate_modifier", "") not in ("", "Not"):
        yield "L102", f"no predicate_modifier {cells['predicate_modifier']!r}", "write Not, or leave the cell empty"
    yield from _bad_cells(cells)
    if bool(cells.get("comment")) != bool(cells.get("comment_fr")):
        yield "L104", "the comment is in one language only", "fill comment (English) and comment_fr (French)"
    if curie == NO_TERM:
        if cells.get("object_source") not in known.sources:
            yield "L103", "an absence must name its object_source", "write the object_source of ontology/targets.tsv"
        if not cells.get("comment"):
            yield "L104", "an absence gives no reason", "fill comment and comment_fr"
        return
    target = known.targets.get(curie.partition(":")[0])
    if target is None:
        yield "L103", f"{curie!r} is of no target", "use a prefix of ontology/targets.tsv"
    elif not target.has_id(curie):
        yield "L103", f"{curie!r} is no id of {target.title_en}", f"its ids have the form {target.pattern.pattern}"
    elif cells.get("object_source") != target.object_source:
        yield "L104", f"object_source is not that of {target.prefix}", f"write {target.object_source}"


def _bad_cells(cells: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """Yield what is wrong with the cells that say how a mapping was made."""
    for slot in ("mapping_justification", "author_id", "mapping_source"):
        value = cells.get(slot, "")
        if value and names.expand(value) is None and not names.is_iri(value):
            yield "L104", f"{slot} {value!r} is no CURIE", "write one CURIE with a prefix of ontology/prefixes.ttl"
    if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?|", cells.get("confidence", "")):
        yield "L104", f"confidence {cells['confidence']!r} is no number from 0 to 1", "write one such as 0.8"
    try:
        datetime.date.fromisoformat(cells.get("mapping_date") or "2000-01-01")
    except ValueError:
        yield "L104", f"mapping_date {cells['mapping_date']!r} is no date", "write YYYY-MM-DD"


def match_lines(mappings: Iterable[Mapping]) -> list[str]:
    """Return the SKOS triples of the mappings as sorted N-Triples lines."""
    return sorted(
        f"{names.term(m.subject)} <{names.expand(m.predicate)}> <{names.expand(m.object)}> .\n"
        for m in mappings
        if m.is_match
    )


def set_lines(sets: Iterable[MappingSet]) -> list[str]:
    """Return the mapping sets in SSSOM's RDF, as sorted N-Triples lines; each mapping has an IRI.

    The slots have the IRIs of the SSSOM schema, which makes each mapping an ``owl:Axiom``. Tools that read OWL take one for
    asserted, so that a row with Not would become the match it denies: it is a ``sssom:Mapping`` here.
    """
    out: set[str] = set()
    for found in sets:
        out.update(_header_lines(found))
        for mapping in found.mappings:
            out.add(f"<{found.iri}> <{names.PREFIXES['sssom']}mappings> {mapping_iri(mapping)} .\n")
            out.update(_mapping_lines(mapping, f"<{names.PREFIXES['sssom']}Mapping>"))
    return sorted(out)


def merged_lines(sets: Iterable[MappingSet], metadata: dict[str, Any]) -> list[str]:
    """Return all mappings as one set in SSSOM's RDF, as its tools read it: each is an ``owl:Axiom``, under the same IRIs."""
    whole = MappingSet("", metadata, [m for found in sets for m in found.mappings])
    out = set(_header_lines(whole))
    for mapping in whole.mappings:
        out.add(f"<{whole.iri}> <{names.PREFIXES['sssom']}mappings> {mapping_iri(mapping)} .\n")
        out.update(_mapping_lines(mapping, f"<{names.PREFIXES['owl']}Axiom>"))
    source = f"<{names.PREFIXES['prov']}wasDerivedFrom>"
    out.update(f"<{whole.iri}> {source} <{iri}> .\n" for iri in metadata.get("mapping_set_source", ()))
    return sorted(out)


def mapping_iri(mapping: Mapping) -> str:
    """Return the IRI of a mapping; an absence is named after its target."""
    curie = mapping.object
    if mapping.is_absence:
        curie = "none-" + mapping.row["object_source"].partition(":")[2].removesuffix(".owl")
    return names.mint_mapping(mapping.subject, mapping.predicate, curie, negated=mapping.negated)


def _header_lines(found: MappingSet) -> Iterable[str]:
    sssom, dct = names.PREFIXES["sssom"], names.PREFIXES["dcterms"]
    s, meta = f"<{found.iri}>", found.metadata
    yield f"{s} {_A} <{sssom}MappingSet> .\n"
    yield f"{s} <{dct}title> {quote(str(meta['mapping_set_title']))}@en .\n"
    yield f"{s} <{dct}license> <{meta['license']}> .\n"
    yield f"{s} <{names.PREFIXES['owl']}versionInfo> {quote(str(meta['mapping_set_version']))} .\n"


def _mapping_lines(mapping: Mapping, kind: str) -> list[str]:
    """Return the triples about a mapping, as a node of a class."""
    node = mapping_iri(mapping)
    return [f"{node} {rest} .\n" for rest in (f"{_A} {kind}", *_mapping_triples(mapping))]


def _mapping_triples(mapping: Mapping) -> Iterable[str]:
    """Yield predicate and object of each triple about a mapping."""
    owl, sssom, rdfs = (names.PREFIXES[p] for p in ("owl", "sssom", "rdfs"))
    row = mapping.row
    yield f"<{owl}annotatedSource> {names.term(mapping.subject)}"
    yield f"<{owl}annotatedProperty> <{names.expand(mapping.predicate)}>"
    yield f"<{owl}annotatedTarget> <{names.expand(mapping.object)}>"
    if mapping.negated:
        yield f"<{sssom}predicate_modifier> <{sssom}NegatedPredicate>"
    for slot in ("mapping_justification", "object_source", "mapping_source"):
        if value := row.get(slot):
            yield f"<{sssom}{slot}> <{names.expand(value) or value}>"
    if author := row.get("author_id"):
        yield f"<{names.PREFIXES['pav']}authoredBy> <{names.expand(author) or author}>"
    for slot in ("subject_label", "object_label", "object_source_version"):
        if value := row.get(slot):
            yield f"<{sssom}{slot}> {quote(value)}"
    for slot, language in (("comment", "en"), ("comment_fr", "fr")):
        if value := row.get(slot):
            yield f"<{rdfs}comment> {quote(value)}@{language}"
    if value := row.get("confidence"):
        yield f'<{sssom}confidence> "{value}"^^<{_XSD}double>'
    if value := row.get("mapping_date"):
        yield f'<{names.PREFIXES["dcterms"]}created> "{value}"^^<{_XSD}date>'
    if value := row.get("proposal"):
        yield f"{names.term('proposal')} {quote(value)}"
