"""Check mappings: among themselves, and against a release of the vocabulary they lead to.

In:   mapping sets, the vocabulary, the slices, and a release.
Out:  problems, each at the line of its mapping, with the mend.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mi2ld.links.chains import check_chains
from mi2ld.problems import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Table

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.links.mappings import Known, Mapping, MappingSet
    from mi2ld.links.releases import Release, ReleaseTerm


def check_sets(
    sets: Sequence[MappingSet],
    known: Known,
    vocabulary: Vocabulary,
    slices: Table[str, Release],
    foreign: Iterable[tuple[str, str]] = (),
) -> list[Problem]:
    """Return what is wrong with mapping sets whatever the releases say.

    A label of ours that has changed (code L211), a chain of exact matches that equates too much (L212), a kind that is
    neither mapped to a target nor said to have no match there (L213), a match that another row denies (L214, L215), a
    used term that the slice lacks (L217). ``foreign`` are exact matches of others, as pairs of CURIEs.
    """
    every = [m for found in sets for m in found.mappings]
    problems = [*_check_labels(every, vocabulary), *check_chains(every, vocabulary, foreign)]
    problems += _check_coverage(every, known, vocabulary)
    problems += _check_contradictions(every, known)
    problems += _check_slices(every, known, slices)
    return sorted(problems)


def check_release(sets: Iterable[MappingSet], release: Release, slices: Table[str, Release]) -> list[Problem]:
    """Return what a release makes of the mappings to its vocabulary.

    An id that it does not know (code L201), that is obsolete (L202) or an alternative of another (L203); a label that has
    changed (L204); of the slice: a French label that is stale or gone (L205), a term under other parents (L206). One note
    (L207) says when the mappings were made from another release.
    """
    problems: list[Problem] = []
    versions: dict[str, Where] = {}
    aliases = alternatives(release)
    sliced: dict[str, Where] = {}
    for mapping in (m for found in sets for m in found.mappings if m.prefix in release.prefixes):
        problems += check_mapping(mapping, release, aliases)
        if (version := mapping.row.get("object_source_version", "")) != release.version:
            versions.setdefault(version, mapping.where)
        sliced.setdefault(mapping.object, mapping.where)
    for curie, where in sliced.items():
        held = slices[curie.partition(":")[0]].terms.get(curie) if curie.partition(":")[0] in slices else None
        if held and curie in release.terms:
            problems += _check_sliced(held, release.terms[curie], where)
    for version, where in versions.items():
        what = f"made from {version or 'an unnamed release'}; this is {release.version or 'an unnamed release'}"
        problems.append(Problem(where, "info", "L207", what, "run mi2ld link refresh with this release"))
    return sorted(problems)


def alternatives(release: Release) -> dict[str, str]:
    """Return the id that stands for each alternative id of a release."""
    return {other: term.curie for term in release.terms.values() for other in term.alternatives}


def check_mapping(mapping: Mapping, release: Release, aliases: Table[str, str]) -> list[Problem]:
    """Return what a release makes of one mapping (codes L201 to L204)."""
    where, curie = mapping.where, mapping.object
    term = release.terms.get(curie)
    if term is None:
        if primary := aliases.get(curie):
            what = f"{curie} is an alternative id of {primary} {release.terms[primary].label!r}"
            return [Problem(where, "error", "L203", what, f"write {primary}; mi2ld link refresh does")]
        what = f"{curie} {mapping.row.get('object_label', '')!r} is not in {release.path} ({release.version})"
        return [Problem(where, "error", "L201", what, "mend the id, or delete the row")]
    if term.obsolete:
        return [Problem(where, "error", "L202", f"{curie} {term.label!r} is obsolete", _mend_obsolete(term, release))]
    label = mapping.row.get("object_label", "")
    if label and term.label and label != term.label:
        what = f"the label of {curie} is {term.label!r}, the row says {label!r}"
        return [Problem(where, "warning", "L204", what, "see that it means the same; then mi2ld link refresh")]
    return []


def _mend_obsolete(term: ReleaseTerm, release: Release) -> str:
    def named(curie: str) -> str:
        found = release.terms.get(curie)
        return f"{curie} {found.label!r}" if found else curie

    if term.replaced_by:
        return f"replaced by {', '.join(map(named, term.replaced_by))}"
    if term.consider:
        return f"consider {', '.join(map(named, term.consider))}; a person decides"
    return "it has no replacement: delete the row, or map to another term"


def _check_sliced(held: ReleaseTerm, term: ReleaseTerm, where: Where) -> Iterable[Problem]:
    """Yield how the slice's term differs from the release's."""
    if held.french and term.french_is_stale:
        what = f"the French label {held.french!r} of {term.curie} was made from {term.french_of!r}, now {term.label!r}"
        yield Problem(
            where, "warning", "L205", what, "slice again: stale labels are left out; propose a new one to HPO"
        )
    elif held.french and term.french and held.french != term.french:
        what = f"the French label of {term.curie} is {term.french!r}, the slice says {held.french!r}"
        yield Problem(where, "warning", "L205", what, "run mi2ld link slice with this release")
    moved = set(held.parents) - set(term.parents)
    if moved and term.parents:
        what = f"{term.curie} {term.label!r} is no longer under {', '.join(sorted(moved))}"
        now = ", ".join(term.parents)
        yield Problem(where, "warning", "L206", f"{what}, but under {now}", "slice again; see what by-hpo answers then")


def _check_labels(every: Iterable[Mapping], vocabulary: Vocabulary) -> Iterable[Problem]:
    for mapping in every:
        term = vocabulary.by_local.get(mapping.subject)
        label = mapping.row.get("subject_label", "")
        if term and term.label_en and label != term.label_en:
            what = f"the label of mi2:{mapping.subject} is {term.label_en!r}, the row says {label!r}"
            yield Problem(mapping.where, "warning", "L211", what, "run mi2ld link refresh")


def kinds(vocabulary: Vocabulary) -> list[Term]:
    """Return the terms of the vocabulary that are kinds."""
    return [t for t in vocabulary if any(name.endswith("Kind") and name != "DocumentKind" for name in t.classes)]


def _check_coverage(every: Sequence[Mapping], known: Known, vocabulary: Vocabulary) -> Iterable[Problem]:
    covered: dict[str, set[str]] = defaultdict(set)
    for m in every:
        prefix = known.sources.get(m.row.get("object_source", ""), "") if m.is_absence else m.prefix
        covered[m.subject].add(prefix)
    for term in kinds(vocabulary):
        for target in known.targets.values():
            if set(target.primary_for) & set(term.classes) and target.prefix not in covered[term.local]:
                what = f"{term.key} is neither mapped to {target.title_en} nor said to have no match there"
                fix = f"run mi2ld link suggest {term.key}, then mi2ld link accept, refuse or absent"
                yield Problem(term.where, "error", "L213", what, fix)


def _check_contradictions(every: Sequence[Mapping], known: Known) -> Iterable[Problem]:
    exact = {(m.subject, m.prefix): m for m in every if m.is_match and m.predicate == "skos:exactMatch"}
    said = {(m.subject, m.predicate, m.object): m for m in every if m.is_match}
    for m in every:
        if m.is_absence:
            other = exact.get((m.subject, known.sources[m.row["object_source"]]))
            if other:
                what = f"mi2:{m.subject} is said to have no match, and {other.where} gives {other.object}"
                yield Problem(m.where, "error", "L214", what, "delete one of the rows")
        elif m.negated and (other := said.get((m.subject, m.predicate, m.object))):
            what = f"denies what {other.where} says"
            yield Problem(m.where, "error", "L215", what, "delete one of the rows")


def _check_slices(every: Sequence[Mapping], known: Known, slices: Table[str, Release]) -> Iterable[Problem]:
    for m in every:
        if m.is_absence or not known.targets[m.prefix].slice:
            continue
        held = slices.get(m.prefix)
        if held is None or m.object not in held.terms:
            what = f"the slice of {known.targets[m.prefix].title_en} has no {m.object}"
            yield Problem(m.where, "warning", "L217", what, "run mi2ld link slice with its release")
