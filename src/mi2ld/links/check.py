"""Check mappings: among themselves, and against a release of the vocabulary they lead to.

In:   mapping sets, the vocabulary, the slices, and a release.
Out:  problems, each at the line of its mapping, with the mend.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
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
    used term that the slice lacks (L217) or names otherwise (L218). ``foreign`` are exact matches of others, as pairs of CURIEs.
    """
    every = [m for found in sets for m in found.mappings]
    problems = [*_check_labels(every, vocabulary), *check_chains(every, vocabulary, foreign)]
    problems += _check_coverage(every, known, vocabulary)
    problems += _check_contradictions(every)
    problems += _check_slices(every, known, slices)
    return sorted(problems)


def check_release(sets: Sequence[MappingSet], release: Release, slices: Table[str, Release]) -> list[Problem]:
    """Return what a release makes of the mappings to its vocabulary.

    An id that it does not know (code L201), that is obsolete (L202) or an alternative of another (L203); a label that has
    changed (L204); of the slice: a French label that is stale or gone (L205), a term under other parents (L206). One note
    (L207) says when the mappings were made from another release, and a warning (L208) that an absence may have ended.
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
    has_french = any(t.french for t in release.terms.values())
    for prefix in sorted(release.prefixes & set(slices)):
        for curie, held in slices[prefix].terms.items():
            if curie.partition(":")[0] == prefix and curie in release.terms:
                where = sliced.get(curie) or Where(slices[prefix].path)
                problems += _check_sliced(held, release, where, has_french=has_french)
    problems += _check_absences(sets, release, versions)
    for version, where in versions.items():
        what = f"made from {version or 'an unnamed release'}; this is {release.version or 'an unnamed release'}"
        problems.append(Problem(where, "info", "L207", what, "run mi2ld link refresh with this release"))
    return sorted(problems)


def _check_absences(sets: Iterable[MappingSet], release: Release, versions: dict[str, Where]) -> Iterable[Problem]:
    """Yield the absences that a release may have ended: it has a term by the kind's own name (code L208)."""
    wanted = [m for s in sets for m in s.mappings if m.is_absence and m.target in release.prefixes]
    if not wanted:
        return
    by_name: dict[str, str] = {}
    for term in release.terms.values():
        for name in (term.label, *(s.text for s in term.synonyms if s.scope == "exact")):
            if not term.obsolete:
                by_name.setdefault(name.casefold(), term.curie)
    for mapping in wanted:
        if (version := mapping.row["object_source_version"]) != release.version:
            versions.setdefault(version, mapping.where)
        if curie := by_name.get(mapping.row.get("subject_label", "").casefold()):
            what = f"mi2:{mapping.subject} is said to have no match, and {curie} has its name"
            yield Problem(
                mapping.where, "warning", "L208", what, f"see mi2ld link suggest, and accept or refuse {curie}"
            )


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


def _check_sliced(held: ReleaseTerm, release: Release, where: Where, *, has_french: bool) -> Iterable[Problem]:
    """Yield how the slice's term differs from the release's."""
    term = release.terms[held.curie]
    if held.french and term.french_is_stale:
        what = f"the French label {held.french!r} of {term.curie} was made from {term.french_of!r}, now {term.label!r}"
        yield Problem(
            where, "warning", "L205", what, "slice again: stale labels are left out; propose a new one to HPO"
        )
    elif held.french and has_french and not term.french:
        what = f"the French label {held.french!r} of {term.curie} is gone"
        yield Problem(where, "warning", "L205", what, "run mi2ld link slice with this release")
    elif held.french and term.french and held.french != term.french:
        what = f"the French label of {term.curie} is {term.french!r}, the slice says {held.french!r}"
        yield Problem(where, "warning", "L205", what, "run mi2ld link slice with this release")
    now = {p for p in term.parents if p in release.terms and release.terms[p].label}
    if now != set(held.parents) and not term.obsolete:
        then = ", ".join(held.parents) or "nothing"
        what = f"{term.curie} {term.label!r} stood under {then}, and stands under {', '.join(sorted(now)) or 'nothing'}"
        yield Problem(where, "warning", "L206", what, "slice again; see what by-hpo and the like answer then")


def _check_labels(every: Iterable[Mapping], vocabulary: Vocabulary) -> Iterable[Problem]:
    for mapping in every:
        term = vocabulary.by_local.get(mapping.subject)
        label = mapping.row.get("subject_label", "")
        if term and term.label_en and label != term.label_en:
            what = f"the label of mi2:{mapping.subject} is {term.label_en!r}, the row says {label!r}"
            yield Problem(mapping.where, "warning", "L211", what, "run mi2ld link refresh")


def kinds(vocabulary: Vocabulary) -> list[Term]:
    """Return the terms of the vocabulary that are kinds."""
    return [t for t in vocabulary if t.local and not t.is_value and t.file != "documents"]


def _check_coverage(every: Sequence[Mapping], known: Known, vocabulary: Vocabulary) -> Iterable[Problem]:
    covered: dict[str, set[str]] = defaultdict(set)
    for m in every:
        if m.is_match or m.is_absence:
            covered[m.subject].add(m.target)
    for term in kinds(vocabulary):
        for target in known.targets.values():
            if set(target.primary_for) & set(term.classes) and target.prefix not in covered[term.local]:
                what = f"{term.key} is neither mapped to {target.title_en} nor said to have no match there"
                fix = f"run mi2ld link suggest {term.key}, then mi2ld link accept or absent"
                yield Problem(term.where, "error", "L213", what, fix)


def warn_of_unmapped(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with a kind that nobody has mapped yet as a warning: the match may come after the facts."""
    return [replace(p, level="warning") if p.code == "L213" else p for p in problems]


def _check_contradictions(every: Sequence[Mapping]) -> Iterable[Problem]:
    exact = {(m.subject, m.prefix): m for m in every if m.is_match and m.predicate == "skos:exactMatch"}
    said = {(m.subject, m.predicate, m.object): m for m in every if m.is_match}
    for m in every:
        if m.is_absence:
            other = exact.get((m.subject, m.target))
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
        elif m.row.get("object_label", held.terms[m.object].label) != held.terms[m.object].label:
            what = f"the slice calls {m.object} {held.terms[m.object].label!r}, the row says {m.row['object_label']!r}"
            yield Problem(m.where, "warning", "L218", what, "write the label of the release, or slice again")
