"""Refresh mappings after a new release: the changes that are safe are made, the others are listed.

In:   mapping sets, the vocabulary, and a release.
Out:  the rows as they should be, what was changed, and what a person must decide.

Safe is what cannot change the meaning of a match: a label that only changed its spelling, or that the release keeps as an
exact synonym; an alternative id and its primary one, which are one term; one replacement of an obsolete id (OBO 1.4,
``replaced_by``: the term can be exchanged without review), unless the row would then stand twice, denies a match, or the
exchanges together would equate too much. An older release changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mi2ld.links.check import alternatives, check_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Mapping as Table

    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.links.mappings import Mapping, MappingSet
    from mi2ld.links.releases import Release, ReleaseTerm
    from mi2ld.problems import Problem, Where


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """One change of a row: where, what slot, from what to what."""

    where: Where
    slot: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return the line a person reads."""
        return f"{self.where}: {self.slot}: {self.old or '(empty)'} → {self.new}"


def summary(changes: Sequence[Change]) -> list[str]:
    """Return a line for each change, but one for all rows of a file whose release moved in the same way."""
    moved = Counter((c.where.path, c.slot, c.old, c.new) for c in changes if c.slot == "object_source_version")
    lines = [str(c) for c in changes if c.slot != "object_source_version"]
    return lines + [
        f"{path}: {slot} of {n} row(s): {old} → {new}" for (path, slot, old, new), n in sorted(moved.items())
    ]


def refresh_sets(
    sets: Sequence[MappingSet], vocabulary: Vocabulary, release: Release | None = None
) -> tuple[list[MappingSet], list[Change], list[Problem]]:
    """Return the sets with their safe changes, these changes, and the problems that are left.

    Without a release only the labels of our own terms are renewed.
    """
    changes: list[Change] = []
    left: list[Problem] = []
    keys = {m.key for found in sets for m in found.mappings}
    aliases = alternatives(release) if release else {}
    fresh: list[MappingSet] = []
    for found in sets:
        rows = []
        for mapping in found.mappings:
            row = dict(mapping.row)
            term = vocabulary.by_local.get(mapping.subject)
            if term and term.label_en:
                row["subject_label"] = term.label_en
            if release and mapping.prefix in release.prefixes:
                left += _refresh_row(mapping, row, release, aliases, keys)
            changes += [
                Change(mapping.where, slot, mapping.row.get(slot, ""), value)
                for slot, value in row.items()
                if value != mapping.row.get(slot, "")
            ]
            rows.append(replace(mapping, object=row["object_id"], row=row))
        fresh.append(replace(found, mappings=rows))
    return fresh, sorted(changes), sorted(left)


def take_back(
    before: Sequence[MappingSet], after: Sequence[MappingSet], is_clean: Callable[[Sequence[MappingSet]], bool]
) -> list[Mapping]:
    """Undo every exchange of an id, in place, if the sets that it leads to have errors; return the rows that were left.

    An exchange that is safe by itself may still make two kinds one, or a match of what another row denies.
    """
    if is_clean(after):
        return []
    undone = []
    for old_set, new_set in zip(before, after, strict=True):
        for at, (old, new) in enumerate(zip(old_set.mappings, new_set.mappings, strict=True)):
            if old.object != new.object:
                new_set.mappings[at] = old
                undone.append(old)
    return undone


def _refresh_row(
    mapping: Mapping,
    row: dict[str, str],
    release: Release,
    aliases: Table[str, str],
    keys: set[tuple[str, str, bool, str, str]],
) -> list[Problem]:
    """Bring a row up to the release where that is safe; return what is left."""
    problems = check_mapping(mapping, release, aliases)
    term = release.terms.get(mapping.object)
    if _is_older(release, mapping.row["object_source_version"]):
        return problems
    if term is None or term.obsolete:
        better = None if mapping.negated else _exchange(mapping.object, term, release, aliases)
        if better is None or replace(mapping, object=better.curie).key in keys:
            return problems
        keys.add(replace(mapping, object=better.curie).key)
        row["object_id"], row["object_label"] = better.curie, better.label
    elif problems and not _is_same_name(mapping.row.get("object_label", ""), term):
        return problems
    elif mapping.row.get("object_label") and term.label:
        row["object_label"] = term.label
    if release.version:
        row["object_source_version"] = release.version
    return []


def _is_older(release: Release, version: str) -> bool:
    """Return whether the release has an earlier date than the version of a row."""
    dated = replace(release, version=version).date
    return bool(release.date) and bool(dated) and release.date < dated


def _exchange(curie: str, term: ReleaseTerm | None, release: Release, aliases: Table[str, str]) -> ReleaseTerm | None:
    """Return the term that stands for an alternative or an obsolete id without any doubt."""
    if term is None:
        return release.terms.get(aliases.get(curie, ""))
    if len(term.replaced_by) == 1 and not term.consider:
        better = release.terms.get(term.replaced_by[0])
        return better if better and not better.obsolete else None
    return None


def _is_same_name(old: str, term: ReleaseTerm) -> bool:
    """Return whether an old label is the new one in another spelling, or still an exact synonym."""
    exact = [s.text for s in term.synonyms if s.scope == "exact"]
    return _fold(old) in {_fold(name) for name in (term.label, *exact)}


def _fold(text: str) -> str:
    """Return a label without case, accents, punctuation and blanks; letters of any script stay, and + and - at an end.

    >>> _fold("Anti-Mi2 antibody (positivity)") == _fold("anti Mi2 antibody positivity")
    True
    >>> _fold("Mi-2α") == _fold("Mi-2β"), _fold("CD4+") == _fold("CD4-")
    (False, False)
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum() or c in "+−" or (c == "-" and text.endswith("-")))
