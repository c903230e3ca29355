"""Names: what a person means by a name, however it is spelt.

In:   a store and a name: a key, a CURIE, an IRI, a label, a dossier's key, a PMID, a DOI, an author.
Out:  the one thing that it names, or the list of those that it may name.

Exact names come first. Then case, accents, blanks and hyphens are ignored; then an antibody may go without its
``anti-``, and a publication by one of its authors; last, several words may go by their initials.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where, suggest
from mi2ld.query.run import find_key, resolve_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RDF, _RDFS, _SKOS, _DCTERMS = (names.PREFIXES[p] for p in ("rdf", "rdfs", "skos", "dcterms"))
_LABEL, _ALT = ox.NamedNode(_RDFS + "label"), ox.NamedNode(_SKOS + "altLabel")
_TYPE = ox.NamedNode(_RDF + "type")
_NAMED = ("Kind", "Value", "Document", "Publication", "UnidentifiedLiterature", "Study", "Group")
"""The classes whose members go by their labels."""
_LISTED = 12
_ID = names.BASE + "id/"


@dataclass(frozen=True, slots=True)
class DossierName:
    """The key of a dossier: a name for all that its documents state."""

    key: str

    def holds(self, node: ox.NamedNode) -> bool:
        """Return whether a proposition or a document is of the dossier."""
        return node.value.removeprefix(_ID).split("/")[1:2] == [self.key]


Thing = ox.NamedNode | DossierName


def fold(text: str) -> str:
    """Return a name without case, accents, blanks, hyphens and apostrophes.

    >>> fold("Mi-2"), fold("Œdème  musculaire"), fold("DM anti-Mi2−")
    ('mi2', 'œdememusculaire', 'dmantimi2−')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\s_'’\-\u2010\u2011]", "", plain)


def _initials(text: str) -> str:
    words = re.findall(r"\w+", text)
    return fold("".join(word[0] for word in words)) if len(words) > 1 else ""


def find_thing(store: ox.Store, name: str) -> Thing:
    """Return the thing that a person means.

    Raises:
        Mi2ldError: If nothing is named so, which ends with exit code 2, or if several things are, which are listed by
            key and label and end with 1 (code S101).
    """
    name = " ".join(name.split())
    for candidates in (_by_exact_label(store, name), _by_parameter(store, name), *_by_spelling(store, name)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise _several(store, name, candidates)
    what = f"nothing is named {name!r}{suggest(name, _keys(store))}"
    fix = "name a key such as anti-mi2, a label, a CURIE or an IRI"
    raise Mi2ldError([Problem(Where("show"), "error", "S101", what, fix)], 2)


def _keys(store: ox.Store) -> list[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(names.ONTOLOGY + "key"), None, None)
    return [q.object.value for q in quads if isinstance(q.object, ox.Literal)]


def _is_a(store: ox.Store, node: Any, local: str) -> bool:
    if isinstance(node, DossierName):
        return False
    return ox.Quad(node, _TYPE, ox.NamedNode(names.ONTOLOGY + local), ox.DefaultGraph()) in store


def _by_exact_label(store: ox.Store, name: str) -> list[Thing]:
    for predicate in (_LABEL, _ALT):
        found = {
            quad.subject
            for tag in ("en", "fr")
            for quad in store.quads_for_pattern(None, predicate, ox.Literal(name, language=tag), None)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(names.ONTOLOGY)
        }
        kinds = [node for node in found if _is_a(store, node, "Kind")]
        if found:
            return _sorted(kinds or found)
    return []


def _sorted(nodes: Iterable[ox.NamedNode]) -> list[Thing]:
    return [*sorted(set(nodes), key=lambda node: node.value)]


def _by_parameter(store: ox.Store, name: str) -> list[Thing]:
    keyed = find_key(store, name)
    if len(keyed) > 1:
        return _sorted(map(ox.NamedNode, keyed))
    try:
        found = ox.NamedNode(resolve_parameter(store, "name", name))
    except Mi2ldError:
        return []
    return [found] if any(True for _ in store.quads_for_pattern(found, None, None, None)) else []


def _by_spelling(store: ox.Store, name: str) -> Iterator[list[Thing]]:
    """Yield what a name may mean, from the nearest spelling to the farthest."""
    wanted = fold(name)
    if not wanted:
        return
    called = _Called(store)
    full = called.by(wanted, called.full) + [d for d in called.dossiers if fold(d.key) == wanted]
    yield [thing for thing in full if _is_a(store, thing, "Kind")] or full
    yield called.by("anti" + wanted, called.full) or called.by(wanted, called.authors)
    yield called.by(wanted, called.initials)


class _Called:
    """What everything of a release is called, folded."""

    def __init__(self, store: ox.Store) -> None:
        self.full: dict[str, set[ox.NamedNode]] = {}
        self.authors: dict[str, set[ox.NamedNode]] = {}
        self.initials: dict[str, set[ox.NamedNode]] = {}
        self.dossiers: list[DossierName] = []
        self._read(store)

    def by(self, wanted: str, names_: dict[str, set[ox.NamedNode]]) -> list[Thing]:
        return _sorted(names_.get(wanted, ()))

    def _read(self, store: ox.Store) -> None:
        dossiers: set[str] = set()
        for local in _NAMED:
            for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(names.ONTOLOGY + local), None):
                if isinstance(node := quad.subject, ox.NamedNode):
                    self._read_names(store, node)
                    if local == "Document":
                        dossiers.add(node.value.removeprefix(_ID).split("/")[1])
        self.dossiers = [DossierName(key) for key in sorted(dossiers)]

    def _read_names(self, store: ox.Store, node: ox.NamedNode) -> None:
        for quad in store.quads_for_pattern(node, None, None, None):
            predicate, value = quad.predicate.value, getattr(quad.object, "value", "")
            if quad.predicate in (_LABEL, _ALT):
                self._add(self.full, value, node)
                self._add(self.initials, _initials(value), node)
            elif predicate in (names.ONTOLOGY + "key", _DCTERMS + "title"):
                self._add(self.full, value, node)
            elif predicate == names.ONTOLOGY + "pmid":
                for spelt in (f"PMID:{value}", f"PMID {value}", value):
                    self._add(self.full, spelt, node)
            elif predicate == names.ONTOLOGY + "doi":
                for spelt in (f"doi:{value}", f"https://doi.org/{value}", value):
                    self._add(self.full, spelt, node)
            elif predicate == _DCTERMS + "creator" and isinstance(quad.object, ox.Literal):
                self._add(self.authors, value, node)
                self._add(self.authors, value.rpartition(" ")[0], node)

    @staticmethod
    def _add(called: dict[str, set[ox.NamedNode]], name: str, node: ox.NamedNode) -> None:
        if folded := fold(name):
            called.setdefault(folded, set()).add(node)


def _several(store: ox.Store, name: str, candidates: list[Thing]) -> Mi2ldError:
    shown = [_listed(store, thing) for thing in candidates[:_LISTED]]
    if more := len(candidates) - len(shown):
        shown.append(f"or {more} more")
    what = f"{len(candidates)} things are named {name!r}"
    return Mi2ldError([Problem(Where("show"), "error", "S101", what, f"write one of: {'; '.join(shown)}")], 1)


def _listed(store: ox.Store, thing: Thing) -> str:
    if isinstance(thing, DossierName):
        return thing.key
    keys = store.quads_for_pattern(thing, ox.NamedNode(names.ONTOLOGY + "key"), None, None)
    key = next((q.object.value for q in keys if isinstance(q.object, ox.Literal)), names.contract(thing.value))
    labels = {
        q.object.language: q.object.value
        for q in store.quads_for_pattern(thing, _LABEL, None, None)
        if isinstance(q.object, ox.Literal)
    }
    label = labels.get("en") or next(iter(labels.values()), "")
    return f"{key} ({label})" if label else key
