"""Decide: what a person says of a candidate, as a row of the mapping set where it belongs.

In:   a decision, the mapping sets, and releases or slices for label and version.
Out:  the mapping set with the new row.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.links.check import check_sets
from mi2ld.links.edit import JUSTIFICATION, add_row, find_set
from mi2ld.links.mappings import NO_TERM
from mi2ld.links.slices import read_slices
from mi2ld.problems import Mi2ldError, Problem, Where, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.links.mappings import MappingSet
    from mi2ld.links.releases import Release
    from mi2ld.pipeline import Stages


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: ``kind`` is a key, ``match`` one of exact, close, broad, narrow, related, ``curie`` the term."""

    kind: str
    match: str
    curie: str
    date: str
    author: str
    comment: str = ""
    comment_fr: str = ""
    set_name: str = ""
    confidence: float | None = None
    negated: bool = False
    prefix: str = ""
    propose: bool = False


def decide(decision: Decision, stages: Stages, sets: Sequence[MappingSet], releases: Sequence[Release]) -> MappingSet:
    """Return the mapping set with the row that a decision makes.

    Raises:
        Mi2ldError: With all that is wrong with the decision (code L504): an unknown kind, prefix or id, an obsolete term,
            a comment in one language, a bad date; if no set fits (L502), the row stands there already (L503), or it
            contradicts another (L212, L214, L215).
    """
    known = stages.known
    prefix = decision.prefix or decision.curie.partition(":")[0]
    faults = list(_faults(decision, stages, prefix))
    if faults:
        raise Mi2ldError([Problem(Where("mi2ld link"), "error", "L504", *f) for f in faults], 2)
    target, term = known.targets[prefix], stages.vocabulary.terms[decision.kind]
    row = {
        "subject_id": f"mi2:{term.local}",
        "subject_label": term.label_en,
        "predicate_id": f"skos:{decision.match}Match",
        "predicate_modifier": "Not" if decision.negated else "",
        "object_id": decision.curie,
        "mapping_justification": JUSTIFICATION,
        "author_id": decision.author,
        "mapping_date": decision.date,
        "object_source": target.object_source,
        "confidence": "" if decision.confidence is None else f"{decision.confidence:g}",
        "comment": decision.comment,
        "comment_fr": decision.comment_fr,
        "proposal": "new-term" if decision.propose else "",
    }
    row |= _label_and_version(decision.curie, prefix, stages, sets, releases)
    found = find_set(sets, prefix, term.local, decision.set_name)
    before = {str(p) for p in check_sets(sets, known, stages.vocabulary, {})}
    add_row(found, {slot: value for slot, value in row.items() if value}, prefix)
    after = [p for p in check_sets(sets, known, stages.vocabulary, {}) if p.level == "error" and str(p) not in before]
    if after:
        raise Mi2ldError(after)
    return found


def _faults(decision: Decision, stages: Stages, prefix: str) -> list[tuple[str, str]]:
    """Return what and fix of each fault of a decision."""
    found = []
    target = stages.known.targets.get(prefix)
    if decision.kind not in stages.vocabulary.terms:
        near = suggest(decision.kind, stages.vocabulary.terms)
        found.append((f"no kind {decision.kind!r}{near}", "name a key of ontology/templates/"))
    if target is None:
        found.append((f"no target {prefix!r}", f"use one of: {', '.join(stages.known.targets)}"))
    elif decision.curie != NO_TERM and not target.has_id(decision.curie):
        found.append((f"{decision.curie!r} is no id of {target.title_en}", f"its ids are {target.pattern.pattern}"))
    if bool(decision.comment) != bool(decision.comment_fr):
        found.append(("the comment is in one language only", "give --comment and --comment-fr"))
    if (decision.negated or decision.curie == NO_TERM) and not decision.comment:
        found.append(("no reason is given", "give --comment and --comment-fr"))
    try:
        datetime.date.fromisoformat(decision.date)
    except ValueError:
        found.append((f"{decision.date!r} is no date", "write YYYY-MM-DD"))
    if any("\t" in text or "\n" in text for text in (decision.comment, decision.comment_fr)):
        found.append(("a comment has a tab or a line break", "write it on one line"))
    if names.expand(decision.author) is None:
        found.append((f"{decision.author!r} is no CURIE", "write one such as orcid:0000-0002-1825-0097"))
    return found


def _label_and_version(
    curie: str, prefix: str, stages: Stages, sets: Sequence[MappingSet], releases: Sequence[Release]
) -> dict[str, str]:
    """Return label and version of a term, from a release that was given, else from the slice.

    A vocabulary of which only ids are used has neither: its version is the newest that the rows name.

    Raises:
        Mi2ldError: If neither has the term, or it is obsolete (code L504).
    """
    slices = read_slices(stages.project.imports)
    for release in (*releases, *(r for p, r in slices.items() if p == prefix)):
        if prefix not in release.prefixes:
            continue
        if curie == NO_TERM:
            return {"object_source_version": release.version}
        if term := release.terms.get(curie):
            if term.obsolete:
                better = ", ".join(term.replaced_by or term.consider) or "another term"
                problem = Problem(
                    Where(release.path), "error", "L504", f"{curie} {term.label!r} is obsolete", f"use {better}"
                )
                raise Mi2ldError([problem], 2)
            return {"object_label": term.label, "object_source_version": release.version}
    if not stages.known.targets[prefix].slice:
        versions = {m.row["object_source_version"] for s in sets for m in s.mappings if m.prefix == prefix}
        if versions:
            return {"object_source_version": max(versions)}
    what = f"neither a given release nor the slice has {curie}"
    raise Mi2ldError([Problem(Where("mi2ld link"), "error", "L504", what, "name its release with --release")], 2)
