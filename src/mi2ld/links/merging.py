"""Merging: what several places of a release say of one term, made one, in an order that no form can change.

In:   terms as readers found them, perhaps from several files.
Out:  terms by CURIE, sorted; what is merely mentioned, and nothing said of, is no term.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.links.releases import ReleaseTerm, Synonym

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEXTS = ("label", "definition", "french", "french_of", "kind")
_TUPLES = ("parents", "replaced_by", "consider", "alternatives", "synonyms", "places")


def merge_terms(found: Iterable[ReleaseTerm]) -> dict[str, ReleaseTerm]:
    """Return the terms by CURIE: a later one adds what an earlier one lacks, and lists are united.

    >>> merge_terms([ReleaseTerm("HP:1", "one"), ReleaseTerm("HP:1", "two", ("HP:0",)), ReleaseTerm("HP:2")])["HP:1"]
    ... # doctest: +ELLIPSIS
    ReleaseTerm(curie='HP:1', label='one', parents=('HP:0',), ...)
    """
    terms: dict[str, ReleaseTerm] = {}
    for term in found:
        if (known := terms.setdefault(term.curie, term)) is not term:
            _add(known, term)
    return {curie: terms[curie] for curie in sorted(terms) if _settle(terms[curie]) != ReleaseTerm(curie)}


def _add(known: ReleaseTerm, later: ReleaseTerm) -> None:
    for name in _TEXTS:
        setattr(known, name, getattr(known, name) or getattr(later, name))
    for name in _TUPLES:
        setattr(known, name, getattr(known, name) + getattr(later, name))
    known.obsolete = known.obsolete or later.obsolete


def _settle(term: ReleaseTerm) -> ReleaseTerm:
    """Return the term with each list sorted and without doubles; none is its own parent."""
    term.parents = tuple(sorted(set(term.parents) - {term.curie}))
    term.replaced_by = tuple(sorted(set(term.replaced_by)))
    term.consider = tuple(sorted(set(term.consider)))
    term.alternatives = tuple(sorted(set(term.alternatives)))
    term.places = tuple(sorted(set(term.places)))
    synonyms = {s for s in term.synonyms if s.text}
    term.synonyms = tuple(sorted(synonyms, key=lambda s: (s.text, s.scope, s.language)))
    return term


def synonyms_of(texts: Iterable[str], scope: str = "exact") -> tuple[Synonym, ...]:
    """Return the texts as English synonyms, blank ones left out.

    >>> synonyms_of(["Mi2-BETA ", ""])
    (Synonym(text='Mi2-BETA', scope='exact', language='en'),)
    """
    return tuple(Synonym(text.strip(), scope) for text in texts if text.strip())
