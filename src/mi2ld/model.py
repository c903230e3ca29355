"""The records of a dossier: what a curator stated, with its place in the file. They know no RDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from mi2ld.dossier.vocabulary import Term
    from mi2ld.problems import Where

Notes = dict[str, str]
"""Language to text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text: code points from ``start`` to before ``end``, and the digest of its words."""

    start: int
    end: int
    digest: str
    where: Where


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as printed: ``98%``, ``3/10``, ``>500``, ``≈4 years``; what is not printed is None."""

    printed: str
    value: Decimal
    bound: str
    is_percentage: bool
    denominator: int | None
    unit: str


@dataclass(slots=True)
class Said:
    """One place where a document states a thing, and how it states it."""

    document: str
    place: Place
    where: Where
    omits: tuple[str, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    hedge: Term | None = None
    hedge_words: str = ""
    qualifiers: tuple[Term, ...] = ()
    wording: Term | None = None
    reading: Term | None = None
    by: str = ""

    @property
    def manner(self) -> tuple[object, ...]:
        """Return what belongs to the statement, not to its propositions: equal for one place of one document."""
        qualifiers = tuple(q.key for q in self.qualifiers)
        keys = (x.key if x else "" for x in (self.hedge, self.wording, self.reading))
        return (*keys, self.hedge_words, qualifiers, self.by)


@dataclass(slots=True)
class Attribute:
    """One value of an attribute of a document, publication, study or group."""

    name: str
    values: tuple[Any, ...]
    said: tuple[Said, ...]
    where: Where
    inferred: bool = False
    statistic: Term | None = None
    approximation: Term | None = None
    note: Notes = field(default_factory=dict)


@dataclass(slots=True)
class Link:
    """A link that a document prints."""

    to: str
    where: Where
    place: Place | None = None
    publication: str = ""
    inferred: bool = False
    note: Notes = field(default_factory=dict)


@dataclass(slots=True)
class Entity:
    """A document, publication, study or group: its key, its kind and its attributes."""

    section: str
    key: str
    where: Where
    kind: Term | str | None = None
    attributes: list[Attribute] = field(default_factory=list)
    said: tuple[Said, ...] = ()
    note: Notes = field(default_factory=dict)
    lines: tuple[int, int] = (0, 0)
    sources: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Place, ...] = ()
    unidentified: bool = False
    traceable: bool = False
    et_al: bool = False
    label: Notes = field(default_factory=dict)
    study: str = ""

    def first(self, name: str, *, inferred: bool = False) -> Attribute | None:
        """Return the first attribute of that name, stated unless ``inferred`` allows the other."""
        for attribute in self.attributes:
            if attribute.name == name and (inferred or not attribute.inferred):
                return attribute
        return None


@dataclass(frozen=True, slots=True)
class GroupValue:
    """A group on one side of a result, with the figure stated of it."""

    group: str
    where: Where
    quantity: Quantity | None = None
    quantifier: Term | None = None
    quantifier_inferred: bool = False
    note: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Fact:
    """One fact: its kind, the fields of that kind, and where each document says it.

    ``fields`` holds typed values; a field that is recorded as unstated is in ``unstated``.
    """

    key: str
    kind: str
    where: Where
    fields: dict[str, Any]
    unstated: frozenset[str]
    said: tuple[Said, ...]
    study: str = ""
    reported_by: str = ""
    broader_than: tuple[str, ...] = ()
    aligned_with: tuple[str, ...] = ()
    note: Notes = field(default_factory=dict)


@dataclass(slots=True)
class Dossier:
    """A whole dossier."""

    key: str
    path: str
    status: str
    where: Where
    curators: tuple[str, ...]
    text_file: str
    text_sha256: str
    language: str
    documents: dict[str, Entity]
    publications: dict[str, Entity]
    studies: dict[str, Entity]
    groups: dict[str, Entity]
    facts: dict[str, Fact]

    def entities(self) -> list[Entity]:
        """Return all documents, publications, studies and groups, in that order."""
        return [
            *self.documents.values(),
            *self.publications.values(),
            *self.studies.values(),
            *self.groups.values(),
        ]

    def all_said(self) -> list[Said]:
        """Return every place where a document states something, facts and attributes alike."""
        found: list[Said] = []
        for entity in self.entities():
            found.extend(entity.said)
            for attribute in entity.attributes:
                if attribute.said is not entity.said:
                    found.extend(attribute.said)
        for fact in self.facts.values():
            found.extend(fact.said)
        return found

    def places(self) -> Iterator[tuple[str, Place]]:
        """Return every place with its document's key: what is said, links and headings."""
        for said in self.all_said():
            yield said.document, said.place
        for document in self.documents.values():
            for link in document.links:
                if link.place:
                    yield document.key, link.place
            for heading in document.headings:
                yield document.key, heading
