"""What two releases say otherwise, proposition by proposition."""

from __future__ import annotations

import pyoxigraph as ox

from mi2ld import names

_A = ox.NamedNode(names.PREFIXES["rdf"] + "type")
_LABEL = ox.NamedNode(names.PREFIXES["rdfs"] + "label")
_PROPOSITION = ox.NamedNode(names.ONTOLOGY + "Proposition")
_EXPRESSES = ox.NamedNode(names.ONTOLOGY + "expresses")
_STATED_IN = ox.NamedNode(names.ONTOLOGY + "statedIn")
_WORDS = {
    "en": ("added", "withdrawn", "changed", "now stated by", "no longer stated by", "no difference"),
    "fr": ("ajouté", "retiré", "modifié", "désormais énoncé par", "n’est plus énoncé par", "aucune différence"),
}
_UNTOLD = (_LABEL,)


def _propositions(store: ox.Store) -> set[str]:
    return {str(q.subject) for q in store.quads_for_pattern(None, _A, _PROPOSITION, None)}


def _facts(store: ox.Store, iri: str) -> set[tuple[str, str]]:
    """Return what a proposition says: its own triples, and its estimate's."""
    node = ox.NamedNode(iri[1:-1])
    found = set()
    for quad in store.quads_for_pattern(node, None, None, None):
        if quad.predicate in _UNTOLD:
            continue
        found.add((names.contract(quad.predicate.value), _show(quad.object)))
        if quad.predicate.value == names.ONTOLOGY + "hasEstimate" and isinstance(quad.object, ox.NamedNode):
            for inner in store.quads_for_pattern(quad.object, None, None, None):
                if inner.predicate not in _UNTOLD:
                    found.add((names.contract(inner.predicate.value), _show(inner.object)))
    return found


def _show(term: object) -> str:
    return names.contract(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


def _documents(store: ox.Store, iri: str) -> set[str]:
    node = ox.NamedNode(iri[1:-1])
    found = set()
    for quad in store.quads_for_pattern(None, _EXPRESSES, node, None):
        found |= {_show(q.object) for q in store.quads_for_pattern(quad.subject, _STATED_IN, None, None)}
    return found


def _label(store: ox.Store, iri: str, language: str) -> str:
    found = {
        q.object.language: q.object.value
        for q in store.quads_for_pattern(ox.NamedNode(iri[1:-1]), _LABEL, None, None)
        if isinstance(q.object, ox.Literal)
    }
    return found.get(language) or found.get("en") or iri


def diff(old: ox.Store, new: ox.Store, language: str = "en") -> str:
    """Return the differences as text: propositions added, withdrawn, changed in what they say or in who states them."""
    added, withdrawn, changed, more, less, none = _WORDS[language]
    before, after = _propositions(old), _propositions(new)
    out = [f"+ {added}: {_label(new, p, language)}\n    {names.contract(p[1:-1])}" for p in sorted(after - before)]
    out += [f"- {withdrawn}: {_label(old, p, language)}\n    {names.contract(p[1:-1])}" for p in sorted(before - after)]
    for proposition in sorted(before & after):
        was, now = _facts(old, proposition), _facts(new, proposition)
        said, says = _documents(old, proposition), _documents(new, proposition)
        if was == now and said == says:
            continue
        out.append(f"~ {changed}: {_label(new, proposition, language)}\n    {names.contract(proposition[1:-1])}")
        out += [f"    - {p} {v}" for p, v in sorted(was - now)]
        out += [f"    + {p} {v}" for p, v in sorted(now - was)]
        out += [f"    + {more} {d}" for d in sorted(says - said)]
        out += [f"    - {less} {d}" for d in sorted(said - says)]
    return "\n".join(out or [none]) + "\n"
