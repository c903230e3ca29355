"""Gaps: what HPO, Mondo and MeSH lack for this field, as a page whose parts can be filed with them.

In:   the mapping sets with their absences, the vocabulary, the slices, the refused axioms.
Out:  the text of ``docs/gaps.md``; nothing in it but what these files say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Table

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.links.axioms import RefusedAxiom
    from mi2ld.links.mappings import Mapping, MappingSet
    from mi2ld.links.releases import Release
    from mi2ld.links.targets import Target
    from mi2ld.pipeline import Stages

FILED_WITH = {
    "HP": "https://github.com/obophenotype/human-phenotype-ontology/issues",
    "MONDO": "https://github.com/monarch-initiative/mondo/issues",
    "mesh": "https://www.nlm.nih.gov/mesh",
}
_HEAD = """# What HPO, Mondo and MeSH lack for myositis autoantibodies

<!-- Made by `mi2ld link gaps --out docs/gaps.md`. Change the mappings, not this page. -->

Each request below names a kind that documents speak of and that has no exact match there: label, synonyms, definition and
parent, ready to be filed. The reasons are those of the mapping sets (`mi2ld query unmapped` shows them as a table).
Search the newest release before you file: `mi2ld link suggest KEY --release FILE`. HPO was searched whole; of MeSH and Mondo only
the records at hand were (see the versions in `ontology/imports/`).
"""


def write_gaps(stages: Stages, sets: Sequence[MappingSet], slices: Table[str, Release]) -> str:
    """Return the page of gaps in Markdown."""
    every = [m for found in sets for m in found.mappings]
    parts = [_HEAD]
    for prefix, address in FILED_WITH.items():
        target = stages.known.targets[prefix]
        if prefix not in slices:
            continue
        parts.append(f"## {target.title_en}\n\nFiled at <{address}>; release {slices[prefix].version}.\n")
        parts += _requests(target, every, stages.vocabulary)
        parts += _translations(target, every, slices[prefix])
        parts += _groupings(target, every, stages.vocabulary, slices[prefix])
        parts += _disputes(target, stages.refused_axioms())
    parts += _other(every)
    return "\n".join(parts).rstrip("\n") + "\n"


def _absences(every: Iterable[Mapping], prefix: str) -> list[Mapping]:
    return [m for m in every if m.is_absence and m.target == prefix]


def _requests(target: Target, every: Sequence[Mapping], vocabulary: Vocabulary) -> Iterable[str]:
    """Yield a new-term request for each absence that proposes one."""
    asked = [m for m in _absences(every, target.prefix) if m.row.get("proposal")]
    if not asked:
        yield "### New terms\n\nNone is asked for.\n"
    for mapping in asked:
        term = vocabulary.by_local[mapping.subject]
        yield f"### New term: {term.label_en}\n"
        rows = [
            ("label", term.label_en),
            ("French label", term.label_fr),
            ("synonyms", _synonyms(term)),
            ("definition", term.extra.get("definition_en", "")),
            ("French definition", term.extra.get("definition_fr", "")),
            ("parent", _parent(mapping, every)),
            ("why it is missing", mapping.row["comment"]),
            ("used by", f"`{term.key}` of mi2ld, <{term.iri[1:-1]}>"),
        ]
        yield "| field | value |\n|---|---|\n" + "".join(
            f"| {name} | {_cell(value)} |\n" for name, value in rows if value
        )


def _cell(text: str) -> str:
    """Return a text as a cell of a table in Markdown."""
    return text.replace("|", "\\|")


def _synonyms(term: Term) -> str:
    return "; ".join(sorted({term.short_en} - {term.label_en, ""}))


def _parent(absence: Mapping, every: Iterable[Mapping]) -> str:
    """Return what the kind is mapped to more broadly in the same vocabulary, or in a related way."""
    same = [m for m in every if m.is_match and m.subject == absence.subject]
    same = [m for m in same if m.row["object_source"] == absence.row["object_source"]]
    for predicate in ("skos:broadMatch", "skos:closeMatch", "skos:relatedMatch"):
        found = [f"{m.object} {m.row.get('object_label', '')}" for m in same if m.predicate == predicate]
        if found:
            note = (
                "" if predicate == "skos:broadMatch" else f" ({predicate.removeprefix('skos:').removesuffix('Match')})"
            )
            return "; ".join(found) + note
    return "to be chosen by the editors"


def _translations(target: Target, every: Iterable[Mapping], held: Release) -> Iterable[str]:
    """Yield the terms of HPO that have no French label, or none that is up to date."""
    if target.prefix != "HP":
        return
    used = sorted({m.object for m in every if m.is_match and m.prefix == "HP"})
    lacking = [held.terms[c] for c in used if c in held.terms and not held.terms[c].french]
    kinds = {m.object: m for m in every if m.is_match and m.prefix == "HP"}
    yield (
        "### French labels\n\nThese terms are used here and have no French label, or one made from an English label that has"
        " changed since.\n\n| term | English label | kind here |\n|---|---|---|\n"
        + "".join(f"| {t.curie} | {t.label} | `mi2:{kinds[t.curie].subject}` |\n" for t in lacking)
    )


def _groupings(target: Target, every: Iterable[Mapping], vocabulary: Vocabulary, held: Release) -> Iterable[str]:
    """Yield the terms that a grouping term of HPO should be above, by what the kinds here stand under, and is not."""
    if target.prefix != "HP":
        return
    matches = [m for m in every if m.is_match and m.object in held.terms and m.subject in vocabulary.by_local]
    rows = []
    for group in matches:
        for member in matches:
            wide, narrow = vocabulary.by_local[group.subject], vocabulary.by_local[member.subject]
            alike = group.predicate == member.predicate == "skos:relatedMatch"
            if alike and vocabulary.is_broader(wide, narrow) and group.object not in held.ancestors([member.object]):
                rows.append(
                    f"| {member.object} {held.terms[member.object].label} | {group.object} {held.terms[group.object].label} |\n"
                )
    if rows:
        yield (
            "### Missing parents\n\nThe kinds here stand under one another; the terms they are related to do not.\n\n"
            "| term | is not under |\n|---|---|\n" + "".join(sorted(rows))
        )


def _disputes(target: Target, axioms: Iterable[RefusedAxiom]) -> Iterable[str]:
    """Yield the axioms of the target that are not taken over."""
    held = [a for a in axioms if a.subject.startswith(target.prefix + ":")]
    if held:
        yield (
            "### Axioms that are not taken over\n\n| axiom | release | reason |\n|---|---|---|\n"
            + "".join(
                f"| {a.subject} is a {a.parent}: {a.label_en} | {a.version} | {_cell(a.reason_en)} |\n" for a in held
            )
        )


def _other(every: Iterable[Mapping]) -> Iterable[str]:
    """Yield the absences that ask for nothing, with their reasons."""
    rows = [m for m in every if m.is_absence and not m.row.get("proposal")]
    yield (
        "## No match, and none asked for\n\n| kind | vocabulary | reason |\n|---|---|---|\n"
        + "".join(f"| `mi2:{m.subject}` | {m.target} | {_cell(m.row['comment'])} |\n" for m in rows)
    )
