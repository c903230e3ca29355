"""Suggest: terms of other vocabularies that may match a concept, ranked by their names, so that a person decides.

In:   the names of the concept in English and French, and releases or slices.
Out:  candidates, best first, each with the name that matched, its definition and what stands above it.
Door: the only module that imports rapidfuzz.
"""

from __future__ import annotations

import json
import math
import textwrap
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mi2ld.problems import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mi2ld.links.mappings import Mapping, MappingSet
    from mi2ld.links.releases import Release, ReleaseTerm

_WEIGHT = {"label": 1.0, "exact": 0.99, "narrow": 0.9, "broad": 0.9, "related": 0.88}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that may match: ``score`` is from 0 to 100, ``name`` what matched, ``path`` what is above it, nearest first."""

    curie: str
    label: str
    score: float
    name: str
    scope: str
    language: str
    definition: str
    path: tuple[str, ...]
    version: str


def suggest(
    names: Sequence[str], releases: Iterable[Release], *, limit: int = 10, floor: float = 50
) -> list[Candidate]:
    """Return the best candidates for a concept, by the likeness of any of its names to any name of a term.

    The likeness has two parts: rapidfuzz's ``token_sort_ratio`` (35 %), and (65 %) the share of the concept's words that the term has,
    each word weighted by how rare it is in the release (inverse document frequency, Spärck Jones 1972), so that *mi2* counts
    for more than *antibody*. Accents and case do not count; a synonym that is not exact weighs less. No obsolete term.

    Raises:
        Mi2ldError: If rapidfuzz is not installed (code L501).
    """
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        raise unreadable("mi2ld link suggest", "L501", "needs rapidfuzz", "install mi2ld[link]") from None
    wanted = [folded for name in names if (folded := _fold(name))]
    best: dict[str, Candidate] = {}
    for release in releases:
        entries = list(_names(release))
        keys = [_fold(name) for _, name, _, _ in entries]
        index = _Words(keys)
        for query in wanted:
            near = process.extract(query, keys, scorer=fuzz.token_sort_ratio, limit=limit * 10, score_cutoff=floor)
            for at in {at for _, _, at in near} | index.sharing(query):
                term, name, scope, language = entries[at]
                likeness = 0.35 * fuzz.token_sort_ratio(query, keys[at]) + 0.65 * index.share(query, keys[at])
                score = round(likeness * _WEIGHT.get(scope, 0.88), 1)
                known = best.get(term.curie)
                if score >= floor and (known is None or score > known.score):
                    path = tuple(above(term, release))
                    best[term.curie] = Candidate(
                        term.curie, term.label, score, name, scope, language, term.definition, path, release.version
                    )
    return sorted(best.values(), key=lambda c: (-c.score, c.curie))[:limit]


class _Words:
    """The words of the names of a release: where they stand, and how rare they are."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._places: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            for word in set(key.split()):
                self._places.setdefault(word, []).append(at)
        self._count = len(keys)

    def _rarity(self, word: str) -> float:
        return math.log((1 + self._count) / (1 + len(self._places.get(word, ()))))

    def sharing(self, query: str, most: int = 200) -> set[int]:
        """Return the names that share a word with the query which no more than ``most`` names have."""
        found = (self._places.get(word, []) for word in query.split())
        return {at for places in found if len(places) <= most for at in places}

    def share(self, query: str, key: str) -> float:
        """Return from 0 to 100 how much of the query the name has."""
        words = set(query.split())
        whole = sum(map(self._rarity, words))
        return 100 * sum(map(self._rarity, words & set(key.split()))) / whole if whole else 0.0


def write_candidates(found: Sequence[Candidate], sets: Iterable[MappingSet], subject: str, form: str) -> str:
    """Return the candidates as lines for people, or as JSON; what was decided of one before stands beside it."""
    decided: dict[str, list[Mapping]] = {}
    for mapping in (m for s in sets for m in s.mappings if m.subject == subject):
        decided.setdefault(mapping.object, []).append(mapping)
    if form == "json":
        rows = [asdict(c) | {"decided": _decision(decided.get(c.curie, []))} for c in found]
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    shown = {c.curie for c in found}
    known = "".join(
        f"mapped  {m.object}  {m.row.get('object_label', '')}  [{_decision([m])}]\n"
        for curie, mappings in decided.items()
        for m in mappings
        if m.is_match and curie not in shown
    )
    if not found:
        return known + "no candidate: try other words, or another release with --release\n"
    return known + "".join(_entry(c, _decision(decided.get(c.curie, []))) for c in found)


def _decision(mappings: Iterable[Mapping]) -> str:
    return ", ".join(
        f"{'refused as ' if m.negated else ''}{m.predicate.removeprefix('skos:')}"
        for m in sorted(mappings, key=lambda m: m.negated)
    )


def _entry(candidate: Candidate, decision: str) -> str:
    """Return one candidate as a few lines."""
    matched = (
        ""
        if candidate.scope == "label" and candidate.language == "en"
        else f"{candidate.name} ({candidate.scope}, {candidate.language})"
    )
    lines = [f"{candidate.score:5.1f}  {candidate.curie}  {candidate.label}" + (f"  [{decision}]" if decision else "")]
    for text in (matched, candidate.definition, " < ".join(candidate.path)):
        if text:
            lines += textwrap.wrap(text, 78, initial_indent=" " * 7, subsequent_indent=" " * 7)
    return "\n".join(lines) + "\n"


def above(term: ReleaseTerm, release: Release) -> Iterator[str]:
    """Yield the labels above a term, along its first parents to the root."""
    seen = {term.curie}
    while term.parents and (parent := release.terms.get(term.parents[0])) and parent.curie not in seen:
        seen.add(parent.curie)
        yield parent.label or parent.curie
        term = parent


def _names(release: Release) -> Iterator[tuple[ReleaseTerm, str, str, str]]:
    for term in release.terms.values():
        if term.obsolete or term.curie.partition(":")[0] not in release.prefixes:
            continue
        if term.label:
            yield term, term.label, "label", "en"
        if term.french:
            yield term, term.french, "label", "fr"
        for synonym in term.synonyms:
            yield term, synonym.text, synonym.scope, synonym.language


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).strip()
