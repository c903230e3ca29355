"""Slices: what the mappings touch of another vocabulary, with all that stands above it, as one small Turtle file.

In:   a release, the CURIEs that the mappings name, and the axioms that are refused.
Out:  the Turtle text of ``ontology/imports/<target>.ttl``: labels, hierarchy and obsolete flags, sorted, no definitions;
      and such a file read back as a ``Release``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.graph.mapping import quote
from mi2ld.links.releases import Release, ReleaseTerm
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from collections.abc import Mapping as Table

    from mi2ld.links.axioms import RefusedAxiom
    from mi2ld.links.mappings import MappingSet
    from mi2ld.links.targets import Target
    from mi2ld.pipeline import Stages

# Genes and proteins are no classes; what a table puts above them is the gene that HGNC ties them to.
_NO_CLASSES = frozenset({"HGNC", "NCBIGene", "UniProtKB", "ENSEMBL"})


def used_curies(sets: Iterable[MappingSet], prefixes: Collection[str]) -> set[str]:
    """Return the ids of some prefixes that mapping sets name as objects, those of rows with Not too."""
    return {m.object for found in sets for m in found.mappings if m.prefix in prefixes}


def merge_releases(releases: Sequence[Release]) -> list[Release]:
    """Return the releases, those of the same prefixes as one: a later file adds what an earlier one lacks.

    Raises:
        Mi2ldError: If two files of one vocabulary have different dates (code L403).
    """
    from mi2ld.links.merging import merge_terms

    found: dict[frozenset[str], Release] = {}
    for release in releases:
        known = found.get(release.prefixes)
        if known is None:
            found[release.prefixes] = release
        else:
            if known.date and release.date and known.date != release.date:
                what = f"is of {release.date}, and {known.path} of {known.date}"
                problem = Problem(Where(release.path), "error", "L403", what, "give files of one release")
                raise Mi2ldError([problem], 2)
            terms = merge_terms(replace(t) for t in (*known.terms.values(), *release.terms.values()))
            found[release.prefixes] = replace(known, version=known.version or release.version, terms=terms)
    return list(found.values())


def without_refused(release: Release, refused: Iterable[RefusedAxiom]) -> Release:
    """Return the release without the refused axioms; a class goes under what its refused parent stood under instead.

    So all that the release entails of the class stays, but for the refused axiom itself.
    """
    terms = dict(release.terms)
    for axiom in refused:
        term, parent = terms.get(axiom.subject), terms.get(axiom.parent)
        if term is None or axiom.parent not in term.parents:
            continue
        above = parent.parents if parent else ()
        kept = (*(p for p in term.parents if p != axiom.parent), *above)
        terms[axiom.subject] = replace(term, parents=tuple(sorted(set(kept))))
    return replace(release, terms=terms)


def slice_texts(
    stages: Stages, sets: Iterable[MappingSet], release: Release, out: Path | None = None, *, whole: bool = False
) -> dict[Path, str]:
    """Return the text of each slice that a release gives, by the path of its file.

    Raises:
        Mi2ldError: If the release is of no vocabulary that has a slice, or of several and ``out`` is one file (code L401).
    """
    found = slices_of(stages.known.targets, release.prefixes)
    if not any(curie.partition(":")[0] in release.prefixes for curie in release.terms):
        what = f"holds no term of {', '.join(sorted(release.prefixes))}"
        raise unreadable(release.path, "L401", what, "name a release of that vocabulary")
    if len(found) != 1 and (out or not found):
        what = f"is a release of {', '.join(sorted(release.prefixes)) or 'nothing'}"
        what += ", which is several slices" if found else ", which has no slice"
        raise unreadable(release.path, "L401", what, "name a prefix of ontology/targets.tsv with --prefix")
    clean = release if whole else without_refused(release, stages.refused_axioms())
    return {
        out or stages.project.imports / f"{stem}.ttl": write_slice(
            clean, targets, used_curies(sets, {t.prefix for t in targets}), whole=whole
        )
        for stem, targets in found.items()
    }


def find_losses(release: Release, held: Table[str, Release], used: Collection[str]) -> list[Problem]:
    """Return what the slices would lose if they were cut from a release (code L402): then they should not be."""
    found: list[str] = []
    for prefix in sorted(release.prefixes & set(held)):
        old = held[prefix]
        own = [t for c, t in old.terms.items() if c.partition(":")[0] == prefix]
        if old.date and release.date and release.date < old.date:
            found.append(f"is older ({release.version}) than the slice ({old.version})")
        lacking = sorted(c for c in used if c.partition(":")[0] == prefix and not _has(release, c))
        if lacking:
            found.append(f"lacks {len(lacking)} term(s) that are used: {', '.join(lacking[:5])}")
        if any(t.french for t in own) and not any(t.french for t in release.terms.values()):
            found.append("has no French labels, and the slice has: give --labels")
        placed = [t.curie for t in own if t.parents and _has(release, t.curie)]
        flat = [c for c in placed if not release.terms[c].parents]
        if len(flat) > len(placed) / 2:
            found.append(f"has nothing above {len(flat)} of {len(placed)} terms that stand under others in the slice")
    where = Where(release.path)
    return [Problem(where, "error", "L402", what, "give a whole and newer release; nothing was cut") for what in found]


def _has(release: Release, curie: str) -> bool:
    return curie in release.terms and bool(release.terms[curie].label)


def write_slice(release: Release, targets: Sequence[Target], used: Collection[str], *, whole: bool = False) -> str:
    """Return the used terms of a release and all that is above them, as Turtle; every term if ``whole`` is set.

    A used id that the release lacks is left out: ``mi2ld link check`` tells of it.
    """
    prefixes = {t.prefix for t in targets}
    wanted = set(release.terms) if whole else release.ancestors(c for c in used if c.partition(":")[0] in prefixes)
    wanted = {c for c in wanted if release.terms[c].label}
    body = [_block(release.terms[curie], wanted) for curie in sorted(wanted)]
    body += _tree(p for curie in wanted for p in release.terms[curie].places)
    head = [_header(target, release) for target in targets]
    text = "\n".join([*head, *body])
    mesh = ("mesh", "meshv") if "mesh" in prefixes else ()
    wanted_prefixes = sorted({"dcterms", "owl", "rdfs", *mesh})
    flat = not any(release.terms[c].parents for c in wanted)
    scope = "labels only, since its source has no hierarchy" if flat else "and all that is above them"
    named = "every term" if whole else f"the terms that the mappings name, {scope}"
    lines = [
        f"# Made by mi2ld link slice from {', '.join(t.title_en for t in targets)}: {named}.",
        *(f"@prefix {p}: <{names.PREFIXES[p]}> ." for p in wanted_prefixes),
        "",
        text,
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _header(target: Target, release: Release) -> str:
    """Return what a slice says of itself; its date is that of the version, else that in the name of the file.

    A table that was read from several versions has none.
    """
    from mi2ld.links.identifiers import version_in_name

    several = "; " in release.version
    day = "" if several else version_in_name(release.version) or version_in_name(Path(release.path).name)
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}.get(len(day))
    issued = f'  dcterms:issued "{day}"^^<{names.PREFIXES["xsd"]}{kind}> ;\n' if kind else ""
    slice_en, slice_fr = f"A slice of {target.title_en}", f"Un extrait de {target.title_fr}"
    return (
        f"<{names.BASE}imports/{target.prefix.lower()}> a owl:Ontology ;\n"
        f"  dcterms:title {quote(slice_en)}@en , {quote(slice_fr)}@fr ;\n"
        f"  owl:versionInfo {quote(release.version)} ;\n{issued}"
        f"  dcterms:source <{names.expand(target.object_source)}> ;\n"
        f"  dcterms:rights {quote(target.rights)}@en ;\n"
        f"  dcterms:license <{target.licence}> .\n"
    )


def _ref(curie: str) -> str:
    return f"<{names.expand(curie) or names.PREFIXES['obo'] + curie.replace(':', '_')}>"


def _block(term: ReleaseTerm, wanted: Collection[str]) -> str:
    """Return the triples of one term, the subject in column 0."""
    prefix = term.curie.partition(":")[0]
    labels = f"{quote(term.label)}@en"
    if term.french and not term.french_is_stale:
        labels += f" , {quote(term.french)}@fr"
    facts = [f"rdfs:label {labels}"]
    if prefix == "mesh":
        facts.insert(0, f"a meshv:{term.kind or 'Descriptor'}")
    elif prefix not in _NO_CLASSES:
        facts.insert(0, "a owl:Class")
    if parents := [p for p in term.parents if p in wanted]:
        descriptor = term.curie.startswith("mesh:D")
        relation = "rdfs:seeAlso" if prefix in _NO_CLASSES else "rdfs:subClassOf"
        if prefix == "mesh":
            relation = "meshv:broaderDescriptor" if descriptor else "meshv:preferredMappedTo"
        facts.append(f"{relation} {' , '.join(map(_ref, sorted(parents)))}")
    if term.places:
        facts.append(f"meshv:treeNumber {' , '.join(_ref(f'mesh:{place}') for place in term.places)}")
    if term.obsolete:
        facts.append("owl:deprecated true")
    return f"{_ref(term.curie)} " + " ;\n  ".join(facts) + " .\n"


def _tree(places: Iterable[str]) -> list[str]:
    """Return the tree numbers and all above them, under the IRIs and properties of MeSH RDF."""
    every: set[str] = set()
    for place in places:
        while place:
            every.add(place)
            place = place.rpartition(".")[0]
    blocks = []
    for place in sorted(every):
        parent = place.rpartition(".")[0]
        above = f" ;\n  meshv:parentTreeNumber {_ref(f'mesh:{parent}')}" if parent else ""
        blocks.append(f"{_ref(f'mesh:{place}')} a meshv:TreeNumber{above} .\n")
    return blocks


def read_slices(folder: Path) -> dict[str, Release]:
    """Return the slices of a folder as releases by prefix, each complete for what it holds.

    Raises:
        Mi2ldError: If a file is no Turtle, at its line and column (code G101).
    """
    from mi2ld.graph.store import parse_file
    from mi2ld.links.identifiers import curie_of

    found: dict[str, Release] = {}
    for path in sorted(folder.glob("*.ttl")):
        terms: dict[str, ReleaseTerm] = {}
        versions: dict[str, str] = {}
        for quad in parse_file(path):
            subject, predicate, value = _text(quad.subject), names.contract(quad.predicate.value), _text(quad.object)
            if subject.startswith(names.BASE):
                if predicate == "owl:versionInfo":
                    versions[subject.rsplit("/", 1)[1]] = value
                continue
            curie = curie_of(subject)
            if predicate == "meshv:parentTreeNumber" or value == names.PREFIXES["meshv"] + "TreeNumber":
                continue
            _add(terms.setdefault(curie, ReleaseTerm(curie)), predicate, quad.object)
        for prefix in (p for p in names.PREFIXES if p.lower() in versions):
            found[prefix] = Release(str(path), versions[prefix.lower()], frozenset({prefix}), terms)
    return found


def _add(term: ReleaseTerm, predicate: str, value: object) -> None:
    """Put one triple of a slice into its term."""
    from mi2ld.links.identifiers import curie_of

    text = _text(value)
    if predicate == "rdfs:label":
        if getattr(value, "language", "") == "fr":
            term.french = text
        else:
            term.label = text
    elif predicate in ("rdfs:subClassOf", "rdfs:seeAlso", "meshv:broaderDescriptor", "meshv:preferredMappedTo"):
        term.parents = tuple(sorted({*term.parents, curie_of(text)}))
    elif predicate == "rdf:type" and text.startswith(names.PREFIXES["meshv"]):
        term.kind = text.removeprefix(names.PREFIXES["meshv"])
    elif predicate == "meshv:treeNumber":
        term.places = tuple(sorted({*term.places, text.removeprefix(names.PREFIXES["mesh"])}))
    elif predicate == "owl:deprecated":
        term.obsolete = text == "true"


def _text(term: object) -> str:
    """Return the IRI or the text of an RDF term."""
    return str(getattr(term, "value", term))


def slices_of(targets: Table[str, Target], prefixes: Collection[str]) -> dict[str, list[Target]]:
    """Return the targets of some prefixes by the stem of their slice; those without a slice are left out."""
    found: dict[str, list[Target]] = {}
    for prefix, target in targets.items():
        if prefix in prefixes and target.slice:
            found.setdefault(target.slice, []).append(target)
    return found
